"""Addresses that are asked how a target is: on demand, and by themselves once a day.

Off until hosts are listed. What an answer says is kept as a report on the target, by the check and not by a person,
and where it takes a closed action's proof away, the action is opened again.
"""

import time
from dataclasses import dataclass
from datetime import datetime

import structlog
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from app.domain.capabilities import Capability, needed_to_edit
from app.domain.checks import (
    EVERY,
    OVERRULED,
    POINTER_MAX,
    RETRY,
    SILENT_MAX,
    VALUE_MAX,
    Check,
    Reach,
    demand,
    judged,
    unanswered,
)
from app.domain.errors import AftercareError, Forbidden, NotFound, Unavailable
from app.domain.models import Text, WebAddress
from app.domain.principal import CHECKER, Principal, require
from app.domain.targets import Result
from app.outbound.fetching import fetch
from app.store.action_items import find_action
from app.store.engine import reading, writing
from app.store.tables import ActionItem, ActionTarget, TargetCheck
from app.store.target_checks import due_checks, find_check
from app.store.targets import find_target
from app.usecases.targets import changed, keep_result, tell
from app.usecases.workspace import Workspace

#: Seconds that one run asks for at most; what is left over is asked in the next one. Its lease is longer.
RUN = 300.0
_BATCH = 200
log = structlog.get_logger()


class CheckGiven(BaseModel):
    """What to ask and what to expect. `pointer` (RFC 6901) and `value` come together, or neither."""

    model_config = ConfigDict(extra="forbid")

    url: WebAddress
    status: int = Field(default=200, ge=100, le=599)
    pointer: Text | None = Field(
        default=None, max_length=POINTER_MAX, description="A JSON pointer: /services/0/mode"
    )
    value: Text | None = Field(default=None, max_length=VALUE_MAX, description="JSON, or else plain words")

    def as_check(self) -> Check:
        return Check(self.url, self.status, self.pointer, self.value)


@dataclass(frozen=True, slots=True)
class Asked:
    """A target after its check was asked: what was found, and the state that it has now."""

    target: ActionTarget
    said: str


@dataclass(frozen=True, slots=True)
class _Found:
    """What came of asking: `result` if it says something of the target, `silent` tries in a row had no answer."""

    check: Check
    said: str
    result: Result | None
    silent: int


def set_check(ws: Workspace, principal: Principal, reach: Reach, key: str, name: str, check: Check) -> TargetCheck:
    """Have an address asked about a target; the same again changes nothing.

    Raises InvalidInput with the faults (a host that is not listed among them), NotFound, Forbidden.
    """
    demand(check, reach)

    def keep(session: Session, action: ActionItem, now: datetime) -> TargetCheck:
        target = find_target(session, action, name)
        known = session.get(TargetCheck, target.id)
        if known is not None and _check_of(known) == check:
            return known
        made = known or TargetCheck(target_id=target.id or 0, url="", status=0, set_by="", set_at=now, next_at=now)
        told = (_told(_check_of(known)) if known else None, _told(check))
        made.url, made.status, made.pointer, made.value = check.url, check.status, check.pointer, check.value
        made.set_by, made.set_at, made.next_at = principal.name, now, now
        made.asked_at, made.said, made.silent = None, None, 0
        session.add(made)
        tell(session, principal, action, target.name, told, None, now, field="check")
        return made

    return changed(ws, principal, key, _describing, keep)


def remove_check(ws: Workspace, principal: Principal, key: str, name: str) -> None:
    """Have it asked no more; what was found stays. Raises NotFound, Forbidden."""

    def remove(session: Session, action: ActionItem, now: datetime) -> None:
        target = find_target(session, action, name)
        known = find_check(session, target)
        session.delete(known)
        tell(session, principal, action, target.name, (_told(_check_of(known)), None), None, now, field="check")

    changed(ws, principal, key, _describing, remove)


def ask(ws: Workspace, principal: Principal, reach: Reach, key: str, name: str) -> Asked:
    """Ask now, and keep what is found. Raises NotFound, Forbidden, InvalidInput where its host is not listed now.

    That nothing answers is no error: it is what was found.
    """
    require(principal, Capability.PUSH_TARGETS)
    with reading(ws.engine) as session:
        target = find_target(session, find_action(session, principal, key), name)
        known = find_check(session, target)
    check = _check_of(known)
    demand(check, reach)
    found = _asked(check, reach, known.silent)

    def keep(session: Session, action: ActionItem, now: datetime) -> Asked:
        return Asked(_keep(session, action, name, found, now), found.said)

    return changed(ws, CHECKER, key, lambda _own: Capability.PUSH_TARGETS, keep)


def ask_due(ws: Workspace, reach: Reach, seconds: float = RUN) -> int:
    """Ask whatever is to be asked by now, for so long at most; gives how many were asked."""
    end, asked = time.monotonic() + seconds, 0
    with reading(ws.engine) as session:
        waiting = due_checks(session, ws.now(), _BATCH)
    for key, name in waiting:
        if time.monotonic() > end:
            break
        try:
            ask(ws, CHECKER, reach, key, name)
        except AftercareError as exc:  # taken out meanwhile, or its host is no longer listed
            _put_off(ws, key, name, str(exc))
        except Exception as exc:  # whatever it is: put off, so that those behind it are asked too
            log.exception("check-failed", action=key, target=name)
            _put_off(ws, key, name, type(exc).__name__)
        asked += 1
    return asked


def _asked(check: Check, reach: Reach, silent: int) -> _Found:
    """`silent`: so many tries in a row had no answer."""
    try:
        answer = fetch(check.url, reach.trusted, reach.places)
    except Unavailable as exc:
        return _Found(check, str(exc), unanswered(check, str(exc), silent + 1), silent + 1)
    except Forbidden as exc:  # of the address that the name leads to: nothing was asked, so nothing was found
        return _Found(check, f"not asked: {exc}", None, silent)
    result = judged(check, answer.status, answer.body)
    return _Found(check, result.note or "", result, 0)


def _keep(session: Session, action: ActionItem, name: str, found: _Found, now: datetime) -> ActionTarget:
    """Unless the check was changed while it was asked; what was said for a reason meanwhile stands."""
    target = find_target(session, action, name)
    known = session.get(TargetCheck, target.id)
    if known is None or _check_of(known) != found.check:
        return target
    if found.result is not None and target.state in OVERRULED:
        keep_result(session, CHECKER, action, target, found.result, now)
    soon = 0 < found.silent < SILENT_MAX
    known.asked_at, known.said, known.silent = now, found.said, found.silent
    known.next_at = now + (RETRY if soon else EVERY)
    session.add(known)
    return target


def _put_off(ws: Workspace, key: str, name: str, why: str) -> None:
    with writing(ws.engine) as session:
        try:
            known = find_check(session, find_target(session, find_action(session, CHECKER, key), name))
        except NotFound:
            return
        known.said, known.next_at = f"not asked: {why}", ws.now() + EVERY
        session.add(known)


def _check_of(row: TargetCheck) -> Check:
    return Check(row.url, row.status, row.pointer, row.value)


def _told(check: Check) -> str:
    """As the history shows it."""
    more = "" if check.pointer is None else f", {check.pointer or 'the answer'} = {check.value}"
    return f"GET {check.url} answers {check.status}{more}"


def _describing(own: bool) -> Capability:
    return needed_to_edit("targets", own=own)
