"""The numbers of the home page: what is owed now, and how that came about over the last weeks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.principal import Principal
from app.domain.vocabulary import UNFINISHED, ActionStatus
from app.store.action_items import ActionRow, action_rows
from app.store.scope import action_visible_to
from app.store.tables import ActionItem

WEEKS = 12


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
    """Past weeks are counted from when each action was created and closed, by today's due dates."""
    columns = (col(ActionItem.status), col(ActionItem.due), col(ActionItem.created_at), col(ActionItem.closed_at))
    rows = session.execute(sa.select(*columns).where(action_visible_to(principal))).all()
    ends = [today - timedelta(days=7 * back) for back in range(WEEKS - 1, -1, -1)]
    table = {name: [0] * WEEKS for name in ("open", "overdue", "due_soon", "awaiting")}
    for status, due, created, closed in rows:
        for i, day in enumerate(ends):
            if i < WEEKS - 1 and created.date() > day:
                continue
            for name in _counts(status, due, closed, day, last=i == WEEKS - 1):
                table[name][i] += 1
    return Counters(**{name: Counter(weeks[-1], weeks) for name, weeks in table.items()})


def _counts(status: ActionStatus, due: date | None, closed: datetime | None, day: date, *, last: bool) -> list[str]:
    if last:
        unfinished = status in UNFINISHED
    else:
        unfinished = status in UNFINISHED or (closed is not None and closed.date() > day)
    if not unfinished:
        return ["awaiting"] if status is ActionStatus.DONE else []
    names = ["open"]
    if due is not None and due < day:
        names.append("overdue")
    elif due is not None and due <= day + timedelta(days=7):
        names.append("due_soon")
    return names


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
