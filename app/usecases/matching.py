"""Which fact of the new text is which known one: by exact wording, else by the nearest, with a margin."""

from collections import deque
from collections.abc import Container, Sequence

from rapidfuzz import fuzz, process

THRESHOLD = 72.0  # of 100; below it two wordings are two things
MARGIN = 5.0  # a match must beat every rival by this much, else nobody can tell
_COMPARISONS = 100_000  # at most, whatever the lists: in long ones only neighbours of the same place are compared

Likeness = tuple[float, int, int]  # score, index in `found`, index in `known`


def match(known: Sequence[str], found: Sequence[str]) -> dict[int, int]:
    """Index in `found` -> index in `known`. Equal wordings pair in order; the rest by likeness, best first."""
    pairs = _exact(known, found)
    taken = set(pairs.values())
    rest_known = {i: _in_order(known[i]) for i in range(len(known)) if i not in taken}
    rest_found = {j: _in_order(found[j]) for j in range(len(found)) if j not in pairs}
    scores = sorted(_scores(rest_known, rest_found), key=lambda s: (-s[0], abs(s[1] - s[2])))
    of_found, of_known = _grouped(scores, 1), _grouped(scores, 2)
    for mine in scores:
        score, j, i = mine
        if score < THRESHOLD:
            break
        if j in pairs or i in taken:
            continue
        rivals = _rival(of_found[j], mine, 2, taken), _rival(of_known[i], mine, 1, pairs)
        if max(rivals) <= score - MARGIN:
            pairs[j] = i
            taken.add(i)
    return pairs


def _grouped(scores: Sequence[Likeness], by: int) -> dict[int, deque[Likeness]]:
    out: dict[int, deque[Likeness]] = {}
    for score in scores:
        out.setdefault(int(score[by]), deque()).append(score)
    return out


def _rival(scores: deque[Likeness], mine: Likeness, other: int, gone: Container[int]) -> float:
    """The best score of another pair whose other side is still free; those that are not are dropped for good."""
    while scores and scores[0][other] in gone:
        scores.popleft()
    return next((s[0] for s in scores if s is not mine and s[other] not in gone), 0.0)


def _scores(known: dict[int, str], found: dict[int, str]) -> list[Likeness]:
    """Likeness of the pairs that are alike enough to matter as match or rival."""
    near = max(1, _COMPARISONS // (2 * len(found))) if found else 0
    everything = len(known) * len(found) <= _COMPARISONS
    out = []
    for j, text in found.items():
        around = range(j - near, j + near + 1)
        choices = known if everything else {i: known[i] for i in around if i in known}
        alike = process.extract(text, choices, scorer=fuzz.ratio, score_cutoff=THRESHOLD - MARGIN, limit=None)
        out += [(score, j, i) for _text, score, i in alike]
    return out


def _exact(known: Sequence[str], found: Sequence[str]) -> dict[int, int]:
    places: dict[str, list[int]] = {}
    for i in range(len(known) - 1, -1, -1):
        places.setdefault(_plain(known[i]), []).append(i)
    return {j: places[key].pop() for j, text in enumerate(found) if places.get(key := _plain(text))}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())[:500]


def _in_order(text: str) -> str:
    """The words in alphabetical order: wordings that only changed it are the same."""
    return " ".join(sorted(_plain(text).split()))
