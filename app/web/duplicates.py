"""Postmortems that look like one: why, what each says, and what somebody says of them."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session

from app.domain.vocabulary import DuplicateState
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep
from app.store.duplicates import Pair, find_pair, list_duplicates
from app.store.facts import links, own_lines, shown_revision, text_of
from app.store.postmortems import document_of, names_of
from app.store.tables import Postmortem
from app.usecases.duplicates import doubt_again, merge, separate, tell_apart
from app.web.addresses import Address
from app.web.diff import DiffLine, diff
from app.web.flash import Flash, Undo, go
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)
_PATH = "/duplicates"
_SOURCES = 3
_SETTLED = (DuplicateState.MERGED, DuplicateState.NOT_DUPLICATE)


@dataclass(frozen=True, slots=True)
class Twin:
    """One of the two, where its text stands, and where it says that it comes from."""

    post: Postmortem
    services: list[str]
    path: str
    sources: list[str]


@dataclass(frozen=True, slots=True)
class PairView:
    pair: Pair
    twins: tuple[Twin, Twin]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatesPage(Page):
    """`settled`: those that somebody has said something of; else those in doubt."""

    template: ClassVar[str] = "pages/duplicates.html"
    views: list[PairView]
    total: int
    next: str | None
    first: str | None
    settled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatePage(Page):
    template: ClassVar[str] = "pages/duplicate.html"
    view: PairView
    lines: list[DiffLine]


@router.get(_PATH)
def duplicates(request: Request, session: SessionDep, principal: PrincipalDep) -> Response:
    address = Address.of(_PATH, request.query_params, ("state", "cursor"))
    settled, cursor = address.value("state") == "settled", address.value("cursor")
    states = _SETTLED if settled else (DuplicateState.SUSPECTED,)
    found = list_duplicates(session, principal, states, cursor=cursor or None)
    page = DuplicatesPage(
        title="Postmortems that look like one",
        section="Postmortems",
        views=[_view(session, pair) for pair in found.items],
        total=found.total,
        next=str(address.replacing("cursor", found.next)) if found.next else None,
        first=str(address.without("cursor")) if cursor else None,
        settled=settled,
    )
    return render(request, page)


@router.get("/duplicates/{pair_id}")
def compare(request: Request, pair_id: int, session: SessionDep, principal: PrincipalDep) -> Response:
    view = _view(session, find_pair(session, principal, pair_id))
    one, other = (own_lines(text_of(shown_revision(session, t.post)), t.post) for t in view.twins)
    page = DuplicatePage(title="One postmortem or two?", section="Postmortems", view=view, lines=diff(one, other))
    return render(request, page)


@router.post("/duplicates/{pair_id}/merge")
def merge_them(
    pair_id: int, ws: WorkspaceDep, principal: PrincipalDep, into: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    pair = merge(ws, principal, pair_id, into)
    kept = pair.one if pair.one.slug == into else pair.other
    said = f"“{pair.beside(kept.id).title}” was merged into it"
    return go(f"/postmortems/{kept.slug}", Flash(said, Undo(f"/duplicates/{pair_id}/separate")))


@router.post("/duplicates/{pair_id}/separate")
def separate_them(pair_id: int, ws: WorkspaceDep, principal: PrincipalDep) -> Response:
    separate(ws, principal, pair_id)
    return go(_PATH, Flash("They are two postmortems again"))


@router.post("/duplicates/{pair_id}/not-duplicate")
def tell_them_apart(pair_id: int, ws: WorkspaceDep, principal: PrincipalDep) -> Response:
    pair = tell_apart(ws, principal, pair_id)
    said = f"“{pair.one.title}” and “{pair.other.title}” are two, and will not be asked about again"
    return go(_PATH, Flash(said, Undo(f"/duplicates/{pair_id}/doubt")))


@router.post("/duplicates/{pair_id}/doubt")
def doubt_them(pair_id: int, ws: WorkspaceDep, principal: PrincipalDep) -> Response:
    doubt_again(ws, principal, pair_id)
    return go(_PATH, Flash("They may be one again"))


def _view(session: Session, pair: Pair) -> PairView:
    one, other = (
        Twin(
            post,
            names_of(session, post.id or 0)[0],
            document_of(session, post).path,
            [link.target for link in links(session, post.id or 0) if link.rel == "source"][:_SOURCES],
        )
        for post in (pair.one, pair.other)
    )
    return PairView(pair, (one, other))
