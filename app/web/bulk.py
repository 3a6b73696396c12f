"""Many actions changed from the board: chosen there, looked at before it happens, and taken back afterwards."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Request, Response
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.datastructures import QueryParams

from app.domain.capabilities import Capability
from app.domain.errors import InvalidInput
from app.domain.lifecycle import Evidence, Move
from app.domain.principal import Principal, require
from app.domain.vocabulary import ActionStatus, Grade, Priority
from app.http.dependencies import DueDaysDep, PrincipalDep, TodayDep, WorkspaceDep
from app.http.errors import status_of
from app.store.action_groups import versions_of
from app.store.catalogue import names_in_use
from app.store.engine import reading
from app.store.tables import BulkChange
from app.usecases.actions import ActionEdit
from app.usecases.bulk import BULK_MAX, Bulk, Ending, Outcome, change_many, foretell_bulk
from app.usecases.bulk_undo import bulk_of, undo_bulk
from app.web.actions import board_address, shown_filter
from app.web.flash import Flash, Undo, go
from app.web.forms import FormState, filled, state_after, validated
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
_EDITED = ("owner", "team", "due", "priority")
_MOVED = ("to", "evidence", "grade", "accepted_by", "until", "superseded_by")


class BulkFields(BaseModel):
    """The form as it is typed. `row` and `also` are `ACT-12:3`, a key and the version that the page showed.

    `all` stands for whatever `where`, the query of a board's address, lets through.
    """

    row: list[str] = Field(default_factory=list, max_length=BULK_MAX)
    also: list[str] = Field(default_factory=list, max_length=BULK_MAX)
    all: str = ""
    where: str = Field(default="", max_length=6000)
    to: str = ""
    owner: str = ""
    team: str = ""
    due: str = ""
    priority: str = ""
    evidence: str = ""
    grade: str = ""
    accepted_by: str = ""
    until: str = ""
    superseded_by: str = ""
    reason: str = ""


class _Move(BaseModel):
    to: ActionStatus
    grade: Grade | None = None
    accepted_by: str | None = None
    until: date | None = None
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPage(Page):
    """`rows` are what was chosen; `outcomes` what would become of each, with its row; `would`: so many change."""

    template: ClassVar[str] = "pages/bulk.html"
    form: FormState
    rows: list[str]
    outcomes: list[tuple[Outcome, str]]
    would: int
    where: str
    back: str
    statuses: list[ActionStatus]
    grades: list[Grade]
    priorities: list[Priority]
    people: list[str]
    teams: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkDonePage(Page):
    template: ClassVar[str] = "pages/bulk_done.html"
    bulk: BulkChange
    where: str
    back: str


@router.post("/actions/bulk")
def look(
    request: Request,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    due_days: DueDaysDep,
    today: TodayDep,
    given: Annotated[BulkFields, Form()],
) -> Response:
    """What would become of each action that was chosen. Nothing changes yet."""
    require(principal, Capability.BULK)
    rows, outcomes, form = [], [], FormState(_values(given))
    try:
        with reading(ws.engine) as session:
            rows = _chosen(session, principal, given, today)
        outcomes = foretell_bulk(ws, principal, _asked(given, rows), due_days)
    except InvalidInput as error:
        form = state_after(error, _values(given))
    status = 422 if form.faults or form.message else 200
    return render(request, _page(ws, given, form, rows, outcomes), status)


@router.post("/actions/bulk/apply")
def apply(
    request: Request,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    due_days: DueDaysDep,
    given: Annotated[BulkFields, Form()],
) -> Response:
    try:
        done = change_many(ws, principal, _asked(given, given.row), due_days)
    except InvalidInput as error:
        page = _page(ws, given, state_after(error, _values(given)), [*given.row, *given.also], [])
        return render(request, page, status_of(error))
    changed = sum(o.ending is Ending.CHANGED for o in done.outcomes)
    if done.number is None:
        outcomes = done.outcomes
        form = FormState(_values(given), message="Nothing was changed")
        return render(request, _page(ws, given, form, given.row, outcomes), 409)
    where = board_address(QueryParams(given.where))
    undo = Undo(f"/actions/bulk/{done.number}/undo", {"where": given.where[:1200]})
    said = f"{changed} {'action items' if changed != 1 else 'action item'} changed"
    if changed == len(done.outcomes):
        return go(str(where), Flash(said, undo))
    return go(_address(done.number, given.where), Flash(f"{said}, {len(done.outcomes) - changed} not", undo))


@router.get("/actions/bulk/{number}")
def done(request: Request, number: Number, ws: WorkspaceDep, principal: PrincipalDep, where: str = "") -> Response:
    """What such a change did, and what it could not."""
    page = BulkDonePage(
        title="Several changed at once",
        section="Actions",
        bulk=bulk_of(ws, principal, number),
        where=where[:6000],
        back=str(board_address(QueryParams(where[:6000]))),
    )
    return render(request, page)


@router.post("/actions/bulk/{number}/undo")
def undo(number: Number, ws: WorkspaceDep, principal: PrincipalDep, where: Annotated[str, Form()] = "") -> Response:
    outcomes = undo_bulk(ws, principal, number)
    back = sum(o.ending is Ending.CHANGED for o in outcomes)
    if back == len(outcomes):
        address = board_address(QueryParams(where[:6000]))
        return go(str(address), Flash(f"Taken back: {back} as before"))
    return go(_address(number, where), Flash(f"Taken back of {back}; {len(outcomes) - back} stay as they are"))


def _address(number: int, where: str) -> str:
    return f"/actions/bulk/{number}?{urlencode({'where': where[:1200]})}"


def _chosen(session: Session, principal: Principal, given: BulkFields, today: date) -> list[str]:
    """Raises InvalidInput where nothing is chosen, or all are and they are too many."""
    rows = list(dict.fromkeys([*given.row, *given.also]))
    if given.all:
        where = shown_filter(board_address(QueryParams(given.where)), today)
        found = versions_of(session, principal, where, BULK_MAX + 1)
        rows = [f"{key}:{version}" for key, version in found]
    if len(rows) > BULK_MAX:
        message = f"more than {BULK_MAX} match, and no more change at once: narrow the filter"
        raise InvalidInput(message)
    if not rows:
        message = "choose the actions that are to change, on the board"
        raise InvalidInput(message)
    return rows


def _asked(given: BulkFields, rows: list[str]) -> Bulk:
    values = {n: str(v) for n, v in given.model_dump().items()}
    wanted = {name: value for name, value in filled(values, _EDITED).items() if value}
    move = None
    if given.to:
        asked = validated(_Move, filled(values, ("to", "grade", "accepted_by", "until", "superseded_by")))
        proof = given.evidence.strip()
        is_address = proof.startswith(("https://", "http://")) and " " not in proof
        evidence = (Evidence(url=proof) if is_address else Evidence(text=proof),) if proof else ()
        move = Move(
            to=asked.to,
            evidence=evidence,
            grade=asked.grade,
            accepted_by=asked.accepted_by,
            until=asked.until,
            superseded_by=asked.superseded_by.upper() if asked.superseded_by else None,
        )
    # As the fields of one action are judged, the reason by its length, too.
    edit = validated(ActionEdit, wanted | {"reason": given.reason.strip() or None})
    return Bulk(
        tuple(_row(row) for row in rows),
        edit.reason or "",
        move,
        validated(ActionEdit, wanted) if wanted else None,
    )


def _row(text: str) -> tuple[str, int]:
    key, _, version = text.partition(":")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise InvalidInput("the form was not sent as its page makes it")
    return key[:20], int(version)


def _values(given: BulkFields) -> dict[str, str]:
    return {n: getattr(given, n) for n in (*_EDITED, *_MOVED, "reason")}


def _page(
    ws: WorkspaceDep, given: BulkFields, form: FormState, rows: list[str], outcomes: list[Outcome]
) -> BulkPage:
    by_key = {row.partition(":")[0]: row for row in rows}
    with reading(ws.engine) as session:
        people, teams = names_in_use(session, "person"), names_in_use(session, "team")
    return BulkPage(
        title="Change several at once",
        section="Actions",
        form=form,
        rows=rows,
        outcomes=[(o, by_key.get(o.key, "")) for o in outcomes],
        would=sum(o.ending is Ending.CHANGED for o in outcomes),
        where=given.where,
        back=str(board_address(QueryParams(given.where))),
        statuses=[s for s in ActionStatus if s is not ActionStatus.PROPOSED],
        grades=list(Grade),
        priorities=list(Priority),
        people=people,
        teams=teams,
    )
