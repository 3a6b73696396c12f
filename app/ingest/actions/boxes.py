"""Check boxes outside an action section."""

from app.ingest.actions.fields import from_block
from app.ingest.placeholders import is_placeholder
from app.ingest.reading import Reading


def read(reading: Reading) -> None:
    for block in reading.blocks:
        if block.checked is not None and reading.free(block) and not is_placeholder(block.text):
            from_block(reading, block, "action-box", 0.8)
