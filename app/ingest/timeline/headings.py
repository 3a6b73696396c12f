"""`### 16:32` or `### 21:22 - what happened`: a heading for each event, its body below."""

import re

from app.ingest.blocks import Block, BlockKind
from app.ingest.clock.grammar import find_stamps
from app.ingest.timeline.lead import day_alone, leading, trailing
from app.ingest.timeline.walk import Walk

_SPAN_OF_DAYS = re.compile(r"^\w+day(?:\s\w+)?\s+(?:to|until|-|–)\s+\w+day\b", re.IGNORECASE)
_MAX_BODY = 3000


def form(walk: Walk, block: Block) -> bool:
    section = walk.reading.outline.of.get(id(block))
    if section is None or section.head is not block:
        return False
    if not walk.goes_on and (section.parent is None or not section.parent.has("timeline")):
        return False
    day = day_alone(block.text)
    if day is not None and _holds_times(section.blocks):
        walk.move_to(day, block.line)
        return True
    led = leading(block.text) or trailing(block.text)
    body = _body(section.blocks)
    if led is None:
        if not _SPAN_OF_DAYS.match(block.text) or not body:
            return False
        walk.add(None, body, block.line, "timeline-heading", 0.6).raw = block.text[:80]
        walk.reading.take(*section.blocks)
        return True
    rest = led.rest.strip(" #-–:")
    if not rest and not body:
        walk.move_to(led.stamp, block.line)
        return True
    text = f"{rest}: {body}" if rest and body else rest or body
    walk.add(led.stamp, text, block.line, "timeline-heading", 0.95)
    walk.reading.take(*section.blocks)
    return True


def _body(blocks: list[Block]) -> str:
    out, length = [], 0
    for block in blocks:
        if block.kind is BlockKind.CODE:
            continue
        out.append(block.text)
        length += len(block.text)
        if length > _MAX_BODY:
            break
    return " ".join(out)


def _holds_times(blocks: list[Block]) -> bool:
    """True where the day's own entries follow, each with its clock time."""
    for block in blocks:
        if block.kind in (BlockKind.ITEM, BlockKind.ROW) and any(s.time for s in find_stamps(block.text[:60])):
            return True
        if block.kind is BlockKind.PARAGRAPH and (led := leading(block.text[:80])) is not None and led.stamp.time:
            return True
    return False
