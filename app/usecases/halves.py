"""Lines that were split, joined, cut short or drawn out: one side's words are all in the other's."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.usecases.wordings import has_digit, within_reach, words

_WHOLE = 0.8  # of the part's words have to be in the whole, and every one with a digit
_SHARE = 0.25  # of the whole that a part makes up at least; and with fewer than three words, half of it
_FEW = 3


class Part(NamedTuple):
    """`share` of the words of the whole that are the part's."""

    found: int
    known: int
    share: float


def halves(known: Mapping[int, str], found: Mapping[int, str]) -> dict[int, int]:
    """Place in `found` -> place in `known`, of what is left when likeness has told what it can.

    A line that was split lives on in the greatest of its parts, of equal ones in the first; lines that were
    joined live on as the one that the whole owes most to. What may be part of two lines is neither's.
    """
    ours = {i: w for i, text in known.items() if (w := words(text))}
    theirs = {j: w for j, text in found.items() if (w := words(text))}
    split: list[Part] = []
    joined: list[Part] = []
    for j, new in theirs.items():
        for i in within_reach(j, known, len(theirs)):
            if share := _share(new, ours.get(i, frozenset())):
                split.append(Part(j, i, share))
            if share := _share(ours.get(i, frozenset()), new):
                joined.append(Part(j, i, share))
    pairs = _greatest(split, by="known", alone="found")
    rest = [p for p in joined if p.found not in pairs and p.known not in pairs.values()]
    return pairs | _greatest(rest, by="found", alone="known")


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    """How much of the whole the part is; 0 where it is none of it."""
    both = part & whole
    if len(both) < 2 or len(both) < _WHOLE * len(part) or any(has_digit(w) for w in part - whole):
        return 0.0
    share = len(both) / len(whole)
    return share if share >= (_SHARE if len(both) >= _FEW else 0.5) else 0.0


def _greatest(parts: Iterable[Part], *, by: str, alone: str) -> dict[int, int]:
    """For each whole its greatest part, among those that are part of nothing else."""
    wholes: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        wholes[getattr(part, alone)].append(part)
    best: dict[int, Part] = {}
    for mine in wholes.values():
        key = getattr(mine[0], by)
        if len(mine) == 1 and (key not in best or mine[0].share > best[key].share):
            best[key] = mine[0]
    return {part.found: part.known for part in best.values()}
