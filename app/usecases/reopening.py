"""Actions that what became of them opens again: no person asks for it, and the history tells the cause."""

from datetime import datetime

from sqlmodel import Session

from app.domain.lifecycle import Move, Setting, move
from app.domain.principal import Principal
from app.domain.targets import VOUCHING, cause_of_reopening
from app.domain.vocabulary import ActionStatus
from app.store.tables import ActionItem
from app.store.targets import states_of
from app.usecases.action_state import apply_state, state_of
from app.usecases.kept_changes import keep_changes


def keep_in_step(session: Session, principal: Principal, action: ActionItem, now: datetime) -> bool:
    """Open it again where its targets no longer bear its status out; gives whether they did not."""
    if action.status not in VOUCHING:
        return False
    session.flush()
    cause = cause_of_reopening(action.status, states_of(session, action.id or 0), now.date())
    if cause:
        reopen(session, principal, action, cause, now)
    return cause is not None


def reopen(session: Session, principal: Principal, action: ActionItem, cause: str, now: datetime) -> None:
    """Call it only inside `store.engine.writing`, and bring the search index up to date afterwards."""
    new = move(state_of(session, action), Move(ActionStatus.OPEN, cause), Setting(now))
    changes = apply_state(session, principal, action, new)
    keep_changes(session, principal, action, changes, now, cause)
