"""A postmortem's document over time: its revisions, what changed between two, and a conflict to settle."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Form, Query, Request, Response

from app.domain.capabilities import Capability
from app.domain.errors import Conflict
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep, allowed
from app.store import facts
from app.store.accounts import changes_of
from app.store.postmortems import document_of, find_postmortem
from app.store.tables import Change, Document, Postmortem, Revision
from app.usecases.documents import conflicting_text, keep_edit, take_file
from app.web.diff import DiffLine, diff
from app.web.flash import Flash, go
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionsPage(Page):
    """`old` and `new` are the numbers compared, 0 where there is only one revision."""

    template: ClassVar[str] = "pages/revisions.html"
    post: Postmortem
    document: Document
    revisions: Sequence[Revision]
    old: int
    new: int
    lines: list[DiffLine]
    changes: list[Change]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPage(Page):
    template: ClassVar[str] = "pages/conflict.html"
    post: Postmortem
    document: Document
    lines: list[DiffLine]


@router.get("/postmortems/{slug}/revisions")
def revisions(
    request: Request,
    slug: str,
    session: SessionDep,
    principal: PrincipalDep,
    old: Annotated[int, Query(ge=0, le=10**9)] = 0,
    new: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> Response:
    """Two revisions compared: those asked for, else the shown one with the one before it."""
    post = find_postmortem(session, principal, slug)
    document = document_of(session, post)
    all_of_them = facts.revisions(session, post.document_id)
    new = new or document.head
    old = old or max((r.number for r in all_of_them if r.number < new), default=0)
    texts = [facts.text_of(facts.revision(session, post.document_id, n)) if n else "" for n in (old, new)]
    page = RevisionsPage(
        title=f"Revisions of {post.title}",
        section="Postmortems",
        post=post,
        document=document,
        revisions=all_of_them,
        old=old,
        new=new,
        lines=diff(*texts) if old else [],
        changes=changes_of(session, "postmortem", post.id),
    )
    return render(request, page)


@router.get("/postmortems/{slug}/conflict", dependencies=[allowed(Capability.WRITE)])
def conflict(request: Request, slug: str, session: SessionDep, principal: PrincipalDep) -> Response:
    post = find_postmortem(session, principal, slug)
    theirs = conflicting_text(session, post)
    if theirs is None:
        raise Conflict("there is no conflict to settle: somebody did it meanwhile")
    page = ConflictPage(
        title=f"Conflict in {post.title}",
        section="Postmortems",
        post=post,
        document=document_of(session, post),
        lines=diff(facts.head_text(session, post), theirs),
    )
    return render(request, page)


@router.post("/postmortems/{slug}/conflict")
def settle(
    slug: str,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    keep: Annotated[str, Form()],
    version: Annotated[int, Form(ge=1)],
) -> Response:
    if keep == "file":
        post = take_file(ws, principal, slug, expected=version)
        said = "The file’s text is shown now; the edit made here stays as a revision"
    else:
        post = keep_edit(ws, principal, slug, expected=version)
        said = "The edit made here stays; the file’s text is kept as a revision"
    return go(f"/postmortems/{post.slug}", Flash(said))
