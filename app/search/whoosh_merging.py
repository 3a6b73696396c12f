"""Which small segments a commit folds into the one it writes, and how."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from app.search.bitmaps import full, members
from app.search.whoosh_codec import Item
from app.search.whoosh_segment import SegmentView

#: Segments of like size (within this factor) are folded once there are as many of them.
_FACTOR = 8
#: A commit rewrites at most this many documents, about two seconds' work; larger segments stay as they are.
_MOST = 4096

MergePolicy = Callable[[Any, list[Any]], list[Any]]


def alive(segment: Any) -> int:
    """The documents of a Whoosh segment that are not deleted, as a set."""
    documents = full(segment.doc_count_all())
    for number in segment.deleted_docs():
        documents &= ~(1 << number)
    return documents


def folding(view_of: Callable[[Any], SegmentView]) -> MergePolicy:
    """A merge policy for Whoosh's writer: folds what is crowded, and returns the segments that stay."""

    def policy(writer: Any, segments: list[Any]) -> list[Any]:
        held = {segment: alive(segment) for segment in segments}
        folded = crowded({segment: documents.bit_count() for segment, documents in held.items() if documents})
        for segment in folded:
            writer.add_reader(_Remains(view_of(segment), held[segment]))
        return [segment for segment in segments if held[segment] and segment not in folded]

    return policy


def crowded(sizes: dict[Any, int]) -> Sequence[Any]:
    """The segments to fold, out of those with these numbers of documents."""
    tiers: defaultdict[int, list[Any]] = defaultdict(list)
    for segment, size in sizes.items():
        tiers[_tier(size)].append(segment)
    folded: list[Any] = []
    for tier in sorted(tiers):
        together = folded + tiers[tier]
        enough = len(tiers[tier]) + bool(folded) >= _FACTOR
        if enough and sum(sizes[segment] for segment in together) <= _MOST:
            folded = together
    return folded


def _tier(size: int) -> int:
    tier = 0
    while size >= _FACTOR:
        size //= _FACTOR
        tier += 1
    return tier


class _Remains:
    """What is left of a segment, in the form in which Whoosh's writer takes in another index."""

    def __init__(self, view: SegmentView, documents: int) -> None:
        self._view = view
        self._documents = documents

    def indexed_field_names(self) -> Iterable[str]:
        return ()

    def has_deletions(self) -> bool:
        return True  # numbers are always given anew

    def has_column(self, _: str) -> bool:
        return False

    def doc_field_length(self, _: int, __: str) -> int:
        return 0

    def iter_docs(self) -> Iterator[tuple[int, dict[str, Any]]]:
        return ((number, {}) for number in members(self._documents))

    def iter_postings(self) -> Iterator[Item]:
        return self._view.items(self._documents)
