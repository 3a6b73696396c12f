"""When it began, was noticed and was over, as the sentences of a post say it: "the outage began at 14:02".

Only clock times on known days count, and only beside words that say which time it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.domain.moment import Moment
from app.ingest.anchor import WRITTEN
from app.ingest.blocks import Block, BlockKind
from app.ingest.clock.dates import as_date
from app.ingest.clock.grammar import find_stamps
from app.ingest.clock.resolver import Carry
from app.ingest.clock.stamp import Stamp
from app.ingest.phrases import each, phrases, spaced
from app.ingest.reading import Reading
from app.ingest.sections import Section
from app.ingest.sentences import sentences

_TOLD = ("summary", "impact", "background", "detection", "resolution", "response", "trigger", "metadata")
_SENTENCE_CHARS = 600
_BLOCKS = 60
#: Characters between the words and the time that they are about.
_REACH = 40
_FAULT = (
    r"(?:outage|incident|disruption|degradation|downtime|issue|problem|interruption|unavailability|errors?|failures?|event|"
    r"impact|attack|failure)s?"
)
_BEGAN = phrases(
    _FAULT + r" (?:first |initially )?(?:began|begins?|start(?:ed|s)?|occurred|happened)\b",
    r"(?:start|beginning) of (?:the |this |our )?" + _FAULT,
    *each("experienced suffered saw had", r" (?:an?|the|some|significant)?(?: [\w-]+){0,3} " + _FAULT),
    r"went (?:down\b(?! to)|offline|dark)",
    r"(?:starting|beginning|began) (?:at|around|from|on)\b",
    r"(?:became|become|were|was) (?:unavailable|unreachable|unresponsive|inaccessible)",
)
_OVER = phrases(
    *each("resolved restored recovered fixed", r"\b"),
    r"back (?:online|up\b|to normal|in service|in operation)",
    r"returned to normal",
    r"(?:operat|work|function|runn)ing normally",
    *each("fully completely", r" (?:operational|functional|available)"),
    *each("worked works working available operational reachable healthy running responding", " again"),
    r"all[ -]clear\b",
    r"brought back\b",
    r"(?:full|complete) (?:recovery|restoration|resolution)\b",
    _FAULT + r" (?:ended|was over|was closed)",
    r"end of (?:the |this |our )?" + _FAULT,
)
_LASTED = phrases(r"lasted until\b", *each("until till", r"\b"))
_NOTICED = phrases(
    *each("noticed detected discovered", r"\b"),
    r"(?:first|initial) (?:alert|alarm|report)s?\b",
    r"alerted\b",
    r"(?:was|were|got) (?:paged|notified|made aware)",
    r"received (?:an?|the|our|multiple|several)(?: [\w-]+){0,2} (?:alerts?|alarms?|reports?|pages?)\b",
    r"became aware\b",
)
_HURT = phrases(
    r"(?:outage|disruption|degradation|downtime|interruption|unavailability)s?\b",
    *each("experienced suffered down unavailable unreachable inaccessible offline degraded unable broken", r"\b"),
    *each("interrupted disrupted failing crashing stuck die died dying", r"\b"),
    r"(?:could|did|was|were|can) ?n[o']t\b",
    r"(?:could|did|was|were) not\b",
)
#: "Impact window: 10:00–11:00 UTC", "Duration: 1 hour (10:00 to 11:00)".
_WINDOW = re.compile(
    r"[\s*_|-]{0,6}(?:(?:impact|outage|incident|downtime)(?: (?:window|duration|period|date(?:/time)?|time))?|"
    r"window|duration|period|date(?:/time)?|time|when)[*_]{0,2}\s?[:|]"
)
_NOT_THEN = phrases(
    *each("will would should usually typically every daily weekly scheduled planned expected", r"\b"),
    r"maintenance window",
    r"(?:support|business|office|working) hours",
)
#: Nothing was wrong until then: that is when it began.
_UNHURT = phrases(
    r"(?:not|no|never|did ?n[o']t|without) (?:[\w']+ ){0,3}(?:errors?|issues?|problems?|impact|trouble)\b"
)
#: Words before "resolved", "restored" … that take it back.
_NOT_OVER = re.compile(
    r"\b(?:partial\w*|part\w+|temporar\w+|not|never|n't|largely|mostly|being|some|to be|yet|until|before|"
    r"snapshot|backup|initially|gradually)\b",
)
_PROSE = (BlockKind.PARAGRAPH, BlockKind.ITEM)
#: What a section has that tells of clock times, at the least.
_CLOCK = re.compile(r"\d(?:[:.h][0-5]\d| ?[apAP]\.?[mM]\b| (?:UTC|GMT)|\d{3} hours)")
_NUMBER = re.compile(r"\d|midnight|noon")
_FULLY = re.compile(r"\b(?:fully|full|complete(?:ly)?|all)\b")


@dataclass(slots=True)
class Told:
    """Times as text; None where no sentence says it.

    `first`: the first time told at all. `over_rank`: 1 for the end of a stretch of time
    ("from 10:00 to 11:00 it was down"), 2 where it is said to have been over, 3 wholly over.
    """

    first: str | None = None
    started: str | None = None
    detected: str | None = None
    resolved: str | None = None
    over_rank: int = 0


def told(reading: Reading) -> Told:
    """What the prose outside the timeline says, the first to say it first; the last that says it was over."""
    found = Told()
    for block, carry in _blocks(reading):
        for start, end in sentences(block.text):
            if end - start <= _SENTENCE_CHARS and _NUMBER.search(block.text, start, end):
                before, noted = replace(found), len(reading.post.diagnostics)
                _sentence(reading, found, block.text[start:end], carry, block.line)
                if found == before:  # nothing of it is shown: how it was read is of no interest
                    del reading.post.diagnostics[noted:]
    return found


def names_day(reading: Reading, day: date) -> bool:
    """Whether the prose outside the timeline names this day, year and all."""
    texts = (b.text for s in reading.outline.sections if _speaks(s) for b in s.blocks[:_BLOCKS] if b.kind in _PROSE)
    stamps = (s for text in texts if str(day.year) in text for s in find_stamps(text))
    return any(s.day is not None and as_date(s.day) == day for s in stamps)


def _blocks(reading: Reading) -> Iterator[tuple[Block, Carry]]:
    listed = {e.line for e in reading.post.timeline if not e.rule.startswith("timeline-prose")}
    for section in reading.outline.sections:
        if not _speaks(section):
            continue
        blocks = [b for b in section.blocks[:_BLOCKS] if b.kind in _PROSE and not b.quoted and b.line not in listed]
        if any(_CLOCK.search(b.text) or "noon" in b.text or "midnight" in b.text for b in blocks):
            carry = Carry(told=True)
            yield from ((b, carry) for b in blocks if _NUMBER.search(b.text) and not WRITTEN.match(b.text))


def _speaks(section: Section) -> bool:
    if section.has("timeline", "action_items", "lessons", "went_well", "went_wrong", "lucky"):
        return False
    return not section.names or section.has(*_TOLD)


def _sentence(reading: Reading, found: Told, text: str, carry: Carry, line: int) -> None:
    stamps = list(find_stamps(text))
    moments = [reading.clock.resolve(stamp, carry, line) for stamp in stamps]
    if not any(s.time for s in stamps):
        return
    low = spaced(text)
    if _NOT_THEN.search(low):
        return
    timed = [(s, *m) for s, m in zip(stamps, moments, strict=True) if s.time is not None and _whole(m[0])]
    found.first = found.first or (str(timed[0][1]) if timed else None)
    ranged = next(((m, until) for s, m, until in timed if until is not None), None)
    if ranged is not None and (_HURT.search(low) or _WINDOW.match(low)):
        found.started = found.started or str(ranged[0])
        if found.over_rank == 0:
            found.resolved, found.over_rank = str(ranged[1]), 1
        return
    _beside(found, low, [(s, str(m)) for s, m, _ in timed])


def _whole(moment: Moment | None) -> bool:
    return moment is not None and moment.wall is not None and moment.hour is not None


def _beside(found: Told, low: str, timed: list[tuple[Stamp, str]]) -> None:
    if found.started is None:
        found.started = next((at for m in _BEGAN.finditer(low) if (at := _nearest(m, low, timed))), None)
    if found.detected is None:
        found.detected = next((at for m in _NOTICED.finditer(low) if (at := _nearest(m, low, timed))), None)
    for match in _OVER.finditer(low):
        before = low[max(0, match.start() - 24) : match.start() + 1]
        at = _nearest(match, low, timed)
        if at is None or _NOT_OVER.search(before):
            continue
        rank = 3 if _FULLY.search(low[max(0, match.start() - 16) : match.end()]) else 2
        if rank >= found.over_rank:
            found.resolved, found.over_rank = at, rank
    if found.over_rank == 0 and _HURT.search(low) and not _UNHURT.search(low):
        found.resolved = next((at for m in _LASTED.finditer(low) if (at := _behind(m, low, timed))), None)


def _nearest(match: re.Match[str], low: str, timed: list[tuple[Stamp, str]]) -> str | None:
    """The time behind the words, else the one before them that opens their clause."""
    behind = _behind(match, low, timed)
    if behind is not None:
        return behind
    for stamp, at in reversed(timed):
        gap = match.start() - stamp.end - 1
        if -1 <= gap <= 2 * _REACH and not _cut(low[stamp.end + 1 : match.start()]):
            return at
    return None


def _behind(match: re.Match[str], low: str, timed: list[tuple[Stamp, str]]) -> str | None:
    for stamp, at in timed:
        gap = stamp.start + 1 - match.end()
        if 0 <= gap <= _REACH and not _cut(low[match.end() : stamp.start + 1]):
            return at
    return None


def _cut(between: str) -> bool:
    """Whether another clause begins between the words and the time."""
    return any(mark in between for mark in (";", ". ", ", and ", " but ", " while ", " after ", " before "))
