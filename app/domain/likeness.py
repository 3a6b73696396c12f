"""Which people a name may mean. Nothing is decided here: somebody looks at the candidates and settles it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.domain.names import fold, name_and_address

_SLIP_MIN, _SLIP_MAX = 6, 40  # letters; shorter names that differ by one are as a rule two people's
_CROWD = 50  # what fits more people than this says nothing; it also bounds the work
_APOSTROPHES = str.maketrans("", "", "'’")


class Reason(StrEnum):
    """Why a name may be somebody's, the strongest first; reads after the name of the candidate."""

    ADDRESS = "the same e-mail address"
    LOCAL_PART = "as in the e-mail address"
    LETTERS = "the same letters"
    REVERSED = "the same names the other way round"
    NO_MIDDLE = "without the middle name"
    SLIP = "one letter apart"
    INITIAL_SURNAME = "initial and surname"
    FIRST_INITIAL = "first name and initial"
    SURNAME_INITIAL = "surname and initial"
    INITIALS = "initials"
    FIRST = "first name only"
    SURNAME = "surname only"


_RANK = {reason: i for i, reason in enumerate(Reason)}
_MUTUAL = frozenset({Reason.ADDRESS, Reason.LOCAL_PART, Reason.LETTERS, Reason.REVERSED, Reason.SLIP})
_LITTLE = frozenset({Reason.FIRST, Reason.SURNAME, Reason.INITIALS})  # too little to go by, of an address alone


@dataclass(frozen=True, slots=True)
class Known:
    """A person: the name, all spellings (the name may be among them), the e-mail address.

    `settled`: somebody has said that this is a person of its own; `account`: this one signs in.
    """

    id: int
    name: str
    spellings: tuple[str, ...] = ()
    email: str | None = None
    settled: bool = False
    account: bool = False

    @property
    def open(self) -> bool:
        """Nobody has said yet who this is."""
        return not self.settled and not self.account


@dataclass(frozen=True, slots=True)
class Guess:
    """Somebody whom a name may mean. `mutual`: each may be the other; else the name is the weaker of the two."""

    person: Known
    reason: Reason

    @property
    def mutual(self) -> bool:
        return self.reason in _MUTUAL

    @property
    def rank(self) -> int:
        """0 for the strongest reason."""
        return _RANK[self.reason]


class Directory:
    """People by everything that a careless spelling leaves of their names.

    Built once for many questions: each key finds at most 50 people, those first that were handed in first.
    """

    def __init__(self, people: Iterable[Known]) -> None:
        self._keys: dict[str, list[Guess]] = defaultdict(list)
        self._cuts: dict[str, list[tuple[Known, str]]] = defaultdict(list)
        for person in people:
            self._enter(person)

    def likely(self, known: Known) -> list[Guess]:
        """Whom this person may be, the strongest reason first, each of the others at most once."""
        best: dict[int, Guess] = {}
        for guess in self._found(known):
            person = guess.person.id
            if person != known.id and (person not in best or guess.rank < best[person].rank):
                best[person] = guess
        return sorted(best.values(), key=lambda g: (g.rank, g.person.id))

    def _found(self, known: Known) -> Iterator[Guess]:
        own = letters(known.name)
        yield from self._keys.get(own, ())
        for key in _of_address(known.email):
            for guess in self._keys.get(key, ()):
                if guess.reason in (Reason.LETTERS, Reason.REVERSED):
                    yield Guess(guess.person, Reason.LOCAL_PART)
                elif guess.reason not in _LITTLE:
                    yield guess
        for cut in _cuts(own):
            for person, other in self._cuts.get(cut, ()):
                if is_slip(own, other):
                    yield Guess(person, Reason.SLIP)

    def _enter(self, person: Known) -> None:
        for spelling in {person.name, *person.spellings}:
            for key, reason in _leavings(words_of(spelling)):
                self._put(key, Guess(person, reason))
            joined = letters(spelling)
            for cut in _cuts(joined):
                crowd = self._cuts[cut]
                if len(crowd) < _CROWD:
                    crowd.append((person, joined))
        for key, reason in zip(_of_address(person.email), (Reason.ADDRESS, Reason.LOCAL_PART), strict=False):
            self._put(key, Guess(person, reason))

    def _put(self, key: str, guess: Guess) -> None:
        crowd = self._keys[key]
        if len(crowd) < _CROWD:
            crowd.append(guess)


@lru_cache(maxsize=2**14)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, a handle or an e-mail address's first half, folded: `Ann-Marie O'Neil` has three."""
    name, address = name_and_address(name)
    text = name.partition("@")[0].partition("+")[0] if name == address else name
    return tuple(re.findall(r"[^\W_]+", fold(text).translate(_APOSTROPHES)))


def letters(name: str) -> str:
    """All words in one."""
    return "".join(words_of(name))


def is_slip(one: str, other: str) -> bool:
    """One letter more, less or other, or two swapped; never the first letter, and no digit: those are meant."""
    if one == other or one[:1] != other[:1] or abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[start:], other[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    swapped = len(one) == 2 and one == other[::-1]
    return (one + other).isalpha() and (swapped or max(len(one), len(other)) == 1)


def _leavings(words: tuple[str, ...]) -> Iterator[tuple[str, Reason]]:
    """What may stand for a name of these words; nothing of less than two letters."""
    if not words:
        return
    first, last = words[0], words[-1]
    found = [("".join(words), Reason.LETTERS)]
    if len(words) > 1:
        found += [
            (last + "".join(words[:-1]), Reason.REVERSED),
            (first[0] + last, Reason.INITIAL_SURNAME),
            (first + last[0], Reason.FIRST_INITIAL),
            (last + first[0], Reason.SURNAME_INITIAL),
            (first, Reason.FIRST),
            (last, Reason.SURNAME),
        ]
    if len(words) > 2:
        found += [(first + last, Reason.NO_MIDDLE), ("".join(w[0] for w in words), Reason.INITIALS)]
    yield from ((key, reason) for key, reason in found if len(key) > 1)


def _cuts(text: str) -> set[str]:
    """The text and what is left of it without one letter: two texts one slip apart share one of these."""
    if not _SLIP_MIN <= len(text) <= _SLIP_MAX:
        return set()
    return {text, *(text[:i] + text[i + 1 :] for i in range(1, len(text)))}


def _of_address(email: str | None) -> tuple[str, ...]:
    """The keys of an address: itself, which no name can be, and its first half's letters where there are two."""
    if not email:
        return ()
    half = "".join(re.findall(r"[^\W_]+", fold(email.partition("@")[0].partition("+")[0])))
    return (email.casefold(), half) if len(half) > 1 else (email.casefold(),)
