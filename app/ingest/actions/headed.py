"""Actions that are headings or bold beginnings of paragraphs in a section of actions, told in the text below."""

from app.ingest.actions.fields import Draft, add
from app.ingest.actions.verbs import begins_with_order
from app.ingest.blocks import Block, BlockKind
from app.ingest.reading import Reading
from app.ingest.sections import Section

_LEAD_WORDS = 2


def read(reading: Reading) -> None:
    for section in reading.sections("action_items"):
        if any(b.kind in (BlockKind.ITEM, BlockKind.ROW) for b in section.blocks):
            continue
        if _is_action(section):
            _heading(reading, section)
        else:
            _bold_leads(reading, section)


def _is_action(section: Section) -> bool:
    """ "### Add an alert on the disk" below the section's own heading."""
    inherited = section.parent is not None and section.parent.has("action_items") and section.level > 0
    return inherited and section.heading.count(" ") >= _LEAD_WORDS and begins_with_order(section.heading)


def _heading(reading: Reading, section: Section) -> None:
    told = [b for b in section.blocks if b.kind is BlockKind.PARAGRAPH and reading.free(b)]
    assert section.head is not None
    links = [*section.head.links(), *(url for b in told for url in b.links())]
    text = "\n".join([section.heading.rstrip(" :"), *(b.text for b in told)])
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


def _lead(block: Block) -> str:
    lead = block.bold_lead().strip()
    after = block.text.strip()[len(lead) :].lstrip()[:1]
    closed = lead.endswith((".", ":")) or after in (":", "-", "–", "—")
    return lead if closed and lead.count(" ") >= _LEAD_WORDS - 1 else ""
