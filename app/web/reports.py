"""The import report: what reading the documents guessed, could not place, and is not sure of."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.http.dependencies import PrincipalDep, SessionDep
from app.store.facts import own_lines, shown_revision, text_of
from app.store.reports import ImportReport, list_reports
from app.web.addresses import Address
from app.web.rendering import Page, render
from app.web.source.anchors import Places
from app.web.source.rendering import render as render_source

router = APIRouter(include_in_schema=False)
_PATH = "/import/report"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage(Page):
    """`slug` is the address of the one postmortem that is asked about, if any."""

    template: ClassVar[str] = "pages/import_report.html"
    reports: list[ImportReport]
    total: int
    next: str | None
    first: str | None
    slug: str
    anchors: Places | None


@router.get(_PATH)
def import_report(request: Request, session: SessionDep, principal: PrincipalDep) -> Response:
    address = Address.of(_PATH, request.query_params, ("postmortem", "cursor"))
    slug, cursor = address.value("postmortem"), address.value("cursor")
    found = list_reports(session, principal, slug=slug or None, cursor=cursor or None)
    page = ReportPage(
        title="Import report",
        section="Import",
        reports=found.items,
        total=found.total,
        next=str(address.replacing("cursor", found.next)) if found.next else None,
        first=str(address.without("cursor")) if cursor else None,
        slug=slug,
        anchors=_anchors(session, found.items[0]) if slug and found.items else None,
    )
    return render(request, page)


def _anchors(session: Session, report: ImportReport) -> Places:
    """Where in the source on the postmortem's page each line stands."""
    post = report.postmortem
    return render_source(own_lines(text_of(shown_revision(session, post)), post), report.path, post.line).places
