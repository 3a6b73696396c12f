"""Search: what fits, where it fits, and what the rest can be narrowed by; the address says it all."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response

from app.domain.errors import AftercareError, InvalidInput, QueryError
from app.http.dependencies import PrincipalDep, WorkspaceDep
from app.http.errors import status_of
from app.search.query_fields import FIELDS, FieldRule
from app.usecases.searching import OFFSET_MAX, Order, SearchResult, SearchResults, search
from app.web.addresses import Address, Chip, Facet, chips_of, facets_of
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)
FACETS = {
    "severity": "Severity",
    "service": "Service",
    "team": "Team",
    "owner": "Owner",
    "year": "Year",
    "kind": "Kind",
    "tag": "Tag",
    "status": "State",
    "is": "Action items",
    "missing": "Lacks",
}
SORTS = {Order.RELEVANCE: "Best match first", Order.DATE: "Newest first"}
_LIMIT = 10


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a query was not answered. `caret` is where reading it stopped, None where it was read."""

    message: str
    caret: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage(Page):
    template: ClassVar[str] = "pages/search.html"
    words: str
    results: list[SearchResult]
    total: int
    offset: int
    next: str | None
    previous: str | None
    facets: list[Facet]
    chips: list[Chip]
    ignored: tuple[str, ...]
    instead: str | None
    trouble: Trouble | None
    help: dict[str, FieldRule]
    narrowed: list[tuple[str, str]]
    sorts: list[tuple[str, str, bool]]


@router.get("/search")
def search_page(request: Request, ws: WorkspaceDep, principal: PrincipalDep) -> Response:
    address = Address.of("/search", request.query_params, ("q", *FACETS, "sort", "offset"))
    order = _order(address.value("sort"))
    offset = _offset(address.value("offset", "0"))
    narrow = {name: address.values(name) for name in FACETS}
    words = address.value("q")
    try:
        found = search(ws, principal, words, narrow=narrow, limit=_LIMIT, offset=offset, order=order)
    except AftercareError as error:
        caret = error.position if isinstance(error, QueryError) else None
        page = _page(address, words, offset, order, None, Trouble(str(error), caret))
        # A half-typed query is the usual state of a search box, no failure of the page.
        return render(request, page, status_of(error) if caret is None else 200)
    return render(request, _page(address, words, offset, order, found, None))


def _page(
    address: Address, words: str, offset: int, order: Order, found: SearchResults | None, trouble: Trouble | None
) -> SearchPage:
    plain = address.without("offset")
    back = max(offset - _LIMIT, 0)
    return SearchPage(
        title=f"{words} – search" if words else "Search",
        words=words,
        results=found.results if found else [],
        total=found.total if found else 0,
        offset=offset,
        next=str(plain.adding("offset", str(found.next))) if found and found.next else None,
        previous=str(plain.replacing("offset", str(back) if back else "")) if offset else None,
        facets=facets_of(plain, found.facets, FACETS) if found else [],
        chips=chips_of(plain, FACETS),
        ignored=found.ignored if found else (),
        instead=str(found.instead) if found and found.instead is not None else None,
        trouble=trouble,
        help=dict(FIELDS),
        narrowed=[p for p in plain.pairs if p[0] != "q"],
        sorts=[
            (label, str(plain.replacing("sort", "" if sort is Order.RELEVANCE else sort)), sort is order)
            for sort, label in SORTS.items()
        ],
    )


def _order(text: str) -> Order:
    if text not in ("", *Order):
        raise InvalidInput(f"sort must be one of {', '.join(Order)}")
    return Order(text or Order.RELEVANCE)


def _offset(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:6]) <= OFFSET_MAX):
        raise InvalidInput(f"offset must be a number up to {OFFSET_MAX}")
    return int(text)
