"""Which fact of the new text is which known one: by exact wording, else by the nearest, with a margin."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

THRESHOLD = 72.0  # of 100; below it two wordings are two things
MARGIN = 5.0  # a match must beat every rival by this much, else nobody can tell
_NEAR = 40  # in very long lists only this many neighbours of the same place are compared
_ALL_PAIRS = 250_000


def match(known: Sequence[str], found: Sequence[str]) -> dict[int, int]:
    """Index in `found` -> index in `known`. Equal wordings pair in order; the rest by likeness, best first."""
    pairs = _exact(known, found)
    taken = set(pairs.values())
    rest_known = {i: _plain(known[i]) for i in range(len(known)) if i not in taken}
    rest_found = {j: _plain(found[j]) for j in range(len(found)) if j not in pairs}
    scores = _scores(rest_known, rest_found)
    for (j, i), score in sorted(scores.items(), key=lambda item: (-item[1], abs(item[0][0] - item[0][1]))):
        if score < THRESHOLD:
            break
        if j in pairs or i in taken:
            continue
        rivals = (
            s
            for (b, a), s in scores.items()
            if (b == j and a != i and a not in taken) or (a == i and b != j and b not in pairs)
        )
        if max(rivals, default=0.0) <= score - MARGIN:
            pairs[j] = i
            taken.add(i)
    return pairs


def _scores(known: dict[int, str], found: dict[int, str]) -> dict[tuple[int, int], float]:
    """(found, known) -> likeness, for the pairs that are alike enough to matter as match or rival."""
    everything = len(known) * len(found) <= _ALL_PAIRS
    out = {}
    for j, text in found.items():
        choices = known if everything else {i: k for i, k in known.items() if abs(i - j) <= _NEAR}
        near = process.extract(
            text, choices, scorer=fuzz.token_sort_ratio, score_cutoff=THRESHOLD - MARGIN, limit=None
        )
        out.update({(j, i): score for _text, score, i in near})
    return out


def _exact(known: Sequence[str], found: Sequence[str]) -> dict[int, int]:
    places: dict[str, list[int]] = {}
    for i in range(len(known) - 1, -1, -1):
        places.setdefault(_plain(known[i]), []).append(i)
    return {j: places[key].pop() for j, text in enumerate(found) if places.get(key := _plain(text))}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())[:500]
