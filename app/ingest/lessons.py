"""What went well, what went wrong, where luck helped, what was learned."""

from app.domain.vocabulary import LessonKind
from app.ingest.actions.notation import without_notation
from app.ingest.blocks import Block, BlockKind
from app.ingest.facts import ParsedLesson
from app.ingest.placeholders import is_placeholder
from app.ingest.reading import Reading
from app.ingest.sections import Section

_KINDS = {
    "went_well": LessonKind.WENT_WELL,
    "went_wrong": LessonKind.WENT_WRONG,
    "lucky": LessonKind.LUCKY,
    "lessons": LessonKind.LEARNED,
}


def read(reading: Reading) -> None:
    for section in reading.outline.sections:
        kind = next((_KINDS[r] for r in section.roles if r in _KINDS), None)
        if kind is not None and not section.has("action_items"):
            _read_section(reading, section, kind)


def _read_section(reading: Reading, section: Section, kind: LessonKind) -> None:
    listed = [b for b in section.blocks if b.kind is BlockKind.ITEM and b.parent < 0]
    template = None
    for block in section.blocks:
        if block.kind is BlockKind.PARAGRAPH and is_placeholder(block.text):
            template = block
            reading.take(block)
        if block.kind is BlockKind.ITEM and template is not None and block.index > template.index:
            reading.take(block)
            continue
        if _is_lesson(block, bool(listed)):
            reading.post.lessons.append(ParsedLesson(kind, _words(block.text), block.line))
            reading.take(block)


def _words(text: str) -> str:
    return " ".join(without_notation(text).split())


def _is_lesson(block: Block, listed: bool) -> bool:
    if not block.text.strip() or is_placeholder(block.text):
        return False
    if block.kind is BlockKind.ITEM:
        return block.parent < 0
    return (
        block.kind is BlockKind.PARAGRAPH
        and block.depth == 0
        and not listed
        and not block.text.rstrip().endswith(":")
    )
