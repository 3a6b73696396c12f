"""Many action items changed at once, with one reason: each as it would be by itself, all in one transaction.

What is refused for one action, or was changed by somebody else meanwhile, is said of that one; the others go on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from app.domain.capabilities import Capability
from app.domain.due_dates import DueDays
from app.domain.errors import AftercareError, FieldFault, InvalidInput, PreconditionFailed
from app.domain.lifecycle import ActionState, Move
from app.domain.principal import Principal, require
from app.search.backend import SearchIndex
from app.store.action_items import find_action
from app.store.engine import Bind, reading, rehearsing, together, writing
from app.store.tables import ActionEvent, ActionItem, BulkChange
from app.usecases.action_history import tail
from app.usecases.action_state import state_of
from app.usecases.actions import ActionEdit, edit_action, move_action
from app.usecases.indexing import catch_up
from app.usecases.workspace import Workspace

BULK_MAX = 500  # actions changed at once: a second or two, during which nobody else can save
KEPT = timedelta(days=7)  # in which a change can be taken back
STATE: TypeAdapter[ActionState] = TypeAdapter(ActionState)
_FORETOLD = 100  # looked at in one go, so that others can save in between
_SHOWN = ("status", "owner", "team", "due", "priority")


class Ending(StrEnum):
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Bulk:
    """What is asked for: a move, fields to change, or both. `rows` are keys with the version that was seen."""

    rows: tuple[tuple[str, int], ...]
    reason: str
    move: Move | None = None
    edit: ActionEdit | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one action. `changes`: field, old, new; `why` it was refused; `version` is its newest."""

    key: str
    ending: Ending
    text: str = ""
    why: str = ""
    changes: tuple[tuple[str, str | None, str | None], ...] = ()
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """`number` is what the change is taken back by; None where nothing was changed."""

    outcomes: list[Outcome]
    number: int | None


@dataclass(frozen=True, slots=True)
class Stage:
    """A workspace within one larger transaction, at one moment."""

    engine: Bind
    index: SearchIndex
    now: Callable[[], datetime]


def foretell_bulk(ws: Workspace, principal: Principal, ask: Bulk, due_days: DueDays) -> list[Outcome]:
    """What `change_many` would do to each action: done, and undone. Errors as there."""
    ask = _checked(principal, ask)
    told: list[Outcome] = []
    for start in range(0, len(ask.rows), _FORETOLD):
        part = replace(ask, rows=ask.rows[start : start + _FORETOLD])
        with rehearsing(ws.engine.engine) as connection:
            told += [outcome for outcome, _ in _each(stage(ws, connection), principal, part, due_days)]
    return told


def change_many(ws: Workspace, principal: Principal, ask: Bulk, due_days: DueDays) -> Done:
    """Change them all but those that refuse. Raises Forbidden, and InvalidInput where no reason is given, nothing
    is asked for, or more than BULK_MAX actions are.
    """
    ask = _checked(principal, ask)
    with together(ws.engine.engine) as connection:
        on = stage(ws, connection)
        found = _each(on, principal, ask, due_days)
        number = _remember(on, principal, ask, found)
    if number:
        catch_up(ws)
    return Done([outcome for outcome, _ in found], number)


def stage(ws: Workspace, connection: sa.Connection) -> Stage:
    now = ws.now()
    return Stage(connection, ws.index, lambda: now)


def attempt(key: str, change: Callable[[], ActionItem], text: str = "") -> Outcome:
    """What a change of one action comes to, with what is wrong where it is refused."""
    try:
        return Outcome(key, Ending.CHANGED, text, version=change().version)
    except PreconditionFailed as error:
        return Outcome(key, Ending.CONFLICT, text, str(error))
    except AftercareError as error:
        return Outcome(key, Ending.REFUSED, text, str(error))


def left_out(outcome: Outcome) -> dict[str, str]:
    """An action that stayed as it was, as it is remembered."""
    return {"key": outcome.key, "text": outcome.text[:200], "ending": outcome.ending.value, "why": outcome.why}


def _checked(principal: Principal, ask: Bulk) -> Bulk:
    require(principal, Capability.BULK)
    faults = []
    if not ask.reason.strip():
        faults.append(FieldFault("reason", "say why: it is kept in the history of each"))
    if ask.move is None and (ask.edit is None or not ask.edit.model_fields_set):
        faults.append(FieldFault("to", "say what is to change"))
    rows = tuple(dict(ask.rows).items())
    if not 0 < len(rows) <= BULK_MAX:
        faults.append(FieldFault("items", f"choose from 1 to {BULK_MAX} actions, not {len(rows)}"))
    if faults:
        raise InvalidInput("; ".join(f.message for f in faults), faults)
    return replace(ask, rows=rows, reason=ask.reason.strip())


def _each(on: Stage, principal: Principal, ask: Bulk, due_days: DueDays) -> list[tuple[Outcome, dict[str, Any]]]:
    """The outcomes in the order of the rows, each with what the action was before."""
    return [_one(on, principal, ask, row, due_days) for row in ask.rows]


def _one(
    on: Stage, principal: Principal, ask: Bulk, row: tuple[str, int], due_days: DueDays
) -> tuple[Outcome, dict[str, Any]]:
    key, seen = row
    try:
        with reading(on.engine) as session:
            action = find_action(session, principal, key)
            text, own, newest, before = action.text, action.id, tail(session)[0], _kept(session, action)
    except AftercareError as error:
        return Outcome(key, Ending.REFUSED, why=str(error)), {}
    outcome = attempt(key, lambda: _change(on, principal, ask, key, seen, due_days), text)
    if outcome.ending is not Ending.CHANGED:
        return outcome, {}
    with reading(on.engine) as session:
        query = select(ActionEvent).where(ActionEvent.seq > newest, ActionEvent.action_id == own)
        events = session.exec(query.order_by(col(ActionEvent.seq))).all()
        shown = tuple((e.field, e.old, e.new) for e in events if e.field in _SHOWN)
    return replace(outcome, ending=Ending.CHANGED if events else Ending.UNCHANGED, changes=shown), before


def _change(on: Stage, principal: Principal, ask: Bulk, key: str, seen: int, due_days: DueDays) -> ActionItem:
    edit = ask.edit.model_copy(update={"reason": ask.reason}) if ask.edit else None
    if ask.move:
        move = replace(ask.move, reason=ask.reason)
        return move_action(on, principal, key, move, expected=seen, filling=edit, due_days=due_days)
    return edit_action(on, principal, key, edit or ActionEdit(), expected=seen)


def _kept(session: Session, action: ActionItem) -> dict[str, Any]:
    """What it takes to make the action again what it is now; the state holds owner and due date, too."""
    state = STATE.dump_python(state_of(session, action), mode="json")
    return {"state": state, "team": action.team_id, "priority": action.priority and action.priority.value}


def _remember(
    on: Stage, principal: Principal, ask: Bulk, found: Sequence[tuple[Outcome, dict[str, Any]]]
) -> int | None:
    """Gives the number by which the change is known, where there was one; forgets what is too old to take back."""
    changed = [
        {"key": o.key, "version": o.version, "before": before} for o, before in found if o.ending is Ending.CHANGED
    ]
    others = [left_out(o) for o, _ in found if o.ending is not Ending.CHANGED]
    if not changed:
        return None
    now = on.now()
    with writing(on.engine) as session:
        session.execute(sa.delete(BulkChange).where(col(BulkChange.at) < now - KEPT))
        kept = BulkChange(
            at=now,
            actor=principal.name,
            account=principal.account,
            what=ask.reason,
            changed=changed,
            others=others,
        )
        session.add(kept)
        session.flush()
        return kept.id
