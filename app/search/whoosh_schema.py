"""How a document lies in the Whoosh index, and how a segment is written and mapped.

Nothing is stored and no column is kept: all that a search needs are postings, read whole (whoosh_segment.py).

    field     term                          postings hold
    text      stem or identifier part       weight (title counted more often) and positions
    word      word unlike its stem, folded    which documents
    facet     name NUL folded NUL value     which documents
    number    name NUL value, eight bytes   which documents
    hint      folded word NUL kind text     which documents
    card      the one term CARD             id, date and length of every document
"""

import struct
from array import array
from collections.abc import Iterable, Sequence
from sys import byteorder
from typing import Any

from whoosh.fields import FieldType, Schema
from whoosh.formats import Existence

from app.domain.names import fold
from app.search.analysis import ANALYSIS_VERSION, analysed, terms
from app.search.backend import IndexedDocument
from app.search.ranking import TITLE_WEIGHT
from app.search.suggestions import HintKind, hints
from app.search.whoosh_codec import MAX_WEIGHT

#: An index whose stamp differs is made anew: raise the first number with any change to what is written here.
STAMP = f"2.{ANALYSIS_VERSION}"

#: The facet that scopes look at; it is not a field of the query language.
VISIBILITY = "visibility"
CARD = b"*"
_CARD = struct.Struct("<qII")
_SEPARATOR = "\0"
_WIDE = 1 << 16
_NUMBER_BYTES = 8

Posting = tuple[bytes, int, int, bytes]  # term, frequency, weight, value


class _Postings(FieldType):  # type: ignore[misc]
    """A field that is given its postings ready made."""

    def __init__(self) -> None:
        super().__init__(Existence(), analyzer=None)

    def index(self, value: list[Posting], **_: Any) -> list[Posting]:
        return value


SCHEMA = Schema(**{name: _Postings() for name in ("text", "word", "facet", "number", "hint", "card")})


def postings(document: IndexedDocument) -> dict[str, list[Posting]]:
    """The fields of one document, as SCHEMA wants them."""
    text = analysed(f"{document.title}\n\n{document.body}")
    emphasis = dict.fromkeys(text.positions, 0)
    for term in terms(document.title):
        emphasis[term] += TITLE_WEIGHT - 1
    facets = [facet_term(name, value) for name, value in document.facets()]
    return {
        "text": [
            (term.encode(), 1, min(len(at) + emphasis[term], MAX_WEIGHT), _packed(at))
            for term, at in text.positions.items()
        ],
        "word": _existing(form.encode() for form in text.forms if form not in text.positions),
        "facet": _existing([*facets, facet_term(VISIBILITY, document.visibility)]),
        "number": _existing({_number_term(name, value) for name, value in document.numbers}),
        "hint": _existing({_hint_term(key, hint.kind, hint.text) for hint in hints(document) for key in hint.keys}),
        "card": [(CARD, 1, 1, _CARD.pack(document.id, document.date or 0, text.length))],
    }


def positions(value: bytes) -> Sequence[int]:
    """What `_packed` packed. Raises ValueError on anything else."""
    if len(value) == 2:
        return (int.from_bytes(value, byteorder),)
    return array("H", value) if len(value) % 2 == 0 else array("I", value[:-1])


def card(value: bytes) -> tuple[int, int, int]:
    """(id, date or 0, length in words)"""
    return _CARD.unpack(value)


def facet_term(name: str, value: str) -> bytes:
    shown = value.replace(_SEPARATOR, " ")
    return _SEPARATOR.join((name, fold(shown), shown)).encode()


def facet_parts(term: bytes) -> tuple[str, str, str]:
    """(name, folded value, value)"""
    name, folded, value = term.decode().split(_SEPARATOR, 2)
    return name, folded, value


def number_prefix(name: str) -> bytes:
    return f"{name}{_SEPARATOR}".encode()


def number_of(term: bytes) -> int:
    return int.from_bytes(term[-_NUMBER_BYTES:], "big")


def _number_term(name: str, value: int) -> bytes:
    return number_prefix(name) + value.to_bytes(_NUMBER_BYTES, "big")


def hint_parts(term: bytes) -> tuple[HintKind, str]:
    told = term.decode().split(_SEPARATOR, 1)[1]
    return HintKind(int(told[0])), told[1:]


def _hint_term(key: str, kind: HintKind, text: str) -> bytes:
    return f"{key}{_SEPARATOR}{kind.value}{text}".encode()


def _existing(found: Iterable[bytes]) -> list[Posting]:
    return [(term, 1, 1, b"") for term in found]


def _packed(at: list[int]) -> bytes:
    """Two bytes a position, or four where the text is that long: told apart by one byte more."""
    if at[-1] >= _WIDE:
        return array("I", at).tobytes() + b"\0"
    return at[0].to_bytes(2, byteorder) if len(at) == 1 else array("H", at).tobytes()
