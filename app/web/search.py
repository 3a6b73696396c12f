"""Search: what fits, where it fits, and what the rest can be narrowed by; the address says it all."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response

from app.domain.errors import AftercareError, InvalidInput, QueryError
from app.http.dependencies import PrincipalDep, WorkspaceDep
from app.http.errors import status_of
from app.search.query_fields import FIELDS, FieldRule
from app.usecases.searching import OFFSET_MAX, SearchResult, SearchResults, search
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
}
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
    trouble: Trouble | None
    help: dict[str, FieldRule]
    narrowed: list[tuple[str, str]]


@router.get("/search")
def search_page(request: Request, ws: WorkspaceDep, principal: PrincipalDep) -> Response:
    address = Address.of("/search", request.query_params, ("q", *FACETS, "offset"))
    offset = _offset(address.value("offset", "0"))
    narrow = {name: address.values(name) for name in FACETS}
    words = address.value("q")
    try:
        found = search(ws, principal, words, narrow=narrow, limit=_LIMIT, offset=offset)
    except AftercareError as error:
        caret = error.position if isinstance(error, QueryError) else None
        page = _page(address, words, offset, None, Trouble(str(error), caret))
        # A half-typed query is the usual state of a search box, no failure of the page.
        return render(request, page, status_of(error) if caret is None else 200)
    return render(request, _page(address, words, offset, found, None))


def _page(
    address: Address, words: str, offset: int, found: SearchResults | None, trouble: Trouble | None
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
        trouble=trouble,
        help=dict(FIELDS),
        narrowed=[p for p in plain.pairs if p[0] != "q"],
    )


def _offset(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:6]) <= OFFSET_MAX):
        raise InvalidInput(f"offset must be a number up to {OFFSET_MAX}")
    return int(text)
