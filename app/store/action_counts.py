"""What the reports on action items count. The database does it: hundreds of rows come, however many actions.

Every count is as of the end of a day (`last`): what was recorded later is not there yet, what was closed later is
open. What lacks a closing day (done on its document's word), or came in closed, stands in no count over time.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.domain.backlog import Lot
from app.domain.months import Days, Month, months
from app.domain.principal import Principal
from app.domain.vocabulary import UNFINISHED, ActionStatus, Priority, Strength
from app.store.action_items import ActionFilter, matching
from app.store.action_spans import came_closed, night_after, open_at_end, within
from app.store.calendar import day_of, days_between, month_after, month_of
from app.store.tables import ActionItem, Team

_GIVEN_UP = (ActionStatus.WONT_DO, ActionStatus.SUPERSEDED)
_unfinished = col(ActionItem.status).in_(UNFINISHED)
_given_up = col(ActionItem.status).in_(_GIVEN_UP)
_number = sa.func.count()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Of some actions: closed on an unknown day, and closed before they were recorded here."""

    undated: int = 0
    came_closed: int = 0


@dataclass(frozen=True, slots=True)
class Lives:
    """How many of some actions were done, and given up, at which age in days; what of them is open is not here."""

    done: Counter[int]
    given_up: Counter[int]
    left_out: LeftOut


@dataclass(frozen=True, slots=True)
class Standing:
    """So many actions that are alike in all this."""

    team: str | None
    priority: Priority | None
    unfinished: bool
    overdue: bool
    given_up: bool
    count: int


def lots(session: Session, principal: Principal, where: ActionFilter, since: Month, last: date) -> list[Lot]:
    """Everything that was open in one of the months from `since` to the one of `last`."""
    numbers = {str(month): i for i, month in enumerate(months(since, Month.of(last)))}
    night, begun = night_after(last), night_after(since.plus(-1).last)
    closed, due = col(ActionItem.closed_at), col(ActionItem.due)
    came = sa.case((col(ActionItem.created_at) < begun, ""), else_=month_of(col(ActionItem.created_at)))
    left = sa.case((~_unfinished & (closed < night), month_of(closed)))
    late = sa.case((due < since.first, ""), (due < last, month_after(due)))
    query = sa.select(came, left, _given_up, late, _number).where(
        *matching(principal, where),
        col(ActionItem.created_at) < night,
        _unfinished | ((closed >= begun) & ~came_closed()),
    )

    def number(month: str | None) -> int | None:
        return None if month is None else numbers.get(month, -1)

    rows = session.execute(query.group_by(sa.text("1, 2, 3, 4"))).all()
    return [
        Lot(numbers.get(came, -1), number(left), given_up, number(late), n)
        for came, left, given_up, late, n in rows
    ]


def ages(session: Session, principal: Principal, where: ActionFilter, last: date) -> dict[date, int]:
    """How many were open at the end of that day, by the day on which they were recorded."""
    day = day_of(col(ActionItem.created_at))
    query = sa.select(day, _number).where(*matching(principal, where), *open_at_end(last)).group_by(sa.text("1"))
    return {date.fromisoformat(on): n for on, n in session.execute(query)}


def left_out(session: Session, principal: Principal, where: ActionFilter, last: date) -> LeftOut:
    """What stands in no count over time."""
    query = sa.select(col(ActionItem.closed_at).is_(None), _number).where(
        *matching(principal, where),
        ~_unfinished,
        col(ActionItem.created_at) < night_after(last),
        came_closed(),
    )
    found = dict(session.execute(query.group_by(sa.text("1"))).all())
    return LeftOut(found.get(True, 0), found.get(False, 0))


def lives(session: Session, principal: Principal, where: ActionFilter, recorded: Days, last: date) -> Lives:
    """Of what was recorded on these days: at what age it was closed, where that was by the end of `last`."""
    closed = col(ActionItem.closed_at)
    age = days_between(day_of(col(ActionItem.created_at)), day_of(closed))
    query = sa.select(age, _given_up, came_closed(), _number).where(
        *matching(principal, where),
        *within(ActionItem.created_at, recorded),
        ~_unfinished,
        closed.is_(None) | (closed < night_after(last)),
    )
    done: Counter[int] = Counter()
    given_up: Counter[int] = Counter()
    undated = before = 0
    for days, gave_up, early, n in session.execute(query.group_by(sa.text("1, 2, 3"))):
        if days is None:
            undated += n
        elif early:
            before += n
        else:
            (given_up if gave_up else done)[days] += n
    return Lives(done, given_up, LeftOut(undated, before))


def standings(
    session: Session, principal: Principal, where: ActionFilter, recorded: Days, today: date
) -> list[Standing]:
    """What was recorded on these days, as it stands now."""
    late = _unfinished & sa.func.coalesce(col(ActionItem.due) < today, False)
    alike = (col(ActionItem.team_id), col(ActionItem.priority), _unfinished, late, _given_up)
    query = sa.select(*alike, _number).where(*matching(principal, where), *within(ActionItem.created_at, recorded))
    rows = session.execute(query.group_by(sa.text("1, 2, 3, 4, 5"))).all()
    teams = _team_names(session, {row[0] for row in rows})
    return [Standing(teams.get(team), *rest) for team, *rest in rows]


def strengths(
    session: Session, principal: Principal, where: ActionFilter, recorded: Days
) -> dict[tuple[Strength | None, bool], int]:
    """Of what was recorded on these days how many are so strong, and whether somebody said so."""
    alike = (col(ActionItem.strength), col(ActionItem.strength_corrected))
    query = sa.select(*alike, _number).where(*matching(principal, where), *within(ActionItem.created_at, recorded))
    rows = session.execute(query.group_by(*alike))
    return {(strength, corrected): n for strength, corrected, n in rows}


def _team_names(session: Session, ids: Iterable[Any]) -> dict[int | None, str]:
    query = sa.select(col(Team.id), col(Team.name)).where(col(Team.id).in_([i for i in ids if i is not None]))
    return dict(session.execute(query).all())
