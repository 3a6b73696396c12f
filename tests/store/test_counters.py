"""The numbers of the home page, now and over twelve weeks."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session
from support.records import an_action

from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import UNFINISHED, ActionStatus
from app.store.counters import WEEKS, counters, lately_closed, pressing
from app.store.engine import reading, writing

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


def test_the_database_counts_as_one_would_by_hand(engine: Engine) -> None:
    """A thousand actions at random, each looked at by itself at the end of each week."""
    chance = random.Random(4)
    before = _weeks(engine)
    actions = []
    with writing(engine) as session:
        for number in range(1000, 2000):
            status = chance.choice(list(S))
            created = day(chance.randint(-120, 0))
            closed = created + timedelta(days=chance.randint(0, 60)) if status not in UNFINISHED else None
            closed = None if closed and (closed > day(0) or chance.random() < 0.2) else closed
            due = TODAY + timedelta(days=chance.randint(-100, 30)) if chance.random() < 0.8 else None
            actions.append((status, created.date(), closed.date() if closed else None, due))
            an_action(session, number=number, status=status, created_at=created, closed_at=closed, due=due)
    after = _weeks(engine)
    for name, weeks in before.items():
        by_hand = [sum(_is(name, week, *action) for action in actions) for week in range(WEEKS)]
        assert [new - old for new, old in zip(after[name], weeks, strict=True)] == by_hand, name


def _weeks(engine: Engine) -> dict[str, list[int]]:
    with reading(engine) as session:
        now = counters(session, LOCAL_OWNER, TODAY)
    return {name: getattr(now, name).weeks for name in ("open", "overdue", "due_soon", "awaiting")}


def _is(name: str, week: int, status: S, created: date, closed: date | None, due: date | None) -> bool:
    """Whether an action counts under a name at the end of a week; the last one is as things stand."""
    end, last = TODAY - timedelta(days=7 * (WEEKS - 1 - week)), week == WEEKS - 1
    if created > end and not last:
        return False
    if status not in UNFINISHED and (last or closed is None or closed <= end):
        return name == "awaiting" and status is S.DONE
    soon = due is not None and end <= due <= end + timedelta(days=7)
    return {"open": True, "overdue": due is not None and due < end, "due_soon": soon, "awaiting": False}[name]
