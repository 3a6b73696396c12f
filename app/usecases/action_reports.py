"""Reports on action items: what is owed, how long closing takes, which promises moved, and a month as one page.

All of it is of what the principal may read, in days of UTC. It reads and changes nothing.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.domain.action_figures import Lifetimes, StrengthMix, Tally, lifetimes, strength_mix
from app.domain.backlog import Band, Point, age_bands, middle, points
from app.domain.capabilities import Capability
from app.domain.errors import FieldFault, InvalidInput, NotFound
from app.domain.months import Days, Month, months
from app.domain.principal import Principal, require
from app.domain.vocabulary import Priority
from app.store import action_counts, action_ledger
from app.store.action_counts import LeftOut, Standing
from app.store.action_items import ActionFilter
from app.store.action_ledger import Entry, Reopened, Slipped, Slips
from app.store.action_spans import reopening, slip

#: A report begins with the month eleven before this one, unless it is asked for another; never further back.
USUAL, MONTHS_MAX = 12, 120
#: So many rows of the ledger stand in a monthly report.
ENTRIES = 20


@dataclass(frozen=True, slots=True)
class Ask:
    """Of which teams and services, and since which month; nothing: of all, for twelve months."""

    team: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    since: Month | None = None

    @property
    def where(self) -> ActionFilter:
        return ActionFilter(team=self.team, service=self.service)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day of a month to a day, both included. It tells what was known when that day ended."""

    since: Month
    last: date

    @property
    def days(self) -> Days:
        return Days(self.since.first, self.last)

    @property
    def months(self) -> list[Month]:
        return months(self.since, Month.of(self.last))


@dataclass(frozen=True, slots=True)
class Backlog:
    """`points` are one a month of the period; `open` and `overdue` are those of its last day."""

    period: Period
    points: list[Point]
    bands: list[Band]
    left_out: LeftOut

    @property
    def open(self) -> int:
        return self.points[-1].open

    @property
    def overdue(self) -> int:
        return self.points[-1].overdue

    @property
    def before(self) -> int:
        """What was open when the last month began."""
        now = self.points[-1]
        return now.open - now.created + now.done + now.given_up


@dataclass(frozen=True, slots=True)
class Closing:
    """Of what was recorded in the period: time to close, and how it stands now by team and by priority."""

    period: Period
    lifetimes: Lifetimes
    left_out: LeftOut
    teams: list[Tally]
    priorities: list[Tally]

    @property
    def total(self) -> int:
        return sum(tally.total for tally in self.priorities)


@dataclass(frozen=True, slots=True)
class Promises:
    """What slipped and what was opened again in the period, and how strong what was recorded in it is."""

    period: Period
    slips: Slips
    days_moved: int | None  # the median
    most_slipped: list[Slipped]
    reopened: Reopened
    strengths: StrengthMix


@dataclass(frozen=True, slots=True)
class Monthly:
    """One month. `whole`: it is over; `backlog` and `lifetimes` are of the twelve months that end with it.

    `teams` are those of what was recorded in the month, as it stands today.
    """

    month: Month
    whole: bool
    backlog: Backlog
    lifetimes: Lifetimes
    left_out: LeftOut
    teams: list[Tally]
    promises: Promises
    slipped: list[Entry]
    reopened: list[Entry]


def backlog(session: Session, principal: Principal, ask: Ask, today: date) -> Backlog:
    """Raises InvalidInput for a month in the future or more than ten years back, Forbidden."""
    require(principal, Capability.READ)
    return _backlog(session, principal, ask.where, _period(ask, today))


def closing(session: Session, principal: Principal, ask: Ask, today: date) -> Closing:
    """Errors as for backlog."""
    require(principal, Capability.READ)
    return _closing(session, principal, ask.where, _period(ask, today), today)


def promises(session: Session, principal: Principal, ask: Ask, today: date) -> Promises:
    """Errors as for backlog."""
    require(principal, Capability.READ)
    return _promises(session, principal, ask.where, _period(ask, today))


def monthly(session: Session, principal: Principal, ask: Ask, month: Month, today: date) -> Monthly:
    """What was known when the month ended, or is known today; `since` plays no part. Raises NotFound, Forbidden."""
    require(principal, Capability.READ)
    if not Month.of(today).plus(-MONTHS_MAX) < month <= Month.of(today):
        raise NotFound(f"there is no report of {month}: it is in the future, or more than ten years ago")
    where, last = ask.where, min(month.last, today)
    own = Period(month, last)
    year = Period(month.plus(1 - USUAL), last)
    standings = action_counts.standings(session, principal, where, own.days, today)
    times, out = _lifetimes(session, principal, where, year)
    return Monthly(
        month=month,
        whole=month.last < today,
        backlog=_backlog(session, principal, where, year),
        lifetimes=times,
        left_out=out,
        teams=_by_team(standings),
        promises=_promises(session, principal, where, own),
        slipped=action_ledger.entries(session, principal, where, slip(), own.days, ENTRIES),
        reopened=action_ledger.entries(session, principal, where, reopening(), own.days, ENTRIES),
    )


def _period(ask: Ask, today: date) -> Period:
    now = Month.of(today)
    since = ask.since or now.plus(1 - USUAL)
    if not now.plus(-MONTHS_MAX) < since <= now:
        message = f"since must be a month from {now.plus(1 - MONTHS_MAX)} to {now}"
        raise InvalidInput(message, [FieldFault("since", message)])
    return Period(since, today)


def _backlog(session: Session, principal: Principal, where: ActionFilter, period: Period) -> Backlog:
    found = action_counts.lots(session, principal, where, period.since, period.last)
    by_day = action_counts.ages(session, principal, where, period.last)
    by_age = {(period.last - day).days: n for day, n in by_day.items()}
    out = action_counts.left_out(session, principal, where, period.last)
    return Backlog(period, points(found, len(period.months)), age_bands(by_age), out)


def _closing(session: Session, principal: Principal, where: ActionFilter, period: Period, today: date) -> Closing:
    times, out = _lifetimes(session, principal, where, period)
    standings = action_counts.standings(session, principal, where, period.days, today)
    return Closing(period, times, out, _by_team(standings), _by_priority(standings))


def _lifetimes(
    session: Session, principal: Principal, where: ActionFilter, period: Period
) -> tuple[Lifetimes, LeftOut]:
    """Of what was recorded in the period, as it stood when that ended."""
    found = action_counts.lives(session, principal, where, period.days, period.last)
    by_day = action_counts.ages(session, principal, where, period.last)
    still_open = Counter({(period.last - d).days: n for d, n in by_day.items() if d >= period.since.first})
    return lifetimes(found.done, found.given_up, still_open), found.left_out


def _promises(session: Session, principal: Principal, where: ActionFilter, period: Period) -> Promises:
    slips = action_ledger.slips(session, principal, where, period.days)
    strengths = action_counts.strengths(session, principal, where, period.days)
    return Promises(
        period=period,
        slips=slips,
        days_moved=middle(slips.by_days),
        most_slipped=action_ledger.most_slipped(session, principal, where, period.days) if slips.moves else [],
        reopened=action_ledger.reopened(session, principal, where, period.days),
        strengths=strength_mix((strength, said, n) for (strength, said), n in strengths.items()),
    )


def _by_team(standings: Iterable[Standing]) -> list[Tally]:
    """The largest first, what has no team last."""
    found = _tallies((s.team, s) for s in standings)
    return sorted(found, key=lambda t: (t.name is None, -t.total, (t.name or "").casefold()))


def _by_priority(standings: Iterable[Standing]) -> list[Tally]:
    """The gravest first, what has no priority last."""
    found = {t.name: t for t in _tallies((s.priority, s) for s in standings)}
    return [found[name] for name in (*Priority, None) if name in found]


def _tallies(standings: Iterable[tuple[str | None, Standing]]) -> list[Tally]:
    found: dict[str | None, Tally] = {}
    for name, s in standings:
        before = found.get(name, Tally(name))
        found[name] = before.with_more(s.count, unfinished=s.unfinished, overdue=s.overdue, given_up=s.given_up)
    return list(found.values())
