"""Causes: what a cause section says, else the sentences that name one."""

from app.ingest.causes import rows, sections, sentences
from app.ingest.causes.refuted import drop_refuted
from app.ingest.reading import Reading


def read(reading: Reading) -> None:
    """Fill `post.causes`. Only an incident has causes."""
    if reading.post.kind != "incident":
        return
    sections.read(reading)
    sections.read_announced(reading)
    rows.read(reading)
    if reading.post.causes:
        sentences.read_explicit(reading)
    else:
        sentences.read(reading)
    drop_refuted(reading)
    reading.post.causes.sort(key=lambda c: c.line)
