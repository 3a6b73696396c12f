"""What stands in a section of causes: each list item, each paragraph that names a cause."""

from app.domain.vocabulary import CauseRole
from app.ingest.blocks import Block, BlockKind
from app.ingest.causes.make import add
from app.ingest.causes.wording import REFUTED, STRONG
from app.ingest.placeholders import is_placeholder
from app.ingest.reading import Reading
from app.ingest.sections import Section

_ROLES = {
    "root_cause": CauseRole.ROOT_CAUSE,
    "contributing_factors": CauseRole.CONTRIBUTING,
    "trigger": CauseRole.TRIGGER,
}


def read(reading: Reading) -> None:
    for section in reading.outline.sections:
        role = next((_ROLES[r] for r in section.roles if r in _ROLES), None)
        if role is not None and section.blocks:
            _read_section(reading, section, role)


def _read_section(reading: Reading, section: Section, role: CauseRole) -> None:
    paragraphs = [b for b in section.blocks if b.kind is BlockKind.PARAGRAPH and b.depth == 0]
    told = [b for b in paragraphs if STRONG.search(b.text) and not b.text.rstrip().endswith(":")]
    for block in section.blocks:
        if not reading.free(block) or is_placeholder(block.text):
            continue
        if block.kind is BlockKind.ITEM and block.parent < 0:
            add(reading, block.text, block.line, role, "cause-list", 0.85)
        elif block.kind is BlockKind.PARAGRAPH and block.depth == 0 and _names_cause(block, paragraphs, told):
            add(reading, block.text, block.line, role, "cause-paragraph", 0.75 if block in told else 0.55)
        elif block.kind is BlockKind.ROW and not block.header and block.cells:
            add(reading, block.cells[-1].text, block.line, role, "cause-table", 0.7)
        else:
            continue
        reading.take(block)


def _names_cause(block: Block, paragraphs: list[Block], told: list[Block]) -> bool:
    """A paragraph with words of cause; where none has any, the first."""
    if REFUTED.search(block.text) and len(block.text) < 200:
        return False
    return block in told if told else bool(paragraphs) and block is paragraphs[0]
