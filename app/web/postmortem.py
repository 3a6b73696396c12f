"""One postmortem: what happened, why, who still owes what, and the document it was read from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response
from sqlmodel import Session
from starlette.responses import RedirectResponse

from app.domain.principal import Principal
from app.domain.vocabulary import UNFINISHED, CauseRole, DuplicateState, FactKind, LessonKind, PostmortemKind
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep
from app.store import facts
from app.store.action_items import ActionRow, actions_of
from app.store.duplicates import Pair, pairs_of
from app.store.findings import SURE
from app.store.postmortems import document_of, find_postmortem, names_of
from app.store.related import by_ids
from app.store.tables import Cause, Document, Lesson, Postmortem, PostmortemLink
from app.usecases.gaps import Line, matrix_of
from app.usecases.preventable import Preventable
from app.usecases.workspace import Workspace
from app.web.corrected import Fix, Parted, fixes_of, parted_of
from app.web.phases import Strip, strip_of
from app.web.preventable import shown
from app.web.rendering import Page, render
from app.web.source.rendering import Rendered
from app.web.source.rendering import render as render_source
from app.web.timeline import Rail, lay_out

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class CauseView:
    """`answered` are the actions against it; a cause without one that is not declined is a gap."""

    cause: Cause
    answered: list[ActionRow]


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link of the text; `address` leads to the postmortem it names where that is known here."""

    link: PostmortemLink
    words: str
    address: str | None
    outside: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    line: int
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostmortemPage(Page):
    template: ClassVar[str] = "pages/postmortem.html"
    post: Postmortem
    document: Document
    services: list[str]
    teams: list[str]
    tags: list[str]
    strip: Strip | None
    rail: Rail
    gone_events: Rail
    causes: list[CauseView]
    actions: list[ActionRow]
    owed: int
    lessons: list[tuple[str, list[Lesson]]]
    links: list[LinkView]
    source: Rendered
    doubts: list[Doubt]
    doubts_by_line: dict[int, list[Doubt]]
    unplaced: list[tuple[int, str]]
    revision: int
    fixes: dict[str, list[Fix]]
    parted: list[Parted]
    sure: float
    alike: list[tuple[Pair, Postmortem]]
    preventable: Preventable | None
    matrix: list[Line]


@router.get("/postmortems/{slug}")
def postmortem(
    request: Request, slug: str, session: SessionDep, principal: PrincipalDep, ws: WorkspaceDep
) -> Response:
    post = find_postmortem(session, principal, slug)
    if post.slug != slug:
        return RedirectResponse(f"/postmortems/{post.slug}", status_code=308)
    return render(request, _page(session, ws, principal, post))


def _page(session: Session, ws: Workspace, principal: Principal, post: Postmortem) -> PostmortemPage:
    post_id = post.id or 0
    document = document_of(session, post)
    head = facts.shown_revision(session, post)
    source = render_source(facts.own_lines(facts.text_of(head), post), document.path, post.line)
    services, teams, tags = names_of(session, post_id)
    events = facts.timeline(session, post_id)
    causes = facts.causes(session, post_id)
    corrections = facts.corrections(session, post_id)
    actions = [] if post.kind is PostmortemKind.NOTICE else actions_of(session, principal, post_id)
    doubts = _doubts(post, head.report)
    return PostmortemPage(
        title=post.title,
        section="Postmortems",
        post=post,
        document=document,
        services=services,
        teams=teams,
        tags=tags,
        strip=strip_of(post),
        rail=lay_out([e for e in events if e.removed_in_revision is None], post),
        gone_events=lay_out([e for e in events if e.removed_in_revision is not None], post),
        causes=_causes(session, post_id, causes, actions),
        actions=actions,
        owed=sum(row.action.status in UNFINISHED for row in actions),
        lessons=_lessons(session, post_id),
        links=_links(session, principal, post_id),
        source=source,
        doubts=doubts,
        doubts_by_line={d.line: [o for o in doubts if o.line == d.line] for d in doubts},
        unplaced=_unplaced(post, head.report),
        revision=document.head,
        fixes=fixes_of(corrections),
        parted=parted_of(post, corrections, {FactKind.TIMELINE_EVENT: events, FactKind.CAUSE: causes}),
        sure=SURE,
        alike=[
            (pair, pair.beside(post.id))
            for pair in pairs_of(session, principal, [post.id], DuplicateState.SUSPECTED)
        ],
        preventable=shown(session, ws, principal, post),
        matrix=matrix_of(session, post, actions) if post.kind is PostmortemKind.INCIDENT else [],
    )


def _causes(session: Session, post_id: int, causes: Sequence[Cause], actions: list[ActionRow]) -> list[CauseView]:
    """Root causes first, then contributing ones, then triggers; those no longer in the text last."""
    by_id = {row.action.id: row for row in actions}
    answers: dict[int, list[ActionRow]] = {}
    for link in facts.cause_links(session, post_id):
        if link.action_id in by_id:
            answers.setdefault(link.cause_id, []).append(by_id[link.action_id])
    order = list(CauseRole)
    found = sorted(causes, key=lambda c: (c.removed_in_revision is not None, order.index(c.role)))
    return [CauseView(cause, answers.get(cause.id or 0, [])) for cause in found]


def _lessons(session: Session, post_id: int) -> list[tuple[str, list[Lesson]]]:
    found = facts.lessons(session, post_id)
    groups = ((kind.value, [lesson for lesson in found if lesson.kind is kind]) for kind in LessonKind)
    return [(kind, lessons) for kind, lessons in groups if lessons]


def _links(session: Session, principal: Principal, post_id: int) -> list[LinkView]:
    found = [link for link in facts.links(session, post_id) if link.removed_in_revision is None]
    targets = by_ids(session, principal, (link.target_id for link in found))
    views = []
    for link in found:
        known = targets.get(link.target_id or 0)
        outside = known is None and link.target.startswith(("https://", "http://"))
        address = f"/postmortems/{known.slug}" if known else link.target if outside else None
        views.append(LinkView(link, known.title if known else link.text or link.target, address, outside))
    return views


def _doubts(post: Postmortem, report: list[dict[str, list[dict[str, object]]]]) -> list[Doubt]:
    """What reading the post reported, by line; a document's report covers all its posts."""
    found = {
        (int(str(d["line"])), str(d["code"]), str(d["message"]))
        for part in report
        for d in part["diagnostics"]
        if post.line <= int(str(d["line"])) <= post.end_line
    }
    return [Doubt(*item) for item in sorted(found)]


def _unplaced(post: Postmortem, report: list[dict[str, list[dict[str, object]]]]) -> list[tuple[int, str]]:
    return [
        (int(str(u["line"])), str(u["text"]))
        for part in report
        for u in part["unplaced"]
        if post.line <= int(str(u["line"])) <= post.end_line
    ]
