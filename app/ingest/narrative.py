"""The prose fields: summary, impact, detection, resolution."""

from app.ingest.actions.notation import without_notation
from app.ingest.blocks import Block, BlockKind
from app.ingest.reading import Reading
from app.ingest.sections import Section

_FIELDS = {"summary": "summary", "impact": "impact", "detection": "detection", "resolution": "resolution"}
_MAX = 8000


def read(reading: Reading) -> None:
    post = reading.post
    for role, attribute in _FIELDS.items():
        texts = [t for s in reading.outline.sections if _belongs(s, role) and (t := _text(reading, s))]
        if texts:
            setattr(post, attribute, "\n\n".join(texts)[:_MAX])
    stated = reading.head.text("summary", "description", "excerpt", "synopsis")
    if post.summary is None and stated:
        post.summary = stated[:_MAX]
    if post.summary is None:
        post.summary = _opening(reading)


def _belongs(section: Section, role: str) -> bool:
    return section.roles[:1] == (role,) or (role in section.names)


def _text(reading: Reading, section: Section) -> str:
    kept = [b for b in section.blocks if b.kind is not BlockKind.CODE]
    reading.take(*section.blocks)
    return "\n".join(_line(b) for b in kept).strip()


def _line(block: Block) -> str:
    words = " ".join(without_notation(block.text).split())
    return f"- {words}" if block.kind is BlockKind.ITEM else words


def _opening(reading: Reading) -> str | None:
    """The first paragraphs before any heading, where no section is a summary."""
    root = reading.outline.sections[0]
    texts = []
    for block in root.blocks:
        if not reading.free(block):
            continue
        if block.kind is not BlockKind.PARAGRAPH or block.depth:
            break
        texts.append(" ".join(without_notation(block.text).split()))
        reading.take(block)
        if sum(map(len, texts)) > 600:
            break
    return "\n\n".join(t for t in texts if t)[:_MAX] or None
