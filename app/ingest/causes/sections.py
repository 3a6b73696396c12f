"""What stands in a section of causes: each list item, each paragraph that names a cause."""

from app.domain.vocabulary import CauseRole
from app.ingest.blocks import Block, BlockKind
from app.ingest.causes.make import add
from app.ingest.causes.wording import ANNOUNCED, COUNTS, REFUTED, STRONG
from app.ingest.phrases import spaced
from app.ingest.placeholders import is_placeholder
from app.ingest.reading import Reading
from app.ingest.sections import Section

_ROLES = {
    "root_cause": CauseRole.ROOT_CAUSE,
    "contributing_factors": CauseRole.CONTRIBUTING,
    "trigger": CauseRole.TRIGGER,
}
_INTRO_CHARS = 140


def read(reading: Reading) -> None:
    for section in reading.outline.sections:
        role = next((_ROLES[r] for r in section.roles if r in _ROLES), None)
        if role is not None and section.blocks:
            _read_section(reading, section, role)


def _read_section(reading: Reading, section: Section, role: CauseRole) -> None:
    paragraphs = [b for b in section.blocks if b.kind is BlockKind.PARAGRAPH and b.depth == 0]
    told = [b for b in paragraphs if STRONG.search(spaced(b.text)) and not _is_intro(b)]
    listed = len(paragraphs) < 2 or any(ANNOUNCED.search(spaced(b.text)) for b in paragraphs)
    for block in section.blocks:
        if not reading.free(block) or is_placeholder(block.text):
            continue
        if block.kind is BlockKind.ITEM and block.parent < 0 and (listed or STRONG.search(spaced(block.text))):
            add(reading, block.text, block.line, role, "cause-list", 0.85)
        elif (
            block.kind is BlockKind.PARAGRAPH
            and block.depth == 0
            and _names_cause(section, block, paragraphs, told)
        ):
            add(reading, block.text, block.line, role, "cause-paragraph", 0.75 if block in told else 0.55)
        elif block.kind is BlockKind.ROW and not block.header and block.cells:
            add(reading, block.cells[-1].text, block.line, role, "cause-table", 0.7)
        else:
            continue
        reading.take(block)


def _is_intro(block: Block) -> bool:
    return block.text.rstrip().endswith(":") and len(block.text) < _INTRO_CHARS


def _names_cause(section: Section, block: Block, paragraphs: list[Block], told: list[Block]) -> bool:
    """A paragraph with words of cause; where none has any and no list stands there, the first."""
    if len(block.text) < 200 and REFUTED.search(spaced(block.text)):
        return False
    if told:
        return block in told
    items = any(b.kind is BlockKind.ITEM for b in section.blocks)
    return not items and bool(paragraphs) and block is paragraphs[0]


def read_announced(reading: Reading) -> None:
    """ "Three things led to this:" and the list below it; "two reasons why", and that many paragraphs."""
    for section in reading.outline.sections:
        if section.has("action_items", "impact", "timeline", *_ROLES):
            continue
        blocks = section.blocks
        for at, block in enumerate(blocks):
            if block.kind is BlockKind.PARAGRAPH and block.depth == 0 and _announces(block.text):
                _below(reading, blocks, at)


def _announces(text: str) -> bool:
    low = spaced(text)
    match = ANNOUNCED.search(low)
    if match is None:
        return False
    around = low[max(0, match.start() - 80) : match.end() + 120]
    return any(
        w in around
        for w in ("collud", "led to", "caus", "contribut", "reasons why", "result", "combin", "behind", "happen")
    )


def _below(reading: Reading, blocks: list[Block], at: int) -> None:
    following = blocks[at + 1 :]
    if following and following[0].kind is BlockKind.ITEM:
        for item in following:
            if item.kind is not BlockKind.ITEM and item.depth == 0:
                break
            if item.kind is BlockKind.ITEM and item.parent < 0:
                add(reading, item.text, item.line, CauseRole.CONTRIBUTING, "cause-announced", 0.7)
        return
    match = ANNOUNCED.search(spaced(blocks[at].text))
    count = COUNTS.get(match["count"], 0) if match else 0
    for block in following[:count]:
        if block.kind is BlockKind.PARAGRAPH:
            add(reading, block.text, block.line, CauseRole.CONTRIBUTING, "cause-announced", 0.6)
