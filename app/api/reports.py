"""The import report: what reading the documents guessed, could not place, and is not sure of."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import Field

from app.api.fields import Listing, Page, Read
from app.api.problems import reads
from app.domain.models import Text
from app.http.dependencies import PrincipalDep, SessionDep
from app.store.reports import ImportReport, list_reports

router = APIRouter(prefix="/import-report", tags=["postmortems"])


class NoteRead(Read):
    """`source` is the document's line, cut after 300 characters."""

    line: int
    code: str = Field(examples=["zone-carried"])
    message: str
    source: str


class UnplacedRead(Read):
    line: int
    text: str


class DoubtfulRead(Read):
    """A fact that a rule was not sure of; `confidence` from 0 to 1."""

    kind: str = Field(examples=["event"])
    line: int
    rule: str
    confidence: float
    text: str


class ReportRead(Read):
    """`conflicts` counts corrections that wait for somebody to decide; `at` is when this revision was written."""

    slug: str
    title: str
    path: str
    revision: int
    at: datetime
    notes: list[NoteRead]
    unplaced: list[UnplacedRead]
    doubtful: list[DoubtfulRead]
    conflicts: int

    @classmethod
    def of(cls, report: ImportReport) -> Self:
        return cls.of_record(
            report,
            slug=report.postmortem.slug,
            title=report.postmortem.title,
            notes=[NoteRead.of_record(n) for n in report.notes],
            unplaced=[UnplacedRead.of_record(u) for u in report.unplaced],
            doubtful=[DoubtfulRead.of_record(d) for d in report.doubtful],
        )


class ReportQuery(Listing):
    postmortem: Text | None = Field(default=None, max_length=200, description="Address (slug) of one")


@router.get("", summary="What reading the documents reported", responses=reads(400, 404, 410))
def read_report(query: Annotated[ReportQuery, Query()], session: SessionDep, who: PrincipalDep) -> Page[ReportRead]:
    """Of each postmortem, what came in last first: diagnostics, passages not placed, facts that are doubtful."""
    found = list_reports(session, who, slug=query.postmortem, cursor=query.cursor, limit=query.limit)
    return Page(items=[ReportRead.of(r) for r in found.items], next=found.next, total=found.total)
