"""Names that may be somebody else's: who each of them is, said by somebody who knows."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Form, Request, Response

from app.domain.capabilities import Capability
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep, allowed
from app.store.people import Doubt, doubtful_people
from app.usecases.catalogue import merge_records
from app.usecases.people import settle
from app.web.flash import Flash, Undo, go
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)
_PATH = "/people/doubtful"
_INT_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulPage(Page):
    template: ClassVar[str] = "pages/doubtful.html"
    doubts: list[Doubt]
    total: int


@router.get(_PATH, dependencies=[allowed(Capability.CATALOGUE)])
def doubtful(request: Request, session: SessionDep, principal: PrincipalDep) -> Response:
    found = doubtful_people(session, principal)
    title = "Names that need a look"
    return render(request, DoubtfulPage(title=title, section="People", doubts=found.items, total=found.total))


@router.post("/people/{record_id}/same")
def same(
    record_id: int, ws: WorkspaceDep, principal: PrincipalDep, into: Annotated[int, Form(ge=1, le=_INT_MAX)]
) -> Response:
    kept = merge_records(ws, principal, "person", record_id, into)
    return go(_PATH, Flash(f"Merged into {kept.name}"))


@router.post("/people/{record_id}/settle")
def somebody_else(record_id: int, ws: WorkspaceDep, principal: PrincipalDep) -> Response:
    person = settle(ws, principal, record_id)
    return go(_PATH, Flash(f"{person.name} is a person of its own", Undo(f"/people/{person.id}/unsettle")))


@router.post("/people/{record_id}/unsettle")
def in_doubt_again(record_id: int, ws: WorkspaceDep, principal: PrincipalDep) -> Response:
    person = settle(ws, principal, record_id, settled=False)
    return go(_PATH, Flash(f"{person.name} may be somebody else again"))
