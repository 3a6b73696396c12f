"""The first of many words or hints by how many visible documents hold each, without reading the postings of all."""

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, TypeVar

from app.search.whoosh_lookup import Sight
from app.search.whoosh_segment import SegmentView

Key = TypeVar("Key", bound="Any")
#: (key, documents that hold it, deleted and hidden ones among them, row of its postings)
Row = tuple[Key, int, bytes]


def leading(
    sights: Sequence[Sight],
    rows: Callable[[SegmentView], Iterable[Row[Key]]],
    order: Callable[[Key, int], Any],
    most: int,
) -> list[tuple[Key, list[int]]]:
    """At most `most` keys, smallest `order(key, visible documents)` first, with their visible documents by segment.

    More documents must never be ordered later: then a key's order by all its documents is the best that it can come
    to, and once that is behind the last one kept nobody further on can be among the first.
    """
    where: defaultdict[Key, list[tuple[int, bytes]]] = defaultdict(list)
    counts: defaultdict[Key, int] = defaultdict(int)
    for n, sight in enumerate(sights):
        for key, count, row in rows(sight.view):
            where[key].append((n, row))
            counts[key] += count
    kept: list[tuple[Any, Key, list[int]]] = []
    for key in sorted(counts, key=lambda key: order(key, counts[key])):
        hoped = order(key, counts[key])
        if len(kept) == most and (not kept or kept[-1][0] <= hoped):
            break
        documents = [0] * len(sights)
        for n, row in where[key]:
            documents[n] |= sights[n].view.documents(row) & sights[n].visible
        if count := sum(bits.bit_count() for bits in documents):
            insort(kept, (order(key, count), key, documents), key=itemgetter(0))
            del kept[most:]
    return [(key, documents) for _, key, documents in kept]
