"""One postmortem found by its address, and its whole record put together."""

from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from sqlmodel import Session

from app.api.action_models import ActionRead
from app.api.fields import Slug
from app.api.postmortem_models import (
    CauseRead,
    CorrectionRead,
    DocumentRead,
    LessonRead,
    LinkRead,
    PostmortemRead,
    TimelineEventRead,
)
from app.domain.principal import Principal
from app.http.dependencies import PrincipalDep, SessionDep, TodayDep, etag
from app.store.action_items import ActionRow, actions_of
from app.store.facts import (
    cause_links,
    causes,
    corrections,
    lessons,
    linked_slugs,
    links,
    shown_revision,
    timeline,
)
from app.store.postmortems import document_of, find_postmortem, names_of
from app.store.tables import Postmortem


def found_postmortem(slug: Slug, request: Request, session: SessionDep, principal: PrincipalDep) -> Postmortem:
    """Raises NotFound and Gone, and 308 where the address is a former one."""
    postmortem = find_postmortem(session, principal, slug)
    if postmortem.slug != slug:
        raise moved(request, "postmortems", slug, postmortem.slug)
    return postmortem


Found = Annotated[Postmortem, Depends(found_postmortem)]


def moved(request: Request, place: str, name: str, present: str) -> HTTPException:
    """The redirect to the same resource under the present name."""
    path = request.url.path.replace(f"/{place}/{name}", f"/{place}/{present}", 1)
    query = f"?{request.url.query}" if request.url.query else ""
    return HTTPException(308, headers={"Location": path + query})


def whole_record(session: Session, principal: Principal, postmortem: Postmortem, today: TodayDep) -> PostmortemRead:
    own_id = postmortem.id or 0
    services, teams, tags = names_of(session, own_id)
    document = document_of(session, postmortem)
    head = shown_revision(session, postmortem)
    report: dict[str, Any] = next((r for r in head.report if r["line"] == postmortem.line), {})
    rows = actions_of(session, principal, own_id)
    return PostmortemRead.of_record(
        postmortem,
        etag=etag(postmortem.version),
        services=services,
        teams=teams,
        tags=tags,
        timeline=[TimelineEventRead.of_record(e) for e in timeline(session, own_id)],
        causes=_causes(session, own_id, rows),
        lessons=[LessonRead.of_record(le) for le in lessons(session, own_id)],
        actions=[ActionRead.of(row, today) for row in rows],
        links=_links(session, principal, own_id),
        corrections=[CorrectionRead.of(c) for c in corrections(session, own_id)],
        diagnostics=report.get("diagnostics", []),
        unplaced=report.get("unplaced", []),
        document=DocumentRead.of_record(document),
    )


def _causes(session: Session, postmortem_id: int, rows: list[ActionRow]) -> list[CauseRead]:
    keys = {row.action.id: row.action.key for row in rows}
    answers: dict[int, list[str]] = {}
    for link in cause_links(session, postmortem_id):
        answers.setdefault(link.cause_id, []).append(keys[link.action_id])
    return [
        CauseRead.of_record(c, actions=sorted(answers.get(c.id or 0, []))) for c in causes(session, postmortem_id)
    ]


def _links(session: Session, principal: Principal, postmortem_id: int) -> list[LinkRead]:
    found = links(session, postmortem_id)
    slugs = linked_slugs(session, principal, found)
    return [LinkRead.of_record(link, postmortem=slugs.get(link.target_id or 0)) for link in found]
