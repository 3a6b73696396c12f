"""`- **16:58 UTC** - text`: list items led by a time, or by a label with a time behind it."""

from app.ingest.blocks import Block, BlockKind
from app.ingest.sections import Section
from app.ingest.timeline.lead import Led, day_alone, leading, leading_loosely, trailing
from app.ingest.timeline.walk import Walk


def form(walk: Walk, block: Block) -> bool:
    if block.kind is not BlockKind.ITEM:
        return False
    led = leading(block.text) or trailing(block.text)
    if led is None and walk.timeline and _listed(walk, block):
        led = leading_loosely(block.text)
    if led is None:
        return _untimed(walk, block)
    children = _inside(walk, block)
    if not led.rest:
        return _only_time(walk, block, led, children)
    told = not any(leading(c.text) for c in children)
    below = " ".join(c.text for c in children if c.kind is not BlockKind.CODE) if told else ""
    walk.add(led.stamp, _with_below(led.rest, below), block.line, "timeline-list", 0.95)
    if told:
        walk.reading.take(*children)
    return True


def _with_below(text: str, below: str) -> str:
    """What is nested in an entry goes on with it."""
    return f"{text}{' ' if text[-1] in '.:;!?' else ': '}{below}" if below else text


def _only_time(walk: Walk, block: Block, led: Led, children: list[Block]) -> bool:
    """The time stands alone: each item nested directly in it is an entry of that time."""
    if day_alone(block.text) is not None and any((c := leading(child.text)) and c.stamp.time for child in children):
        walk.move_to(led.stamp, block.line)
        return True
    entries = [c for c in children if c.parent == block.index and c.kind is not BlockKind.CODE]
    for child in entries:
        walk.add(led.stamp, child.text, child.line, "timeline-list", 0.9)
    walk.reading.take(*children)
    return True


def _untimed(walk: Walk, block: Block) -> bool:
    """An item without a time, between items that have one: an undated entry, or a day's."""
    if not walk.timeline or not walk.events or block.parent >= 0 or len(block.text.split()) < 4:
        return False
    last = walk.events[-1]
    if not last.rule.startswith("timeline-list") or (
        walk.reading.section(block).level != 0 and not _listed(walk, block)
    ):
        return False
    walk.add(None, block.text, block.line, "timeline-list-untimed", 0.5)
    return True


def _listed(walk: Walk, block: Block) -> bool:
    """True where at least every third item beside it is led by a time, if only loosely."""
    section = walk.reading.section(block)
    key = (id(section), block.parent)
    if key not in walk.listed:
        beside = section.blocks if block.parent < 0 else walk.children[block.parent]
        peers = [b for b in beside if b.parent == block.parent and _item_of(walk, b, section)]
        led = sum((leading(p.text) or leading_loosely(p.text)) is not None for p in peers)
        walk.listed[key] = led * 3 >= len(peers)
    return walk.listed[key]


def _item_of(walk: Walk, block: Block, section: Section) -> bool:
    return block.kind is BlockKind.ITEM and walk.reading.section(block) is section


def _inside(walk: Walk, block: Block) -> list[Block]:
    """Blocks nested in an item, to any depth, in order."""
    out: list[Block] = []
    queue = list(walk.children.get(block.index, ()))
    while queue:
        child = queue.pop(0)
        out.append(child)
        if child.kind is BlockKind.ITEM:
            queue[:0] = walk.children.get(child.index, ())
    return out
