"""Unfinished actions that might have spared later incidents: what looks likely, what was said, the ledger."""

from datetime import date, datetime
from typing import Annotated, Self

from fastapi import APIRouter, Body, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.fields import Key, Read, Slug
from app.api.problems import answers, reads, writes
from app.domain.vocabulary import ActionStatus, Bearing
from app.http.bodies import json_only
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep
from app.store.preventable import Earlier
from app.store.tables import Postmortem
from app.usecases.preventable import Beside, preventable, say, take_back
from app.usecases.preventable_ledger import Entry, LedgerOrder, LedgerRow, ledger, ledger_csv

router = APIRouter(tags=["postmortems"])


class IncidentRead(Read):
    slug: str
    title: str
    at: str

    @classmethod
    def of(cls, post: Earlier | None) -> Self | None:
        return cls.of_record(post) if post else None

    @classmethod
    def of_post(cls, post: Postmortem) -> Self:
        return cls(slug=post.slug, title=post.title, at=post.sort_at)


class SayingRead(Read):
    """What somebody said. `words` are those that the two had in common then."""

    bearing: Bearing
    words: list[str]
    said_by: str
    said_at: datetime


class BesideRead(Read):
    """An action and what it was when the later incident began.

    `unfinished` is null where it was closed and nobody knows when; `days_overdue` is 0 where it was not overdue.
    `words` are those in common as the action writes them, `around` what causes and titles have in common, stemmed.
    """

    key: str
    text: str
    status: ActionStatus
    owner: str | None
    earlier: IncidentRead | None
    unfinished: bool | None
    due: date | None
    days_overdue: int
    words: list[str]
    around: list[str]
    said: SayingRead | None

    @classmethod
    def of(cls, beside: Beside) -> Self:
        return cls(
            key=beside.promise.key,
            text=beside.promise.text,
            status=beside.promise.status,
            owner=beside.promise.owner,
            earlier=IncidentRead.of(beside.earlier),
            unfinished=beside.then.unfinished,
            due=beside.then.due,
            days_overdue=beside.then.overdue,
            words=list(beside.words),
            around=list(beside.around),
            said=SayingRead.of_record(beside.said) if beside.said else None,
        )


class PreventableRead(Read):
    """`at` is when the incident began, null where no day is known: then nothing is looked for."""

    at: datetime | None
    undecided: list[BesideRead]
    related: list[BesideRead]
    not_related: list[BesideRead]


class Say(BaseModel):
    model_config = ConfigDict(extra="forbid")

    bearing: Bearing = Field(examples=["related"])


class LedgerEntryRead(Read):
    """A later incident. `minutes` is null where nobody knows how long it lasted."""

    incident: IncidentRead
    minutes: int | None
    days_overdue: int
    words: list[str]
    said_by: str
    said_at: datetime

    @classmethod
    def of(cls, entry: Entry) -> Self:
        overdue = entry.then.overdue
        incident = IncidentRead.of_post(entry.later)
        return cls.of_record(entry.said, incident=incident, minutes=entry.minutes, days_overdue=overdue)


class LedgerRowRead(Read):
    """`minutes` adds up the incidents whose duration is known, each once; `unknown` are the others."""

    key: str
    text: str
    status: ActionStatus
    owner: str | None
    earlier: IncidentRead | None
    minutes: int
    unknown: int
    days_overdue: int
    incidents: list[LedgerEntryRead]

    @classmethod
    def of(cls, row: LedgerRow) -> Self:
        return cls(
            key=row.promise.key,
            text=row.promise.text,
            status=row.promise.status,
            owner=row.promise.owner,
            earlier=IncidentRead.of(row.earlier),
            minutes=row.minutes,
            unknown=row.unknown,
            days_overdue=row.overdue,
            incidents=[LedgerEntryRead.of(entry) for entry in row.entries],
        )


class LedgerRead(Read):
    """`minutes` and `incidents` count each later incident once, so they may be less than the rows add up to.

    `unknown` are incidents without a known duration, `settled` confirmed links of actions that were not unfinished
    when the incident began, as far as is known today: neither is in the sums.
    """

    minutes: int
    incidents: int
    unknown: int
    settled: int
    actions: list[LedgerRowRead]


class LedgerQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sort: LedgerOrder = LedgerOrder.MINUTES


@router.get("/postmortems/{slug}/preventable", summary="What might have spared it", responses=reads(404, 410, 503))
def read_preventable(slug: Slug, ws: WorkspaceDep, who: PrincipalDep) -> PreventableRead:
    """Unfinished actions of earlier incidents like this one: those that nobody has said anything of, likeliest
    first and at most five, and those that somebody has."""
    found = preventable(ws, who, slug)
    return PreventableRead(
        at=found.at,
        undecided=[BesideRead.of(beside) for beside in found.undecided],
        related=[BesideRead.of(beside) for beside in found.related],
        not_related=[BesideRead.of(beside) for beside in found.unrelated],
    )


@router.put(
    "/postmortems/{slug}/preventable/{key}",
    summary="Say whether an action might have spared it",
    dependencies=[Depends(json_only)],
    responses=writes(404, 409, 410),
)
def put_saying(
    slug: Slug,
    key: Key,
    ask: Annotated[Say, Body(examples=[{"bearing": "related"}])],
    ws: WorkspaceDep,
    who: PrincipalDep,
) -> SayingRead:
    """Of any action that was unfinished when the incident began, whether it was suggested or not."""
    return SayingRead.of_record(say(ws, who, slug, key, ask.bearing))


@router.delete(
    "/postmortems/{slug}/preventable/{key}",
    summary="Take back what was said",
    status_code=204,
    responses=writes(404, 410),
)
def delete_saying(slug: Slug, key: Key, ws: WorkspaceDep, who: PrincipalDep) -> Response:
    """Whatever it was; doing it again changes nothing."""
    take_back(ws, who, slug, key)
    return Response(status_code=204)


@router.get("/preventable", summary="Minutes that unfinished actions might have spared", responses=reads())
def read_ledger(query: Annotated[LedgerQuery, Query()], session: SessionDep, who: PrincipalDep) -> LedgerRead:
    """Every link that somebody confirmed, by action."""
    found = ledger(session, who, query.sort)
    return LedgerRead.of_record(found, actions=[LedgerRowRead.of(row) for row in found.rows])


@router.get(
    "/preventable/export",
    summary="The same as a file",
    response_class=Response,
    responses=answers({"text/csv": {"schema": {"type": "string"}}}) | reads(),
)
def export_ledger(query: Annotated[LedgerQuery, Query()], session: SessionDep, who: PrincipalDep) -> Response:
    """One line for each confirmed link. A cell that a spreadsheet would take for a formula has an apostrophe."""
    return Response(
        ledger_csv(ledger(session, who, query.sort)).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="preventable.csv"'},
    )
