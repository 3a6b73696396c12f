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
    out: dict[str, dict[str, int]] = {}
    for name, own in _COUNTED.items():
        without: Any = {name: ()}
        others = matching(principal, replace(where, **without))
        number = sa.func.count().label("n")
        counted = sa.select(own.label("own"), number).where(*others, own.is_not(None)).group_by(own)
        rows = session.execute(_named_counts(name, counted.subquery())).all()
        out[name] = {str(v): n for v, n in sorted(rows, key=lambda r: (-r[1], str(r[0])))}
    return out


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
    return sa.select(own, counted.c.n)
