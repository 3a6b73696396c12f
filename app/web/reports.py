"""The import report: what reading the documents guessed, could not place, and is not sure of."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from app.domain.diagnostics import ADVICE, FindingKind, advice_on
from app.domain.vocabulary import FactKind
from app.http.dependencies import PrincipalDep, SessionDep
from app.store.facts import own_lines, shown_revision, text_of
from app.store.findings import FindingFilter
from app.store.postmortems import document_of, find_postmortem
from app.store.report_facts import Contradicted, Doubtful, Fact
from app.store.reports import LINES_MAX, ImportReport, Note, list_reports, report_facets
from app.store.tables import Postmortem
from app.web.addresses import Address, Chip, Facet, chips_of, facets_of, members
from app.web.corrected import Fix, fix_of
from app.web.rendering import Page, render
from app.web.source.rendering import render as render_source

router = APIRouter(include_in_schema=False)
_PATH = "/import/report"
_FACETS = {"kind": "Kind", "code": "Diagnostic", "folder": "Folder"}
_CHIPS = _FACETS | {"postmortem": "Postmortem"}
_LIMIT = 25
#: Lines of a kind of one postmortem in the list of all; alone it is told of whole, as far as a report goes.
_FEW = 12
_CORRECTED = {"event": FactKind.TIMELINE_EVENT, "cause": FactKind.CAUSE}


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """The diagnostics of one code with what to do about them; beside each the address of the form that does it."""

    code: str
    advice: str
    notes: list[tuple[Note, str]]


@dataclass(frozen=True, slots=True)
class ReportView:
    """One postmortem's report; `sides` are contradicted corrections with what stands and what the document says."""

    report: ImportReport
    groups: list[NoteGroup]
    doubtful: list[tuple[Doubtful, str]]
    sides: list[tuple[Contradicted, Fix]]

    @classmethod
    def of(cls, report: ImportReport) -> "ReportView":
        post = report.postmortem
        groups: dict[str, NoteGroup] = {}
        for note in report.notes:
            advice = advice_on(FindingKind.DIAGNOSTIC, note.code)
            group = groups.setdefault(note.code, NoteGroup(note.code, advice, []))
            group.notes.append((note, correcting(post, note.fact)))
        doubtful = [(d, correcting(post, d.fact)) for d in report.doubtful]
        sides = [(c, fix_of(c.correction)) for c in report.contradicted]
        return cls(report, list(groups.values()), doubtful, sides)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage(Page):
    """`slug` is the address of the one postmortem that is asked about, if any; `advice` is by kind."""

    template: ClassVar[str] = "pages/import_report.html"
    views: list[ReportView]
    total: int
    next: str | None
    first: str | None
    slug: str
    facets: list[Facet]
    chips: list[Chip]
    advice: dict[FindingKind, str]


@router.get(_PATH)
def import_report(request: Request, session: SessionDep, principal: PrincipalDep) -> Response:
    """Raises InvalidInput on a kind that there is not."""
    address = Address.of(_PATH, request.query_params, (*_CHIPS, "cursor"))
    slug, cursor = address.value("postmortem"), address.value("cursor")
    where = FindingFilter(
        code=address.values("code"),
        kind=members(FindingKind, "kind", address.values("kind")),
        folder=address.values("folder"),
        slug=slug or None,
    )
    most = LINES_MAX if slug else _FEW
    found = list_reports(session, principal, where, cursor=cursor or None, limit=_LIMIT, most=most)
    page = ReportPage(
        title="Import report",
        section="Import",
        views=[ReportView.of(r) for r in found.items],
        total=found.total,
        next=str(address.replacing("cursor", found.next)) if found.next else None,
        first=str(address.without("cursor")) if cursor else None,
        slug=slug,
        facets=facets_of(address, report_facets(session, principal, where), _FACETS),
        chips=chips_of(address, _CHIPS),
        advice=ADVICE,
    )
    return render(request, page)


@router.get("/postmortems/{slug}/lines/{line}")
def source_line(slug: str, line: int, session: SessionDep, principal: PrincipalDep) -> Response:
    """To where a line of the document stands on the postmortem's page: a list need not lay out every document."""
    post = find_postmortem(session, principal, slug)
    text = own_lines(text_of(shown_revision(session, post)), post)
    places = render_source(text, document_of(session, post).path, post.line).places
    return RedirectResponse(f"/postmortems/{post.slug}#{places.at(line) or 'source'}", status_code=303)


def correcting(post: Postmortem, fact: Fact | None) -> str:
    """The form that puts a fact right; of a line that gave none, the one of the postmortem itself."""
    if fact is not None and fact.kind == "action":
        return f"/actions/{fact.key}/edit"
    what, own = (_CORRECTED[fact.kind], fact.id) if fact else (FactKind.POSTMORTEM, post.id)
    return f"/postmortems/{post.slug}/correct/{what}/{own}"
