"""List items of an action section. An item that only heads a group gives way to the items nested in it."""

import re

from app.ingest.actions.fields import REFERS, from_block, refer
from app.ingest.actions.headed import is_headed
from app.ingest.actions.stated import is_stated
from app.ingest.actions.verbs import begins_with_order
from app.ingest.blocks import Block, BlockKind
from app.ingest.facts import ParsedAction
from app.ingest.placeholders import is_placeholder
from app.ingest.reading import Reading
from app.ingest.sections import Section

_EXPLAINS = re.compile(
    r"\b(?:types?|priorit(?:y|ies)|specifically|following (?:types|priorities|categories)|"
    r"advantages|because)\s*:\s*$",
    re.IGNORECASE,
)
_OPTIONS = re.compile(r"\b(?:options|alternatives|possibilities|choices)\b[^.]{0,20}:\s*$", re.IGNORECASE)
#: What would have helped, rather than what is to be done.
_HINDSIGHT = re.compile(r"(?:if (?:we|they|it|this|the \w+) had|had (?:we|they|it|this|the \w+)) ", re.IGNORECASE)
_LEARNS = re.compile(r"\b(?:lessons?|learn(?:ed|t|ings?)|takeaways)\b", re.IGNORECASE)
_LEAST_LED = 2
_GROUP_WORDS, _REFERRING_CHARS = 6, 200


def read(reading: Reading) -> None:
    for section in reading.sections("action_items"):
        if any(
            a.rule == "action-table" and section.line <= a.line <= section.end_line for a in reading.post.actions
        ):
            continue
        if not is_headed(section):
            _read_section(reading, section)


def _also_learns(reading: Reading, section: Section) -> bool:
    """ "Lessons & follow-ups" beside a section of actions: what is no order there is a lesson."""
    others = (s for s in reading.sections("action_items") if s is not section and not _LEARNS.search(s.heading))
    return _LEARNS.search(section.heading) is not None and any(s.blocks for s in others)


def _read_section(reading: Reading, section: Section) -> None:
    items = {b.index: b for b in section.blocks if b.kind is BlockKind.ITEM}
    children: dict[int, list[Block]] = {}
    for block in section.blocks:
        if block.parent >= 0:
            children.setdefault(block.parent, []).append(block)
    skipped = _details(list(items.values()))
    intro: Block | None = None
    last: ParsedAction | None = None
    learns = _also_learns(reading, section)
    for block in section.blocks:
        if block.kind is BlockKind.PARAGRAPH and block.depth == 0:
            intro = block
            if last is not None and REFERS.match(block.text) and len(block.text) < _REFERRING_CHARS:
                refer(last, block.links(), block.text)
        if block.kind is not BlockKind.ITEM or block.index in skipped or not reading.free(block):
            continue
        if learns and not begins_with_order(block.text):
            continue
        if (
            is_placeholder(block.text)
            or _HINDSIGHT.match(block.text)
            or (intro is not None and _explains(intro, block))
        ):
            reading.take(block)
            continue
        nested = children.get(block.index, [])
        if _heads_group(block, nested):
            reading.take(block)
            continue
        heads = [b for b in (items.get(block.parent), intro) if b is not None]
        last = from_block(reading, block, "action-list", 0.9, nested, [b.text for b in heads])
        skipped |= _within(nested, children)
    reading.take(*(b for b in section.blocks if b.index in skipped))


def _details(items: list[Block]) -> set[int]:
    """Of "1. **Move the table**" and so on, with lists below that say how: the indexes of those lists' items."""
    numbered = [b for b in items if b.ordered and b.parent < 0]
    led = [b for b in numbered if b.bold_lead().count(" ") >= 1]
    if len(led) < _LEAST_LED or len(led) < len(numbered):
        return set()
    inside = {b.index for b in items if not b.ordered and b.parent < 0 and b.index > led[0].index}
    for block in items:
        if block.parent in inside:
            inside.add(block.index)
    return inside


def _explains(intro: Block, item: Block) -> bool:
    """The list stands right below a sentence that announces an explanation."""
    tail = intro.text[-80:]
    return item.index - intro.index < 40 and bool(_EXPLAINS.search(tail) or _OPTIONS.search(tail))


def _heads_group(block: Block, nested: list[Block]) -> bool:
    items = [b for b in nested if b.kind is BlockKind.ITEM and not is_stated(b.text)]
    words = block.text.split()
    if not items or any(b.kind is BlockKind.ITEM and is_stated(b.text) for b in nested):
        return False
    if block.text.rstrip().endswith(":") and begins_with_order(block.text):
        return any(begins_with_order(b.text) for b in items)
    if block.all_bold() and len(words) > 2 and begins_with_order(block.text):
        return all(begins_with_order(b.text) for b in items)
    return (
        block.text.rstrip().endswith(":")
        or block.all_bold()
        or len(words) <= (_GROUP_WORDS if len(items) >= 2 else 2)
    )


def _within(nested: list[Block], children: dict[int, list[Block]]) -> set[int]:
    """Indexes of all blocks nested in these, and of these."""
    out: set[int] = set()
    queue = list(nested)
    while queue:
        block = queue.pop()
        if block.index not in out:
            out.add(block.index)
            queue += children.get(block.index, [])
    return out
