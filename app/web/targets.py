"""The forms of an action's targets: named, reported on, taken out; an audit that repeats."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel

from app.domain.errors import AftercareError, FieldFault, Forbidden, InvalidInput, NotFound
from app.domain.principal import Principal
from app.domain.targets import names_in
from app.http.dependencies import DueByDep, PrincipalDep, WorkspaceDep
from app.http.errors import status_of
from app.store.engine import reading
from app.usecases.targets import (
    TargetResult,
    add_tagged_services,
    add_targets,
    remove_target,
    repeat_audit,
    set_target,
)
from app.usecases.workspace import Workspace
from app.web.action import page_of
from app.web.coverage import ADD, AGAIN, REMOVE, REPORT
from app.web.flash import Flash, go
from app.web.forms import filled, state_after, typed, validated
from app.web.rendering import render
from app.web.words import plural, words

router = APIRouter(include_in_schema=False)


class Naming(BaseModel):
    names: str = ""
    tag: str = ""


class Reporting(BaseModel):
    target: str = ""
    state: str = ""
    note: str = ""
    evidence_url: str = ""
    until: str = ""


class Removing(BaseModel):
    target: str = ""
    reason: str = ""


class Repeating(BaseModel):
    days: str = ""


@router.post("/actions/{key}/targets")
def add(
    request: Request,
    key: str,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    due_by: DueByDep,
    given: Annotated[Naming, Form()],
) -> Response:
    """Those pasted, and the services of a tag; one of the two is enough."""

    def do() -> str:
        made = add_targets(ws, principal, key, names_in(given.names)) if _pasted(given) else []
        made += add_tagged_services(ws, principal, key, given.tag) if given.tag.strip() else []
        return f"{plural(len(made), 'target')} added to {key}"

    return done_or_shown(request, ws, principal, key, due_by, ADD, given, do)


@router.post("/actions/{key}/targets/report")
def report(
    request: Request,
    key: str,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    due_by: DueByDep,
    given: Annotated[Reporting, Form()],
) -> Response:
    def do() -> str:
        result = validated(TargetResult, filled(typed(given), ("state", "note", "evidence_url", "until")))
        target = set_target(ws, principal, key, named(given.target), result.as_result())
        return f"{target.name} is {words(target.state)}"

    return done_or_shown(request, ws, principal, key, due_by, REPORT, given, do)


@router.post("/actions/{key}/targets/remove")
def remove(
    request: Request,
    key: str,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    due_by: DueByDep,
    given: Annotated[Removing, Form()],
) -> Response:
    def do() -> str:
        remove_target(ws, principal, key, named(given.target), given.reason)
        return f"{given.target} is no target any more"

    return done_or_shown(request, ws, principal, key, due_by, REMOVE, given, do)


@router.post("/actions/{key}/re-audit")
def repeat(
    request: Request,
    key: str,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    due_by: DueByDep,
    given: Annotated[Repeating, Form()],
) -> Response:
    def do() -> str:
        days = _days(given.days.strip())
        repeat_audit(ws, principal, key, days)
        return f"{key} is owed again {plural(days, 'day')} after it is closed" if days else f"{key} is owed once"

    return done_or_shown(request, ws, principal, key, due_by, AGAIN, given, do)


def _pasted(given: Naming) -> bool:
    """Nothing at all is refused by what reads the list."""
    return bool(given.names.strip()) or not given.tag.strip()


def named(target: str) -> str:
    """Raises InvalidInput where none was chosen."""
    if not target.strip():
        raise InvalidInput("which target?", [FieldFault("target", "choose a target")])
    return target


def _days(text: str) -> int | None:
    if text and not (text.isdecimal() and text.isascii() and len(text) < 6):
        raise InvalidInput("a number of days", [FieldFault("days", "write a number of days, or nothing for once")])
    return int(text) if text else None


def done_or_shown(
    request: Request,
    ws: Workspace,
    principal: Principal,
    key: str,
    due_by: Callable[..., date],
    name: str,
    given: BaseModel,
    do: Callable[[], str],
) -> Response:
    """Where it is refused the page comes back with the form as it was typed."""
    try:
        said = do()
    except (NotFound, Forbidden):
        raise
    except AftercareError as error:
        form = state_after(error, typed(given), f"t-{name}-")
        with reading(ws.engine) as session:
            page = page_of(session, principal, key, due_by, ws.now().date(), targets=(name, form))
        return render(request, page, status_of(error))
    return go(f"/actions/{key}#targets", Flash(said))
