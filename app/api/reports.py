"""The import report: what reading the documents guessed, could not place, and is not sure of."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Query
from pydantic import Field

from app.api.fields import LIST_MAX, Listing, Named, Page, Read
from app.api.postmortem_models import CorrectionRead
from app.api.problems import reads
from app.domain.diagnostics import FindingKind, advice_on
from app.domain.models import Text
from app.http.dependencies import PrincipalDep, SessionDep
from app.store.findings import FindingFilter
from app.store.report_facts import Contradicted, Doubtful, Fact
from app.store.reports import ImportReport, Note, list_reports, report_facets

router = APIRouter(prefix="/import-report", tags=["postmortems"])
Many: Any = Field(default_factory=list, max_length=LIST_MAX)


class FactRef(Read):
    """The event, cause or action that was read from a line; `key` is the action's."""

    kind: str = Field(examples=["event"])
    id: int
    key: str | None

    @classmethod
    def of(cls, fact: Fact | None) -> Self | None:
        return cls.of_record(fact) if fact else None


class NoteRead(Read):
    """`source` is the document's line, cut after 300 characters, `advice` what to do, `fact` what the line gave."""

    line: int
    code: str = Field(examples=["zone-carried"])
    message: str
    source: str
    advice: str
    fact: FactRef | None

    @classmethod
    def of(cls, note: Note) -> Self:
        advice = advice_on(FindingKind.DIAGNOSTIC, note.code)
        return cls.of_record(note, advice=advice, fact=FactRef.of(note.fact))


class UnplacedRead(Read):
    line: int
    text: str


class DoubtfulRead(Read):
    """A fact that a rule was not sure of; `confidence` from 0 to 1, `id` and `key` as in `fact` of a diagnostic."""

    kind: str = Field(examples=["event"])
    id: int
    key: str | None
    line: int
    rule: str
    confidence: float
    text: str

    @classmethod
    def of(cls, doubtful: Doubtful) -> Self:
        fact = doubtful.fact
        return cls.of_record(doubtful, kind=fact.kind, id=fact.id, key=fact.key)


class ContradictedRead(Read):
    """Both sides: `correction.value` stands, `correction.said` is what the document says now.

    `subject` is the fact in its words; `line` where it stands, null where it left the text.
    """

    line: int | None
    subject: str
    correction: CorrectionRead

    @classmethod
    def of(cls, contradicted: Contradicted) -> Self:
        return cls.of_record(contradicted, correction=CorrectionRead.of(contradicted.correction))


class ReportRead(Read):
    """At most 200 of each list; `counts` says by kind how many there are of those asked for.

    `at` is when this revision was written.
    """

    slug: str
    title: str
    path: str
    revision: int
    at: datetime
    notes: list[NoteRead]
    unplaced: list[UnplacedRead]
    doubtful: list[DoubtfulRead]
    contradicted: list[ContradictedRead]
    conflicts: int
    counts: dict[FindingKind, int]

    @classmethod
    def of(cls, report: ImportReport) -> Self:
        return cls.of_record(
            report,
            slug=report.postmortem.slug,
            title=report.postmortem.title,
            notes=[NoteRead.of(n) for n in report.notes],
            unplaced=[UnplacedRead.of_record(u) for u in report.unplaced],
            doubtful=[DoubtfulRead.of(d) for d in report.doubtful],
            contradicted=[ContradictedRead.of(c) for c in report.contradicted],
        )


class ReportQuery(Listing):
    """Any of the values within a filter, all of them together. Only diagnostics have codes."""

    postmortem: Text | None = Field(default=None, max_length=200, description="Address (slug) of one")
    code: list[Named] = Many
    kind: list[FindingKind] = Many
    folder: list[Named] = Field(default_factory=list, max_length=LIST_MAX, description="With all below it: 2024/")
    facets: bool = Field(default=False, description="Also count the lines that each value would leave")

    def as_filter(self) -> FindingFilter:
        return FindingFilter(tuple(self.code), tuple(self.kind), tuple(self.folder), self.postmortem)


class ReportPage(Page[ReportRead]):
    facets: dict[str, dict[str, int]] | None = None


@router.get("", summary="What reading the documents reported", responses=reads(400, 404, 410))
def read_report(query: Annotated[ReportQuery, Query()], session: SessionDep, who: PrincipalDep) -> ReportPage:
    """Of each postmortem with a line asked for, what came in last first: diagnostics, passages not placed, doubtful
    facts, and corrections that the document contradicts."""
    where = query.as_filter()
    found = list_reports(session, who, where, cursor=query.cursor, limit=query.limit)
    return ReportPage(
        items=[ReportRead.of(r) for r in found.items],
        next=found.next,
        total=found.total,
        facets=report_facets(session, who, where) if query.facets else None,
    )
