"""What an action is to be done for, one by one: what settles a target, and what takes "done" back.

An action that asks something of every application, host or team has those as its targets. Pure functions;
`today` is passed in.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.errors import FieldFault, InvalidInput
from app.domain.lifecycle import ActionState
from app.domain.names import fold
from app.domain.vocabulary import ActionStatus, TargetState

S, T = ActionStatus, TargetState

TARGET_NAME_MAX = 100
TARGETS_MAX = 1_000
LIST_SIZE = 256 * 1024
AGAIN_MAX = 3_650

#: States of an action that say of every target that it is settled.
VOUCHING = frozenset({S.DONE, S.VERIFIED})
_BULLET = re.compile(r"^(?:[-*+•](?:\s+|$))?(?:\[[ xX]\](?:\s+|$))?")
_HEADS = frozenset({"name", "target", "targets", "service", "application", "host"})


@dataclass(frozen=True, slots=True)
class Target:
    """One of the things that an action is about. `until`: the last day on which an exception holds."""

    name: str
    state: TargetState = T.TODO
    until: date | None = None

    def settled(self, today: date) -> bool:
        if self.state is T.EXCEPTED:
            return self.until is not None and self.until >= today
        return self.state in (T.PASSED, T.NOT_APPLICABLE)

    def ran_out(self, today: date) -> bool:
        return self.state is T.EXCEPTED and not self.settled(today)


@dataclass(frozen=True, slots=True)
class Result:
    """What is said of one target. `note` is the reason where it is not applicable or excepted."""

    state: TargetState
    note: str | None = None
    evidence_url: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far an action's targets are: how many there are of each state and last day of an exception."""

    counts: tuple[tuple[TargetState, date | None, int], ...] = ()

    @property
    def total(self) -> int:
        return sum(n for _, _, n in self.counts)

    @property
    def failed(self) -> int:
        return sum(n for state, _, n in self.counts if state is T.FAILED)

    def settled(self, today: date) -> int:
        return sum(n for state, until, n in self.counts if Target("", state, until).settled(today))


NO_TARGETS = Coverage()


def unsettled(targets: Iterable[Target], today: date) -> tuple[str, ...]:
    """The names of those that are not settled, the failed ones first."""
    left = [t for t in targets if not t.settled(today)]
    return tuple(t.name for t in sorted(left, key=lambda t: (t.state is not T.FAILED, t.name.casefold())))


def check(result: Result, today: date) -> None:
    """Raises InvalidInput with a fault for each field that the state needs and does not have, or cannot have."""
    reason = bool(result.note and result.note.strip())
    faults = []
    if result.state is T.NOT_APPLICABLE and not reason:
        faults.append(FieldFault("note", "say why it does not apply"))
    if result.state is T.EXCEPTED and not reason:
        faults.append(FieldFault("note", "say why it is excepted"))
    if result.state is T.EXCEPTED and (result.until is None or result.until < today):
        faults.append(FieldFault("until", "an exception holds until a day that is not past"))
    if result.state is not T.EXCEPTED and result.until is not None:
        faults.append(FieldFault("until", "only an exception has a last day"))
    if faults:
        raise InvalidInput("; ".join(fault.message for fault in faults), faults)


def cause_of_reopening(status: ActionStatus, targets: Iterable[Target], today: date) -> str | None:
    """Why an action of this status is owed again, in words for its history; None where it is not.

    Only `done` and `verified` vouch for targets. What was declined stays so, whatever becomes of its targets.
    """
    if status not in VOUCHING:
        return None
    causes = [_cause(target) for target in targets if not target.settled(today)]
    if not causes:
        return None
    return causes[0] + (f", and {len(causes) - 1} more" if len(causes) > 1 else "")


def _cause(target: Target) -> str:
    if target.state is T.FAILED:
        return f"target “{target.name}” failed"
    if target.state is T.EXCEPTED:
        return f"the exception for target “{target.name}” ran out after {target.until}"
    return f"target “{target.name}” is to be done"


def risk_ran_out(state: ActionState, today: date) -> str | None:
    """Why a declined action is owed again: its risk was accepted until a day that has come. None where not."""
    if state.status is not S.WONT_DO or state.accepted_until is None or state.accepted_until > today:
        return None
    return f"the risk was accepted by {state.accepted_by} until {state.accepted_until}"


def audit_day(state: ActionState, every: int) -> date | None:
    """The day on which an audit that repeats `every` so many days is owed again; None while it is owed anyway."""
    if state.status not in VOUCHING or state.closed_at is None:
        return None
    return state.closed_at.date() + timedelta(days=every)


def names_in(text: str, *, is_csv: bool = False) -> list[str]:
    """The names in a list, one a line, or in a CSV's column that is headed `name` (else in its first).

    Bullets and check boxes are no part of a name, and of two spellings of one name the first counts. Raises
    InvalidInput where there is none, where one is too long or unprintable, and where the list is too large.
    """
    if len(text) > LIST_SIZE:
        raise _refused(f"a list of targets may have {LIST_SIZE // 1024} KiB")
    lines = text.removeprefix("\ufeff").splitlines()
    return distinct(_column(lines) if is_csv else [_BULLET.sub("", line.strip()) for line in lines])


def distinct(given: Iterable[str]) -> list[str]:
    """These names without blank ones and repeated ones. Raises InvalidInput as for names_in."""
    names: dict[str, str] = {}
    for name in (" ".join(each.split()) for each in given):
        if not name:
            continue
        if len(name) > TARGET_NAME_MAX:
            raise _refused(f"“{name[:40]}…” is longer than the {TARGET_NAME_MAX} characters of a target's name")
        if not name.isprintable() or not key_of(name):
            raise _refused("control characters and signs alone cannot be the name of a target")
        names.setdefault(key_of(name), name)
    if not names:
        raise _refused("there is no name of a target in this")
    if len(names) > TARGETS_MAX:
        raise _refused(f"an action may have {TARGETS_MAX:,} targets")
    return list(names.values())


def key_of(name: str) -> str:
    """Under which spellings of a target's name meet."""
    return fold(name)


def _column(lines: Sequence[str]) -> list[str]:
    try:
        rows = [row for row in csv.reader(lines, strict=True) if row]
    except csv.Error as exc:
        raise _refused(f"this is no CSV: {exc}") from exc
    heads = [head.strip().casefold() for head in rows[0]] if rows else []
    at = next((i for i, head in enumerate(heads) if head in _HEADS), None)
    return [row[at or 0] for row in rows[0 if at is None else 1 :] if len(row) > (at or 0)]


def _refused(message: str) -> InvalidInput:
    return InvalidInput(message, [FieldFault("names", message)])
