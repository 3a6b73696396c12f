"""The forms of an action's targets that have addresses asked: set, asked now, asked no more."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel

from app.http.dependencies import DueByDep, PrincipalDep, ReachDep, WorkspaceDep
from app.usecases.target_checks import CheckGiven, ask, remove_check, set_check
from app.web.coverage import CHECK
from app.web.flash import Flash, go
from app.web.forms import filled, typed, validated
from app.web.targets import done_or_shown, named

router = APIRouter(include_in_schema=False)


class Checking(BaseModel):
    target: str = ""
    url: str = ""
    status: str = ""
    pointer: str = ""
    value: str = ""


class Naming(BaseModel):
    target: str = ""


@router.post("/actions/{key}/checks")
def keep(
    request: Request,
    key: str,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    due_by: DueByDep,
    reach: ReachDep,
    given: Annotated[Checking, Form()],
) -> Response:
    """Without a pointer and a value the status alone tells."""

    def do() -> str:
        fields = filled(typed(given), ("url", "status", "pointer", "value"))
        if fields["value"] and not fields["pointer"]:
            fields["pointer"] = ""  # the answer as a whole
        wanted = validated(CheckGiven, fields)
        check = set_check(ws, principal, reach, key, named(given.target), wanted.as_check())
        return f"{given.target} is asked about once a day: {check.url}"

    return done_or_shown(request, ws, principal, key, due_by, CHECK, given, do)


@router.post("/actions/{key}/checks/ask")
def ask_now(
    ws: WorkspaceDep, key: str, principal: PrincipalDep, reach: ReachDep, given: Annotated[Naming, Form()]
) -> Response:
    """Waits for the answer; what was found is told, whatever it is."""
    asked = ask(ws, principal, reach, key, named(given.target))
    return go(f"/actions/{key}#targets", Flash(f"{asked.target.name}: {asked.said}"))


@router.post("/actions/{key}/checks/remove")
def remove(ws: WorkspaceDep, key: str, principal: PrincipalDep, given: Annotated[Naming, Form()]) -> Response:
    remove_check(ws, principal, key, named(given.target))
    return go(f"/actions/{key}#targets", Flash(f"{given.target} is not asked about any more"))
