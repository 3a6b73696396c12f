"""What is offered while somebody types: the names a document is known by, under each of their words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice

from app.search.analysis import STOP_WORDS, composed, folded, words
from app.search.backend import IndexedDocument

MIN_LETTERS = 2
#: Identifiers kept of one document, so that a pasted log does not fill the vocabulary.
MAX_IDENTIFIERS = 64
MIN_IDENTIFIER = 3
MAX_IDENTIFIER = 64
MAX_SHOWN = 200

# Letters and digits in one piece, or joined without a space: CVE-2021-44228, vmhost02, node_exporter, v1.2.3.
_PIECE = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
_CAMEL = re.compile(r"[A-Za-z][a-z][A-Z]|[A-Z]{2}[a-z]{2}")


class HintKind(IntEnum):
    """In the order in which hints are offered."""

    SERVICE = 0
    TITLE = 1
    IDENTIFIER = 2


@dataclass(frozen=True, slots=True)
class Hint:
    kind: HintKind
    text: str
    keys: frozenset[str]  # folded words of the text, one of which what is typed must begin


def hints(document: IndexedDocument) -> Iterator[Hint]:
    for service in dict.fromkeys(document.services):
        yield _hint(HintKind.SERVICE, service)
    yield _hint(HintKind.TITLE, document.title)
    for identifier in _identifiers(f"{document.title}\n{document.body}"):
        yield _hint(HintKind.IDENTIFIER, identifier)


def typed_key(prefix: str) -> str | None:
    """The folded beginning to look for: that of the last word typed. None where it is too short to help."""
    typed = words(prefix)
    key = folded(typed[-1]) if typed else ""
    return key if len(key) >= MIN_LETTERS else None


def hint_order(hint: tuple[HintKind, str], documents: int) -> tuple[HintKind, int, str, str]:
    """Smallest first: by kind, then by how many documents share the hint, then by its text."""
    return hint[0], -documents, hint[1].casefold(), hint[1]


def _hint(kind: HintKind, text: str) -> Hint:
    shown = " ".join(composed(text).split())[:MAX_SHOWN]
    return Hint(kind, shown, frozenset(folded(word) for word in words(shown)) - STOP_WORDS)


def _identifiers(text: str) -> list[str]:
    pieces = dict.fromkeys(_PIECE.findall(text))
    return list(islice((piece for piece in pieces if _is_identifier(piece)), MAX_IDENTIFIERS))


def _is_identifier(piece: str) -> bool:
    if piece.isalpha() and (piece.islower() or piece.istitle()):
        return False  # nearly all words: not asked further, for speed
    if not MIN_IDENTIFIER <= len(piece) <= MAX_IDENTIFIER or not any(c.isalpha() for c in piece):
        return False
    return "_" in piece or any(c.isdigit() for c in piece) or _CAMEL.search(piece) is not None
