"""Which fact of the new text is which known one: by exact wording, else by the nearest, with a margin."""

from collections.abc import Callable, Container, Mapping, Sequence

from app.usecases.halves import halves
from app.usecases.nearest import nearest
from app.usecases.wordings import plain

Telling = Callable[[Mapping[int, str], Mapping[int, str]], dict[int, int]]


def match(known: Sequence[str], found: Sequence[str], gone: Container[int] = ()) -> dict[int, int]:
    """Index in `found` -> index in `known`; nothing is paired twice.

    Equal wordings pair in order, then the most alike, then parts with their wholes. `gone` are those of the known
    that the text before did not hold: they come back where nothing that it did hold is meant.
    """
    there = {i: text for i, text in enumerate(known) if i not in gone}
    lost = {i: text for i, text in enumerate(known) if i in gone}
    pairs: dict[int, int] = {}
    ways: list[tuple[Telling, Mapping[int, str]]] = [
        (exact, there),
        (exact, lost),
        (nearest, there),
        (nearest, lost),
        (halves, there),
    ]
    for tell, among in ways:
        taken = set(pairs.values())
        rest = {j: text for j, text in enumerate(found) if j not in pairs}
        choices = {i: text for i, text in among.items() if i not in taken}
        if rest and choices:
            pairs |= tell(choices, rest)
    return pairs


def exact(known: Mapping[int, str], found: Mapping[int, str]) -> dict[int, int]:
    """Place in `found` -> place in `known`: case and spacing aside the same words, each pair in order."""
    places: dict[str, list[int]] = {}
    for i in sorted(known, reverse=True):
        places.setdefault(plain(known[i]), []).append(i)
    return {j: places[key].pop() for j, text in found.items() if places.get(key := plain(text))}
