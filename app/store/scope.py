"""The one predicate that every read of postmortems and of what hangs on them passes."""

import sqlalchemy as sa
from sqlmodel import col

from app.domain.principal import Principal
from app.domain.vocabulary import PostmortemStatus
from app.store.tables import ActionItem, Postmortem


def visible_to(principal: Principal) -> sa.ColumnElement[bool]:
    """True for the postmortems that the principal may read."""
    return col(Postmortem.visibility).in_(sorted(principal.sees))


def listed() -> sa.ColumnElement[bool]:
    """True for the postmortems that stand in lists and searches: neither withdrawn nor gone from their file."""
    return (col(Postmortem.status) != PostmortemStatus.WITHDRAWN) & col(Postmortem.removed_in_revision).is_(None)


def action_visible_to(principal: Principal) -> sa.ColumnElement[bool]:
    """True for actions of no postmortem and for those of postmortems that the principal may read.

    Actions of a withdrawn postmortem stay: the work is still owed.
    """
    seen = sa.select(col(Postmortem.id)).where(visible_to(principal))
    return col(ActionItem.postmortem_id).is_(None) | col(ActionItem.postmortem_id).in_(seen)
