"""What time alone opens again: risks accepted until a day, exceptions that run out, audits that repeat.

Anything that runs once a day calls it; to call it again changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.capabilities import Capability
from app.domain.principal import SYSTEM, Principal, require
from app.domain.targets import audit_day, cause_of_reopening, risk_ran_out
from app.domain.vocabulary import TargetState
from app.store.engine import writing
from app.store.tables import ActionItem
from app.store.targets import exceptions_over, repeating, risks_until, states_of, targets_of
from app.usecases.action_history import record
from app.usecases.action_state import state_of
from app.usecases.indexing import catch_up
from app.usecases.reopening import reopen
from app.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Reopened:
    """An action that is owed again, and the cause as its history tells it."""

    key: str
    text: str
    cause: str


def settle_expiries(ws: Workspace, principal: Principal) -> list[Reopened]:
    """Open again whatever is owed again by now, in one transaction. Raises Forbidden.

    History names Aftercare as the one who did it: whoever has it run decides nothing.
    """
    require(principal, Capability.WRITE)
    now = ws.now()
    with writing(ws.engine) as session:
        found = [*_causes(session, now)]
        for action, cause in found:
            reopen(session, SYSTEM, action, cause, now)
        found += _again(session, now)
    if found:
        catch_up(ws)
    return [Reopened(action.key, action.text, cause) for action, cause in found]


def _causes(session: Session, now: datetime) -> list[tuple[ActionItem, str]]:
    today = now.date()
    risks = [(action, risk_ran_out(state_of(session, action), today)) for action in risks_until(session, today)]
    over = [
        (action, cause_of_reopening(action.status, states_of(session, action.id or 0), today))
        for action in exceptions_over(session, today)
    ]
    return [(action, cause) for action, cause in risks + over if cause]


def _again(session: Session, now: datetime) -> list[tuple[ActionItem, str]]:
    """Audits whose time has come: the action is owed again, and so is each target that had passed."""
    found = []
    for action, days in repeating(session):
        day = audit_day(state_of(session, action), days)
        if day is None or day > now.date():
            continue
        cause = f"re-audit: every {days} days"
        reopen(session, SYSTEM, action, cause, now)
        for target in targets_of(session, action.id or 0):
            if target.state is TargetState.PASSED:
                target.state = TargetState.TODO
                session.add(target)
                told = (TargetState.PASSED, TargetState.TODO)
                record(session, action, f"target {target.name}", *told, actor=SYSTEM.name, now=now, why=cause)
        found.append((action, cause))
    return found
