"""Who is in doubt among all people, and whom each of those may be."""

from functools import lru_cache

from app.domain.likeness import Directory, Guess, Known

CANDIDATES = 8
Doubtful = tuple[Known, tuple[Guess, ...]]


@lru_cache(maxsize=1)
def in_doubt(people: tuple[Known, ...]) -> tuple[Doubtful, ...]:
    """Everybody who may be somebody else, with at most 8 candidates: those with accounts first, then by reason.

    Who is settled or has an account is never in doubt, but may be whom another is. It takes a quarter of a second
    for 5,000 people: the last answer is kept, for little changes between two questions.
    """
    directory = Directory(sorted(people, key=lambda p: (not p.account, p.id)))
    pairs: dict[frozenset[int], tuple[Known, Guess]] = {}
    for one in people:
        for guess in directory.likely(one):
            pair = _oriented(one, guess)
            both = frozenset({one.id, guess.person.id})
            if pair and (both not in pairs or guess.rank < pairs[both][1].rank):
                pairs[both] = pair
    found: dict[Known, list[Guess]] = {}
    for who, guess in pairs.values():
        found.setdefault(who, []).append(guess)
    return tuple((who, tuple(sorted(guesses, key=_order)[:CANDIDATES])) for who, guesses in found.items())


def _oriented(one: Known, guess: Guess) -> tuple[Known, Guess] | None:
    """Who of the two is in doubt, and whom that may be; None where nobody is.

    It is the weaker name. Where that is settled by an account alone, the other may be that person's full name.
    """
    weak, strong = one, guess.person
    if guess.mutual:
        weak, strong = sorted((weak, strong), key=_strength)
    if weak.open:
        return weak, Guess(strong, guess.reason)
    if strong.open and (guess.mutual or weak.account):
        return strong, Guess(weak, guess.reason)
    return None


def _strength(known: Known) -> tuple[int, int]:
    """Names of more words say more; of two alike the earlier one stays."""
    return len(known.name.split()), -known.id


def _order(guess: Guess) -> tuple[bool, int, int]:
    return not guess.person.account, guess.rank, guess.person.id
