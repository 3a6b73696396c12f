"""Reports on action items: the backlog, time to close, promises, and one month."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.api.action_month_models import MonthlyRead, PromisesRead
from app.api.action_report_models import BacklogRead, ClosingRead, MonthQuery, ReportQuery
from app.api.problems import reads
from app.domain.errors import NotFound
from app.domain.months import Month
from app.http.dependencies import PrincipalDep, SessionDep, TodayDep
from app.usecases.action_reports import backlog, closing, monthly, promises

router = APIRouter(prefix="/reports/actions", tags=["reports"])
Asked = Annotated[ReportQuery, Query()]


@router.get("", summary="What is open and overdue, over months and by age", responses=reads())
def read_backlog(query: Asked, session: SessionDep, who: PrincipalDep, today: TodayDep) -> BacklogRead:
    """Each month as it stood at its end. What was closed on an unknown day is left out, and counted."""
    return BacklogRead.of(backlog(session, who, query.as_ask(), today))


@router.get("/closing", summary="How long closing takes, and what is closed", responses=reads())
def read_closing(query: Asked, session: SessionDep, who: PrincipalDep, today: TodayDep) -> ClosingRead:
    """Of what was recorded in the months asked for. What is open counts for as long as it has been open."""
    return ClosingRead.of(closing(session, who, query.as_ask(), today))


@router.get("/promises", summary="Slips, what was opened again, and how strong actions are", responses=reads())
def read_promises(query: Asked, session: SessionDep, who: PrincipalDep, today: TodayDep) -> PromisesRead:
    """From the history of every action, and from the strength of what was recorded in the months asked for."""
    return PromisesRead.of(promises(session, who, query.as_ask(), today))


@router.get("/{month}", summary="One month as one report", responses=reads(404))
def read_month(
    month: Annotated[str, Path(pattern=r"^[0-9]{4}-[0-9]{2}$", examples=["2024-04"])],
    query: Annotated[MonthQuery, Query()],
    session: SessionDep,
    who: PrincipalDep,
    today: TodayDep,
) -> MonthlyRead:
    """The month that is running is told as far as it has come."""
    try:
        asked = Month.parse(month)
    except ValueError as exc:
        raise NotFound(f"there is no month {month}") from exc
    return MonthlyRead.of(monthly(session, who, query.as_ask(), asked, today))
