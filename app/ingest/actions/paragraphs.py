"""`**Action item:** text` and `TODO: text` as a paragraph of its own."""

import re

from app.ingest.actions.fields import Draft, add
from app.ingest.blocks import BlockKind, cut
from app.ingest.placeholders import is_placeholder
from app.ingest.reading import Reading

_LABEL = re.compile(
    r"(?<!\s)\s*+(?:action(?: item)?|follow[- ]?up|ai|todo|to do|next step)(?:\s*#?\d{1,3})?\s*[:：]\s*",
    re.IGNORECASE,
)
_LABEL_CHARS = 40


def read(reading: Reading) -> None:
    for block in reading.blocks:
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or not reading.free(block):
            continue
        if ":" not in block.text[:_LABEL_CHARS] and "：" not in block.text[:_LABEL_CHARS]:
            continue
        match = _LABEL.match(block.text)
        if match is not None and not is_placeholder(block.text[match.end() :]):
            part = cut(block, match.end())
            reading.take(block)
            draft = Draft(part.text, part.line, "action-label", 0.9, part.links())
            add(reading, part, draft, reading.section(block))
