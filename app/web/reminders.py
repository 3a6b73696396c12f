"""Reminders in the browser: work that nobody answers for, and an action put off with a reason."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel, Field

from app.domain.errors import InvalidInput, PreconditionFailed
from app.domain.models import REASON_MAX, Text
from app.domain.owed import LeftOut
from app.http.dependencies import PrincipalDep, WorkspaceDep
from app.usecases.actions import snooze_action
from app.usecases.reminders import list_orphans
from app.web.flash import Flash, go
from app.web.forms import filled, typed, validated
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)
SHOWN = 200


class SnoozeFields(BaseModel):
    """The form as it is typed; without a day it ends a snooze."""

    until: str = ""
    reason: str = ""
    version: str = ""


class _Snooze(BaseModel):
    until: date | None = None
    reason: Text | None = Field(default=None, max_length=REASON_MAX)
    version: int | None = Field(default=None, ge=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphansPage(Page):
    template: ClassVar[str] = "pages/orphans.html"
    found: list[LeftOut]
    total: int


@router.get("/actions/orphans")
def orphans(request: Request, ws: WorkspaceDep, principal: PrincipalDep) -> Response:
    found = list_orphans(ws, principal)
    page = OrphansPage(
        title="Work that nobody answers for", section="Actions", found=found[:SHOWN], total=len(found)
    )
    return render(request, page)


@router.post("/actions/{key}/snooze")
def snooze(key: str, ws: WorkspaceDep, principal: PrincipalDep, given: Annotated[SnoozeFields, Form()]) -> Response:
    """What is refused is said on the action's page, to which this leads back in any case."""
    try:
        ask = validated(_Snooze, filled(typed(given)))
        snoozed = snooze_action(ws, principal, key, ask.until, ask.reason, expected=ask.version)
    except (InvalidInput, PreconditionFailed) as error:
        return go(f"/actions/{key}", Flash(f"Not changed: {error}"))
    until = f"reminds nobody before {snoozed.snoozed_until}" if snoozed.snoozed_until else "reminds its owner again"
    return go(f"/actions/{snoozed.key}", Flash(f"{snoozed.key} {until}"))
