"""Proof that the history of action items is what it was: the chain, and heads of it that were kept elsewhere."""

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Self

from sqlmodel import Session, col, select

from app.domain.errors import InvalidInput
from app.store.tables import ActionEvent
from app.usecases.action_history import GENESIS, seal, tail

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The number of a row of the history, 0 before the first, and its hash, which seals all rows up to it."""

    seq: int
    hash: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises InvalidInput for anything that `str` of a head does not give."""
        found = _HEAD.fullmatch(text.strip())
        if found is None:
            raise InvalidInput(
                "a head is a number, a colon and 64 hexadecimal digits, as “audit-log head” prints it"
            )
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many rows from the first on are as they were written, and what is wrong with the next, if anything."""

    rows: int
    broken: int | None = None
    fault: str | None = None


def head(session: Session) -> Head:
    """Of the history as it stands: the seal of everything in it."""
    return Head(*tail(session))


def verify(session: Session, kept: Sequence[Head] = ()) -> Verdict:
    """Walk the whole chain, and compare it with heads that were kept where nobody could change them.

    The chain by itself shows a row that was changed, put in or taken out amid the others. Only a kept head shows
    that the end was cut off, or that all rows after a change were sealed anew.
    """
    wanted: dict[int, set[str]] = {}
    for one in kept:
        wanted.setdefault(one.seq, set()).add(one.hash)
    if wanted.get(0, {GENESIS}) != {GENESIS}:
        return Verdict(0, 0, "the head of an empty history is 0 and a row of zeros")
    before, good, sound = GENESIS, 0, 0  # the last row read, and the last one that a kept head vouches for
    statement = select(ActionEvent).order_by(col(ActionEvent.seq)).execution_options(yield_per=500)
    with closing(session.exec(statement)) as events:
        for event in events:
            if event.seq != good + 1:
                return Verdict(good, good + 1, f"row {good + 1} is missing")
            if event.prev_hash != before or event.hash != seal(event):
                return Verdict(good, event.seq, f"row {event.seq} is not as it was written")
            if wanted.get(event.seq, {event.hash}) != {event.hash}:
                return Verdict(good, sound + 1, _rewritten(sound, event.seq))
            before, good = event.hash, event.seq
            sound = good if good in wanted else sound
    last = max(wanted, default=0)
    if last > good:
        return Verdict(good, good + 1, f"row {good + 1} is missing, and all after it up to {last}")
    return Verdict(good)


def _rewritten(sound: int, seq: int) -> str:
    first = "it" if seq == sound + 1 else f"one of the rows {sound + 1} to {seq}"
    return f"row {seq} is not the one whose head was kept: {first} was changed, and what follows was sealed anew"
