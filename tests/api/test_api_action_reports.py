"""Reports on action items over REST."""

import pytest
from api_client import Api, problem
from support.databases import Clock

OLDER = [(29, 56), (57, 90), (91, 180), (181, 365), (366, None)]


@pytest.fixture
def database_kind() -> str:
    """The counting itself is tried on both databases (tests/store/test_action_counts.py)."""
    return "sqlite"


@pytest.fixture
def told(api: Api, clock: Clock) -> Api:
    """ACT-1 done after ten days, ACT-2 overdue and slipped, ACT-3 proposed."""
    first = api.action(text="Remove the router", owner="Ann", team="Ops", due="2024-06-01")
    second = api.action(text="Train everybody", owner="Bob", due="2024-05-05")
    api.action(text="Three machines")
    clock.forward(days=10)
    api.move(first, "done", evidence=[{"text": "seen"}])
    later = {"due": "2024-05-09", "reason": "ill"}
    assert api.send("PATCH", "/action-items/ACT-2", match=second["etag"], json=later).status_code == 200
    return api


def test_the_backlog_by_month_and_age(told: Api) -> None:
    found = told.read("/reports/actions", since="2024-05")
    assert found == {
        "since": "2024-05-01", "last": "2024-05-11", "open": 2, "overdue": 1,
        "months": [{"month": "2024-05", "created": 3, "done": 1, "given_up": 0, "open": 2, "overdue": 1}],
        "ages": [
            {"first": 0, "last": 28, "count": 2},
            *({"first": first, "last": last, "count": 0} for first, last in OLDER),
        ],
        "left_out": {"undated": 0, "came_closed": 0},
    }  # fmt: skip


def test_time_to_close_with_its_steps_and_standings(told: Api) -> None:
    found = told.read("/reports/actions/closing")
    times = found["time_to_close"]
    assert times["steps"] == [{"day": 10, "at_risk": 3, "closed": 1, "share": pytest.approx(2 / 3)}]
    assert (times["total"], times["done"], times["open"], times["half"]) == (3, 1, 2, None)
    assert [(t["name"], t["total"], t["closure"]) for t in found["teams"]] == [("Ops", 1, 1.0), (None, 2, 0.0)]


def test_promises_and_strengths(told: Api) -> None:
    found = told.read("/reports/actions/promises", since="2024-05")
    assert (found["slips"]["moves"], found["slips"]["days_moved"]) == (1, 4)
    assert found["slips"]["months"] == {"2024-05": 1}
    assert [(s["key"], s["days"]) for s in found["most_slipped"]] == [("ACT-2", 4)]
    assert [(s["strength"], s["count"]) for s in found["strengths"]["shares"]] == [
        ("strong", 1), ("intermediate", 0), ("weak", 1),
    ]  # fmt: skip
    assert found["strengths"]["unknown"] == 1


def test_a_month_is_one_answer(told: Api) -> None:
    found = told.read("/reports/actions/2024-05", team="Ops")
    assert (found["whole"], found["open_before"], found["backlog"]["open"]) == (False, 0, 0)
    assert found["slipped"] == []
    whole = told.read("/reports/actions/2024-05")
    assert [(e["key"], e["old"], e["new"], e["why"]) for e in whole["slipped"]] == [
        ("ACT-2", "2024-05-05", "2024-05-09", "ill")
    ]


def test_a_strength_is_corrected_and_listed(told: Api) -> None:
    etag = told.read("/action-items/ACT-3")["etag"]
    changed = told.send("PATCH", "/action-items/ACT-3", match=etag, json={"strength": "intermediate"}).json()
    assert (changed["strength"], changed["strength_corrected"]) == ("intermediate", True)
    assert told.read("/action-items", strength="intermediate")["total"] == 1
    assert told.read("/action-items", slipped="2024-05-01..", without="team")["total"] == 1
    assert told.read("/action-items", created="..2024-05-01", open_on="2024-05-11")["total"] == 2


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/reports/actions?since=2031-01", 422),
        ("/reports/actions?since=2024-13", 422),
        ("/reports/actions?until=2024-05", 422),
        ("/reports/actions/2024-13", 404),
        ("/reports/actions/2031-01", 404),
        ("/reports/actions/may", 404),
        ("/action-items?created=2024-05-01", 422),
        ("/action-items?created=2024-02-30..", 422),
        ("/action-items?strength=mighty", 422),
    ],
)
def test_what_cannot_be_told_is_a_problem(api: Api, path: str, status: int) -> None:
    problem(api.get(path), status)
