"""The title: front matter's, else the first heading that names no section."""

import re

from app.ingest.blocks import Block, BlockKind
from app.ingest.front_matter import FrontMatter
from app.ingest.reading import Reading
from app.ingest.section_names import normal
from app.ingest.timeline.updates import STATE, STATUS

_KEYS = ("title", "incident_title", "name", "subject", "headline")
_MAX = 300
_STATED = re.compile(
    r"\W{0,8}(?:incident title|incident name|title|incident|subject|headline|outage|post-?mortem|rca)"
    r"\W{0,4}:\W{0,4}([^\n]{3,300})",
    re.IGNORECASE,
)
_NEAR_TOP = 4
#: Ranks of headings; what has a higher number is opened by a bold line or a label.
_HEADINGS = 6
_TITLE_WORDS = 16
_REPORT = re.compile(r"(?:\w{1,20} ){0,2}(?:report|review|post-?mortem|outage|rca)\b", re.IGNORECASE)


def block_of(block: Block | None, head: FrontMatter) -> Block | None:
    """The heading that is the title; none where the front matter has another and the heading is a section's."""
    stated = head.text(*_KEYS)
    if block is None or stated is None or block.level == 1 or normal(block.text) == normal(stated):
        return block
    return None


def read(reading: Reading) -> None:
    title = reading.head.text(*_KEYS)
    if title is None and reading.title is not None:
        title = reading.title.text
        reading.take(reading.title)
    if title is None:
        title = _untitled(reading)
    reading.post.title = " ".join((title or "").split())[:_MAX]
    reading.post.id = reading.head.text("id", "uuid", "incident_id", "incident-id", "aftercare_id")


def _stated(reading: Reading) -> str | None:
    """What a line near the top calls it: `Title: …`, or `Incident: …`, a label that opens a section too."""
    for section in reading.outline.sections[:2]:
        if section.level > _HEADINGS and section.blocks and _STATED.match(f"{section.heading}: …:"):
            return section.blocks[0].text.partition("\n")[0]
    return next((m[1] for b in reading.blocks[:_NEAR_TOP] if (m := _STATED.match(b.text))), None)


def _opening(reading: Reading) -> Block | None:
    """The line that the text opens with, where it stands alone, is no sentence and no update of a status page."""
    first = reading.blocks[0] if len(reading.blocks) > 1 else None
    if first is None or first.kind is not BlockKind.PARAGRAPH or first.quoted or first.line > reading.post.line + 4:
        return None
    text = first.text.strip()
    words = len(text.split())
    if "\n" in text or not 2 <= words <= _TITLE_WORDS or text[-1] in ".:;,!":
        return None
    if ": " in text[:40] and not _REPORT.match(text):
        return None
    return None if STATUS.match(text) or STATE.fullmatch(text) or not text[0].isalnum() else first


def _untitled(reading: Reading) -> str | None:
    """A labelled line's, else the first heading there is; the file's name is the caller's last resort."""
    stated = _stated(reading)
    if stated is not None:
        return stated
    opening = _opening(reading)
    if opening is not None:
        reading.note(opening.line, "title-guessed", f"“{opening.text}” stands alone at the top; read as the title")
        reading.take(opening)
        return opening.text
    heads = [s for s in reading.outline.sections if s.level in (1, 2, 3)]
    if not heads or heads[0].level != 1:
        reading.note(reading.post.line, "title-missing", "no title found: the file's name stands in for it")
        return None
    reading.note(heads[0].line, "title-guessed", f"“{heads[0].heading}” names a section; read as the title too")
    return heads[0].heading
