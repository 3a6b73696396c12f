"""Which wording came of which: the one that is most like it, where no other comes near."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rapidfuzz import fuzz, process

from app.usecases.wordings import all_words, in_order, within_reach

THRESHOLD = 72.0  # of 100; below it two wordings are two things
MARGIN = 5.0  # a match must beat every rival by this much, else nobody can tell
KIN = 6.0  # for a word that only these two have: it tells lines apart that else read the same

Twins = dict[str, deque[int]]  # wording -> the places, in order, where it stands


class Likeness(NamedTuple):
    """`score` is what the two are ranked by, `raw` how alike they are."""

    score: float
    raw: float
    found: str
    known: str


def nearest(known: Mapping[int, str], found: Mapping[int, str]) -> dict[int, int]:
    """Place in `found` -> place in `known`. Lines of one wording are interchangeable, and pair in order."""
    theirs, ours = _twins(found), _twins(known)
    scores = _scores(theirs, ours)
    of_theirs, of_ours = _grouped((s.found, s) for s in scores), _grouped((s.known, s) for s in scores)
    pairs: dict[int, int] = {}
    for mine in scores:
        free, wanted = theirs[mine.found], ours[mine.known]
        if mine.raw < THRESHOLD or not free or not wanted:
            continue
        # Among several twins there is one for a rival, too.
        rival_known = _rival(of_theirs[mine.found], mine, ours, theirs) if len(free) == 1 else 0.0
        rival_found = _rival(of_ours[mine.known], mine, ours, theirs) if len(wanted) == 1 else 0.0
        if max(rival_known, rival_found) <= mine.score - MARGIN:
            for _ in range(min(len(free), len(wanted))):
                pairs[free.popleft()] = wanted.popleft()
    return pairs


def _twins(wordings: Mapping[int, str]) -> Twins:
    out: Twins = {}
    for place, text in wordings.items():
        out.setdefault(in_order(text), deque()).append(place)
    return out


def _grouped(scores: Iterable[tuple[str, Likeness]]) -> dict[str, deque[Likeness]]:
    out: dict[str, deque[Likeness]] = {}
    for key, score in scores:
        out.setdefault(key, deque()).append(score)
    return out


def _rival(scores: deque[Likeness], mine: Likeness, ours: Twins, theirs: Twins) -> float:
    """The best score of another pair that is still to be had; those that are not are dropped for good."""
    while scores and not (ours[scores[0].known] and theirs[scores[0].found]):
        scores.popleft()
    return next((s.score for s in scores if s is not mine and ours[s.known] and theirs[s.found]), 0.0)


def _scores(theirs: Twins, ours: Twins) -> list[Likeness]:
    """Those that are alike enough to matter as match or rival, best first, then as they stand in the texts."""
    kin = _kin(theirs, ours)
    at = {places[0]: text for text, places in ours.items()}
    out = []
    for text, places in theirs.items():
        choices = within_reach(places[0], at, len(theirs))
        alike = process.extract(text, choices, scorer=fuzz.ratio, score_cutoff=THRESHOLD - MARGIN - KIN, limit=None)
        out += [Likeness(raw + KIN * ((text, other) in kin), raw, text, other) for other, raw, _ in alike]
    return sorted(out, key=lambda s: (-s.score, theirs[s.found][0], ours[s.known][0]))


def _kin(theirs: Iterable[str], ours: Iterable[str]) -> set[tuple[str, str]]:
    """The pairs that share a word which no other wording of either text has."""
    of_theirs, of_ours = _sole(theirs), _sole(ours)
    return {(of_theirs[word], of_ours[word]) for word in of_theirs.keys() & of_ours.keys()}


def _sole(wordings: Iterable[str]) -> dict[str, str]:
    """Word -> the one wording that has it."""
    having = [(word, text) for text in wordings for word in all_words(text)]
    times = Counter(word for word, _ in having)
    return {word: text for word, text in having if times[word] == 1}
