"""Tables whose rows hold a cause and the action against it."""

import re

from app.domain.vocabulary import CauseRole
from app.ingest.blocks import Block, BlockKind
from app.ingest.causes.make import add
from app.ingest.placeholders import is_placeholder
from app.ingest.reading import Reading

_CAUSE = re.compile(r"(?:(?:root|contributing|underlying) )?(?:causes?|factors?)\W*", re.IGNORECASE)
_ACTION = re.compile(r"\b(?:actions?|tasks?|follow[- ]?ups?|remediations?|measures?|fix)\b", re.IGNORECASE)
_LEAST_WORDS = 2


def read(reading: Reading) -> None:
    """Each cause that no other row or section has named yet."""
    tables: dict[int, list[Block]] = {}
    for block in reading.blocks:
        if block.kind is BlockKind.ROW:
            tables.setdefault(block.table, []).append(block)
    for rows in tables.values():
        column = _column(rows[0])
        for row in rows[1:] if column is not None else ():
            if column is not None and column < len(row.cells):
                _row(reading, row, row.cells[column].text)


def _column(head: Block) -> int | None:
    if not any(_ACTION.search(cell.text) for cell in head.cells):
        return None
    return next((i for i, cell in enumerate(head.cells) if _CAUSE.fullmatch(cell.text.strip())), None)


def _row(reading: Reading, row: Block, text: str) -> None:
    words = sum(any(c.isalpha() for c in word) for word in text.split())
    low = " ".join(text.lower().split())
    if words < _LEAST_WORDS or is_placeholder(text) or any(low in c.text.lower() for c in reading.post.causes):
        return
    add(reading, text, row.line, CauseRole.CONTRIBUTING, "cause-row", 0.7)
