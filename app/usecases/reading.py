"""Bytes to posts: what every door does with a document before anything is stored."""

import hashlib
from dataclasses import dataclass

from app.domain.errors import CannotStart
from app.ingest.clock.zones import settle
from app.ingest.decoding import decode
from app.ingest.facts import ParsedPost
from app.ingest.parser import parse_document


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's text and what was understood of it. `path` decides how it is read (Markdown, HTML, text)."""

    path: str
    data: bytes
    text: str
    encoding: str
    sha256: str
    posts: list[ParsedPost]


def settle_zones(choices: str) -> None:
    """What ambiguous zones mean here, at the start of the program. Raises CannotStart."""
    try:
        settle(choices)
    except ValueError as exc:
        raise CannotStart(f"AFTERCARE_ZONES: {exc}") from exc


def read_document(data: bytes, path: str) -> Reading:
    """Raises UnreadableDocument (line, reason) and TooLarge; content alone never raises."""
    text, encoding = decode(data)
    posts = parse_document(text, path)
    return Reading(path, data, text, encoding, sha256(data), posts)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
