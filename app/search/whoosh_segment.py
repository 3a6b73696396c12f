"""One segment of the Whoosh index, read as sets of documents.

A segment never changes but for which of its documents are deleted, so what was read of it stays right, and outlives
the snapshots (whoosh_snapshot.py) that look at it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

from whoosh.filedb.filestore import FileStorage

from app.search.analysis import STOP_WORDS, side_by_side
from app.search.bitmaps import bitmap, members, union
from app.search.suggestions import HintKind
from app.search.whoosh_codec import Codec, Damaged, PostingList
from app.search.whoosh_schema import CARD, card, facet_parts, hint_parts, number_of, number_prefix, positions

#: Postings kept in memory of each segment, in documents; about 12 bytes each.
MAX_KEPT = 1_000_000
_STOP_WORDS = frozenset(word.encode() for word in STOP_WORDS)


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    folded: str
    value: str
    documents: int


@dataclass(frozen=True, slots=True)
class Held:
    """The documents that hold a term: `postings` in order with weights, `documents` as a set."""

    postings: PostingList
    documents: int


class SegmentView:
    """Numbers here are those of the segment's documents, from 0. Every read raises Damaged where it fails."""

    def __init__(self, storage: FileStorage, segment: Any) -> None:
        self.id: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self._terms = Codec().terms_reader(storage, segment)
        self._kept: dict[tuple[str, bytes], Held | None] = {}
        self._kept_documents = 0
        self._numbers: dict[str, list[tuple[int, int]]] = {}
        self._lock = Lock()
        cards = self._terms.postings("card", CARD, self.size)
        if cards is None or cards.count != self.size:
            raise Damaged("a segment does not know its documents")
        told = [card(value) for value in cards.values()]
        self.ids = [number for number, _, _ in told]
        self.dates = [date for _, date, _ in told]
        self.lengths = [length for _, _, length in told]

    @cached_property
    def numbers(self) -> dict[int, int]:
        """Postmortem id -> number. Of several with one id all but the last are deleted."""
        return {postmortem: number for number, postmortem in enumerate(self.ids)}

    @cached_property
    def facets(self) -> list[Facet]:
        rows = self._terms.starting("facet", b"")
        return [Facet(*facet_parts(term), self.documents(row)) for term, _, row in rows]

    def faceted(self, name: str, folded: str) -> int:
        return union(f.documents for f in self.facets if f.name == name and f.folded == folded)

    def between(self, name: str, low: int, high: int) -> int:
        """The documents with a number of this name from `low` to `high`."""
        if name not in self._numbers:
            rows = self._terms.starting("number", number_prefix(name))
            self._numbers[name] = [(number_of(term), self.documents(row)) for term, _, row in rows]
        found = self._numbers[name]
        first = bisect_left(found, low, key=_value)
        return union(documents for _, documents in found[first : bisect_right(found, high, key=_value)])

    def held(self, field: str, term: bytes) -> Held | None:
        """The documents that hold the term, None where there are none."""
        key = (field, term)
        if key not in self._kept:
            postings = self._terms.postings(field, term, self.size)
            held = self._as_held(postings) if postings else None
            self._keep(key, held)
            return held
        return self._kept.get(key)

    def forms(self, letters: str) -> Iterator[tuple[bytes, int, bytes]]:
        """Words and stems that start so, how many documents hold each, and the row to call `documents` with."""
        for field in ("text", "word"):
            for form, count, row in self._terms.starting(field, letters.encode()):
                if form not in _STOP_WORDS:
                    yield form, count, row

    def hints(self, key: str) -> Iterator[tuple[tuple[HintKind, str], int, bytes]]:
        """The same of the hints that have a word that starts with this."""
        for term, count, row in self._terms.starting("hint", key.encode()):
            yield hint_parts(term), count, row

    def documents(self, row: bytes) -> int:
        """The documents that a row of this segment leads to."""
        return bitmap(self.listed(row).documents, self.size)

    def adjacent(self, terms: tuple[str, ...], among: int) -> int:
        """Those documents of `among` that hold the terms side by side."""
        lists = {term: self.held("text", term.encode()) for term in terms}
        for held in lists.values():
            among &= held.documents if held else 0
        found = members(among)
        at = {term: self._positions(held.postings, found) for term, held in lists.items() if held and found}
        columns = [at[term] for term in terms] if found else []
        return bitmap([n for n, *places in zip(found, *columns, strict=True) if side_by_side(places)], self.size)

    def everything(self) -> Iterator[tuple[str, bytes, bytes]]:
        """All fields and terms, ascending, each with the row to call `listed` with."""
        return self._terms.everything()

    def listed(self, row: bytes) -> PostingList:
        return self._terms.listed(row, self.size)

    def _positions(self, postings: PostingList, numbers: list[int]) -> list[Sequence[int]]:
        """Where the term stands in each of these documents, all of which hold it; numbers ascend."""
        places: list[int] = []
        place = 0
        for number in numbers:
            place = bisect_left(postings.documents, number, place)
            places.append(place)
        try:
            return [positions(value) for value in postings.values_at(places)]
        except ValueError as exc:
            raise Damaged(f"positions cannot be read: {exc}") from exc

    def _as_held(self, postings: PostingList) -> Held:
        return Held(postings, bitmap(postings.documents, self.size))

    def _keep(self, key: tuple[str, bytes], held: Held | None) -> None:
        with self._lock:
            self._kept[key] = held
            self._kept_documents += held.postings.count if held else 1
            while self._kept_documents > MAX_KEPT and len(self._kept) > 1:
                oldest = self._kept.pop(next(iter(self._kept)))
                self._kept_documents -= oldest.postings.count if oldest else 1


def _value(pair: tuple[int, int]) -> int:
    return pair[0]
