"""Which wording came of which: the one that is most like it, where no other comes near."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from rapidfuzz import fuzz, process

from app.usecases.wordings import has_digit, in_order, plain, within_reach, words

THRESHOLD = 72.0  # of 100; below it two wordings are two things
MARGIN = 5.0  # a match must beat every rival by this much, else nobody can tell
KIN = 6.0  # for a name with digits that only these two have: it tells lines apart that else read the same
_CUT = THRESHOLD - MARGIN - KIN

Twins = dict[str, deque[int]]  # wording -> the places, in order, where it stands


class Likeness(NamedTuple):
    """`score` is what the two are ranked by, `raw` how alike they are."""

    score: float
    raw: float
    found: str
    known: str


def nearest(known: Mapping[int, str], found: Mapping[int, str]) -> dict[int, int]:
    """Place in `found` -> place in `known`. Lines of one wording are interchangeable, and pair in order."""
    field = _Field(_twins(found), _twins(known))
    pairs: dict[int, int] = {}
    for mine in field.scores:
        free, wanted = field.theirs[mine.found], field.ours[mine.known]
        if mine.raw >= THRESHOLD and free and wanted and field.clear(mine):
            for _ in range(min(len(free), len(wanted))):
                pairs[free.popleft()] = wanted.popleft()
    return pairs


class _Field:
    """The wordings of both sides that have found nothing yet, and how alike they are."""

    def __init__(self, theirs: Twins, ours: Twins) -> None:
        self.theirs, self.ours = theirs, ours
        self.scores = _scores(theirs, ours)
        self.of_theirs = _grouped((s.found, s) for s in self.scores)
        self.of_ours = _grouped((s.known, s) for s in self.scores)

    def clear(self, mine: Likeness) -> bool:
        """No rival comes near. Among several twins there is one for a rival, too."""
        bar = mine.score - MARGIN
        of_found = self._near(self.of_theirs[mine.found], mine) if len(self.theirs[mine.found]) == 1 else ()
        of_known = self._near(self.of_ours[mine.known], mine) if len(self.ours[mine.known]) == 1 else ()
        return all(self._weight(s, self.of_ours[s.known]) <= bar for s in of_found) and all(
            self._weight(s, self.of_theirs[s.found]) <= bar for s in of_known
        )

    def _near(self, scores: deque[Likeness], mine: Likeness) -> Iterator[Likeness]:
        while scores and not self._free(scores[0]):
            scores.popleft()  # for good: what has found its own is no rival any more
        for score in scores:
            if score.score <= mine.score - MARGIN:
                break
            if score is not mine and self._free(score):
                yield score

    def _weight(self, rival: Likeness, others: deque[Likeness]) -> float:
        """Its score, less what the rival would lose by it: one that is more like another has a place of its own."""
        best = next((s.score for s in others if s is not rival and self._free(s)), 0.0)
        return rival.score - max(0.0, best - rival.score)

    def _free(self, score: Likeness) -> bool:
        return bool(self.ours[score.known] and self.theirs[score.found])


def _twins(wordings: Mapping[int, str]) -> Twins:
    out: Twins = {}
    for place, text in wordings.items():
        out.setdefault(plain(text), deque()).append(place)
    return out


def _grouped(scores: Iterable[tuple[str, Likeness]]) -> dict[str, deque[Likeness]]:
    out: dict[str, deque[Likeness]] = {}
    for key, score in scores:
        out.setdefault(key, deque()).append(score)
    return out


def _scores(theirs: Twins, ours: Twins) -> list[Likeness]:
    """Those that are alike enough to matter as match or rival, best first, then as they stand in the texts."""
    kin = _kin(theirs, ours)
    at = {places[0]: text for text, places in ours.items()}
    sorted_at = {place: in_order(text) for place, text in at.items()}
    out = []
    for text, places in theirs.items():
        alike: dict[int, float] = {}
        for wording, choices in ((text, at), (in_order(text), sorted_at)):
            near = within_reach(places[0], choices, len(theirs))
            for _, raw, place in process.extract(wording, near, scorer=fuzz.ratio, score_cutoff=_CUT, limit=None):
                alike[place] = max(raw, alike.get(place, 0.0))
        for place, raw in alike.items():
            out.append(Likeness(raw + KIN * ((text, at[place]) in kin), raw, text, at[place]))
    return sorted(out, key=lambda s: (-s.score, theirs[s.found][0], ours[s.known][0]))


def _kin(theirs: Iterable[str], ours: Iterable[str]) -> set[tuple[str, str]]:
    """The pairs that share a word with a digit in it which no other wording of either text has."""
    of_theirs, of_ours = _sole(theirs), _sole(ours)
    return {(of_theirs[word], of_ours[word]) for word in of_theirs.keys() & of_ours.keys()}


def _sole(wordings: Iterable[str]) -> dict[str, str]:
    """Word -> the one wording that has it."""
    having = [(word, text) for text in wordings for word in words(text) if has_digit(word)]
    times = Counter(word for word, _ in having)
    return {word: text for word, text in having if times[word] == 1}
