"""The list of postmortems, with its filters in the address."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response

from app.domain.errors import FieldFault, InvalidInput
from app.domain.vocabulary import CauseCategory, PostmortemKind, PostmortemStatus, Severity
from app.http.dependencies import PrincipalDep, SessionDep
from app.store.duplicates import count_suspected
from app.store.postmortems import PostmortemFilter, PostmortemRow, facets, list_postmortems
from app.web.addresses import Address, Chip, Facet, chips_of, facets_of, members
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)

FACETS = {
    "severity": "Severity",
    "service": "Service",
    "cause": "Cause",
    "year": "Year",
    "kind": "Kind",
    "team": "Team",
    "tag": "Tag",
    "status": "State",
}
#: Sortable columns: the order one click gives, and the one the next click gives.
SORTS = {"started": ("-started", "started"), "title": ("title", ""), "severity": ("severity", "")}
_LIMIT = 25


@dataclass(frozen=True, slots=True)
class Head:
    """A sortable head: where it leads, and `ascending` or `descending` where it is the order now."""

    address: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostmortemsPage(Page):
    template: ClassVar[str] = "pages/postmortems.html"
    rows: list[PostmortemRow]
    total: int
    next: str | None
    first: str | None
    facets: list[Facet]
    chips: list[Chip]
    heads: dict[str, Head]
    alike: int


@router.get("/postmortems")
def postmortems(request: Request, session: SessionDep, principal: PrincipalDep) -> Response:
    address = Address.of("/postmortems", request.query_params, (*FACETS, "sort", "cursor"))
    where = postmortem_filter(address)
    sort, cursor = address.value("sort", "-started"), address.value("cursor")
    found = list_postmortems(session, principal, where, sort=sort, cursor=cursor or None, limit=_LIMIT)
    page = PostmortemsPage(
        title="Postmortems",
        section="Postmortems",
        rows=found.items,
        total=found.total,
        next=str(address.replacing("cursor", found.next)) if found.next else None,
        first=str(address.without("cursor")) if cursor else None,
        facets=facets_of(address, facets(session, principal, where), FACETS),
        chips=chips_of(address, FACETS),
        alike=count_suspected(session, principal),
        heads={name: _head(address, sort, *orders) for name, orders in SORTS.items()},
    )
    return render(request, page)


def postmortem_filter(address: Address) -> PostmortemFilter:
    """Raises InvalidInput on a value that the field cannot have."""
    return PostmortemFilter(
        kind=members(PostmortemKind, "kind", address.values("kind")),
        status=members(PostmortemStatus, "status", address.values("status")),
        severity=members(Severity, "severity", address.values("severity")),
        service=address.values("service"),
        team=address.values("team"),
        tag=address.values("tag"),
        cause=members(CauseCategory, "cause", address.values("cause")),
        year=tuple(_year(value) for value in address.values("year")),
    )


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise InvalidInput("year must be four digits", [FieldFault("year", "four digits, such as 2019")])
    return int(text)


def _head(address: Address, sort: str, usual: str, other: str) -> Head:
    now = "descending" if sort.startswith("-") else "ascending"
    target = other if sort == usual and other else usual
    return Head(str(address.replacing("sort", target)), now if sort in (usual, other) else "")
