"""Action items: tables, lists, check boxes and prose, one file each; `fields` reads what they share."""

from app.ingest.actions import announced, answers, boxes, headed, lists, maintenance, paragraphs, prose, tables
from app.ingest.reading import Reading


def read(reading: Reading) -> None:
    """Fill `post.actions`, in document order. A notice makes no action items."""
    if reading.post.kind == "notice":
        return
    for rule in (tables.read, lists.read, paragraphs.read, boxes.read, headed.read, announced.read, prose.read):
        rule(reading)
    if reading.post.kind == "maintenance":
        maintenance.close(reading)
    reading.post.actions.sort(key=lambda a: a.line)
    answers.link(reading)
