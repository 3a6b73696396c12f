"""The Whoosh index as it stood after one commit: what a query finds there.

Which documents match is worked out with sets, exactly and within what the scope may see; only then are scores added
up, and the best taken. Nothing here changes but for what is remembered, so threads share a snapshot.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from heapq import nlargest

from app.search import ranking
from app.search.backend import MAX_EXPANSIONS, Facets, Scope, SearchHit, SearchPage
from app.search.bitmaps import union
from app.search.plan import Plan, Scored, beginnings
from app.search.slips import is_exact, is_near, nearness
from app.search.suggestions import HintKind, hint_order
from app.search.whoosh_leading import leading
from app.search.whoosh_lookup import Lookup, Sight
from app.search.whoosh_schema import VISIBILITY
from app.search.whoosh_segment import SegmentView

#: Prefixes whose expansion is kept: what is being typed is asked for again and again.
_MAX_REMEMBERED = 256


class Snapshot:
    """`alive` are each segment's documents that are not deleted; `generation` is Whoosh's number of the commit."""

    def __init__(self, generation: int, views: Sequence[SegmentView], alive: Sequence[int]) -> None:
        self.generation = generation
        self.views = views
        self.alive = alive
        self._scopes: dict[Scope, ScopedSnapshot] = {}

    def seen_by(self, scope: Scope) -> "ScopedSnapshot":
        if scope not in self._scopes:
            self._scopes[scope] = ScopedSnapshot(
                [
                    Sight(view, alive & _shown(view, scope))
                    for view, alive in zip(self.views, self.alive, strict=True)
                ]
            )
        return self._scopes[scope]


def _shown(view: SegmentView, scope: Scope) -> int:
    return union(f.documents for f in view.facets if f.name == VISIBILITY and f.value in scope.visibilities)


class ScopedSnapshot:
    """A snapshot through one scope: to it, nothing else exists."""

    def __init__(self, sights: Sequence[Sight]) -> None:
        self._sights = [sight for sight in sights if sight.visible]
        self._count = sum(sight.visible.bit_count() for sight in self._sights)
        self._expansions: dict[str, list[int]] = {}
        average = sum(sight.words() for sight in self._sights) / self._count if self._count else 0.0
        for sight in self._sights:
            sight.damp(average)

    def search(self, plan: Plan, limit: int, offset: int) -> SearchPage:
        expanded = {letters: self._expanded(letters) for letters in beginnings(plan.root)}
        lookups = [
            Lookup(sight, {letters: documents[n] for letters, documents in expanded.items()})
            for n, sight in enumerate(self._sights)
        ]
        matched = [lookup.matching(plan.root) for lookup in lookups]
        for part in plan.scored:
            self._score(part, lookups, matched)
        reach = limit + offset
        asked = zip(lookups, matched, strict=True) if reach else ()
        found = [entry for lookup, bits in asked for entry in lookup.first(bits, reach)]
        hits = [SearchHit(number, score) for score, _, number in nlargest(reach, found)]
        total = sum(bits.bit_count() for bits in matched)
        return SearchPage(hits[offset:], total, self._facets(matched) if reach else {}, plan.ignored)

    def suggest(self, key: str, limit: int) -> list[str]:
        # A text may be a hint of each kind, and is offered once.
        first = leading(self._sights, lambda view: view.hints(key), hint_order, limit * len(HintKind))
        return list(dict.fromkeys(text for (_, text), _ in first))[:limit]

    def nearest(self, typed: str) -> str | None:
        """Of a word from `slips.mistyped`."""

        def near(view: SegmentView) -> Iterator[tuple[str, int, bytes]]:
            found = ((form.decode(), count, row) for form, count, row in view.forms(typed[0]))
            return (row for row in found if is_near(typed, row[0]))

        first = leading(self._sights, near, lambda form, documents: nearness(typed, form, documents), 1)
        return None if not first or is_exact(typed, first[0][0]) else first[0][0]

    def _score(self, part: Scored, lookups: list[Lookup], matched: list[int]) -> None:
        holding = [lookup.matching(part) for lookup in lookups]
        rareness = ranking.rarity(sum(bits.bit_count() for bits in holding), self._count)
        for lookup, bits, wanted in zip(lookups, holding, matched, strict=True):
            lookup.add(part, rareness, bits & wanted)

    def _facets(self, matched: list[int]) -> Facets:
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for sight, bits in zip(self._sights, matched, strict=True):
            for facet in sight.view.facets if bits else ():
                if (count := (facet.documents & bits).bit_count()) and facet.name != VISIBILITY:
                    counts[facet.name][facet.value] += count
        return {name: dict(values) for name, values in counts.items()}

    def _expanded(self, letters: str) -> list[int]:
        """For each segment the visible documents with one of the forms that the prefix stands for."""
        found = self._expansions.get(letters)
        if found is None:
            first = leading(self._sights, lambda view: view.forms(letters), _most_shared, MAX_EXPANSIONS)
            if len(self._expansions) >= _MAX_REMEMBERED:
                self._expansions.clear()
            found = [union(documents[n] for _, documents in first) for n in range(len(self._sights))]
            self._expansions[letters] = found
        return found


def _most_shared(form: bytes, documents: int) -> tuple[int, bytes]:
    return -documents, form
