"""Search, with the browser's query language and facets."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from app.api.fields import LIST_MAX, Named, Page
from app.api.postmortem_models import PostmortemItem
from app.api.problems import reads
from app.domain.models import Text
from app.http.dependencies import PrincipalDep, WorkspaceDep
from app.search.query_tree import MAX_LENGTH
from app.usecases.searching import LIMIT_MAX, OFFSET_MAX, Order, SearchResult, search, suggest

router = APIRouter(prefix="/search", tags=["search"])
Many: Any = Field(default_factory=list, max_length=LIST_MAX)


class SearchQuery(BaseModel):
    """`q` is in the query language; the other fields narrow it: any of the values within one, all together."""

    model_config = ConfigDict(extra="forbid")

    q: Text = Field(max_length=4 * MAX_LENGTH, examples=['service:edge "core router" -dns'])
    service: list[Named] = Many
    team: list[Named] = Many
    severity: list[Named] = Many
    tag: list[Named] = Many
    status: list[Named] = Many
    kind: list[Named] = Many
    year: list[Named] = Many
    owner: list[Named] = Many
    state: list[Named] = Field(
        default_factory=list, max_length=LIST_MAX, alias="is", description="open, unfinished, overdue"
    )
    has: list[Named] = Many
    missing: list[Named] = Many
    sort: Order = Order.RELEVANCE
    limit: int = Field(default=10, ge=1, le=LIMIT_MAX)
    cursor: int = Field(default=0, ge=0, le=OFFSET_MAX, description="`next` of the page before")

    def narrow(self) -> dict[str, list[str]]:
        stated = self.model_dump(exclude={"q", "sort", "limit", "cursor"}, by_alias=True)
        return {name: values for name, values in stated.items() if values}


class Piece(BaseModel):
    """A run of text; `hit` where it is what was searched for."""

    text: str
    hit: bool


class FragmentRead(BaseModel):
    """Where it matched: a label for people, and the anchor on the postmortem's page."""

    label: str
    anchor: str
    pieces: list[Piece]


class HitRead(BaseModel):
    postmortem: PostmortemItem
    fragments: list[FragmentRead]

    @classmethod
    def of(cls, result: SearchResult) -> Self:
        fragments = [
            FragmentRead(
                label=f.label, anchor=f.anchor, pieces=[Piece(text=text, hit=hit) for text, hit in f.pieces]
            )
            for f in result.fragments
        ]
        return cls(postmortem=PostmortemItem.of(result.row), fragments=fragments)


class SearchAnswer(Page[HitRead]):
    """`facets`: how many of all matches carry each value. `ignored`: words too common to count."""

    facets: dict[str, dict[str, int]]
    ignored: list[str]
    instead: str | None = Field(description="what was searched for, where nothing holds the words as typed")


@router.get("", summary="Search postmortems", responses=reads(400))
def find(query: Annotated[SearchQuery, Query()], ws: WorkspaceDep, who: PrincipalDep) -> SearchAnswer:
    """Best first; an empty query gives everything, newest first. An error in the query names its position."""
    found = search(
        ws, who, query.q, narrow=query.narrow(), limit=query.limit, offset=query.cursor, order=query.sort
    )
    return SearchAnswer(
        items=[HitRead.of(result) for result in found.results],
        next=None if found.next is None else str(found.next),
        total=found.total,
        facets={name: dict(values) for name, values in found.facets.items()},
        ignored=list(found.ignored),
        instead=None if found.instead is None else str(found.instead),
    )


class Suggestions(BaseModel):
    items: list[str]


@router.get("/suggestions", summary="What the search could mean", responses=reads(400))
def suggestions(
    prefix: Annotated[Text, Query(max_length=MAX_LENGTH, examples=["vmh"])], ws: WorkspaceDep, who: PrincipalDep
) -> Suggestions:
    """Services, titles and identifiers with a word that starts so; none for fewer than two letters."""
    return Suggestions(items=suggest(ws, who, prefix))
