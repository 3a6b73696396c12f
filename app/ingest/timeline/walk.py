"""Goes through a post once, in order, and offers each block to the forms of timelines, so that every entry
can take its day from the one before.

Inside a timeline section every form counts; elsewhere only entries that begin with a time, and only where at
least two of them stand together.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from app.ingest.actions.notation import without_notation
from app.ingest.blocks import Block, BlockKind
from app.ingest.clock.dates import as_date
from app.ingest.clock.grammar import read_stamp
from app.ingest.clock.resolver import Carry
from app.ingest.clock.stamp import Day, Stamp
from app.ingest.clock.zones import Zone
from app.ingest.facts import ParsedEvent
from app.ingest.reading import Reading
from app.ingest.sections import Section
from app.ingest.timeline.kinds import kind_of
from app.ingest.timeline.lead import leading, trailing

#: Sections whose lists tell of no events, whatever times they name.
_BARRED = (
    "action_items",
    "went_well",
    "went_wrong",
    "lucky",
    "lessons",
    "supporting",
    "open_questions",
    "messaging",
)
_MAX_TEXT = 4000
_ALL_ON = re.compile(
    r"\b(?:unless (?:otherwise )?(?:noted|stated|specified|mentioned|indicated)|all (?:events|times|entries))\b"
    r"[^.\n]{0,80}\bon\s",
    re.IGNORECASE,
)
_FIRST_BLOCKS, _SAID_CHARS = 3, 300
#: Indexes of a table's columns of times, and of its columns of words.
Columns = tuple[list[int], list[int]]


@dataclass(slots=True)
class Walk:
    """State of the pass. `timeline`: the block at hand stands in a timeline section, `goes_on`: or in one that is
    not marked as its part, and opens with a clock time right behind it.

    `rows`, `columns`, `zones` and `years` by table, `children` by index of the item around them, `listed` by
    section and item: each told once.
    """

    reading: Reading
    carry: Carry = field(default_factory=Carry)
    timeline: bool = False
    goes_on: bool = False
    events: list[ParsedEvent] = field(default_factory=list)
    rows: dict[int, list[Block]] = field(default_factory=dict)
    columns: dict[int, Columns | None] = field(default_factory=dict)
    zones: dict[int, Zone] = field(default_factory=dict)
    years: dict[int, int] = field(default_factory=dict)
    children: dict[int, list[Block]] = field(default_factory=dict)
    listed: dict[tuple[int, int], bool] = field(default_factory=dict)

    def add(self, stamp: Stamp | None, text: str, line: int, rule: str, confidence: float) -> ParsedEvent:
        """One more entry; without a stamp it is undated."""
        at = end = None
        if stamp is not None:
            at, end = self.reading.clock.resolve(stamp, self.carry, line)
        text = " ".join(without_notation(text).split())[:_MAX_TEXT] or (stamp.raw if stamp else "")
        event = ParsedEvent(
            at=str(at) if at is not None else None,
            end=str(end) if end is not None and end != at else None,
            raw=stamp.raw if stamp is not None else None,
            text=text,
            kind=kind_of(text),
            line=line,
            rule=rule,
            confidence=confidence if at is not None or stamp is None else confidence * 0.6,
        )
        self.events.append(event)
        return event

    def date_last(self, stamp: Stamp, line: int) -> None:
        """The time of the entry just told, which has none of its own."""
        event = self.events[-1]
        at, _ = self.reading.clock.resolve(stamp, self.carry, line)
        event.at, event.raw = str(at) if at is not None else None, stamp.raw

    def move_to(self, stamp: Stamp, line: int) -> None:
        """A day (or a time) that dates what follows, and is no entry itself."""
        self.reading.clock.resolve(stamp, self.carry, line)


Form = Callable[[Walk, Block], bool]


def read(reading: Reading, forms: tuple[Form, ...], update: Form) -> None:
    """Fill `post.timeline` from all but plain prose. `update` alone is tried where no list of times stands."""
    walk = Walk(reading)
    for block in reading.blocks:
        if block.parent >= 0:
            walk.children.setdefault(block.parent, []).append(block)
        if block.kind is BlockKind.ROW:
            walk.rows.setdefault(block.table, []).append(block)
    current: Section | None = None
    barred = listed = False
    for block in _in_order(reading):
        section = reading.section(block)
        if section is not current:
            current = section
            walk.goes_on = walk.timeline and _goes_on(section)
            walk.timeline = walk.goes_on or section.has("timeline")
            if not walk.goes_on and not any(s.has("timeline") for s in section.chain()):
                walk.carry = Carry()
            if walk.timeline and walk.carry.stated is None:
                walk.carry.stated = _stated_day(section)
            barred = section.has(*_BARRED)
            listed = not barred and (walk.timeline or _led_entries(section) >= 2)
            if listed and not walk.carry.newest_first:
                walk.carry.newest_first = _newest_first(section)
        if barred or not reading.free(block):
            continue
        tried = forms if walk.timeline or _eligible(block, listed) else () if section.names else (update,)
        if any(form(walk, block) for form in tried):
            reading.take(block)
    reading.post.timeline.extend(walk.events)


def _stated_day(section: Section) -> Day | None:
    """ "Unless otherwise noted all events happened on 2019-10-21": the day of every entry that names none."""
    for block in section.blocks[:_FIRST_BLOCKS]:
        said = _ALL_ON.search(block.text, 0, _SAID_CHARS) if block.kind is BlockKind.PARAGRAPH else None
        stamp = read_stamp(block.text, said.end()) if said is not None else None
        if said is not None and stamp is not None and stamp.day is not None and as_date(stamp.day):
            return stamp.day
    return None


def _goes_on(section: Section) -> bool:
    """A heading of another rank among those of the entries: it has a clock time, and no name of a section."""
    led = leading(section.heading) if section.head is not None and not section.names else None
    return led is not None and led.stamp.time is not None


def _in_order(reading: Reading) -> list[Block]:
    heads = [s.head for s in reading.outline.sections if s.head is not None and s.head.kind is not BlockKind.ITEM]
    placed = {id(b) for b in reading.blocks}
    both = reading.blocks + [h for h in heads if id(h) not in placed]
    return sorted(both, key=lambda b: (b.index, b.line))


def _eligible(block: Block, listed: bool) -> bool:
    """Outside a timeline: a list or run of lines led by times, two or more of them."""
    if block.kind in (BlockKind.HEADING, BlockKind.CODE):
        return False
    if block.kind is BlockKind.ROW:
        return True
    return listed


def _led_entries(section: Section) -> int:
    count = 0
    for block in section.blocks:
        if block.kind in (BlockKind.ITEM, BlockKind.PARAGRAPH) and len(block.text) < 3000:
            rows = [block.text] if block.kind is BlockKind.ITEM else [text for _, _, text in block.rows()][:50]
            count += sum(_is_led(text) for text in rows)
            if count >= 2:
                break
    return count


def _is_led(text: str) -> bool:
    led = leading(text) or trailing(text)
    return led is not None and (
        led.stamp.time is not None or (led.stamp.day is not None and led.stamp.day.year is not None)
    )


def _newest_first(section: Section) -> bool:
    """True where most clock times of the section run backward."""
    times = []
    for block in section.blocks[:60]:
        led = leading(block.text) if block.text else None
        if led is not None and led.stamp.time is not None and led.stamp.day is None:
            times.append((led.stamp.time.hour, led.stamp.time.minute))
    falls = sum(a > b for a, b in pairwise(times))
    return falls >= 2 and falls * 2 > len(times) - 1
