"""Which fact of the new text is which known one: by exact wording, else by the nearest, with a margin."""

from collections.abc import Container, Mapping, Sequence

from app.usecases.halves import halves
from app.usecases.nearest import nearest
from app.usecases.wordings import plain


def match(
    known: Sequence[str],
    found: Sequence[str],
    gone: Container[int] = (),
    bare: tuple[Sequence[str], Sequence[str]] | None = None,
) -> dict[int, int]:
    """Index in `found` -> index in `known`; nothing is paired twice.

    Equal wordings pair in order, then the most alike, then parts with their wholes. `gone` are those of the known
    that the text before did not hold: they come back where nothing that it did hold is meant. `bare` are both
    lists without their times: of what was put at another time the words are still the same.
    """
    there = [i for i in range(len(known)) if i not in gone]
    lost = [i for i in range(len(known)) if i in gone]
    texts = (known, found)
    pairs: dict[int, int] = {}
    for tell, among, (ours, theirs) in (
        (exact, there, texts),
        (exact, lost, texts),
        (exact, there if bare else [], bare or texts),
        (nearest, there, texts),
        (nearest, lost, texts),
        (halves, there, texts),
    ):
        taken = set(pairs.values())
        choices = {i: ours[i] for i in among if i not in taken}
        rest = {j: text for j, text in enumerate(theirs) if j not in pairs}
        if rest and choices:
            pairs |= tell(choices, rest)
    return pairs


def exact(known: Mapping[int, str], found: Mapping[int, str]) -> dict[int, int]:
    """Place in `found` -> place in `known`: case and spacing aside the same words, each pair in order."""
    places: dict[str, list[int]] = {}
    for i in sorted(known, reverse=True):
        places.setdefault(plain(known[i]), []).append(i)
    return {j: places[key].pop() for j, text in found.items() if places.get(key := plain(text))}
