"""Report pages on action items: the backlog, time to close, promises, and a month as one page."""

from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.domain.errors import FieldFault, InvalidInput, NotFound
from app.domain.months import Month
from app.http.dependencies import PrincipalDep, SessionDep, TodayDep
from app.store.catalogue import names_in_use
from app.usecases.action_reports import Ask, Period, backlog, closing, monthly, promises
from app.web.addresses import Address
from app.web.figures.backlog import ages, came_and_went, open_and_overdue, sum_of_month
from app.web.figures.closing import by_priority, by_team, time_to_close
from app.web.figures.promises import reopened, slips, strengths
from app.web.figures.sections import Section
from app.web.rendering import Page, render
from app.web.words import day

router = APIRouter(include_in_schema=False)
PATH = "/reports/actions"
_TABS = {
    PATH: "Backlog",
    f"{PATH}/closing": "Closing",
    f"{PATH}/promises": "Promises",
    "/gaps": "Unanswered causes",
}
_FILTERS = ("team", "service", "since")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionReportPage(Page):
    """`tabs`: name, address, whether it is this one. `chosen`: filters in force; a month has no `since`."""

    template: ClassVar[str] = "pages/action_report.html"
    lede: str
    path: str
    tabs: list[tuple[str, str, bool]]
    neighbours: list[tuple[str, str]]
    teams: list[str]
    services: list[str]
    chosen: dict[str, str]
    since: str
    sections: list[Section]


@router.get(PATH)
def backlog_page(request: Request, session: SessionDep, principal: PrincipalDep, today: TodayDep) -> Response:
    address, ask = _asked(request)
    found = backlog(session, principal, ask, today)
    sections = [open_and_overdue(found, ask), came_and_went(found, ask), ages(found, ask)]
    return _page(request, session, address, found.period, sections)


@router.get(f"{PATH}/closing")
def closing_page(request: Request, session: SessionDep, principal: PrincipalDep, today: TodayDep) -> Response:
    address, ask = _asked(request)
    found = closing(session, principal, ask, today)
    period = found.period
    sections = [
        time_to_close(found.lifetimes, found.left_out, period, ask),
        by_priority(found.priorities, period, ask),
        by_team(found.teams, period, ask),
    ]
    return _page(request, session, address, period, sections)


@router.get(f"{PATH}/promises")
def promises_page(request: Request, session: SessionDep, principal: PrincipalDep, today: TodayDep) -> Response:
    address, ask = _asked(request)
    found = promises(session, principal, ask, today)
    sections = [slips(found, ask), reopened(found, ask), strengths(found, ask)]
    return _page(request, session, address, found.period, sections)


@router.get(f"{PATH}/{{month}}")
def month_page(
    request: Request, month: str, session: SessionDep, principal: PrincipalDep, today: TodayDep
) -> Response:
    address, ask = _asked(request)
    try:
        asked = Month.parse(month)
    except ValueError as exc:
        raise NotFound(f"there is no report {month[:40]}: a month is written as 2026-11") from exc
    found = monthly(session, principal, ask, asked, today)
    year, own = found.backlog.period, found.promises.period
    sections = [
        sum_of_month(found.backlog, ask),
        open_and_overdue(found.backlog, ask),
        ages(found.backlog, ask),
        time_to_close(found.lifetimes, found.left_out, year, ask),
        by_team(found.teams, own, ask),
        slips(found.promises, ask, found.slipped),
        reopened(found.promises, ask, found.reopened),
        strengths(found.promises, ask),
    ]
    return _page(request, session, address, own, sections, found.whole)


def _asked(request: Request) -> tuple[Address, Ask]:
    """Raises InvalidInput where `since` is no month."""
    address = Address.of(request.url.path, request.query_params, _FILTERS)
    since = address.value("since")
    try:
        month = Month.parse(since) if since else None
    except ValueError as exc:
        raise InvalidInput(f"since: {exc}", [FieldFault("since", str(exc))]) from exc
    return address, Ask(address.values("team"), address.values("service"), month)


def _page(
    request: Request,
    session: Session,
    address: Address,
    period: Period,
    sections: list[Section],
    whole: bool | None = None,
) -> Response:
    """`whole` says whether the month is over; None where the report is of no single month."""
    of_month = whole is not None
    month = Month.of(period.last)
    title = f"Action items in {month.first:%B %Y}" if of_month else "Reports on action items"
    running = f" The month is not over: this is what is known on {day(period.last)}." if whole is False else ""
    page = ActionReportPage(
        title=title,
        section="Reports",
        lede=f"{day(period.since.first)} to {day(period.last)}, in UTC, of what you may read.{running}",
        path=address.path,
        tabs=_tabs(address, month),
        neighbours=_neighbours(address, month) if of_month else [],
        teams=names_in_use(session, "team"),
        services=names_in_use(session, "service"),
        chosen={name: address.value(name) for name in ("team", "service")},
        since="" if of_month else str(period.since),
        sections=sections,
    )
    return render(request, page)


def _tabs(address: Address, month: Month) -> list[tuple[str, str, bool]]:
    """The filters go along from one to the other."""
    paths = {**_TABS, f"{PATH}/{month}": f"{month.first:%B %Y}"}
    return [(name, str(replace(address, path=path)), path == address.path) for path, name in paths.items()]


def _neighbours(address: Address, month: Month) -> list[tuple[str, str]]:
    return [
        (f"{other.first:%B %Y}", str(replace(address, path=f"{PATH}/{other}")))
        for other in (month.plus(-1), month.plus(1))
    ]
