"""Entries that stand before earlier ones: noted, and left where the document has them."""

from itertools import pairwise

from app.ingest.reading import Reading

#: Characters of a clock time with its whole date, before its zone.
_LOCAL = 16


def read(reading: Reading) -> None:
    """One diagnostic for each step back; none where the whole timeline runs newest first."""
    told = [(e.line, _local(e.at)) for e in reading.post.timeline if e.at and "T" in e.at]
    steps = [(line, before > at) for (_, before), (line, at) in pairwise(told) if before and at]
    back = [line for line, is_back in steps if is_back]
    if len(back) * 2 <= len(steps):
        for line in back:
            reading.note(line, "out-of-order", f"line {line}: earlier than the entry above it")


def _local(at: str) -> str:
    """The part of a time's text form that sorts; empty where it states no year."""
    return at[:_LOCAL] if at[0].isdigit() else ""
