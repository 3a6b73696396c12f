"""Reading what is asked of addresses about targets."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain.checks import OVERRULED
from app.domain.errors import NotFound
from app.domain.vocabulary import ActionStatus
from app.store.tables import ActionItem, ActionTarget, TargetCheck

_NOT_OWED = (ActionStatus.WONT_DO, ActionStatus.SUPERSEDED)


def checks_of(session: Session, action_id: int) -> dict[int, TargetCheck]:
    """By the ids of its targets."""
    query = select(TargetCheck).join(ActionTarget, col(ActionTarget.id) == col(TargetCheck.target_id))
    return {c.target_id: c for c in session.exec(query.where(ActionTarget.action_id == action_id))}


def find_check(session: Session, target: ActionTarget) -> TargetCheck:
    """Raises NotFound."""
    found = session.get(TargetCheck, target.id)
    if found is None:
        raise NotFound(f"no check is set for “{target.name}”")
    return found


def due_checks(session: Session, now: datetime, limit: int) -> Sequence[tuple[str, str]]:
    """Keys of actions and names of their targets that are to be asked about now, the longest waiting first.

    Nothing is asked for an action that nobody owes, and of a target that no answer overrules.
    """
    query = (
        select(ActionItem, ActionTarget.name)
        .join(ActionTarget, col(ActionTarget.action_id) == col(ActionItem.id))
        .join(TargetCheck, col(TargetCheck.target_id) == col(ActionTarget.id))
        .where(col(TargetCheck.next_at) <= now, col(ActionTarget.state).in_(OVERRULED))
        .where(col(ActionItem.status).not_in(_NOT_OWED))
        .order_by(col(TargetCheck.next_at), col(TargetCheck.target_id))
    )
    return [(action.key, name) for action, name in session.exec(query.limit(limit))]
