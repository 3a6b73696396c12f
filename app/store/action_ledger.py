"""The slip ledger and what was opened again: rows of the history, counted and shown with their reasons."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.domain.months import Days
from app.domain.principal import Principal
from app.domain.vocabulary import ActionStatus
from app.store.action_items import ActionFilter, matching
from app.store.action_spans import due_touched, of_action, reopening, slip, within
from app.store.calendar import days_between, month_of
from app.store.tables import ActionEvent, ActionItem

_number = sa.func.count()
_days = days_between(col(ActionEvent.old), col(ActionEvent.new))


@dataclass(frozen=True, slots=True)
class Slips:
    """`months`: moves by the month in which they were made; `by_days`: by how many days each moved.

    `moves` are those, `actions` how many actions they belong to. `earlier` moved to an earlier day and `taken_back`
    left no due date: neither is a slip. Nor is a change made while the action was proposed.
    """

    moves: int
    actions: int
    months: Counter[str]
    by_days: Counter[int]
    earlier: int
    taken_back: int


@dataclass(frozen=True, slots=True)
class Slipped:
    """An action with how often its due date moved later, and by how many days in all."""

    key: str
    text: str
    moves: int
    days: int


@dataclass(frozen=True, slots=True)
class Reopened:
    """`by_status`: what the actions were before; `months` as for slips."""

    moves: int
    actions: int
    months: Counter[str]
    by_status: dict[ActionStatus, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the history, of the action `key`."""

    key: str
    text: str
    at: datetime
    actor: str
    old: str
    new: str
    why: str | None


def slips(session: Session, principal: Principal, where: ActionFilter, days: Days) -> Slips:
    """What was moved on these days."""
    chosen = _of(principal, where, days)
    by_month, by_days = Counter[str](), Counter[int]()
    grouped = sa.select(month_of(col(ActionEvent.at)), _days, _number).where(*slip(), *chosen)
    for month, moved, n in session.execute(grouped.group_by(sa.text("1, 2"))):
        by_month[month] += n
        by_days[moved] += n
    less = sa.select(col(ActionEvent.new).is_(None), _number).where(*due_touched(), *chosen)
    less = less.where(col(ActionEvent.new).is_(None) | (col(ActionEvent.new) < col(ActionEvent.old)))
    others = dict(session.execute(less.group_by(sa.text("1"))).all())
    total = sum(by_days.values())
    return Slips(
        total, _actions(session, [*slip(), *chosen]), by_month, by_days, others.get(False, 0), others.get(True, 0)
    )


def most_slipped(
    session: Session, principal: Principal, where: ActionFilter, days: Days, limit: int = 10
) -> list[Slipped]:
    """Those whose due dates moved most often, of two the one that moved further."""
    moved = sa.func.sum(_days)
    query = (
        sa.select(col(ActionEvent.action_id), _number, moved)
        .where(*slip(), *_of(principal, where, days))
        .group_by(col(ActionEvent.action_id))
        .order_by(_number.desc(), moved.desc(), col(ActionEvent.action_id))
    )
    rows = session.execute(query.limit(limit)).all()
    texts = _texts(session, [row[0] for row in rows])
    return [Slipped(*texts[own], moves, int(total)) for own, moves, total in rows]


def reopened(session: Session, principal: Principal, where: ActionFilter, days: Days) -> Reopened:
    """What was opened again on these days, after it was done, verified, declined or replaced."""
    chosen = [*reopening(), *_of(principal, where, days)]
    by_month, by_status = Counter[str](), Counter[ActionStatus]()
    grouped = sa.select(month_of(col(ActionEvent.at)), col(ActionEvent.old), _number).where(*chosen)
    for month, old, n in session.execute(grouped.group_by(sa.text("1, 2"))):
        by_month[month] += n
        by_status[ActionStatus(old)] += n
    ordered = {status: by_status[status] for status in ActionStatus if status in by_status}
    return Reopened(sum(by_month.values()), _actions(session, chosen), by_month, ordered)


def entries(
    session: Session, principal: Principal, where: ActionFilter, rows: list[Any], days: Days, limit: int
) -> list[Entry]:
    """The newest of these rows of the history (`slip()` or `reopening()`), newest first."""
    event = ActionEvent
    columns = [col(c) for c in (event.action_id, event.at, event.actor, event.old, event.new, event.why)]
    query = sa.select(*columns).where(*rows, *_of(principal, where, days)).order_by(col(event.seq).desc())
    found = session.execute(query.limit(limit)).all()
    texts = _texts(session, [row[0] for row in found])
    return [Entry(*texts[own], *rest) for own, *rest in found]


def _of(principal: Principal, where: ActionFilter, days: Days) -> list[Any]:
    """Rows of these days, of the actions that the principal may see and the filter lets through."""
    return [of_action(), *within(ActionEvent.at, days), *matching(principal, where)]


def _actions(session: Session, chosen: list[Any]) -> int:
    counted = sa.func.count(sa.distinct(col(ActionEvent.action_id)))
    return int(session.execute(sa.select(counted).where(*chosen)).scalar_one())


def _texts(session: Session, ids: list[int]) -> dict[int, tuple[str, str]]:
    """Key and wording of each."""
    query = sa.select(col(ActionItem.id), col(ActionItem.number), col(ActionItem.text))
    rows = session.execute(query.where(col(ActionItem.id).in_(ids)))
    return {own: (f"ACT-{number}", text) for own, number, text in rows}
