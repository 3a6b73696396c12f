"""What each value of a filter of the board would leave."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.domain.principal import Principal
from app.store.action_items import ActionFilter, matching
from app.store.tables import ActionItem, Person, PostmortemService, Service, Team

#: What of its row an action is counted by, for each facet.
_COUNTED: dict[str, Any] = {
    "status": col(ActionItem.status),
    "owner": col(ActionItem.owner_id),
    "team": col(ActionItem.team_id),
    "service": col(ActionItem.postmortem_id),
    "kind": col(ActionItem.kind),
    "priority": col(ActionItem.priority),
}


def action_facets(session: Session, principal: Principal, where: ActionFilter) -> dict[str, dict[str, int]]:
    """For status, owner, team, service, kind and priority: how many actions each value would leave.

    Counted by what the actions' own row holds, which an index covers, and named afterwards.
    """
    counts = _together(session, principal, where) if where.q else {}
    for name, own in _COUNTED.items():
        if name not in counts:
            without: Any = {name: ()}
            others = matching(principal, replace(where, **without))
            counted = sa.select(own.label("own"), sa.func.count().label("n")).where(*others).group_by(own)
            counts[name] = {str(v): n for v, n in session.execute(_named_counts(name, counted.subquery()))}
    return {name: dict(sorted(counts[name].items(), key=lambda item: (-item[1], item[0]))) for name in _COUNTED}


def _together(session: Session, principal: Principal, where: ActionFilter) -> dict[str, dict[str, int]]:
    """For words, which every row is read for: one reading for all facets that nothing is filtered by yet."""
    free = {name: own for name, own in _COUNTED.items() if not getattr(where, name)}
    if not free:
        return {}
    columns = [own.label(name) for name, own in free.items()]
    found = sa.select(*columns).where(*matching(principal, where)).cte("found").prefix_with("MATERIALIZED")
    parts = []
    for name in free:
        own = found.c[name]
        counted = sa.select(own.label("own"), sa.func.count().label("n")).group_by(own).subquery()
        value, number = _named_counts(name, counted).subquery().c
        parts.append(sa.select(sa.literal(name), sa.cast(value, sa.String), number))
    counts: dict[str, dict[str, int]] = {name: {} for name in free}
    for name, shown, n in session.execute(sa.union_all(*parts)):
        counts[name][shown] = n
    return counts


def _named_counts(name: str, counted: Any) -> Any:
    """Value and number; of services by way of the postmortems."""
    own, number = counted.c.own, sa.cast(sa.func.sum(counted.c.n), sa.Integer)
    if name == "service":
        joined = sa.join(counted, PostmortemService, col(PostmortemService.postmortem_id) == own)
        joined = joined.join(Service, col(Service.id) == col(PostmortemService.service_id))
        return sa.select(col(Service.name), number).select_from(joined).group_by(col(Service.name))
    if name in ("owner", "team"):
        table: Any = Person if name == "owner" else Team
        named = sa.join(counted, table, col(table.id) == own)
        return sa.select(table.name, number).select_from(named).group_by(table.name)
    return sa.select(own, counted.c.n).where(own.is_not(None))
