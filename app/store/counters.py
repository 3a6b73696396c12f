"""The numbers of the home page: what is owed now, and how that came about over the last weeks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.principal import Principal
from app.domain.vocabulary import UNFINISHED, ActionStatus
from app.store.action_items import ActionRow, action_rows
from app.store.scope import action_visible_to
from app.store.tables import ActionItem

WEEKS = 12
#: Statuses that are counted whenever they were reached: owed, or awaiting verification.
STANDING = (*UNFINISHED, ActionStatus.DONE)


@dataclass(frozen=True, slots=True)
class Counter:
    """A number and its value at the end of each of the last 12 weeks, oldest first, the last one now."""

    now: int
    weeks: list[int]


@dataclass(frozen=True, slots=True)
class Counters:
    open: Counter
    overdue: Counter
    due_soon: Counter  # in the next 7 days
    awaiting: Counter  # done, not yet verified


def counters(session: Session, principal: Principal, today: date) -> Counters:
    """Past weeks are counted from when each action was created and closed, by today's due dates.

    The database counts actions that are alike in all that matters: a few hundred groups, however many actions.
    """
    ends = [today - timedelta(days=7 * back) for back in range(WEEKS - 1, -1, -1)]
    nights = [datetime.combine(end + timedelta(days=1), time(), UTC) for end in ends]
    groups = sa.select(
        sa.case(
            (col(ActionItem.status).in_(UNFINISHED), 1), (col(ActionItem.status) == ActionStatus.DONE, 2), else_=0
        ),
        _bucket(col(ActionItem.created_at), nights),
        _bucket(col(ActionItem.closed_at), nights),
        _place(col(ActionItem.due), [*ends, today + timedelta(days=7)]),
        sa.func.count(),
    ).where(
        action_visible_to(principal),
        sa.or_(col(ActionItem.status).in_(STANDING), col(ActionItem.closed_at) >= nights[0]),
    )
    table = {name: [0] * WEEKS for name in ("open", "overdue", "due_soon", "awaiting")}
    for state, created, closed, due, count in session.execute(groups.group_by(sa.text("1, 2, 3, 4"))):
        for week in range(min(created, WEEKS - 1), WEEKS):
            if state == 1 or (week < WEEKS - 1 and week < closed):
                table["open"][week] += count
                for name in _urgency(due, week):
                    table[name][week] += count
            elif state == 2:
                table["awaiting"][week] += count
    return Counters(**{name: Counter(weeks[-1], weeks) for name, weeks in table.items()})


def _bucket(column: Any, nights: list[datetime]) -> sa.ColumnElement[int]:
    """The first week at whose end the time had come; 12 where it comes later, 0 where there is none."""
    return sa.case((column.is_(None), 0), *((column < night, i) for i, night in enumerate(nights)), else_=WEEKS)


def _place(column: Any, ends: list[date]) -> sa.ColumnElement[int]:
    """Where a day lies among the ends of weeks: 2i before the i-th, 2i + 1 on it, -1 where there is no day."""
    places = (
        (test, 2 * i + on) for i, end in enumerate(ends) for on, test in enumerate((column < end, column == end))
    )
    return sa.case((column.is_(None), -1), *places, else_=2 * len(ends))


def _urgency(place: int, week: int) -> list[str]:
    """What a due date at this place is at the end of a week: past, in the 7 days after it, or neither."""
    if 0 <= place <= 2 * week:
        return ["overdue"]
    return ["due_soon"] if 2 * week < place <= 2 * week + 3 else []


def pressing(session: Session, principal: Principal, today: date, limit: int = 12) -> list[ActionRow]:
    """Unfinished actions that are overdue or due within 7 days, the longest overdue first."""
    statement = select(ActionItem).where(
        action_visible_to(principal),
        col(ActionItem.status).in_(UNFINISHED),
        col(ActionItem.due) <= today + timedelta(days=7),
    )
    found = session.exec(statement.order_by(col(ActionItem.due), col(ActionItem.number)).limit(limit)).all()
    return action_rows(session, found)


def lately_closed(session: Session, principal: Principal, today: date, limit: int = 8) -> list[ActionRow]:
    """Actions closed in the last 90 days, newest first."""
    since = datetime.combine(today - timedelta(days=90), time(), UTC)
    statement = select(ActionItem).where(
        action_visible_to(principal), col(ActionItem.closed_at) >= since, ~col(ActionItem.status).in_(UNFINISHED)
    )
    found = session.exec(statement.order_by(col(ActionItem.closed_at).desc()).limit(limit)).all()
    return action_rows(session, found)
