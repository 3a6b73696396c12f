"""Which causes an action answers, where the document says so: by number, by name, or by where the action stands."""

import re
from collections.abc import Iterable, Iterator

from app.domain.vocabulary import CauseRole
from app.ingest.facts import ParsedAction, ParsedCause
from app.ingest.reading import Reading
from app.ingest.sections import Section

_NUMBERED = re.compile(
    r"\b(?P<sort>root[ -]causes?|causes?|contributing (?:factors?|causes?)|factors?|rc|cf)\s{0,2}"
    r"(?:#|no\.?|number)?\s{0,2}(?P<numbers>\d{1,2}(?:\s{0,2}(?:,|and|&|/|\+)\s{0,2}#?\d{1,2}){0,5})(?![\d.%:])",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<!\W)\W*+\d{1,2}(?:[\s,;&/]+(?:and )?#?\d{1,2})*\W*")
_DIGITS = re.compile(r"\d{1,2}")
_WORD = re.compile(r"[^\W_]{3,}")
_CAUSAL = ("root_cause", "contributing_factors", "trigger")
_LEAST_WORDS = 2


def answered_by_text(reading: Reading, text: str) -> list[int]:
    """Indexes of the causes that the words name by number: "(root cause 2)"."""
    named = _NUMBERED.finditer(text) if _DIGITS.search(text) else ()
    return sorted({i for match in named for i in _by_number(reading, match["sort"], match["numbers"])})


def answered_by_cell(reading: Reading, text: str) -> list[int]:
    """Of a table's column of causes: numbers, else the words of one."""
    found = answered_by_text(reading, text)
    if not found and _BARE.fullmatch(text):
        found = sorted(_by_number(reading, "cause", text))
    return found or answered_by_name(reading, text)


def answered_by_name(reading: Reading, text: str) -> list[int]:
    """The one cause that holds all words of the text, or begins with them."""
    words = set(_WORD.findall(text.lower()))
    if len(words) < _LEAST_WORDS:
        return []
    found = [i for i, cause in enumerate(reading.post.causes) if words <= set(_WORD.findall(cause.text.lower()))]
    return found if len(found) == 1 else []


def link(reading: Reading) -> None:
    """Fill `causes` of each action that has none yet from its words, its headings and the section around it."""
    if not reading.post.causes or not reading.post.actions:
        return
    lines = {a.line for a in reading.post.actions}
    by_line = {b.line: reading.section(b) for b in reading.blocks if b.line in lines}
    for action in reading.post.actions:
        if not action.causes:
            section = by_line.get(action.line)
            action.causes = answered_by_text(reading, action.text) or _by_place(reading, action, section)


def _by_place(reading: Reading, action: ParsedAction, section: Section | None) -> list[int]:
    for around in section.chain() if section is not None else ():
        if around.level == 0:
            return []
        if around.roles[:1] and around.roles[0] in _CAUSAL:
            return _within(reading.post.causes, around, action)
        found = answered_by_text(reading, around.heading) or _under_name(reading, around)
        if found:
            return found
    return []


def _within(causes: list[ParsedCause], section: Section, action: ParsedAction) -> list[int]:
    """The nearest cause above, in the same section."""
    above = [i for i, c in enumerate(causes) if section.line <= c.line < action.line]
    return above[-1:]


def _under_name(reading: Reading, section: Section) -> list[int]:
    """ "### Full disk" among the actions, where a heading or the lead of a cause reads the same."""
    if "action_items" in section.names:
        return []
    name = _plain(section.heading)
    if len(name) < _LEAST_WORDS:
        return []
    led = [i for i, c in enumerate(reading.post.causes) if _plain(c.text)[: len(name)] == name]
    return led or sorted(_headed(reading, section, name))


def _headed(reading: Reading, section: Section, name: list[str]) -> Iterator[int]:
    for other in reading.outline.sections:
        if other is not section and other.has(*_CAUSAL) and _plain(other.heading) == name:
            yield from (i for i, c in enumerate(reading.post.causes) if other.line <= c.line <= other.end_line)


def _plain(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _by_number(reading: Reading, sort: str, numbers: str) -> Iterable[int]:
    """Root causes and contributing factors are counted apart, where the words name one of the two."""
    low = sort.lower()
    if low.startswith(("contributing", "factor", "cf")):
        roles: tuple[CauseRole, ...] = (CauseRole.CONTRIBUTING,)
    elif low.startswith("r"):
        roles = (CauseRole.ROOT_CAUSE,)
    else:
        roles = (CauseRole.ROOT_CAUSE, CauseRole.CONTRIBUTING)
    counted = [i for i, cause in enumerate(reading.post.causes) if cause.role in roles]
    return {counted[n - 1] for n in map(int, _DIGITS.findall(numbers)) if 0 < n <= len(counted)}
