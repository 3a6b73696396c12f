"""Changes of an action's row kept: its version, its place in the outbox, and one row of history for each."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.domain.principal import Principal
from app.store.tables import ActionItem
from app.usecases.action_history import record
from app.usecases.action_state import Change
from app.usecases.outbox import touch


def keep_changes(
    session: Session,
    principal: Principal,
    action: ActionItem,
    changes: Sequence[Change],
    now: datetime,
    why: str | None,
) -> None:
    """Call it only inside `store.engine.writing`, and bring the search index up to date afterwards."""
    if not changes:
        return
    action.version += 1
    action.updated_at = now
    session.add(action)
    session.flush()
    touch(session, [action.postmortem_id])
    for field, old, new in changes:
        record(session, action, field, old, new, actor=principal.name, now=now, why=why)
