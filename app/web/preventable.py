"""What might have spared an incident: the section on its page, what somebody says of it, and the ledger."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session

from app.domain.errors import Unavailable
from app.domain.principal import Principal
from app.domain.vocabulary import Bearing
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep
from app.store.tables import Postmortem
from app.usecases.preventable import Preventable, preventable_of, say, take_back
from app.usecases.preventable_ledger import Ledger, LedgerOrder, ledger
from app.usecases.workspace import Workspace
from app.web.addresses import Address, members
from app.web.flash import Flash, Undo, go
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)
_PATH = "/preventable"


class Saying(StrEnum):
    """What the form of the section can say; taking back is one of it."""

    RELATED = "related"
    NOT_RELATED = "not_related"
    NOTHING = "nothing"


_SAID = {
    Saying.RELATED: "{} might have spared this incident",
    Saying.NOT_RELATED: "{} has nothing to do with this incident, and will not be shown beside it again",
    Saying.NOTHING: "What was said of {} was taken back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage(Page):
    template: ClassVar[str] = "pages/preventable.html"
    ledger: Ledger
    order: LedgerOrder
    orders: list[tuple[str, LedgerOrder, str]]


def shown(session: Session, ws: Workspace, principal: Principal, post: Postmortem) -> Preventable | None:
    """For the section on the incident's page; None where search, by which it is found, does not answer now."""
    try:
        return preventable_of(session, ws.index, principal, post)
    except Unavailable:
        return None


@router.post("/postmortems/{slug}/preventable/{key}")
def decide(
    slug: str, key: str, ws: WorkspaceDep, principal: PrincipalDep, said: Annotated[Saying, Form()]
) -> Response:
    if said is Saying.NOTHING:
        take_back(ws, principal, slug, key)
    else:
        say(ws, principal, slug, key, Bearing(said.value))
    undo = Undo(f"/postmortems/{slug}/preventable/{key}", {"said": Saying.NOTHING.value})
    flash = Flash(_SAID[said].format(key), undo if said is not Saying.NOTHING else None)
    return go(f"/postmortems/{slug}#preventable", flash)


@router.get(_PATH)
def ledger_page(request: Request, session: SessionDep, principal: PrincipalDep) -> Response:
    address = Address.of(_PATH, request.query_params, ("sort",))
    chosen = members(LedgerOrder, "sort", address.values("sort")[:1])
    order = chosen[0] if chosen else LedgerOrder.MINUTES
    page = LedgerPage(
        title="What was preventable",
        section="Reports",
        ledger=ledger(session, principal, order),
        order=order,
        orders=[(label, o, str(address.replacing("sort", o.value))) for o, label in _LABELS.items()],
    )
    return render(request, page)


_LABELS = {
    LedgerOrder.MINUTES: "Minutes",
    LedgerOrder.INCIDENTS: "Incidents",
    LedgerOrder.OVERDUE: "Days overdue",
    LedgerOrder.ACTION: "Action",
}
