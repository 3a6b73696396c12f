"""What exporting a postmortem changes in its document, and the ways to take it out."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response

from app.http.dependencies import PrincipalDep, SessionDep
from app.store.facts import head_text
from app.store.postmortems import document_of, find_postmortem
from app.store.tables import Document, Postmortem
from app.usecases.left_out import LeftOut
from app.usecases.written_back import export_document
from app.web.diff import DiffLine, diff
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPage(Page):
    """`lines` are those of the whole document that differ; none where nothing was changed here."""

    template: ClassVar[str] = "pages/export.html"
    post: Postmortem
    document: Document
    lines: list[DiffLine]
    left: list[LeftOut]


@router.get("/postmortems/{slug}/export")
def export(request: Request, slug: str, session: SessionDep, principal: PrincipalDep) -> Response:
    post = find_postmortem(session, principal, slug)
    exported = export_document(session, principal, post)
    page = ExportPage(
        title=f"Export of {post.title}",
        section="Postmortems",
        post=post,
        document=document_of(session, post),
        lines=diff(head_text(session, post), exported.data.decode(exported.encoding)),
        left=exported.left,
    )
    return render(request, page)
