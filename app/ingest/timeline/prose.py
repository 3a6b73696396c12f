"""Times told in sentences: each sentence (or clause, where a sentence holds several times) is an entry.

Read only where the post has no timeline of its own, or its timeline section is prose.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.ingest.anchor import WRITTEN
from app.ingest.blocks import Block, BlockKind
from app.ingest.bounds import PROSE_FACTS
from app.ingest.clock.grammar import find_stamps
from app.ingest.clock.resolver import Carry
from app.ingest.clock.stamp import Stamp
from app.ingest.reading import Reading
from app.ingest.sections import Section
from app.ingest.sentences import sentences
from app.ingest.timeline.walk import Walk

_TOLD = (
    "summary",
    "background",
    "timeline",
    "response",
    "detection",
    "resolution",
    "trigger",
    "root_cause",
    "impact",
)
_SILENT = (
    "action_items",
    "went_well",
    "went_wrong",
    "lucky",
    "lessons",
    "supporting",
    "messaging",
    "open_questions",
)
_CLAUSE = re.compile(
    r"(?:[,;:–—]|\s-)\s+(?:and\s+|but\s+|then\s+)?|\s(?:and|but)\s+(?=by |at |around |on |in |we |was |is )"
)
#: Characters that a clause has at least.
_SHORTEST = 14
#: Blocks behind one with a time, that one among them, in which a story may go on without.
_NEAR = 3
_DURATION = re.compile(r"\b(?:duration|took|lasted|total|delay|time to \w+)\b[^.]{0,20}$", re.IGNORECASE)
_NO_EVENT = re.compile(
    r"\b(?:will|would|every|each|daily|weekly|hours|support hours|office hours)\b", re.IGNORECASE
)
#: Sentences of a story that go on from the one before without a time of their own.
_GOES_ON = re.compile(
    r"^(?:once\b|as soon as\b|as the\b|at this point\b|at that point\b|shortly\b|soon\b|"
    r"minutes later|after (?:that|a|some|this)\b|"
    r"(?:our|the) team immediately\b|we immediately\b|immediately\b|within (?:a|an|the|\d)|"
    r"we did have\b|eventually\b)",
    re.IGNORECASE,
)
_SAYS_WHEN = re.compile(r"(?:That|This|It) (?:was|happened|occurred|took place)(?: \w{1,12})? (?:at|around|on)\b")


def read(reading: Reading) -> None:
    if reading.post.kind == "notice":
        return
    listed = [e for e in reading.post.timeline if e.rule != "timeline-update"]
    if len(listed) >= 2:
        return
    walk = Walk(reading, Carry(told=True))
    for section in reading.outline.sections:
        if section.has(*_SILENT) or (section.names and not section.has(*_TOLD)):
            continue
        _read_section(walk, section, bool(reading.post.timeline))
    if not any(e.at for e in walk.events):
        walk.events = []
    reading.post.timeline.extend(walk.events)


def _read_section(walk: Walk, section: Section, updated: bool) -> None:
    story = section.has("summary", "timeline", "background", "response") or not section.names
    near = 0
    for block in section.blocks:
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or block.quoted or not walk.reading.free(block):
            continue
        near = max(near - 1, 0)
        walk.carry.zone, walk.carry.zones_differ = None, False
        for start, end in sentences(block.text):
            if len(walk.events) >= PROSE_FACTS:
                return
            sentence = block.text[start:end]
            if WRITTEN.match(sentence):
                continue
            dated = list(_clauses(block, start, sentence))
            if dated and _dates_last(walk, sentence, dated[0][0]):
                walk.date_last(dated[0][0], block.line_at(dated[0][2]))
                continue
            near = _NEAR if dated else near
            for stamp, text, at in dated:
                walk.add(stamp, text, block.line_at(at), "timeline-prose", 0.7)
            if not dated and story and not updated and near and _GOES_ON.match(sentence):
                walk.add(None, sentence, block.line_at(start), "timeline-prose-untimed", 0.4)


def _dates_last(walk: Walk, sentence: str, stamp: Stamp) -> bool:
    """ "That was at 1:36pm." says when the sentence before it happened, and nothing else."""
    alone = _SAYS_WHEN.match(sentence) is not None and not sentence[stamp.end :].strip(" .)")
    return alone and bool(walk.events) and walk.events[-1].at is None


def _clauses(block: Block, offset: int, sentence: str) -> Iterator[tuple[Stamp, str, int]]:
    """(time, words, offset in the block) of each part of a sentence that tells of a time."""
    stamps = [s for s in find_stamps(sentence) if not block.in_code(offset + s.start)]
    told = [s for s in stamps if _tells(s, sentence)]
    told = [s for s, after in zip(told, [*told[1:], None], strict=False) if not _dates_next(s, after)]
    begins = _beginnings(sentence, told)
    day: Stamp | None = None
    for stamp in stamps:
        if stamp in begins:
            begin = begins[stamp]
            stop = min((b for b in begins.values() if b > begin), default=len(sentence))
            yield _joined(stamp, day), sentence[begin:stop].strip(" ,;–—-"), offset + begin
        elif stamp not in told and stamp.day is not None:
            day = stamp


def _dates_next(stamp: Stamp, after: Stamp | None) -> bool:
    """A day that stands in one sentence with the clock time it belongs to is no event of its own."""
    return stamp.time is None and after is not None and after.time is not None and after.day is None


def _beginnings(sentence: str, told: list[Stamp]) -> dict[Stamp, int]:
    """Where the clause of each time begins; a time that shares its clause with the one before has none."""
    out: dict[Stamp, int] = {}
    for before, stamp in zip([None, *told], told, strict=False):
        if before is None:
            out[stamp] = 0
            continue
        cuts = _CLAUSE.finditer(sentence, before.end, stamp.start)
        far = [m for m in cuts if m.start() - before.end >= _SHORTEST]
        if far and len(sentence) - far[0].end() > _SHORTEST:
            out[stamp] = far[0].end()
    return out


def _joined(stamp: Stamp, day: Stamp | None) -> Stamp:
    """A clock time takes the day that stands earlier in its sentence."""
    if stamp.day is not None or day is None or day.day is None:
        return stamp
    return replace(stamp, day=day.day)


def _tells(stamp: Stamp, sentence: str) -> bool:
    """A clock time tells of an event; a day alone only near the beginning of its sentence."""
    before = sentence[: stamp.start]
    if stamp.time is not None:
        return not (_DURATION.search(before) or _ratio(sentence, stamp))
    if stamp.day is None or stamp.day.day is None or stamp.day.open:
        return False
    return len(before.split()) <= 2 and _NO_EVENT.search(sentence[:200]) is None


def _ratio(sentence: str, stamp: Stamp) -> bool:
    """ "3:10" after a letter-like word such as "line" or "chapter" is no time."""
    return sentence[: stamp.start].rstrip().endswith(("line", "ratio", "chapter", "verse", "port", "page"))
