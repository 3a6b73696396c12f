"""The numbers of the home page, now and over twelve weeks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session
from support.records import an_action

from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import ActionStatus
from app.store.counters import WEEKS, counters, lately_closed, pressing
from app.store.engine import writing

S = ActionStatus
TODAY = date(2024, 5, 1)


def day(offset: int) -> datetime:
    return datetime(2024, 5, 1, 12, tzinfo=UTC) + timedelta(days=offset)


@pytest.fixture(autouse=True)
def _content(engine: Engine) -> None:
    with writing(engine) as session:
        an_action(session, "no due date", number=1, created_at=day(-200))
        an_action(session, "overdue", number=2, due=date(2024, 4, 1), created_at=day(-50))
        an_action(session, "due today", number=3, due=TODAY, created_at=day(-1), status=S.BLOCKED)
        an_action(session, "due in a week", number=4, due=date(2024, 5, 8), created_at=day(0), status=S.PROPOSED)
        an_action(session, "due in eight days", number=5, due=date(2024, 5, 9), created_at=day(0))
        an_action(session, "closed", number=6, due=date(2024, 3, 1), created_at=day(-70), status=S.DONE,
                  closed_at=day(-20))  # fmt: skip
        an_action(session, "verified", number=7, created_at=day(-300), status=S.VERIFIED, closed_at=day(-100))
        an_action(session, "done on a document's word", number=8, created_at=day(-10), status=S.DONE)
        an_action(session, "declined", number=9, created_at=day(-10), status=S.WONT_DO, closed_at=day(-2))


def test_the_numbers_of_today(session: Session) -> None:
    now = counters(session, LOCAL_OWNER, TODAY)
    assert (now.open.now, now.overdue.now, now.due_soon.now, now.awaiting.now) == (5, 1, 2, 2)


def test_the_last_week_is_today_and_every_line_has_twelve(session: Session) -> None:
    now = counters(session, LOCAL_OWNER, TODAY)
    for counter in (now.open, now.overdue, now.due_soon, now.awaiting):
        assert len(counter.weeks) == WEEKS
        assert counter.weeks[-1] == counter.now


def test_earlier_weeks_count_what_was_created_and_not_yet_closed(session: Session) -> None:
    """Two from the start (no due date, and the one closed 20 days ago from day -70 on), then the overdue one."""
    weeks = counters(session, LOCAL_OWNER, TODAY).open.weeks
    assert weeks == [1, 2, 2, 2, 3, 3, 3, 3, 3, 2, 3, 5]
    overdue = counters(session, LOCAL_OWNER, TODAY).overdue.weeks
    assert overdue == [0, 0, 0, 1, 1, 1, 1, 2, 2, 1, 1, 1]


def test_what_presses_is_overdue_or_due_within_a_week_the_longest_overdue_first(session: Session) -> None:
    assert [row.action.number for row in pressing(session, LOCAL_OWNER, TODAY)] == [2, 3, 4]
    assert [row.action.number for row in pressing(session, LOCAL_OWNER, TODAY, limit=1)] == [2]


def test_lately_closed_are_those_of_ninety_days_newest_first(session: Session) -> None:
    assert [row.action.number for row in lately_closed(session, LOCAL_OWNER, TODAY)] == [9, 6]
    assert [row.action.number for row in lately_closed(session, LOCAL_OWNER, TODAY, limit=1)] == [9]
