"""The board's groups: by whom, for what or until when work is owed, counted by the database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.principal import Principal
from app.store.action_items import ActionFilter, ActionRow, action_rows, matching
from app.store.action_spans import Lack
from app.store.tables import ActionItem, Person, Postmortem, PostmortemService, Service, Team

GROUPS_MAX = 24


class GroupBy(StrEnum):
    STATUS = "status"
    OWNER = "owner"
    TEAM = "team"
    SERVICE = "service"
    POSTMORTEM = "postmortem"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Group:
    """`label` None: those without; `where` is the filter that leaves the group's rows."""

    value: str
    label: str | None
    total: int
    where: ActionFilter


@dataclass(frozen=True, slots=True)
class Grouped:
    """The largest groups, weeks in their order; `others` are so many groups that are not among them."""

    groups: list[Group]
    others: int


def groups_of(session: Session, principal: Principal, where: ActionFilter, by: GroupBy) -> Grouped:
    """What the filter lets through by owner, team, service, postmortem, or the week (from Monday) of the due date.

    An action of several services stands under each of them.
    """
    if by is GroupBy.WEEK:
        return _weeks(session, principal, where)
    value, label, joined = _BY[by]
    conditions = matching(principal, where)
    number = sa.func.count()
    counted = sa.select(value, label, number).select_from(joined).where(*conditions).group_by(value, label)
    rows = session.execute(counted.order_by(number.desc(), value).limit(GROUPS_MAX)).all()
    distinct = sa.select(sa.func.count(sa.distinct(value))).select_from(joined).where(*conditions)
    groups = [Group(v, name, n, replace(where, **_only(by, v))) for v, name, n in rows]
    return Grouped(
        groups + _without(session, principal, where, by), session.execute(distinct).scalar_one() - len(rows)
    )


def first_actions(
    session: Session, principal: Principal, lanes: Sequence[ActionFilter], limit: int
) -> list[list[ActionRow]]:
    """Of each lane the first rows by due date, uncounted; what they refer to is looked up once for them all."""
    found = [_first(session, principal, where, limit) for where in lanes]
    rows = iter(action_rows(session, list(chain(*found))))
    return [list(islice(rows, len(each))) for each in found]


def _first(session: Session, principal: Principal, where: ActionFilter, limit: int) -> list[ActionItem]:
    """Those without a due date come last.

    Of one status an index gives them in their order, as long as nothing is said of those without a due date: they
    are asked for only where there is room. Of few rows, as one person's are, all are read and put in order.
    """
    query = select(ActionItem).where(*matching(principal, where))
    due, number = col(ActionItem.due), col(ActionItem.number)
    if len(where.status) != 1:
        return list(session.exec(query.order_by(sa.func.coalesce(due, date.max), number).limit(limit)))
    found = list(session.exec(query.where(due.is_not(None)).order_by(due, number).limit(limit)))
    if len(found) < limit:
        rest = query.where(due.is_(None)).order_by(number).limit(limit - len(found))
        found += session.exec(rest).all()
    return found


def versions_of(session: Session, principal: Principal, where: ActionFilter, limit: int) -> list[tuple[str, int]]:
    """Key and version of what the filter lets through, by number; so many at most."""
    query = sa.select(col(ActionItem.number), col(ActionItem.version)).where(*matching(principal, where))
    rows = session.execute(query.order_by(col(ActionItem.number)).limit(limit))
    return [(f"ACT-{number}", version) for number, version in rows]


def _weeks(session: Session, principal: Principal, where: ActionFilter) -> Grouped:
    """The first of those from which something is owed. Days are counted by the database, weeks made of few days."""
    due = col(ActionItem.due)
    conditions = [*matching(principal, where), due.is_not(None)]
    counted = sa.select(due, sa.func.count()).where(*conditions).group_by(due).order_by(due)
    weeks: dict[date, int] = {}
    for day, n in session.execute(counted):
        monday = day - timedelta(days=day.weekday())
        weeks[monday] = weeks.get(monday, 0) + n
    today = where.today or date.min
    now = today - timedelta(days=today.weekday()) if where.today else today
    # What is long overdue is one group: there may be years of it.
    late = sum(n for monday, n in weeks.items() if monday < now)
    coming = [(monday, n) for monday, n in weeks.items() if monday >= now]
    groups = [
        Group(str(monday), str(monday), n, _within(where, monday, monday + timedelta(days=6)))
        for monday, n in coming[: GROUPS_MAX - 1]
    ]
    if late:
        groups.insert(0, Group("earlier", "earlier", late, _within(where, None, now - timedelta(days=1))))
    return Grouped(groups + _without(session, principal, where, GroupBy.WEEK), max(0, len(coming) - GROUPS_MAX + 1))


def _within(where: ActionFilter, first: date | None, last: date) -> ActionFilter:
    first = max(filter(None, (first, where.due_from)), default=None)
    return replace(where, due_from=first, due_by=min(filter(None, (last, where.due_by))))


def _only(by: GroupBy, value: str) -> dict[str, Any]:
    return {by.value: (value,)}


def _without(session: Session, principal: Principal, where: ActionFilter, by: GroupBy) -> list[Group]:
    lack = _LACKS.get(by)
    if lack is None:
        return []
    rest = replace(where, further=replace(where.further, without=(*where.further.without, lack)))
    counted = sa.select(sa.func.count()).select_from(ActionItem).where(*matching(principal, rest))
    n = session.execute(counted).scalar_one()
    return [Group("", None, n, rest)] if n else []


_LACKS = {
    GroupBy.OWNER: Lack.OWNER,
    GroupBy.TEAM: Lack.TEAM,
    GroupBy.WEEK: Lack.DUE,
    GroupBy.SERVICE: Lack.SERVICE,
    GroupBy.POSTMORTEM: Lack.POSTMORTEM,
}
_BY: dict[GroupBy, tuple[Any, Any, Any]] = {
    GroupBy.OWNER: (
        col(Person.name),
        col(Person.name),
        sa.join(ActionItem, Person, col(Person.id) == col(ActionItem.owner_id)),
    ),
    GroupBy.TEAM: (
        col(Team.name),
        col(Team.name),
        sa.join(ActionItem, Team, col(Team.id) == col(ActionItem.team_id)),
    ),
    GroupBy.SERVICE: (
        col(Service.name),
        col(Service.name),
        sa.join(
            ActionItem, PostmortemService, col(PostmortemService.postmortem_id) == col(ActionItem.postmortem_id)
        ).join(Service, col(Service.id) == col(PostmortemService.service_id)),
    ),
    GroupBy.POSTMORTEM: (
        col(Postmortem.slug),
        col(Postmortem.title),
        sa.join(ActionItem, Postmortem, col(Postmortem.id) == col(ActionItem.postmortem_id)),
    ),
}
