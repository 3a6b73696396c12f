"""One query in one segment: the set of documents that match, exactly, and the scores of those."""

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import reduce
from heapq import nlargest
from operator import and_, or_

from app.search.bitmaps import members
from app.search.plan import Adjacent, AllOf, AnyOf, Beginning, Between, Exactly, Part, Scored, Term, Without
from app.search.ranking import K1, damping
from app.search.whoosh_segment import Held, SegmentView


@dataclass(slots=True)
class Sight:
    """What one scope sees of one segment; `damped` is each document's measure of length (ranking.damping)."""

    view: SegmentView
    visible: int
    damped: list[float] = field(default_factory=list)

    def words(self) -> int:
        return sum(self.view.lengths[number] for number in members(self.visible))

    def damp(self, average: float) -> None:
        self.damped = [damping(length, average) for length in self.view.lengths]


class Lookup:
    """`expansions` gives the visible documents of each prefix in the query."""

    def __init__(self, sight: Sight, expansions: dict[str, int]) -> None:
        self._sight = sight
        self._view = sight.view
        self._expansions = expansions
        self._matching: dict[Part, int] = {}
        self._scores: list[float] = []

    def matching(self, part: Part | None) -> int:
        """The visible documents that match."""
        if part is None:
            return self._sight.visible
        if part not in self._matching:
            self._matching[part] = self._found(part)
        return self._matching[part]

    def add(self, part: Scored, rareness: float, wanted: int) -> None:
        """Add what this part gives to the scores of the documents `wanted`; it may add to those of others too."""
        self._scores = self._scores or [0.0] * self._view.size
        gain = rareness * (K1 + 1)
        match part:
            case Term(term):
                held = self._held(term)
                if held and wanted.bit_count() * 4 > held.postings.count:
                    self._add_all(held, gain)
                elif held:
                    self._add_some([held], gain, wanted)
            case Adjacent(terms):
                self._add_some([held for term in terms if (held := self._held(term))], gain, wanted)
            case Beginning():
                for number in members(wanted):
                    self._scores[number] += gain / (1 + self._sight.damped[number])

    def first(self, found: int, reach: int) -> list[tuple[float, int, int]]:
        """(score, date, id) of the documents found, all that can be among the first `reach`, in no order."""
        numbers = members(found)
        dates, scores = self._view.dates, self._scores
        if len(numbers) > 2 * reach and reach:
            leading = scores or dates
            least = nlargest(reach, [leading[number] for number in numbers])[-1]
            numbers = [number for number in numbers if leading[number] >= least]
        return [(scores[n] if scores else 0.0, dates[n], self._view.ids[n]) for n in numbers]

    def _found(self, part: Part) -> int:
        visible = self._sight.visible
        match part:
            case Term(term):
                held = self._held(term)
                return held.documents & visible if held else 0
            case Adjacent(terms):
                return self._view.adjacent(terms, visible)
            case Beginning(letters):
                return self._expansions[letters]
            case Exactly(name, value):
                return self._view.faceted(name, value) & visible
            case Between(name, low, high):
                return self._view.between(name, low, high) & visible
            case Without(inner):
                return visible ^ self.matching(inner)
            case AllOf(parts):
                return reduce(and_, map(self.matching, parts))
            case AnyOf(parts):
                return reduce(or_, map(self.matching, parts))

    def _held(self, term: str) -> Held | None:
        return self._view.held("text", term.encode())

    def _add_all(self, held: Held, gain: float) -> None:
        scores, damped = self._scores, self._sight.damped
        for number, weight in zip(held.postings.documents, held.postings.weights, strict=True):
            scores[number] += gain * weight / (weight + damped[number])

    def _add_some(self, together: list[Held], gain: float, wanted: int) -> None:
        """The rarest of the terms in a document gives the weight."""
        lists = [held.postings for held in together]
        for number in members(wanted):
            weight = min(p.weights[bisect_left(p.documents, number)] for p in lists)
            self._scores[number] += gain * weight / (weight + self._sight.damped[number])
