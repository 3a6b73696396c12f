"""A status page's feed as a source: each entry is a document, known by its id wherever the file lies."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.errors import AftercareError, InvalidInput, Unavailable
from app.ingest.feeds.entry import FeedEntry
from app.ingest.feeds.reading import FEED_BYTES, read_feed
from app.usecases.folders import NAME_BYTES
from app.usecases.importing import Failed, Incoming
from app.usecases.sources import Arrived, Source

FEED = "feed"
SUFFIXES = (".atom", ".rss", ".xml", ".json")
_AS_HTML = ".html"


def is_feed(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def feed_source(path: Path) -> Source:
    """The entries of a feed, or the one reason for which it is refused. What it no longer holds is not gone."""
    return Source(1, lambda: Arrived(_incoming(path)))


def entries_of(data: bytes, name: str) -> Iterator[Incoming | Failed]:
    """The entries of a feed that was sent, known as they are in one that is named.

    Raises what `read_feed` does, and InvalidInput where it has none.
    """
    entries = read_feed(data)
    if not entries:
        raise InvalidInput("there is no entry in the feed")
    return _documents(name, entries)


def _incoming(path: Path) -> Iterator[Incoming | Failed]:
    try:
        with path.open("rb") as file:
            entries = read_feed(file.read(FEED_BYTES + 1))
    except OSError as exc:
        yield Failed(str(path), Unavailable(f"cannot be read: {exc.strerror}"))
    except AftercareError as error:
        yield Failed(str(path), error)
    else:
        yield from _documents(str(path), entries)


def _documents(path: str, entries: Sequence[FeedEntry]) -> Iterator[Incoming | Failed]:
    seen: set[str] = set()
    for number, entry in enumerate(entries, 1):
        if not entry.key:
            why = "it has neither an id nor a link to be known by"
        elif entry.key in seen:
            why = f"another entry before it has its id, {entry.key}"
        else:
            seen.add(entry.key)
            yield Incoming(FEED, _path_of(entry.key), entry.document(), "file")
            continue
        yield Failed(f"{path}, entry {number}", InvalidInput(why))


def _path_of(key: str) -> str:
    """A key too long to be a path is known by its hash."""
    path = key + _AS_HTML
    return path if len(path.encode()) <= NAME_BYTES else hashlib.sha256(key.encode()).hexdigest() + _AS_HTML
