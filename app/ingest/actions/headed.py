"""Actions that are headings, bold beginnings of paragraphs or lines of one in a section of actions."""

import re

from app.ingest.actions.fields import Draft, add
from app.ingest.actions.stated import is_stated
from app.ingest.actions.verbs import begins_with_order
from app.ingest.blocks import Block, BlockKind, cut
from app.ingest.reading import Reading
from app.ingest.sections import Section

#: "1.", "AI-2:", "Action item 3 -" in front of what is to be done.
_NUMBER = re.compile(
    r"(?:(?:action(?: item)?|ai|item|task|step)[ -]?#?\d{1,3}|#?\d{1,2}|[A-Z]{2,8}-\d{1,5})\s?[.:)–—-]\s{1,3}",
    re.IGNORECASE,
)
_LEAD_WORDS, _LEAST_LINES, _LINE_CHARS = 2, 3, 300


def read(reading: Reading) -> None:
    for section in reading.sections("action_items"):
        if is_headed(section):
            _heading(reading, section)
        elif any(b.kind in (BlockKind.ITEM, BlockKind.ROW) for b in section.blocks):
            continue
        else:
            _bold_leads(reading, section)
            for block in section.blocks:
                _lines(reading, block, section)


def is_headed(section: Section) -> bool:
    """ "### Add an alert on the disk" below the section's own heading, with labels ("Owner: Ann") at most."""
    if section.parent is None or not section.parent.has("action_items") or section.level <= 0:
        return False
    heading = _NUMBER.sub("", section.heading)
    if heading.count(" ") < _LEAD_WORDS or not begins_with_order(heading):
        return False
    listed = [b for b in section.blocks if b.kind in (BlockKind.ITEM, BlockKind.ROW)]
    return all(b.kind is BlockKind.ITEM and is_stated(b.text) for b in listed)


def _heading(reading: Reading, section: Section) -> None:
    told = [b for b in section.blocks if b.kind is not BlockKind.CODE and reading.free(b)]
    assert section.head is not None
    links = [*section.head.links(), *(url for b in told for url in b.links())]
    text = "\n".join([_NUMBER.sub("", section.heading).rstrip(" :"), *(b.text for b in told)])
    reading.take(*told)
    add(reading, section.head, Draft(text, section.line, "action-heading", 0.7, links), section)


def _bold_leads(reading: Reading, section: Section) -> None:
    """Paragraphs that each begin with a bold order, or two of them with bold words and a stop or colon."""
    led = [b for b in section.blocks if b.kind is BlockKind.PARAGRAPH and b.depth == 0 and _lead(b)]
    orders = [b for b in led if begins_with_order(_lead(b))]
    for block in led if len(led) > 1 and orders else orders:
        if reading.free(block):
            reading.take(block)
            add(reading, block, Draft(block.text, block.line, "action-lead", 0.7, block.links()), section)


def _lines(reading: Reading, block: Block, section: Section) -> None:
    """A paragraph of several lines, most of which begin with an order: each is an action."""
    if block.kind is not BlockKind.PARAGRAPH or not reading.free(block):
        return
    rows = [(offset, text) for _, offset, text in block.rows() if text.strip()]
    orders = sum(begins_with_order(text) and text.strip()[:1].isupper() for _, text in rows)
    if len(rows) < _LEAST_LINES or orders * 2 < len(rows) or not all(_is_whole(text) for _, text in rows):
        return
    reading.take(block)
    for offset, text in rows:
        part = cut(block, offset, offset + len(text))
        add(reading, part, Draft(part.text, part.line, "action-line", 0.7, part.links()), section)


def _is_whole(line: str) -> bool:
    """No line of a paragraph that was broken at its margin."""
    return line.strip()[:1].isupper() and len(line) < _LINE_CHARS


def _lead(block: Block) -> str:
    lead = block.bold_lead().strip()
    after = block.text.strip()[len(lead) :].lstrip()[:1]
    closed = lead.endswith((".", ":")) or after in (":", "-", "–", "—")
    return lead if closed and lead.count(" ") >= _LEAD_WORDS - 1 else ""
