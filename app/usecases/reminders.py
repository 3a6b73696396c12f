"""Who is to be told of what: the rules of `app.domain.reminders` over everything that is owed."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from app.domain.capabilities import Capability
from app.domain.owed import LeftOut, Owed, Plan, Rules
from app.domain.principal import Principal, require
from app.domain.reminders import orphans, plan
from app.store.deliveries import served_on, tellings
from app.store.engine import reading
from app.store.owed import People, owed_actions, people
from app.store.tables import ActionItem
from app.usecases.claims import plain
from app.usecases.workspace import Workspace

#: A letter leaves the house; who may read a restricted postmortem finds the wording behind the link.
WITHHELD = "(an action item of a restricted postmortem)"


def plan_reminders(ws: Workspace, principal: Principal, rules: Rules) -> Plan:
    """What is to be sent today, and why everything else is not. Raises Forbidden."""
    require(principal, Capability.READ)
    with reading(ws.engine) as session:
        return plan_in(session, principal, ws.now().date(), rules)


def plan_in(session: Session, principal: Principal, today: date, rules: Rules) -> Plan:
    return plan(_owed(session, principal), today, rules, served_on(session, today))


def list_orphans(ws: Workspace, principal: Principal) -> list[LeftOut]:
    """Promised work that nobody answers for, by number. Raises Forbidden."""
    require(principal, Capability.READ)
    with reading(ws.engine) as session:
        return orphans(_owed(session, principal))


def _owed(session: Session, principal: Principal) -> Iterator[Owed]:
    who = people(session)
    told = tellings(session, who.known)
    for action, restricted in owed_actions(session, principal):
        owner, manager = who.owner(action), who.manager(action)
        yield Owed(
            id=action.id or 0,
            key=action.key,
            text=WITHHELD if restricted else action.text,
            status=action.status,
            due=action.due,
            since=_since(action),
            taken_up=_taken_up(action, who),
            on_documents_word=action.on_documents_word,
            owner=owner,
            manager=manager,
            snoozed_until=action.snoozed_until,
            told=told.get((action.id or 0, owner.id, "owner")) if owner else None,
            manager_told=told.get((action.id or 0, manager.id, "manager")) if manager else None,
        )


def _since(action: ActionItem) -> date:
    return (action.accepted_at or action.created_at).date()


def _taken_up(action: ActionItem, who: People) -> bool:
    """Whether somebody accepted it here, or changed what its document says of who does it by when."""
    told = action.claimed
    if action.accepted_at is not None or told is None:
        return True
    said_owner = who.known.get(int(told.get("owner_id") or 0))
    return said_owner != who.owner(action) or any(
        plain(getattr(action, n)) != told.get(n) for n in ("status", "due")
    )
