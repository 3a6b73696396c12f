"""Targets of an action item: named, reported on, taken out again. Every change is a row of the action's history.

None of it takes the version that one saw: programs report at any time. The action itself gets a new version
only where it is opened again.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from app.domain.capabilities import Capability, needed_to_edit, needed_to_report
from app.domain.errors import FieldFault, InvalidInput
from app.domain.models import REASON_MAX, Text, WebAddress
from app.domain.principal import Principal, require
from app.domain.targets import AGAIN_MAX, TARGETS_MAX, Result, check, distinct, key_of
from app.domain.vocabulary import TargetState
from app.store.action_items import find_action
from app.store.engine import writing
from app.store.tables import ActionItem, ActionTarget, AuditCycle
from app.store.targets import find_target, services_tagged, targets_of
from app.usecases.action_history import record
from app.usecases.action_state import is_owner
from app.usecases.indexing import catch_up
from app.usecases.naming import tag_name
from app.usecases.reopening import keep_in_step
from app.usecases.workspace import Workspace

T = TypeVar("T")


class TargetResult(BaseModel):
    """What is reported of a target. One that does not apply or is excepted needs a `note`, the latter `until`."""

    model_config = ConfigDict(extra="forbid")

    state: TargetState
    evidence_url: WebAddress | None = None
    note: Text | None = Field(default=None, max_length=REASON_MAX)
    until: date | None = Field(default=None, description="The last day of an exception")

    def as_result(self) -> Result:
        return Result(self.state, (self.note or "").strip() or None, self.evidence_url, self.until)


def add_targets(ws: Workspace, principal: Principal, key: str, names: Sequence[str]) -> list[ActionTarget]:
    """Those that are new, each to be done; what is done or verified is owed again by them.

    Raises InvalidInput for names that cannot be one and for too many, NotFound, Forbidden.
    """
    wanted = distinct(names)

    def add(session: Session, action: ActionItem, now: datetime) -> list[ActionTarget]:
        return _add(session, principal, action, wanted, now)

    return changed(ws, principal, key, _describing, add)


def add_tagged_services(ws: Workspace, principal: Principal, key: str, tag: str) -> list[ActionTarget]:
    """The services that carry this tag. Raises as add_targets, and InvalidInput where none does."""

    def add(session: Session, action: ActionItem, now: datetime) -> list[ActionTarget]:
        names = services_tagged(session, tag_name(tag))
        if not names:
            raise InvalidInput(f"no service has the tag “{tag}”", [FieldFault("tag", "no service has it")])
        return _add(session, principal, action, distinct(names), now)

    return changed(ws, principal, key, _describing, add)


def set_target(ws: Workspace, principal: Principal, key: str, name: str, result: Result) -> ActionTarget:
    """Keep what is reported; the same again changes nothing, not even who said it and when.

    One that is no longer settled opens a done or verified action again. Raises InvalidInput with the faults,
    NotFound for the action and the target, Forbidden.
    """

    def needs(_own: bool) -> Capability:
        return needed_to_report(result.state)

    def report(session: Session, action: ActionItem, now: datetime) -> ActionTarget:
        target = find_target(session, action, name)
        keep_result(session, principal, action, target, result, now)
        return target

    return changed(ws, principal, key, needs, report)


def keep_result(
    session: Session, principal: Principal, action: ActionItem, target: ActionTarget, result: Result, now: datetime
) -> None:
    """Call it only inside `changed`. Raises InvalidInput with the faults."""
    known = Result(target.state, target.note, target.evidence_url, target.until)
    if known == result:
        return
    check(result, now.date())
    target.state, target.note = result.state, result.note
    target.evidence_url, target.until = result.evidence_url, result.until
    target.set_by, target.set_at = principal.name, now
    session.add(target)
    tell(session, principal, action, target.name, (said(known), said(result)), result.note, now)


def remove_target(ws: Workspace, principal: Principal, key: str, name: str, reason: str) -> None:
    """Take it out, for a reason that the history keeps. Raises InvalidInput without one, NotFound, Forbidden."""
    if not reason.strip():
        raise InvalidInput(
            "taking a target out needs a reason", [FieldFault("reason", "say why it is no target any more")]
        )

    def remove(session: Session, action: ActionItem, now: datetime) -> None:
        target = find_target(session, action, name)
        known = Result(target.state, target.note, target.evidence_url, target.until)
        session.delete(target)
        tell(session, principal, action, target.name, (said(known), None), reason.strip(), now)

    changed(ws, principal, key, _describing, remove)


def repeat_audit(ws: Workspace, principal: Principal, key: str, days: int | None) -> None:
    """Have the action owed again so many days after it is closed, each time; None for once only.

    Raises InvalidInput for a number that is none, NotFound, Forbidden.
    """
    if days is not None and not 1 <= days <= AGAIN_MAX:
        message = f"write a number of days from 1 to {AGAIN_MAX:,}"
        raise InvalidInput(message, [FieldFault("days", message)])

    def repeat(session: Session, action: ActionItem, now: datetime) -> None:
        cycle = session.get(AuditCycle, action.id)
        old = cycle.days if cycle else None
        if old == days:
            return
        if cycle:
            session.delete(cycle)
            session.flush()
        if days:
            session.add(AuditCycle(action_id=action.id or 0, days=days))
        tell(session, principal, action, "", (_every(old), _every(days)), None, now, field="re_audit")

    changed(ws, principal, key, _describing, repeat)


def said(result: Result) -> str:
    """A result as the history shows it: `passed (https://…)`, `excepted until 2030-01-31`."""
    day = f" until {result.until}" if result.until else ""
    return f"{result.state}{day}" + (f" ({result.evidence_url})" if result.evidence_url else "")


def _every(days: int | None) -> str | None:
    return f"every {days} days" if days else None


def _describing(own: bool) -> Capability:
    return needed_to_edit("targets", own=own)


def _add(
    session: Session, principal: Principal, action: ActionItem, names: Sequence[str], now: datetime
) -> list[ActionTarget]:
    known = {target.key for target in targets_of(session, action.id or 0)}
    new = [name for name in names if key_of(name) not in known]
    if len(known) + len(new) > TARGETS_MAX:
        message = f"an action may have {TARGETS_MAX:,} targets"
        raise InvalidInput(message, [FieldFault("names", message)])
    made = [
        ActionTarget(
            action_id=action.id or 0,
            key=key_of(name),
            name=name,
            state=TargetState.TODO,
            added_by=principal.name,
            added_at=now,
        )
        for name in new
    ]
    session.add_all(made)
    for target in made:
        tell(session, principal, action, target.name, (None, str(target.state)), None, now)
    return made


def tell(
    session: Session,
    principal: Principal,
    action: ActionItem,
    name: str,
    change: tuple[str | None, str | None],
    why: str | None,
    now: datetime,
    field: str = "target",
) -> None:
    """A row of the history about one target, or about the action's targets where `name` is empty."""
    record(session, action, f"{field} {name}".strip(), *change, actor=principal.name, now=now, why=why)


def changed(
    ws: Workspace,
    principal: Principal,
    key: str,
    needs: Callable[[bool], Capability],
    change: Callable[[Session, ActionItem, datetime], T],
) -> T:
    """Change an action's targets in one transaction, and open it again where they no longer bear it out."""
    now = ws.now()
    with writing(ws.engine) as session:
        action = find_action(session, principal, key)
        require(principal, needs(is_owner(session, principal, action)))
        done = change(session, action, now)
        reopened = keep_in_step(session, principal, action, now)
    if reopened:
        catch_up(ws)
    return done
