"""Postmortems read: the list, one record, its text, its revisions, its timeline."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.api.account_models import ChangeRead
from app.api.fields import LIST_MAX, Listing, Named, Page, RevisionNumber, tag
from app.api.postmortem_models import PostmortemItem, PostmortemRead, RevisionRead, TimelineEventRead
from app.api.problems import MOVED, TAGGED, answers, reads
from app.api.records import Found, whole_record
from app.domain.vocabulary import CauseCategory, PostmortemKind, PostmortemStatus, Severity
from app.http.bodies import MARKDOWN
from app.http.dependencies import PrincipalDep, SessionDep, TodayDep, etag
from app.store.accounts import changes_of
from app.store.facts import head_text, own_lines, revision, revisions, timeline
from app.store.postmortems import ORDERS, PostmortemFilter, facets, list_postmortems

router = APIRouter(prefix="/postmortems", tags=["postmortems"])
Many: Any = Field(default_factory=list, max_length=LIST_MAX)
ONE = MOVED | reads(404, 410)


class PostmortemQuery(Listing):
    """Any of the values within a filter, all of them together. Without `kind` notices are left out."""

    kind: list[PostmortemKind] = Many
    status: list[PostmortemStatus] = Many
    severity: list[Severity] = Many
    service: list[Named] = Many
    team: list[Named] = Many
    tag: list[Named] = Many
    cause: list[CauseCategory] = Many
    year: list[Annotated[int, Field(ge=1, le=9999)]] = Many
    sort: str = Field(default="-started", json_schema_extra={"enum": list(ORDERS)})
    facets: bool = Field(default=False, description="Also count what each value of each filter would leave")

    def as_filter(self) -> PostmortemFilter:
        return PostmortemFilter(
            kind=tuple(self.kind),
            status=tuple(self.status),
            severity=tuple(self.severity),
            service=tuple(self.service),
            team=tuple(self.team),
            tag=tuple(self.tag),
            cause=tuple(self.cause),
            year=tuple(self.year),
        )


class PostmortemPage(Page[PostmortemItem]):
    facets: dict[str, dict[str, int]] | None = None


@router.get("", summary="List postmortems", responses=reads(400))
def list_all(query: Annotated[PostmortemQuery, Query()], session: SessionDep, who: PrincipalDep) -> PostmortemPage:
    """Newest first, unless `sort` says otherwise. Withdrawn ones are not listed."""
    where = query.as_filter()
    page = list_postmortems(session, who, where, sort=query.sort, cursor=query.cursor, limit=query.limit)
    return PostmortemPage(
        items=[PostmortemItem.of(row) for row in page.items],
        next=page.next,
        total=page.total,
        facets=facets(session, who, where) if query.facets else None,
    )


@router.get("/{slug}", summary="One postmortem, whole", responses=TAGGED | ONE)
def read(
    postmortem: Found, session: SessionDep, who: PrincipalDep, today: TodayDep, response: Response
) -> PostmortemRead:
    """What its document says, in structure, and the live state of its action items.

    The ETag is the version of the record that If-Match has to name; actions have ETags of their own.
    """
    tag(response, postmortem)
    return whole_record(session, who, postmortem, today)


@router.get(
    "/{slug}/markdown",
    summary="Its own lines of the document",
    response_class=Response,
    responses=answers({MARKDOWN: {"schema": {"type": "string"}}}, tagged=True) | ONE,
)
def read_markdown(postmortem: Found, session: SessionDep) -> Response:
    """As they stand in the document; sent back with PUT they change nothing."""
    text = own_lines(head_text(session, postmortem), postmortem)
    headers = {"ETag": etag(postmortem.version)}
    return Response(text.encode(), media_type=f"{MARKDOWN}; charset=utf-8", headers=headers)


@router.get("/{slug}/revisions", summary="Revisions of its document", responses=ONE)
def list_revisions(postmortem: Found, session: SessionDep) -> Page[RevisionRead]:
    """Newest first, all of them."""
    return Page.whole([RevisionRead.of_record(r) for r in revisions(session, postmortem.document_id)])


@router.get(
    "/{slug}/revisions/{number}",
    summary="The document's bytes at a revision",
    response_class=Response,
    responses=answers({"text/plain": {"schema": {"type": "string"}}}) | ONE,
)
def read_revision(postmortem: Found, number: RevisionNumber, session: SessionDep) -> Response:
    """Exactly as they came, as plain text in their own encoding."""
    found = revision(session, postmortem.document_id, number)
    return Response(found.data, headers={"Content-Type": f"text/plain; charset={found.encoding}"})


@router.get("/{slug}/changes", summary="What was done to it beside its text", responses=ONE)
def read_changes(postmortem: Found, session: SessionDep) -> Page[ChangeRead]:
    """Withdrawn, restored, a conflict settled: the latest first. Its text has revisions, its actions a history."""
    return Page.whole([ChangeRead.of_record(c) for c in changes_of(session, "postmortem", postmortem.id)])


@router.get("/{slug}/timeline", summary="Its timeline", responses=ONE)
def read_timeline(postmortem: Found, session: SessionDep) -> Page[TimelineEventRead]:
    """In the document's order, all of it; events no longer in the text come last."""
    return Page.whole([TimelineEventRead.of_record(e) for e in timeline(session, postmortem.id or 0)])
