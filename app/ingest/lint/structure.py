"""What a whole postmortem needs: its sections, zones on its times, an action against each cause."""

import re
from collections.abc import Callable, Iterator

from app.domain.vocabulary import CauseRole, LessonKind
from app.ingest.facts import ParsedPost
from app.ingest.lint.finding import Finding, shown, warning

#: What every template in use asks for, and what shows that a post has it.
_NEEDED: dict[str, tuple[Callable[[ParsedPost], object], frozenset[str]]] = {
    "a summary": (lambda p: p.summary, frozenset({"summary"})),
    "the impact": (lambda p: p.impact, frozenset({"impact"})),
    "a timeline": (lambda p: p.timeline, frozenset({"timeline"})),
    "how it was detected": (lambda p: p.detection or p.detected_at, frozenset({"detection"})),
    "how it was resolved": (lambda p: p.resolution or p.resolved_at, frozenset({"resolution"})),
    "the causes": (lambda p: p.causes, frozenset({"root_cause", "contributing_factors", "trigger"})),
    "action items": (lambda p: p.actions, frozenset({"action_items"})),
}
_WORD = re.compile(r"[a-z][a-z0-9]{3,}")
_STEM = 5
_COMMON = frozenset(
    """
    about above after again alert also always another around because been before being below between both
    came cannot cause caused causes could does doing done down during each every first found from further
    going have having here incident into issue just kept know like made make many more most much must need
    never none only other over part problem same service should since some such system take team than that
    their them then there these they thing this those through time under until used using very want well went
    were what when where which while will with within without work would your
    """.split()  # noqa: SIM905
)


def missing_sections(post: ParsedPost) -> Iterator[Finding]:
    present = {section.name for section in post.sections}
    for what, (fact, names) in _NEEDED.items():
        if not fact(post) and not names & present:
            yield warning(post.line, "missing-section", f"nothing tells {what}")


def times_without_zone(post: ParsedPost) -> Iterator[Finding]:
    bare = [e for e in post.timeline if e.at and re.search(r"T\d\d:\d\d$", e.at)]
    if bare:
        several = f"{len(bare)} of {len(post.timeline)} entries state a time without a zone, from here on"
        message = several if len(bare) > 1 else "this entry's time has no zone"
        yield warning(bare[0].line, "time-without-zone", message)


def unanswered_causes(post: ParsedPost) -> Iterator[Finding]:
    """Causes, and points of “what went wrong”, of which no action speaks."""
    answered = {i for action in post.actions for i in action.causes}
    spoken = set[str]().union(*(_stems(action.text) for action in post.actions))
    for i, cause in enumerate(post.causes):
        if cause.role is not CauseRole.TRIGGER and i not in answered and not _stems(cause.text) & spoken:
            yield warning(
                cause.line, "cause-without-action", f"no action speaks of the cause “{shown(cause.text)}”"
            )
    for lesson in post.lessons:
        if lesson.kind is LessonKind.WENT_WRONG and not _stems(lesson.text) & spoken:
            message = f"no action speaks of what went wrong: “{shown(lesson.text)}”"
            yield warning(lesson.line, "cause-without-action", message)


def _stems(text: str) -> set[str]:
    """The words that carry meaning, by their first letters: `expired` and `expiry` meet."""
    return {word[:_STEM] for word in _WORD.findall(text.casefold()) if word not in _COMMON}
