"""Action items changed by people and programs: made, moved, edited. Every change is one history row."""

from collections.abc import Callable
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from app.domain.capabilities import Capability, needed_to_edit, needed_to_move
from app.domain.due_dates import DueDays
from app.domain.errors import FieldFault, InvalidInput, PreconditionFailed
from app.domain.lifecycle import Move, Setting, is_slip, move
from app.domain.models import REASON_MAX, TEXT_MAX, ActionItemBase, Name, Text, WebAddress
from app.domain.principal import Principal, require
from app.domain.reminders import snooze_faults
from app.domain.targets import unsettled
from app.domain.vocabulary import ActionKind, ActionStatus, LinkOrigin, Priority, Strength
from app.store.accounts import enabled_accounts
from app.store.action_items import find_action
from app.store.engine import writing
from app.store.postmortems import find_postmortem
from app.store.tables import ActionCause, ActionItem, Cause
from app.store.targets import states_of
from app.usecases.action_history import next_number, record
from app.usecases.action_state import Change, apply_state, is_owner, set_field, state_of
from app.usecases.indexing import catch_up
from app.usecases.kept_changes import keep_changes
from app.usecases.naming import named
from app.usecases.outbox import touch
from app.usecases.workspace import Workspace

S = ActionStatus


class NewAction(ActionItemBase):
    """An action that stands in no document. It is `open` with one owner and a due date, else `proposed`."""

    model_config = ConfigDict(extra="forbid")

    owner: Name | None = None
    team: Name | None = None
    postmortem: Text | None = Field(default=None, max_length=200, description="Address (slug) of a postmortem")


class ActionEdit(BaseModel):
    """Fields to change; those not given stay. `reason` is kept with each; a promised due date needs one to move."""

    model_config = ConfigDict(extra="forbid")

    text: Text | None = Field(default=None, min_length=1, max_length=TEXT_MAX)
    kind: ActionKind | None = None
    priority: Priority | None = None
    owner: Name | None = None
    team: Name | None = None
    due: date | None = None
    tracker_url: WebAddress | None = None
    strength: Strength | None = Field(default=None, description="Null: what its wording says")
    reason: Text | None = Field(default=None, max_length=REASON_MAX)


def create_action(ws: Workspace, principal: Principal, new: NewAction) -> ActionItem:
    """Raises NotFound and Gone for its postmortem, InvalidInput for blank wording, Forbidden.

    With owner and due date it is open at once, where the one who adds it may accept and assign; else proposed.
    """
    require(principal, Capability.PROPOSE)
    now = ws.now()
    with writing(ws.engine) as session:
        if not new.text.strip():
            raise InvalidInput("an action needs a wording", [FieldFault("text", "say what is to be done")])
        post = find_postmortem(session, principal, new.postmortem) if new.postmortem else None
        owner = named(session, "person", new.owner) if new.owner else None
        team = named(session, "team", new.team) if new.team else None
        complete = owner is not None and new.due is not None
        committed = complete and principal.can(Capability.ACCEPT) and principal.can(Capability.ASSIGN)
        action = ActionItem(
            number=next_number(session),
            postmortem_id=post.id if post else None,
            text=new.text.strip(),
            kind=new.kind,
            priority=new.priority,
            status=ActionStatus.OPEN if committed else ActionStatus.PROPOSED,
            owner_id=owner.id if owner else None,
            team_id=team.id if team else None,
            due=new.due,
            tracker_url=new.tracker_url,
            accepted_at=now if committed else None,
            created_at=now,
            updated_at=now,
        )
        session.add(action)
        session.flush()
        record(session, action, "status", None, action.status, actor=principal.name, now=now, why=None)
        touch(session, [action.postmortem_id])
    catch_up(ws)
    return action


def move_action(
    ws: Workspace,
    principal: Principal,
    key: str,
    ask: Move,
    *,
    expected: int | None = None,
    filling: ActionEdit | None = None,
    due_days: DueDays | None = None,
) -> ActionItem:
    """Move an action through its lifecycle; `filling` are fields set on the way, as accepting may need them.

    One that is accepted without a due date is due by these `due_days`, where they are given.
    `expected` is the version that the caller saw. Raises Forbidden, PreconditionFailed where somebody was faster,
    IllegalMove, InvalidInput with the faults, and NotFound.
    """

    def needs(action: ActionItem, own: bool) -> Capability:
        return needed_to_move(action.status, ask.to, own=own)

    def change(session: Session, action: ActionItem, now: datetime, own: bool) -> list[Change]:
        filled = _edited(session, principal, action, filling, own, ask.reason) if filling else []
        if due_days and (action.status, ask.to) == (S.PROPOSED, S.OPEN):
            action.default_due = due_days.due(action.priority, now.date())
            if action.due is None:
                action.due = action.default_due
                filled.append(("due", None, action.due))
        left = unsettled(states_of(session, action.id or 0), now.date())
        setting = Setting(now, own, single_person=enabled_accounts(session) <= 1, unsettled=left)
        return filled + apply_state(session, principal, action, move(state_of(session, action), ask, setting))

    return changed_action(ws, principal, key, needs, change, ask.reason, expected)


def edit_action(
    ws: Workspace, principal: Principal, key: str, edit: ActionEdit, *, expected: int | None = None
) -> ActionItem:
    """Change owner, due date, wording and the like; None clears what was given. Errors as for move_action."""

    def change(session: Session, action: ActionItem, _now: datetime, own: bool) -> list[Change]:
        return _edited(session, principal, action, edit, own, edit.reason)

    return changed_action(ws, principal, key, _of_ones_own, change, edit.reason, expected)


def _of_ones_own(_action: ActionItem, _own: bool) -> Capability:
    """What the least of edits takes; each field that does change is looked at by itself."""
    return Capability.MOVE_OWN


def _edited(
    session: Session, principal: Principal, action: ActionItem, edit: ActionEdit, own: bool, why: str | None
) -> list[Change]:
    given = [n for n in ActionEdit.model_fields if n in edit.model_fields_set and n != "reason"]
    wanted = {name: getattr(edit, name) for name in given}
    for name in ("text", "kind"):
        if name in wanted and not (wanted[name] or "").strip():
            raise InvalidInput(f"{name} cannot be empty", [FieldFault(name, "cannot be empty")])
    changes = [c for name, value in wanted.items() if (c := set_field(session, action, name, value))]
    for field, old, new in changes:
        require(principal, needed_to_edit(field, own=own))  # where it is refused, nothing of it is kept
        if field == "due" and is_slip(action.status, old, new) and not (why and why.strip()):
            raise InvalidInput(
                f"{action.key} was due on {old}: say why that moves",
                [FieldFault("reason", "moving a due date needs a reason")],
            )
    return changes


def snooze_action(
    ws: Workspace,
    principal: Principal,
    key: str,
    until: date | None,
    reason: str | None,
    *,
    expected: int | None = None,
) -> ActionItem:
    """Send its owner no reminder before `until`; None ends that. The manager of its team is told all the same.

    Errors as for move_action.
    """

    def needs(_action: ActionItem, own: bool) -> Capability:
        return needed_to_edit("snoozed_until", own=own)

    def change(_session: Session, action: ActionItem, now: datetime, _own: bool) -> list[Change]:
        if faults := snooze_faults(action.status, until, reason, now.date()):
            raise InvalidInput(f"{action.key}: " + "; ".join(f.message for f in faults), faults)
        old, action.snoozed_until = action.snoozed_until, until
        return [("snoozed_until", old, until)] if old != until else []

    return changed_action(ws, principal, key, needs, change, reason, expected)


def link_cause(
    ws: Workspace, principal: Principal, key: str, cause_id: int, *, expected: int | None = None
) -> ActionItem:
    """Say that an action answers a cause of its postmortem. Raises InvalidInput for any other cause, Forbidden."""

    def needs(_action: ActionItem, own: bool) -> Capability:
        return needed_to_edit("cause", own=own)

    def change(session: Session, action: ActionItem, _now: datetime, _own: bool) -> list[Change]:
        cause = session.get(Cause, cause_id)
        if cause is None or cause.postmortem_id != action.postmortem_id:
            raise InvalidInput(
                "an action answers causes of its own postmortem", [FieldFault("cause", "not one of its causes")]
            )
        if session.get(ActionCause, (action.id, cause_id)):
            return []
        session.add(ActionCause(action_id=action.id or 0, cause_id=cause_id, origin=LinkOrigin.CONFIRMED))
        return [("cause", None, cause.text)]

    return changed_action(ws, principal, key, needs, change, None, expected)


def changed_action(
    ws: Workspace,
    principal: Principal,
    key: str,
    needs: Callable[[ActionItem, bool], Capability],
    change: Callable[[Session, ActionItem, datetime, bool], list[Change]],
    why: str | None,
    expected: int | None,
) -> ActionItem:
    """Change an action in one transaction, with its history. Raises NotFound, Forbidden and PreconditionFailed."""
    now = ws.now()
    with writing(ws.engine) as session:
        action = find_action(session, principal, key)
        own = is_owner(session, principal, action)
        require(principal, needs(action, own))
        if expected is not None and action.version != expected:
            raise PreconditionFailed(f"{action.key} was changed by somebody else meanwhile: look at it again")
        changes = change(session, action, now, own)
        keep_changes(session, principal, action, changes, now, why)
    if changes:
        catch_up(ws)
    return action
