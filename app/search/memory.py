"""The index in memory: nothing to set up, gone with the process, and the measure of what the others must find.

It asks every document in turn, so it says plainly what a query means; good for some hundreds of documents.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from threading import RLock

from app.domain.names import fold
from app.search import ranking
from app.search.analysis import Analysed, analysed, side_by_side, terms
from app.search.backend import MAX_EXPANSIONS, Facets, IndexedDocument, Scope, SearchHit, SearchPage, bounded
from app.search.plan import (
    Adjacent,
    AllOf,
    AnyOf,
    Beginning,
    Between,
    Exactly,
    Part,
    Scored,
    Term,
    Without,
    beginnings,
    plan,
)
from app.search.query import Query
from app.search.slips import is_exact, is_near, mistyped, nearness
from app.search.suggestions import Hint, HintKind, hint_order, hints, typed_key


@dataclass(frozen=True, slots=True)
class _Entry:
    document: IndexedDocument
    text: Analysed
    weights: Counter[str]
    values: frozenset[tuple[str, str]]
    hints: tuple[Hint, ...]

    @classmethod
    def of(cls, document: IndexedDocument) -> "_Entry":
        text = analysed(f"{document.title}\n\n{document.body}")
        weights = Counter({term: len(at) for term, at in text.positions.items()})
        for term in terms(document.title):
            weights[term] += ranking.TITLE_WEIGHT - 1
        values = frozenset((field, fold(value)) for field, value in document.facets())
        return cls(document, text, weights, values, tuple(hints(document)))

    def holds(self, part: Part, expansions: dict[str, frozenset[str]]) -> bool:
        match part:
            case Term(term):
                return term in self.text.positions
            case Adjacent(terms):
                at = self.text.positions
                return all(term in at for term in terms) and side_by_side([at[term] for term in terms])
            case Beginning(letters):
                return not expansions[letters].isdisjoint(self.text.forms)
            case Exactly(field, value):
                return (field, value) in self.values
            case Between(name, low, high):
                return any(n == name and low <= number <= high for n, number in self.document.numbers)
            case Without(inner):
                return not self.holds(inner, expansions)
            case AllOf(parts):
                return all(self.holds(child, expansions) for child in parts)
            case AnyOf(parts):
                return any(self.holds(child, expansions) for child in parts)

    def weight(self, part: Scored) -> float:
        match part:
            case Term(term):
                return self.weights[term]
            case Adjacent(terms):
                return min(self.weights[term] for term in terms)
            case Beginning():
                return 1.0


class MemoryIndex:
    """SearchIndex over dictionaries."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._entries: dict[int, _Entry] = {}
        self._watermark = 0

    def apply(self, upserts: Sequence[IndexedDocument], deletes: Sequence[int], watermark: int) -> None:
        fresh = {document.id: _Entry.of(document) for document in upserts}
        with self._lock:
            self._entries = {i: e for i, e in self._entries.items() if i not in deletes} | fresh
            self._watermark = watermark

    def search(
        self, query: Query, scope: Scope, *, limit: int = 10, offset: int = 0, by_date: bool = False
    ) -> SearchPage:
        limit, offset = bounded(limit, offset)
        asked = plan(query, by_date)
        visible = self._visible(scope)
        expansions = _expansions(asked.root, visible)
        found = [e for e in visible if asked.root is None or e.holds(asked.root, expansions)]
        scores = _scores(asked.scored, visible, found, expansions)
        hits = [SearchHit(entry.document.id, score) for entry, score in zip(found, scores, strict=True)]
        dates = {entry.document.id: entry.document.date or 0 for entry in found}
        ordered = nsmallest(offset + limit, hits, key=lambda hit: (-hit.score, -dates[hit.id], -hit.id))
        return SearchPage(ordered[offset:], len(found), _facets(found) if limit + offset else {}, asked.ignored)

    def suggest(self, prefix: str, scope: Scope, *, limit: int = 8) -> list[str]:
        key = typed_key(prefix)
        counted: Counter[tuple[HintKind, str]] = Counter()
        for entry in self._visible(scope) if key else ():
            counted.update((h.kind, h.text) for h in entry.hints if any(k.startswith(str(key)) for k in h.keys))
        offered = sorted(counted, key=lambda hint: hint_order(hint, counted[hint]))
        return list(dict.fromkeys(text for _, text in offered))[:limit]

    def nearest(self, word: str, scope: Scope) -> str | None:
        typed = mistyped(word)
        if typed is None:
            return None
        held = Counter(form for entry in self._visible(scope) for form in entry.text.forms if is_near(typed, form))
        best = min(held, key=lambda form: nearness(typed, form, held[form]), default=None)
        return None if best is None or is_exact(typed, best) else best

    def watermark(self) -> int:
        return self._watermark

    def clear(self) -> None:
        with self._lock:
            self._entries, self._watermark = {}, 0

    def close(self) -> None:
        self.clear()

    def _visible(self, scope: Scope) -> list[_Entry]:
        return [e for e in self._entries.values() if e.document.visibility in scope.visibilities]


def _expansions(root: Part | None, visible: list[_Entry]) -> dict[str, frozenset[str]]:
    """For each prefix of the query the words it stands for."""
    return {letters: _expanded(letters, visible) for letters in beginnings(root)}


def _expanded(letters: str, visible: list[_Entry]) -> frozenset[str]:
    held = Counter(word for entry in visible for word in entry.text.forms if word.startswith(letters))
    return frozenset(nsmallest(MAX_EXPANSIONS, held, key=lambda word: (-held[word], word)))


def _scores(
    scored: tuple[Scored, ...],
    visible: list[_Entry],
    found: list[_Entry],
    expansions: dict[str, frozenset[str]],
) -> list[float]:
    average = sum(entry.text.length for entry in visible) / len(visible) if visible else 0.0
    damped = [ranking.damping(entry.text.length, average) for entry in found]
    scores = [0.0] * len(found)
    for part in scored:
        rareness = ranking.rarity(sum(entry.holds(part, expansions) for entry in visible), len(visible))
        for i, entry in enumerate(found):
            if entry.holds(part, expansions):
                scores[i] += ranking.gain(entry.weight(part), rareness, damped[i])
    return scores


def _facets(found: list[_Entry]) -> Facets:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for entry in found:
        for name, value in entry.document.facets():
            counts[name][value] += 1
    return {name: dict(values) for name, values in counts.items()}
