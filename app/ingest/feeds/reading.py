"""A feed's file to its entries. Which kind of feed it is shows in what it begins with."""

from app.domain.errors import TooLarge
from app.ingest.feeds.entry import FeedEntry
from app.ingest.feeds.json_feed import json_entries
from app.ingest.feeds.xml_feed import xml_entries

FEED_BYTES = 10 * 1024 * 1024
ENTRIES = 1000


def read_feed(data: bytes) -> list[FeedEntry]:
    """The entries of an Atom, RSS or JSON feed, or of a Statuspage's list of incidents, in the feed's order.

    Raises InvalidInput (no such thing, or entities are declared) and TooLarge (over 10 MiB or 1,000 entries, or a
    bound of `xml_tree`).
    """
    if len(data) > FEED_BYTES:
        raise TooLarge(f"the feed is over {FEED_BYTES // 1024 // 1024} MiB")
    is_json = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
    entries = json_entries(data) if is_json else xml_entries(data)
    if len(entries) > ENTRIES:
        raise TooLarge(f"the feed holds {len(entries):,} entries; at most {ENTRIES:,} are read")
    return entries
