"""The one predicate that every read of postmortems and of what hangs on them passes."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.domain.principal import Principal
from app.domain.vocabulary import PostmortemStatus, Visibility
from app.store.tables import ActionItem, Postmortem


def visible_to(principal: Principal, of: Any = Postmortem) -> sa.ColumnElement[bool]:
    """True for the postmortems that the principal may read. `of` is the table, or an alias of it."""
    return col(of.visibility).in_(sorted(principal.sees))


def listed(of: Any = Postmortem) -> sa.ColumnElement[bool]:
    """True for the postmortems that stand in lists and searches: not withdrawn, merged or gone from their file."""
    there = col(of.removed_in_revision).is_(None) & col(of.merged_into).is_(None)
    return (col(of.status) != PostmortemStatus.WITHDRAWN) & there


def action_visible_to(principal: Principal) -> sa.ColumnElement[bool]:
    """True for actions of no postmortem and for those of postmortems that the principal may read.

    Actions of a withdrawn postmortem stay: the work is still owed. Said by what may not be read, which is little:
    SQLite would otherwise look up the actions of every postmortem one by one.
    """
    if principal.sees >= frozenset(Visibility):
        return sa.true()  # nothing is hidden from them: what is counted need not look at postmortems
    hidden = sa.select(col(Postmortem.id)).where(~visible_to(principal))
    return col(ActionItem.postmortem_id).is_(None) | col(ActionItem.postmortem_id).not_in(hidden)


def with_merged(ids: Any) -> Any:
    """The ids of postmortems that the query gives, and of all that were merged into them, by way of others too."""
    found = ids.cte(recursive=True)
    more = sa.select(col(Postmortem.id)).join(found, col(Postmortem.merged_into) == found.c.id)
    return sa.select(found.union(more).c.id)
