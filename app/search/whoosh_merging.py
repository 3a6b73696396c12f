"""Which small segments a commit folds into one, and how."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from itertools import compress, groupby
from operator import itemgetter
from typing import Any

from whoosh.filedb.filestore import FileStorage

from app.search.bitmaps import full, members
from app.search.whoosh_codec import Codec, FieldWriter, PostingList
from app.search.whoosh_segment import SegmentView

#: Segments of like size (within this factor) are folded once there are as many of them.
_FACTOR = 8
#: A commit rewrites at most this many documents, a few seconds' work; larger segments stay as they are.
_MOST = 4096

MergePolicy = Callable[[Any, list[Any]], list[Any]]


def alive(segment: Any) -> int:
    """The documents of a Whoosh segment that are not deleted, as a set."""
    documents = full(segment.doc_count_all())
    for number in segment.deleted_docs():
        documents &= ~(1 << number)
    return documents


def folding(storage: FileStorage, view_of: Callable[[Any], SegmentView]) -> MergePolicy:
    """A merge policy for Whoosh's writer: folds what is crowded and returns the segments of the next commit."""

    def policy(writer: Any, segments: list[Any]) -> list[Any]:
        held = {segment: alive(segment) for segment in segments}
        folded = crowded({segment: documents.bit_count() for segment, documents in held.items() if documents})
        kept = [segment for segment in segments if held[segment] and segment not in folded]
        if folded:
            kept.append(fold(storage, writer.indexname, [(view_of(segment), held[segment]) for segment in folded]))
        return kept

    return policy


def fold(storage: FileStorage, name: str, parts: Sequence[tuple[SegmentView, int]]) -> Any:
    """Write the documents of all these segments that are alive into one, and return it.

    Whoosh would send every posting through its pool and sort them all again; here they are in order already.
    """
    codec = Codec()
    segment = codec.new_segment(storage, name)
    renumbered = [_renumbered(documents, before) for documents, before in _with_counts(parts)]
    writer = FieldWriter(codec, storage, segment)
    try:
        streams = [_numbered(n, view) for n, (view, _) in enumerate(parts)]
        for (field, term), group in groupby(merge(*streams), key=itemgetter(0, 1)):
            lists = [(parts[n][0].listed(row), renumbered[n]) for _, _, n, row in group]
            _add(writer, field, term, lists)
    finally:
        writer.close()
    segment.set_doc_count(sum(documents.bit_count() for _, documents in parts))
    return segment


def _numbered(n: int, view: SegmentView) -> Iterator[tuple[str, bytes, int, bytes]]:
    return ((field, term, n, row) for field, term, row in view.everything())


def _with_counts(parts: Sequence[tuple[SegmentView, int]]) -> Iterator[tuple[int, int]]:
    """The documents alive in each part, and how many there are in those before it."""
    before = 0
    for _, documents in parts:
        yield documents, before
        before += documents.bit_count()


def _renumbered(documents: int, before: int) -> dict[int, int]:
    return {old: new for new, old in enumerate(members(documents), before)}


def _add(writer: FieldWriter, field: str, term: bytes, lists: list[tuple[PostingList, dict[int, int]]]) -> None:
    documents: list[int] = []
    weights = bytearray()
    values: list[bytes] = []
    for postings, new in lists:
        living = [number in new for number in postings.documents]
        documents += [new[number] for number in compress(postings.documents, living)]
        weights += bytes(compress(postings.weights, living))
        values += compress(postings.values(), living)
    if documents:
        writer.add_list(field, term, documents, bytes(weights), values)


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
