"""The cause-to-action matrix in the browser: its forms, and the page of everything that no action answers."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from fastapi import APIRouter, Form, Request, Response

from app.domain.gaps import Point
from app.domain.principal import Principal
from app.http.dependencies import PrincipalDep, WorkspaceDep
from app.store.gaps import GapFilter
from app.usecases.gaps import (
    Gaps,
    accept,
    answer,
    deny,
    gaps,
    take_back_answer,
    take_back_denial,
    withdraw_acceptance,
)
from app.usecases.workspace import Workspace
from app.web.addresses import Address, Chip, chips_of
from app.web.flash import Flash, Undo, go
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)
_PATH = "/gaps"
_LABELS = {"service": "Service", "team": "Team"}


class Saying(StrEnum):
    """What the forms of the matrix can say of an action."""

    ANSWERS = "answers"
    NOT_ANSWERS = "not_answers"
    UNRELATED = "unrelated"
    NOT_UNRELATED = "not_unrelated"


_DO: dict[Saying, tuple[Callable[[Workspace, Principal, str, Point, str], object], str, Saying | None]] = {
    Saying.ANSWERS: (answer, "{} answers it", Saying.NOT_ANSWERS),
    Saying.NOT_ANSWERS: (take_back_answer, "{} is not said to answer it any more", None),
    Saying.UNRELATED: (deny, "{} does not answer it, and will not be suggested again", Saying.NOT_UNRELATED),
    Saying.NOT_UNRELATED: (take_back_denial, "What was said of {} was taken back", None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsPage(Page):
    template: ClassVar[str] = "pages/gaps.html"
    found: list[Gaps]
    total: int
    next: str | None
    first: str | None
    chips: list[Chip]


@router.get(_PATH)
def gaps_page(request: Request, ws: WorkspaceDep, principal: PrincipalDep) -> Response:
    address = Address.of(_PATH, request.query_params, (*_LABELS, "cursor"))
    where, cursor = GapFilter(address.values("service"), address.values("team")), address.value("cursor")
    found = gaps(ws, principal, where, cursor=cursor or None)
    page = GapsPage(
        title="What no action answers",
        section="Reports",
        found=found.items,
        total=found.total,
        next=str(address.replacing("cursor", found.next)) if found.next else None,
        first=str(address.without("cursor")) if cursor else None,
        chips=chips_of(address.without("cursor"), _LABELS),
    )
    return render(request, page)


@router.post("/postmortems/{slug}/coverage/{point}/actions")
def decide(
    slug: str,
    point: str,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    key: Annotated[str, Form(max_length=20)],
    said: Annotated[Saying, Form()],
) -> Response:
    do, words, back = _DO[said]
    do(ws, principal, slug, Point.parse(point), key.strip().upper())
    undo = Undo(f"/postmortems/{slug}/coverage/{point}/actions", {"key": key, "said": back.value}) if back else None
    return go(f"/postmortems/{slug}#coverage", Flash(words.format(key), undo))


@router.post("/postmortems/{slug}/coverage/{point}/acceptance")
def leave(
    slug: str, point: str, ws: WorkspaceDep, principal: PrincipalDep, reason: Annotated[str, Form()] = ""
) -> Response:
    """Refused without a reason: the field of the form asks for one too."""
    accept(ws, principal, slug, Point.parse(point), reason)
    undo = Undo(f"/postmortems/{slug}/coverage/{point}/acceptance/undo")
    return go(f"/postmortems/{slug}#coverage", Flash("It may stay without an action", undo))


@router.post("/postmortems/{slug}/coverage/{point}/acceptance/undo")
def no_longer(slug: str, point: str, ws: WorkspaceDep, principal: PrincipalDep) -> Response:
    withdraw_acceptance(ws, principal, slug, Point.parse(point))
    return go(f"/postmortems/{slug}#coverage", Flash("It is to be answered again"))
