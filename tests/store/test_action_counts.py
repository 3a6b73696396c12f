"""What the reports count, by hand, on both databases; and against every action looked at by itself."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session
from support.records import a_postmortem, a_record, about, an_action, keep

from app.domain.backlog import points
from app.domain.months import Days, Month
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import UNFINISHED, ActionStatus, Priority, Strength
from app.store.action_counts import LeftOut, Standing, ages, left_out, lives, lots, standings, strengths
from app.store.action_items import ActionFilter, list_actions
from app.store.action_ledger import entries, most_slipped, reopened, slips
from app.store.action_spans import Further, Lack, reopening, slip
from app.store.engine import reading, writing
from app.store.tables import ActionEvent

S = ActionStatus
TODAY = date(2024, 5, 15)
SINCE = Month(2024, 3)
ALL = ActionFilter()
SPRING = Days(SINCE.first, TODAY)


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=UTC)


def history(
    session: Session, seq: int, action: Any, when: datetime, field: str, old: str | None, new: str | None
) -> None:
    keep(session, ActionEvent(seq=seq, action_id=action.id, at=when, actor="ann", field=field, old=old, new=new,
                              why=f"reason {seq}", prev_hash="", hash=str(seq)))  # fmt: skip


@pytest.fixture(autouse=True)
def _content(engine: Engine) -> None:
    with writing(engine) as session:
        ops = a_record(session, "team", "Ops").id
        post = a_postmortem(session, "Disk full")
        about(session, post, "service", "db")
        old = an_action(session, "Add an alert", number=1, created_at=at(1, 10), due=date(2024, 3, 31), team_id=ops)
        fixed = an_action(session, "Remove the cron job", number=2, created_at=at(3, 1, 0), status=S.DONE,
                          closed_at=at(4, 1, 0), due=date(2024, 3, 20),
                          priority=Priority.HIGH, team_id=ops)  # fmt: skip
        an_action(session, "Train people", number=3, created_at=at(4, 10), status=S.WONT_DO, closed_at=at(5, 1))
        an_action(session, "Lift the quota", number=4, created_at=at(4, 30, 23), due=TODAY, postmortem_id=post.id)
        an_action(session, "Said to be done", number=5, created_at=at(4, 2), status=S.DONE)
        an_action(session, "Was done before", number=6, created_at=at(4, 2), status=S.DONE, closed_at=at(2, 2))
        proposed = an_action(session, "Perhaps", number=7, created_at=at(5, 2), status=S.PROPOSED,
                             due=date(2024, 5, 14))  # fmt: skip
        old.accepted_at = at(3, 5)
        history(session, 1, old, at(3, 2), "due", "2024-02-01", "2024-02-10")  # before it was accepted
        history(session, 2, old, at(3, 6), "due", "2024-02-10", "2024-02-20")
        history(session, 3, old, at(4, 6), "due", "2024-02-20", "2024-03-31")
        history(session, 4, old, at(4, 7), "due", "2024-03-31", "2024-03-21")
        history(session, 5, old, at(4, 8), "due", "2024-03-21", None)
        history(session, 6, old, at(4, 9), "due", None, "2024-03-31")
        history(session, 7, proposed, at(5, 3), "due", "2024-05-10", "2024-05-14")
        history(session, 8, fixed, at(3, 10), "status", "open", "done")
        history(session, 9, fixed, at(3, 12), "status", "done", "in_progress")
        history(session, 10, fixed, at(4, 1, 0), "status", "in_progress", "done")
        history(session, 11, fixed, at(4, 30), "status", "done", "verified")


def test_months_are_counted_as_by_hand(session: Session) -> None:
    """March: ACT-1 is there, ACT-2 comes and is overdue. On its last day ACT-1 is due, from April on overdue."""
    found = points(lots(session, LOCAL_OWNER, ALL, SINCE, TODAY), 3)
    assert [(p.created, p.done, p.given_up, p.open, p.overdue) for p in found] == [
        (1, 0, 0, 2, 1),
        (2, 1, 0, 3, 1),
        (1, 0, 1, 3, 2),
    ]


def test_a_report_of_a_past_month_knows_nothing_of_later(session: Session) -> None:
    last = date(2024, 4, 30)
    found = points(lots(session, LOCAL_OWNER, ALL, SINCE, last), 2)
    assert [(p.created, p.done, p.given_up, p.open, p.overdue) for p in found] == [(1, 0, 0, 2, 1), (2, 1, 0, 3, 1)]
    assert sum(ages(session, LOCAL_OWNER, ALL, last).values()) == found[-1].open


def test_what_is_open_is_counted_by_the_day_on_which_it_came(session: Session) -> None:
    expected = {date(2024, 1, 10): 1, date(2024, 4, 30): 1, date(2024, 5, 2): 1}
    assert ages(session, LOCAL_OWNER, ALL, TODAY) == expected


def test_what_has_no_place_in_time_is_told(session: Session) -> None:
    assert left_out(session, LOCAL_OWNER, ALL, TODAY) == LeftOut(undated=1, came_closed=1)
    assert left_out(session, LOCAL_OWNER, ALL, date(2024, 4, 1)) == LeftOut()


def test_lives_are_days_by_the_calendar_of_those_recorded_then(session: Session) -> None:
    found = lives(session, LOCAL_OWNER, ALL, SPRING, TODAY)
    assert (found.done, found.given_up, found.left_out) == (Counter({31: 1}), Counter({21: 1}), LeftOut(1, 1))
    earlier = lives(session, LOCAL_OWNER, ALL, Days(SINCE.first, date(2024, 3, 31)), date(2024, 3, 31))
    assert (earlier.done, earlier.given_up, earlier.left_out) == (Counter(), Counter(), LeftOut())


def test_standings_tell_team_priority_and_state(session: Session) -> None:
    found = standings(session, LOCAL_OWNER, ActionFilter(team=("Ops",)), SPRING, TODAY)
    assert found == [Standing("Ops", Priority.HIGH, False, False, False, 1)]
    whole = standings(session, LOCAL_OWNER, ALL, SPRING, TODAY)
    assert sum(s.count for s in whole) == 6
    assert sum(s.count for s in whole if s.overdue) == 1
    assert sum(s.count for s in whole if s.given_up) == 1


def test_strengths_are_those_of_the_wordings(session: Session) -> None:
    found = strengths(session, LOCAL_OWNER, ALL, SPRING)
    assert found == {(Strength.STRONG, False): 1, (Strength.WEAK, False): 1, (Strength.INTERMEDIATE, False): 1,
                     (None, False): 3}  # fmt: skip


def test_a_slip_moves_a_promised_day_later(session: Session) -> None:
    found = slips(session, LOCAL_OWNER, ALL, SPRING)
    assert (found.moves, found.actions, found.earlier, found.taken_back) == (2, 1, 1, 1)
    assert found.months == Counter({"2024-03": 1, "2024-04": 1})
    assert found.by_days == Counter({10: 1, 40: 1})
    assert [(s.key, s.moves, s.days) for s in most_slipped(session, LOCAL_OWNER, ALL, SPRING)] == [("ACT-1", 2, 50)]
    april = entries(session, LOCAL_OWNER, ALL, slip(), Days(date(2024, 4, 1), date(2024, 4, 30)), 10)
    assert [(e.key, e.old, e.new, e.why) for e in april] == [("ACT-1", "2024-02-20", "2024-03-31", "reason 3")]


def test_what_was_opened_again_is_told_with_what_it_was(session: Session) -> None:
    found = reopened(session, LOCAL_OWNER, ALL, SPRING)
    assert (found.moves, found.actions, found.by_status, found.months) == (
        1,
        1,
        {S.DONE: 1},
        Counter({"2024-03": 1}),
    )
    assert [e.key for e in entries(session, LOCAL_OWNER, ALL, reopening(), SPRING, 10)] == ["ACT-2"]
    assert reopened(session, LOCAL_OWNER, ALL, Days(date(2024, 4, 1), TODAY)).moves == 0


def test_reports_follow_their_filters(session: Session) -> None:
    db = ActionFilter(service=("db",))
    assert sum(ages(session, LOCAL_OWNER, db, TODAY).values()) == 1
    assert slips(session, LOCAL_OWNER, db, SPRING).moves == 0
    assert slips(session, LOCAL_OWNER, ActionFilter(team=("Ops",)), SPRING).moves == 2


@pytest.mark.parametrize(
    ("further", "expected"),
    [
        (Further(strength=(Strength.STRONG, Strength.WEAK)), "2 3"),
        (Further(created=Days(date(2024, 4, 30), date(2024, 5, 1))), "4"),
        (Further(created=Days(last=date(2024, 3, 1))), "1 2"),
        (Further(closed=Days(date(2024, 4, 1), date(2024, 4, 1))), "2"),
        (Further(slipped=Days(date(2024, 3, 6), date(2024, 3, 6))), "1"),
        (Further(slipped=Days(date(2024, 5, 1), None)), ""),
        (Further(reopened=Days(None, None)), "2"),
        (Further(open_on=date(2024, 3, 31)), "1 2"),
        (Further(open_on=date(2024, 4, 1)), "1"),
        (Further(without=(Lack.CLOSING_DAY,)), "5"),
        (Further(dated=True), "1 2 3 4 7"),
        (Further(without=(Lack.TEAM, Lack.DUE)), "3 5 6"),
        (Further(without=(Lack.STRENGTH, Lack.PRIORITY, Lack.OWNER)), "5 6 7"),
    ],
)
def test_the_board_has_the_rows_behind_a_number(session: Session, further: Further, expected: str) -> None:
    found = list_actions(session, LOCAL_OWNER, ActionFilter(further=further), sort="created")
    assert " ".join(str(row.action.number) for row in found.items) == expected


def test_the_database_counts_as_one_would_by_hand(engine: Engine) -> None:
    """Some actions at random: each month's end, every action looked at by itself."""
    chance, made = random.Random(11), []
    with writing(engine) as session:
        for number in range(1000, 1150):
            status = chance.choice(list(S))
            created = at(5, 15) - timedelta(days=chance.randint(0, 150), hours=chance.randint(0, 11))
            closed = created + timedelta(days=chance.randint(-5, 60)) if status not in UNFINISHED else None
            closed = None if chance.random() < 0.1 or (closed and closed > at(5, 15)) else closed
            due = TODAY + timedelta(days=chance.randint(-120, 30)) if chance.random() < 0.8 else None
            made.append(
                an_action(session, number=number, created_at=created, closed_at=closed, due=due, status=status)
            )
    with reading(engine) as session:
        found = points(lots(session, LOCAL_OWNER, ALL, SINCE, TODAY), 3)
        counted = [sum(ages(session, LOCAL_OWNER, ALL, day).values()) for day in _ends()]
        rows = [list_actions(session, LOCAL_OWNER, ActionFilter(further=Further(open_on=d))).total for d in _ends()]
    for i, end in enumerate(_ends()):
        night = datetime(end.year, end.month, end.day, tzinfo=UTC) + timedelta(days=1)
        there = [
            a
            for a in made
            if a.created_at < night and (a.status in UNFINISHED or (a.closed_at and a.closed_at >= night))
        ]
        late = [a for a in there if a.due and a.due < end]
        assert found[i].open == len(there) + [2, 3, 3][i]
        assert found[i].overdue == len(late) + [1, 1, 2][i]
        assert counted[i] == rows[i] == found[i].open


def _ends() -> list[date]:
    return [date(2024, 3, 31), date(2024, 4, 30), TODAY]
