"""Between an action's row and the lifecycle: its state read, its new state and single fields written."""

from typing import Any

from sqlmodel import Session

from app.domain.errors import FieldFault, InvalidInput, NotFound
from app.domain.lifecycle import ActionState, Evidence
from app.domain.principal import Principal
from app.domain.strength import strength_of
from app.domain.vocabulary import Strength
from app.store.action_items import find_action
from app.store.catalogue import find_by_name
from app.store.tables import ActionItem, Person, Team
from app.usecases.naming import named

Change = tuple[str, Any, Any]  # field, old, new


def is_owner(session: Session, principal: Principal, action: ActionItem) -> bool:
    """True where the action is the principal's own; one without an account is known by name."""
    if principal.person is not None:
        return principal.person == action.owner_id
    person = find_by_name(session, "person", principal.name)
    return person is not None and person.id == action.owner_id


def set_field(session: Session, action: ActionItem, name: str, value: Any) -> Change | None:
    if name in ("owner", "team"):
        kind = "person" if name == "owner" else "team"
        found = named(session, kind, value) if value else None
        old_id = getattr(action, f"{name}_id")
        old: Any = session.get(Person if name == "owner" else Team, old_id) if old_id else None
        setattr(action, f"{name}_id", found.id if found else None)
        pair = (old.name if old else None, found.name if found else None)
    elif name == "strength":
        pair = (action.strength, _set_strength(action, value))
    else:
        pair = (getattr(action, name), value.strip() if name == "text" else value)
        setattr(action, name, pair[1])
    return (name, *pair) if pair[0] != pair[1] else None


def _set_strength(action: ActionItem, value: Strength | None) -> Strength | None:
    """What somebody says stands from now on, until nothing, or just what the wording says, is said of it."""
    said = strength_of(action.text).strength
    action.strength_corrected = value not in (None, said)
    action.strength = value or said
    return action.strength


def state_of(session: Session, action: ActionItem) -> ActionState:
    successor = session.get(ActionItem, action.superseded_by) if action.superseded_by else None
    return ActionState(
        key=action.key,
        status=action.status,
        owner=str(action.owner_id) if action.owner_id else None,
        due=action.due,
        closed_at=action.closed_at,
        accepted_at=action.accepted_at,
        evidence=tuple(Evidence(e.get("text"), e.get("url")) for e in action.evidence),
        on_documents_word=action.on_documents_word,
        grade=action.grade,
        self_verified=action.self_verified,
        accepted_by=action.accepted_by,
        accepted_until=action.accepted_until,
        superseded_by=successor.key if successor else None,
    )


def apply_state(session: Session, principal: Principal, action: ActionItem, new: ActionState) -> list[Change]:
    """Write the new state to the row; gives what changed, the status first.

    Raises InvalidInput where the action that is to replace it is unknown, or is itself replaced by this one.
    """
    successor = _successor(session, principal, action, new.superseded_by) if new.superseded_by else None
    replaced_by = state_of(session, action).superseded_by
    evidence = [{k: v for k, v in (("text", e.text), ("url", e.url)) if v} for e in new.evidence]
    values: dict[str, Any] = {
        "status": new.status,
        "closed_at": new.closed_at,
        "accepted_at": new.accepted_at,
        "evidence": evidence,
        "on_documents_word": new.on_documents_word,
        "grade": new.grade,
        "self_verified": new.self_verified,
        "accepted_by": new.accepted_by,
        "accepted_until": new.accepted_until,
        "superseded_by": successor.id if successor else None,
    }
    shown = {"status", "closed_at", "evidence", "grade", "accepted_by", "accepted_until", "superseded_by"}
    changes = []
    for name, value in values.items():
        old = getattr(action, name)
        setattr(action, name, value)
        if old != value and name in shown:
            by_key = name == "superseded_by"
            changes.append((name, replaced_by, new.superseded_by) if by_key else (name, old, value))
    return changes


def _successor(session: Session, principal: Principal, action: ActionItem, key: str) -> ActionItem:
    try:
        successor = find_action(session, principal, key)
    except NotFound as exc:
        raise InvalidInput(str(exc), [FieldFault("superseded_by", "is no action item")]) from exc
    later: ActionItem | None = successor
    while later is not None and later.superseded_by:
        if later.superseded_by == action.id:
            message = f"{successor.key} is itself replaced by {action.key}: work would be lost between them"
            raise InvalidInput(message, [FieldFault("superseded_by", "is replaced by this one")])
        later = session.get(ActionItem, later.superseded_by)
    return successor
