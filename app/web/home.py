"""The first page: what needs you, four numbers, what happened lately."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response

from app.http.dependencies import PrincipalDep, SessionDep, TodayDep, WorkspaceDep
from app.store.action_items import ActionRow
from app.store.counters import Counter, counters, lately_closed, pressing
from app.store.postmortems import PostmortemFilter, PostmortemRow, list_postmortems
from app.store.tables import Postmortem
from app.usecases.preventable import undecided_lately
from app.web.charts import Spark, spark
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)
_RECENT = 8


@dataclass(frozen=True, slots=True)
class Tile:
    label: str
    count: int
    address: str
    spark: Spark
    alarm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    template: ClassVar[str] = "pages/home.html"
    pressing: list[ActionRow]
    tiles: list[Tile]
    recent: list[PostmortemRow]
    closed: list[ActionRow]
    total: int
    waiting: tuple[Postmortem, int] | None


@router.get("/")
def home(
    request: Request, session: SessionDep, principal: PrincipalDep, today: TodayDep, ws: WorkspaceDep
) -> Response:
    numbers = counters(session, principal, today)
    recent = list_postmortems(session, principal, PostmortemFilter(), limit=_RECENT)
    page = HomePage(
        title="What needs you",
        pressing=pressing(session, principal, today),
        tiles=[
            _tile("open", numbers.open, "/actions?unfinished=1"),
            _tile("overdue", numbers.overdue, "/actions?view=list&overdue=1", alarm=True),
            _tile("due in 7 days", numbers.due_soon, "/actions?view=list&due=week"),
            _tile("awaiting verification", numbers.awaiting, "/actions?view=list&status=done"),
        ],
        recent=recent.items,
        closed=lately_closed(session, principal, today),
        total=recent.total,
        waiting=undecided_lately(session, ws.index, principal, ws.now()),
    )
    return render(request, page)


def _tile(label: str, counter: Counter, address: str, *, alarm: bool = False) -> Tile:
    return Tile(label, counter.now, address, spark(counter.weeks), alarm and counter.now > 0)
