"""Entries that stand before earlier ones: noted, and left where the document has them."""

from itertools import pairwise

from app.domain.moment import Moment
from app.ingest.reading import Reading


def read(reading: Reading) -> None:
    """One diagnostic for each step back; none where the whole timeline runs newest first."""
    told = [(e.line, Moment.parse(e.at).sortable) for e in reading.post.timeline if e.at and "T" in e.at]
    steps = [(line, before > at) for (_, before), (line, at) in pairwise(told) if before and at]
    back = [line for line, is_back in steps if is_back]
    if len(back) * 2 <= len(steps):
        for line in back:
            reading.note(line, "out-of-order", f"line {line}: earlier than the entry above it")
