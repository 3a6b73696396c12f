""" "To prevent this, we will:" outside a section of actions, and the list below it."""

from app.ingest.actions.commitments import ANNOUNCED, TAKEN
from app.ingest.actions.fields import from_block
from app.ingest.blocks import Block, BlockKind
from app.ingest.phrases import spaced
from app.ingest.placeholders import is_placeholder
from app.ingest.reading import Reading
from app.ingest.sentences import sentences

_SILENT = ("action_items", "timeline", "impact", "supporting", "metadata", "messaging", "root_cause", "trigger",
           "contributing_factors", "went_well", "lucky", "detection")  # fmt: skip
_TAIL = 200


def read(reading: Reading) -> None:
    """Only where no list or table told the actions."""
    if any(a.rule in ("action-list", "action-table") for a in reading.post.actions):
        return
    for section in reading.outline.sections:
        if section.has(*_SILENT):
            continue
        for at, block in enumerate(section.blocks):
            if _announces(block):
                _read_list(reading, section.blocks[at + 1 :])


def _announces(block: Block) -> bool:
    text = block.text.rstrip()
    if block.kind is not BlockKind.PARAGRAPH or block.quoted or not text.endswith(":"):
        return False
    start, end = sentences(text[-_TAIL:])[-1]
    low = spaced(text[-_TAIL:][start:end])
    return ANNOUNCED.search(low) is not None and TAKEN.search(low) is None


def _read_list(reading: Reading, following: list[Block]) -> None:
    for block in following:
        if block.kind is not BlockKind.ITEM:
            if block.depth == 0:
                return
        elif block.parent < 0 and reading.free(block) and not is_placeholder(block.text):
            nested = [b for b in following if b.parent == block.index]
            from_block(reading, block, "action-announced", 0.7, nested)
            reading.take(*nested)
