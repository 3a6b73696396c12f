"""What wordings are compared by: their words, whatever case, spacing and order they stand in."""

import re
from collections.abc import Mapping

COMPARISONS = 100_000  # at most, whatever the lists: in long ones only neighbours of the same place are compared
_WORD = re.compile(r"[^\W_]+(?:[-.:/'’][^\W_]+)*")


def plain(text: str) -> str:
    return " ".join(text.casefold().split())[:500]


def in_order(text: str) -> str:
    """The words in alphabetical order: wordings that only changed it are the same."""
    return " ".join(sorted(plain(text).split()))


def words(text: str) -> frozenset[str]:
    """The words that say something: those of four letters or more, and all with a digit in them."""
    found = _WORD.findall(plain(text))
    return frozenset(w for w in found if len(w) > 3 or has_digit(w))


def has_digit(word: str) -> bool:
    """True for numbers, and for names of hosts, regions and the like: what is seldom meant loosely."""
    return any(c.isdigit() for c in word)


def within_reach(place: int, known: Mapping[int, str], of_found: int) -> Mapping[int, str]:
    """Those of the known, by place, that something found at this place is compared with."""
    if len(known) * of_found <= COMPARISONS:
        return known
    near = max(1, COMPARISONS // (2 * of_found))
    return {i: known[i] for i in range(place - near, place + near + 1) if i in known}
