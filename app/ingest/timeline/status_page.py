"""A status page's history: a heading of state over each update, or a file whose head says when it began."""

from collections.abc import Iterator

from app.ingest.blocks import Block, BlockKind, cut
from app.ingest.clock.grammar import find_stamps
from app.ingest.clock.resolver import Carry
from app.ingest.reading import Reading
from app.ingest.timeline.updates import STATE, add_posted
from app.ingest.timeline.walk import Walk


def read(reading: Reading) -> None:
    """The updates under headings of state, and those of an issue's file."""
    _headed(reading)
    if reading.head.is_issue and not any(s.names for s in reading.outline.sections):
        _issue(reading)


def _headed(reading: Reading) -> None:
    """`### Investigating`, its text, and when it was posted: where two or more headings are states."""
    states = [s for s in reading.outline.sections if s.head is not None and STATE.fullmatch(s.heading)]
    if len(states) < 2 or reading.post.timeline:
        return
    walk = Walk(reading, Carry(newest_first=True))
    for section in states:
        told = [b for b in section.blocks if b.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)]
        texts = [row for block in told for _, _, row in block.rows()]
        if add_posted(walk, section.heading, texts, section.line):
            reading.take(*told)
    reading.post.timeline = walk.events


def _issue(reading: Reading) -> None:
    """Add the paragraphs that no form has taken; date the first by the head where none of them has a time."""
    walk = Walk(reading)
    for block in reading.blocks:
        if block.kind is BlockKind.PARAGRAPH and reading.free(block):
            for part in _parts(block):
                walk.add(None, part.text, part.line, "timeline-update", 0.6)
            reading.take(block)
    events = sorted(reading.post.timeline + walk.events, key=lambda e: e.line)
    reading.post.timeline = events
    stamp = next(find_stamps(reading.head.text("date") or ""), None)
    if events and stamp is not None and stamp.time is not None and not any(e.at for e in events):
        at, _ = reading.clock.resolve(stamp, walk.carry, reading.head.line("date"))
        events[0].at, events[0].raw = str(at) if at is not None else None, stamp.raw


def _parts(block: Block) -> Iterator[Block]:
    """The stretches of a paragraph between its empty lines (a lone backslash breaks a line twice)."""
    start = 0
    for _, offset, text in block.rows():
        if not text.strip():
            if block.text[start:offset].strip():
                yield cut(block, start, offset)
            start = offset
    if block.text[start:].strip():
        yield cut(block, start)
