"""The minutes of later incidents that each unfinished action might have spared, added up."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlmodel import Session

from app.domain.capabilities import Capability
from app.domain.preventable import Standing, began, lasted
from app.domain.principal import Principal, require
from app.domain.vocabulary import Bearing
from app.store.preventable import Earlier, Promise, earlier_than, promises, sayings
from app.store.tables import Postmortem, Sparing
from app.usecases.exporting import harmless
from app.usecases.likely_preventable import standings

_EVER = "9999"
COLUMNS = (
    "action",
    "text",
    "status",
    "owner",
    "earlier",
    "incident",
    "incident_title",
    "began",
    "minutes",
    "days_overdue",
    "words",
    "said_by",
    "said_at",
)


class LedgerOrder(StrEnum):
    MINUTES = "minutes"
    INCIDENTS = "incidents"
    OVERDUE = "overdue"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Entry:
    """A link that somebody confirmed. `minutes` is how long the incident lasted, None where that is not known."""

    promise: Promise
    earlier: Earlier | None
    later: Postmortem
    then: Standing
    minutes: int | None
    said: Sparing

    @property
    def counts(self) -> bool:
        """Only what was unfinished when the incident began might have spared it."""
        return self.then.unfinished is True


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One action with the later incidents, the newest first; each of them counts once."""

    promise: Promise
    earlier: Earlier | None
    entries: list[Entry]

    @property
    def minutes(self) -> int:
        return sum(entry.minutes or 0 for entry in self.entries)

    @property
    def unknown(self) -> int:
        """Incidents that are not in the sum because nobody knows how long they lasted."""
        return sum(entry.minutes is None for entry in self.entries)

    @property
    def overdue(self) -> int:
        """Days, at the incident at which it was overdue most."""
        return max((entry.then.overdue for entry in self.entries), default=0)


@dataclass(frozen=True, slots=True)
class Ledger:
    """`minutes` and `incidents` count each later incident once, whichever actions might have spared it.

    `unknown` are incidents without a known duration, `settled` confirmed links of actions that turned out to have
    been finished, or of which nobody knows; neither is in the sums, and the latter are in no row.
    """

    rows: list[LedgerRow]
    minutes: int
    incidents: int
    unknown: int
    settled: int

    @property
    def links(self) -> int:
        return sum(len(row.entries) for row in self.rows)


_ORDERS: dict[LedgerOrder, Callable[[LedgerRow], Any]] = {
    LedgerOrder.MINUTES: lambda row: (-row.minutes, -len(row.entries), row.promise.number),
    LedgerOrder.INCIDENTS: lambda row: (-len(row.entries), -row.minutes, row.promise.number),
    LedgerOrder.OVERDUE: lambda row: (-row.overdue, -row.minutes, row.promise.number),
    LedgerOrder.ACTION: lambda row: row.promise.number,
}


def ledger(session: Session, principal: Principal, order: LedgerOrder = LedgerOrder.MINUTES) -> Ledger:
    """Of what the principal may see. Raises SignInNeeded, Forbidden."""
    require(principal, Capability.READ)
    entries = entries_of(session, principal, None)
    counted = [entry for entry in entries if entry.counts]
    by_action: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in counted:
        by_action[entry.promise.id].append(entry)
    rows = [LedgerRow(found[0].promise, found[0].earlier, found) for found in by_action.values()]
    each = {entry.later.id: entry.minutes for entry in counted}
    known = [minutes for minutes in each.values() if minutes is not None]
    return Ledger(
        rows=sorted(rows, key=_ORDERS[order]),
        minutes=sum(known),
        incidents=len(each),
        unknown=len(each) - len(known),
        settled=len(entries) - len(counted),
    )


def ledger_csv(found: Ledger) -> str:
    """One line for each link, with a head line (RFC 4180); no cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in found.rows:
        writer.writerows([harmless(str(cell)) for cell in _cells(entry)] for entry in row.entries)
    return out.getvalue()


def _cells(entry: Entry) -> tuple[object, ...]:
    promise, earlier, later = entry.promise, entry.earlier, entry.later
    return (
        promise.key,
        promise.text,
        promise.status.value,
        promise.owner or "",
        earlier.slug if earlier else "",
        later.slug,
        later.title,
        later.started_at or later.sort_at,
        "" if entry.minutes is None else entry.minutes,
        entry.then.overdue,
        " ".join(entry.said.words),
        entry.said.said_by,
        entry.said.said_at.isoformat(),
    )


def entries_of(session: Session, principal: Principal, action: int | None) -> list[Entry]:
    """The confirmed links of one action, or of all; the newest incident first."""
    said = sayings(session, principal, action=action, bearing=Bearing.RELATED)
    found = promises(session, principal, {row.action_id for row, _ in said})
    of = {promise.postmortem_id for promise in found.values() if promise.postmortem_id is not None}
    earlier = earlier_than(session, principal, of, _EVER)
    out = []
    for later, rows in _by_incident(said):
        these = [(found[row.action_id], row) for row in rows]
        then = standings(session, [promise for promise, _ in these], began(later.started_at, later.sort_at))
        minutes = lasted(later.started_at, later.resolved_at)
        for promise, row in these:
            home = earlier.get(promise.postmortem_id or 0)
            out.append(Entry(promise, home, later, then[promise.id], minutes, row))
    return out


def _by_incident(said: list[tuple[Sparing, Postmortem]]) -> Iterable[tuple[Postmortem, list[Sparing]]]:
    """`said` has all of one incident side by side."""
    for _, group in groupby(said, key=lambda pair: pair[0].postmortem_id):
        pairs = list(group)
        yield pairs[0][1], [row for row, _ in pairs]
