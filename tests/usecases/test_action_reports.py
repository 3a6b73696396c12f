"""The reports as a manager asks for them: months, figures that agree with one another, and what is refused."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session
from support.records import a_record, an_action

from app.domain.errors import Forbidden, InvalidInput, NotFound
from app.domain.months import Month
from app.domain.principal import LOCAL_OWNER, Principal
from app.domain.vocabulary import ActionStatus, Priority
from app.store.engine import writing
from app.usecases.action_reports import Ask, backlog, closing, monthly, promises

TODAY = date(2024, 5, 15)
NOBODY = Principal("nobody", LOCAL_OWNER.sees)
S = ActionStatus


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def at(month: int, day: int) -> datetime:
    return datetime(2024, month, day, 9, tzinfo=UTC)


@pytest.fixture
def content(engine: Engine) -> None:
    with writing(engine) as session:
        ops = a_record(session, "team", "Ops").id
        an_action(session, "Remove it", created_at=at(3, 1), closed_at=at(3, 11), status=S.DONE, team_id=ops)
        an_action(session, "Add an alert", created_at=at(4, 1), due=date(2024, 4, 20), priority=Priority.HIGH)
        an_action(session, "Train all", created_at=at(4, 5), closed_at=at(5, 5), status=S.WONT_DO, team_id=ops)
        an_action(session, "Once more", created_at=at(5, 10), closed_at=at(5, 12), status=S.VERIFIED, team_id=ops)


@pytest.mark.usefixtures("content")
def test_twelve_months_are_told_unless_fewer_are_asked_for(session: Session) -> None:
    found = backlog(session, LOCAL_OWNER, Ask(), TODAY)
    assert (found.period.since, len(found.points), found.open, found.overdue) == (Month(2023, 6), 12, 1, 1)
    fewer = backlog(session, LOCAL_OWNER, Ask(since=Month(2024, 4)), TODAY)
    assert [(p.created, p.open) for p in fewer.points] == [(2, 2), (1, 1)]
    assert sum(band.count for band in fewer.bands) == fewer.open


@pytest.mark.usefixtures("content")
def test_time_to_close_and_standings_are_of_the_same_actions(session: Session) -> None:
    """Ages when done: 10 and 2; given up at 30; open for 44. Four, then three at risk."""
    found = closing(session, LOCAL_OWNER, Ask(), TODAY)
    times = found.lifetimes
    assert (times.total, times.done, times.given_up, times.open) == (4, 2, 1, 1)
    assert [(s.day, s.at_risk, s.share) for s in times.steps] == [(2, 4, 0.75), (10, 3, 0.5)]
    assert (times.half, times.most) == (10, None)
    assert [(t.name, t.total, t.closure) for t in found.teams] == [("Ops", 3, 1.0), (None, 1, 0.0)]
    assert [(t.name, t.total) for t in found.priorities] == [("high", 1), (None, 3)]
    assert found.total == times.total


@pytest.mark.usefixtures("content")
def test_a_month_adds_up_and_stays_as_it_was(session: Session) -> None:
    april = monthly(session, LOCAL_OWNER, Ask(), Month(2024, 4), TODAY)
    assert (april.whole, april.backlog.before, april.backlog.open, april.backlog.overdue) == (True, 0, 2, 1)
    assert (april.lifetimes.done, april.lifetimes.given_up, april.lifetimes.open) == (1, 0, 2)
    assert sum(t.total for t in april.teams) == 2
    may = monthly(session, LOCAL_OWNER, Ask(team=("Ops",)), Month(2024, 5), TODAY)
    point = may.backlog.points[-1]
    assert (may.whole, may.backlog.before, point.created, point.done, point.given_up, point.open) == (
        False, 1, 1, 1, 1, 0,
    )  # fmt: skip


def test_of_nothing_there_are_reports_of_nothing(session: Session) -> None:
    assert backlog(session, LOCAL_OWNER, Ask(), TODAY).open == 0
    assert closing(session, LOCAL_OWNER, Ask(), TODAY).lifetimes.half is None
    found = promises(session, LOCAL_OWNER, Ask(), TODAY)
    assert (found.slips.moves, found.days_moved, found.most_slipped, found.strengths.known) == (0, None, [], 0)
    assert monthly(session, LOCAL_OWNER, Ask(), Month(2024, 5), TODAY).teams == []


@pytest.mark.parametrize("since", [Month(2024, 6), Month(2014, 5), Month(1900, 1)])
def test_a_report_begins_at_most_ten_years_ago_and_not_in_the_future(session: Session, since: Month) -> None:
    with pytest.raises(InvalidInput, match="since must be a month from 2014-06 to 2024-05"):
        backlog(session, LOCAL_OWNER, Ask(since=since), TODAY)
    with pytest.raises(NotFound):
        monthly(session, LOCAL_OWNER, Ask(), since, TODAY)


@pytest.mark.parametrize("report", [backlog, closing, promises], ids=lambda f: f.__name__)
def test_a_report_is_for_those_who_may_read(session: Session, report: object) -> None:
    assert callable(report)
    with pytest.raises(Forbidden):
        report(session, NOBODY, Ask(), TODAY)


def test_a_month_is_for_those_who_may_read(session: Session) -> None:
    with pytest.raises(Forbidden):
        monthly(session, NOBODY, Ask(), Month(2024, 5), TODAY)
