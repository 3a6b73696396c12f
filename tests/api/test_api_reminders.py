"""Reminders over REST: today's plan, orphans, and snoozing."""

import pytest
from api_client import Api, problem
from support.databases import Clock


def test_the_plan_says_who_would_be_told_and_who_not(api: Api, clock: Clock) -> None:
    assert api.send("POST", "/people", json={"name": "Ann", "email": "ann@example.org"}).status_code == 201
    api.action(text="Mend it", owner="Ann", due="2024-05-04")
    api.action(text="Look into it")
    clock.forward(days=3)
    assert api.read("/reminders") == {
        "digests": [
            {
                "person": "Ann",
                "items": [
                    {"key": "ACT-1", "why": "due_today", "reason": "due today", "days": 0, "fresh": True},
                ],
            }
        ],
        "left_out": [
            {
                "key": "ACT-2",
                "text": "Look into it",
                "status": "proposed",
                "due": None,
                "person": None,
                "reason": "proposed: nobody has committed to it",
            }
        ],
    }


def test_nothing_was_sent_where_nothing_sends(api: Api) -> None:
    assert api.read("/reminders/deliveries", limit=5) == {"items": [], "next": None, "total": 0}
    problem(api.get("/reminders/deliveries?limit=0"), 422)


def test_work_that_nobody_answers_for_is_listed(api: Api) -> None:
    api.action(owner="Rumour", due="2024-05-04")
    [found] = api.read("/reminders/orphans")["items"]
    assert (found["key"], found["person"], found["reason"]) == ("ACT-1", "Rumour", "Rumour is known by name only")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"until": "2024-05-01", "reason": "x"}, "until"),
        ({"until": "2024-05-09"}, "reason"),
        ({"reason": "x"}, "until"),
    ],
)
def test_a_snooze_that_does_not_fit_is_422_with_its_field(api: Api, sent: dict[str, str], field: str) -> None:
    etag = api.action(owner="Ann", due="2024-05-04")["etag"]
    body = problem(api.send("PUT", "/action-items/ACT-1/snooze", json=sent, headers={"If-Match": etag}), 422)
    assert field in [error["field"] for error in body["errors"]]


def test_an_action_is_snoozed_with_the_version_that_was_read(api: Api) -> None:
    etag = api.action(owner="Ann", due="2024-05-04")["etag"]
    ask = {"until": "2024-05-09", "reason": "waits for disks"}
    problem(api.send("PUT", "/action-items/ACT-1/snooze", json=ask), 428)
    answer = api.send("PUT", "/action-items/ACT-1/snooze", json=ask, headers={"If-Match": etag})
    assert (answer.status_code, answer.json()) == (200, {"key": "ACT-1", "snoozed_until": "2024-05-09"})
    problem(api.send("PUT", "/action-items/ACT-1/snooze", json=ask, headers={"If-Match": etag}), 412)
    shown = api.read("/action-items/ACT-1")
    assert (shown["snoozed_until"], shown["etag"]) == ("2024-05-09", answer.headers["ETag"])
