"""A change of many actions taken back: exactly what it did, where nothing came after it. The history goes on."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.capabilities import Capability
from app.domain.errors import Conflict, InvalidInput, NotFound, PreconditionFailed
from app.domain.lifecycle import ActionState
from app.domain.principal import Principal, require
from app.domain.targets import VOUCHING, unsettled
from app.domain.vocabulary import Priority
from app.store.action_items import find_action
from app.store.engine import reading, together, writing
from app.store.tables import ActionItem, BulkChange, Person, Team
from app.store.targets import states_of
from app.usecases.action_state import Change, apply_state
from app.usecases.bulk import STATE, Ending, Outcome, Stage, attempt, left_out, stage
from app.usecases.indexing import catch_up
from app.usecases.kept_changes import keep_changes
from app.usecases.workspace import Workspace


def find_bulk(session: Session, principal: Principal, number: int) -> BulkChange:
    """One's own change, by whatever token it was made. Raises NotFound, also for somebody else's."""
    found = session.get(BulkChange, number)
    own = found and found.account == principal.account and (principal.account or found.actor == principal.name)
    if found is None or not own:
        raise NotFound(f"there is no change {number} of yours that could be taken back")
    return found


def bulk_of(ws: Workspace, principal: Principal, number: int) -> BulkChange:
    """What a change of many actions did. Raises Forbidden and NotFound."""
    require(principal, Capability.BULK)
    with reading(ws.engine) as session:
        return find_bulk(session, principal, number)


def undo_bulk(ws: Workspace, principal: Principal, number: int) -> list[Outcome]:
    """Make each action again what it was before, and say of which that is no longer possible.

    Raises Forbidden, NotFound, and Conflict where it was taken back already.
    """
    require(principal, Capability.BULK)
    with together(ws.engine.engine) as connection:
        on = stage(ws, connection)
        with writing(on.engine) as session:
            bulk = find_bulk(session, principal, number)
            if bulk.undone_at:
                raise Conflict("that was taken back already")
            bulk.undone_at = on.now()
            session.add(bulk)
        outcomes = [_undone(on, principal, entry, bulk.what) for entry in bulk.changed]
        with writing(on.engine) as session:
            bulk.others = [*bulk.others, *(left_out(o) for o in outcomes if o.ending is not Ending.CHANGED)]
            session.add(session.merge(bulk))
    catch_up(ws)
    return outcomes


def _undone(on: Stage, principal: Principal, entry: dict[str, Any], why: str) -> Outcome:
    def change() -> ActionItem:
        with writing(on.engine) as session:
            action = find_action(session, principal, entry["key"])
            if action.version != entry["version"]:
                raise PreconditionFailed(f"{action.key} was changed again since: it stays as it is")
            changes = _restored(session, principal, action, entry["before"], on.now())
            keep_changes(session, principal, action, changes, on.now(), f"undone: {why}")
            return action

    return attempt(entry["key"], change)


def _restored(
    session: Session, principal: Principal, action: ActionItem, before: dict[str, Any], now: datetime
) -> list[Change]:
    state: ActionState = STATE.validate_python(before["state"])
    if state.status in VOUCHING and (left := unsettled(states_of(session, action.id or 0), now.date())):
        raise InvalidInput(f"{action.key} cannot be {state.status} again: “{left[0]}” is not settled any more")
    if state.accepted_at is None:
        action.default_due = None
    changes = [
        _referred(session, action, "owner", int(state.owner) if state.owner else None),
        _referred(session, action, "team", before["team"]),
        _set(action, "due", state.due),
        _set(action, "priority", Priority(before["priority"]) if before["priority"] else None),
    ]
    return [*apply_state(session, principal, action, state), *(c for c in changes if c[1] != c[2])]


def _set(action: ActionItem, name: str, value: Any) -> Change:
    old = getattr(action, name)
    setattr(action, name, value)
    return (name, old, value)


def _referred(session: Session, action: ActionItem, name: str, wanted: int | None) -> Change:
    table: Any = Person if name == "owner" else Team
    old_id = getattr(action, f"{name}_id")
    old, new = (session.get(table, i) if i else None for i in (old_id, wanted))
    if wanted and new is None:
        raise InvalidInput(f"the {name} that {action.key} had is no longer known")
    setattr(action, f"{name}_id", wanted)
    return (name, old.name if old else None, new.name if new else None)
