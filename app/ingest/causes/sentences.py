"""Causes named in passing, where the post has no section for them."""

from app.domain.vocabulary import CauseRole
from app.ingest.blocks import BlockKind
from app.ingest.causes.make import add
from app.ingest.causes.wording import NAMED, REFUTED
from app.ingest.reading import Reading
from app.ingest.sentences import sentences

_WHERE = (
    "summary",
    "background",
    "resolution",
    "timeline",
    "response",
    "detection",
    "lessons",
    "went_wrong",
    "impact",
)
_SILENT = ("action_items", "went_well", "lucky", "supporting", "messaging", "metadata", "open_questions")
_MOST = 4


def read(reading: Reading) -> None:
    found = 0
    for section in sorted(reading.outline.sections, key=lambda s: (_rank(s.roles), s.line)):
        if section.has(*_SILENT):
            continue
        for block in section.blocks:
            if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or block.quoted:
                continue
            for start, end in sentences(block.text):
                sentence = block.text[start:end]
                if NAMED.search(sentence) and not REFUTED.search(sentence) and found < _MOST:
                    found += 1
                    add(reading, sentence, block.line_at(start), CauseRole.ROOT_CAUSE, "cause-sentence", 0.4)


def _rank(roles: tuple[str, ...]) -> int:
    return next((i for i, role in enumerate(_WHERE) if role in roles), 0)
