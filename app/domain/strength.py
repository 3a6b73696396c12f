"""How strong an action is, judged by its wording after the action hierarchy of RCA² (NPSF 2015, figure 3).

Stronger actions hold without anybody's care: the hazard is taken away, or a forcing function stands in its way.
Intermediate ones lessen how much hangs on memory: redundancy, software that watches or limits, checklists,
training by simulation. Weaker ones ask people to do better: training, procedures, warnings, double checks.

The first verb that is known decides, unless what it acts on is weak by itself (who removes a line from a runbook
has changed a runbook). Where the verb says nothing ("add", "improve"), the first thing that is known decides.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from app.domain.vocabulary import Strength

WEAK, INTERMEDIATE, STRONG = Strength.WEAK, Strength.INTERMEDIATE, Strength.STRONG
#: So many letters of a wording are looked at, and so many words for its verb.
READ_MAX = 400
_LEAD = 10


@dataclass(frozen=True, slots=True)
class Judgement:
    """`sort` is what the hierarchy calls it, `word` what showed it; both empty where no rule knows the wording."""

    strength: Strength | None = None
    sort: str = ""
    word: str = ""


def _list(words: str) -> list[str]:
    return [word.strip() for word in words.split(",")]


def _words(rules: Iterable[tuple[Strength, str, str]]) -> Mapping[str, tuple[Strength, str]]:
    return {word: (strength, sort) for strength, sort, words in rules for word in _list(words)}


#: Verbs: the strength that they give an action, its sort in the hierarchy, and the verbs.
VERBS = _words(
    (
        (
            *(STRONG, "takes the hazard away"),
            "remove, eliminate, delete, decommission, retire, disable, isolate, separate, segregate, decouple, "
            "redesign, rearchitect, re-architect, migrate, replace, partition, shard",
        ),
        (
            *(STRONG, "forcing function"),
            "enforce, prevent, block, reject, refuse, forbid, prohibit, restrict, require, gate, "
            "disallow, not allow",
        ),
        (STRONG, "simplifies the process", "simplify, consolidate, streamline"),
        (STRONG, "standardizes", "standardize, standardise, unify"),
        (INTERMEDIATE, "redundancy", "duplicate, replicate, mirror, back"),
        (INTERMEDIATE, "staff or capacity", "hire, staff, scale, increase, provision"),
        (
            *(INTERMEDIATE, "software enhancement"),
            "automate, upgrade, patch, fix, tune, monitor, alert, detect, log, instrument, test, validate, limit, "
            "throttle, refactor, cap",
        ),
        (INTERMEDIATE, "training by simulation", "rehearse, simulate"),
        (WEAK, "training", "train, educate, teach, coach, onboard"),
        (WEAK, "procedure or memorandum", "document, communicate, announce, inform, tell, publish"),
        (WEAK, "warning", "remind, warn, encourage, ask"),
        (WEAK, "double check", "check, double-check, review, audit, inspect, verify, confirm"),
        (
            *(WEAK, "further study"),
            "investigate, analyze, analyse, study, research, understand, explore, evaluate, assess, consider, "
            "clarify, discuss, talk, diagnose, look, meet, reflect, decide, find",
        ),
    )
)
#: Verbs that say nothing by themselves.
PLAIN = frozenset(
    _list(
        "add, create, make, implement, introduce, set, write, update, extend, improve, build, define, "
        "ensure, put, deploy, configure, enable, provide, use, run, establish, develop, change, adjust, "
        "modify, expand, raise"
    )
)
#: Things, as nouns: the strength of an action that makes or betters one.
THINGS = _words(
    (
        (STRONG, "takes the hazard away", "removal, decommissioning, isolation, migration"),
        (STRONG, "forcing function", "interlock, guardrail, guard rail, forcing function, merge gate, deploy gate"),
        (
            *(INTERMEDIATE, "redundancy"),
            "replica, standby, redundancy, redundant, failover, fail-over, backup, spare, secondary",
        ),
        (INTERMEDIATE, "staff or capacity", "capacity, headroom, autoscaling, staffing"),
        (
            *(INTERMEDIATE, "software enhancement"),
            "alert, alarm, alerting, monitor, monitoring, metric, dashboard, probe, healthcheck, health check, "
            "canary, logging, log, tracing, test, ci, validation, timeout, retry, backoff, circuit breaker, "
            "rate limit, limit, quota, patch, fix, upgrade, script, tool, tooling, automation, rollback, "
            "feature flag, detection, linter",
        ),
        (INTERMEDIATE, "checklist or cognitive aid", "checklist, check list, template"),
        (INTERMEDIATE, "training by simulation", "game day, gameday, drill, simulation, exercise, chaos"),
        (WEAK, "training", "training, workshop, course, awareness, onboarding"),
        (
            *(WEAK, "procedure or memorandum"),
            "documentation, doc, runbook, playbook, wiki, procedure, policy, guideline, guide, guidance, "
            "instruction, memo, readme, sop, announcement, best practice, communication",
        ),
        (WEAK, "warning", "warning, banner, label, reminder, careful, attention"),
        (WEAK, "double check", "review, audit, double check, sign-off"),
        (WEAK, "further study", "investigation, analysis, study, discussion, meeting, retrospective"),
    )
)
_WORD = re.compile(r"[a-z][a-z0-9_.'’-]*")
#: A thing belongs to the words before one of these: "a runbook | for the failover".
_STOPS = frozenset(
    _list("for, to, so, when, if, on, in, of, that, which, with, by, and, from, about, into, until, before, after")
)
#: After a verb these name no hazard: "prevent this from happening again".
_VAGUE = frozenset(_list("this, these, that, it, such, similar, recurrence, future, again, them"))
#: What a machine does with what is wrong, where it follows "so": "so that a second primary is refused".
_FORCED = frozenset(_list("impossible, cannot, can't, can’t, refused, refuses, rejected, rejects, blocked, blocks"))


def strength_of(text: str) -> Judgement:
    """Judge a wording. Never raises; a wording in another language is one that no rule knows."""
    words = [word.rstrip(".'’-") for word in _WORD.findall(text[:READ_MAX].lower())]
    thing = _first_thing(words)
    verb, at = _verb(words)
    about_weak = thing is not None and thing.strength is WEAK
    if verb and not _VAGUE.intersection(words[at + 1 : at + 3]):
        if verb.strength is WEAK or not about_weak:
            return verb
    elif not about_weak and (word := _forced(words)):
        return Judgement(STRONG, "forcing function", word)
    return thing or Judgement()


def _verb(words: list[str]) -> tuple[Judgement | None, int]:
    """The first word that is a known verb, None where it says nothing, and where it stands."""
    for at, (word, following) in enumerate(pairwise([*words[:_LEAD], ""])):
        for form in (f"{word} {following}", *_forms(word)):
            if form in PLAIN:
                return None, at
            if form in VERBS:
                return Judgement(*VERBS[form], form if " " in form else word), at
    return None, 0


def _first_thing(words: list[str]) -> Judgement | None:
    """The last thing known of the first stretch between stops that holds any: its head, as English has it."""
    found: Judgement | None = None
    for word, following in pairwise([*words, ""]):
        if word in _STOPS and found:
            return found
        found = _thing(f"{word} {following}") or _thing(word) or found
    return found


def _thing(name: str) -> Judgement | None:
    return next((Judgement(*THINGS[form], name) for form in _forms(name) if form in THINGS), None)


def _forced(words: list[str]) -> str:
    after = words.index("so") if "so" in words else len(words)
    return next((word for word in words[after:] if word in _FORCED), "")


def _forms(word: str) -> Iterable[str]:
    """The word, and what it may be a form of: alerts, retries, removed, removing, planned."""
    yield word
    if word.endswith("ies"):
        yield f"{word[:-3]}y"
    for ending in ("s", "es", "d", "ed", "ing"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield word[: -len(ending)]
    if word.endswith("ing"):
        yield f"{word[:-3]}e"
