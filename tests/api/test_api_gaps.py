"""The matrix of causes and actions over REST."""

from typing import Any

from api_client import Api, problem

SLUG = "core-router-reload"


def point(api: Api) -> dict[str, Any]:
    found = api.read(f"/postmortems/{SLUG}/coverage")
    assert found["gaps"] == sum(item["gap"] for item in found["items"])
    only: dict[str, Any] = found["items"][0]
    return only


def test_an_answer_is_confirmed_taken_back_and_denied(api: Api) -> None:
    api.posted()
    told = point(api)
    assert (told["kind"], told["gap"], told["answers"], told["accepted"]) == ("cause", True, [], None)
    path = f"/postmortems/{SLUG}/coverage/{told['point']}/actions/ACT-1"
    made = api.send("PUT", path, json={"verdict": "answers"}).json()
    assert made["gaps"] == 0
    assert made["items"][0]["answers"][0] == {
        "key": "ACT-1", "text": "Alert on router uptime", "status": "open", "origin": "confirmed", "covers": True,
        "words": [],
    }  # fmt: skip
    assert api.read("/gaps")["items"] == []
    assert api.send("DELETE", path, params={"said": "answers"}).json()["gaps"] == 1
    denied = api.send("PUT", path, json={"verdict": "unrelated"}).json()["items"][0]
    assert [each["key"] for each in denied["denied"]] == ["ACT-1"]
    assert api.send("DELETE", path, params={"said": "unrelated"}).json()["items"][0]["denied"] == []
    problem(api.send("DELETE", path, params={"said": "answers"}), 404)


def test_a_gap_is_listed_until_it_is_accepted(api: Api) -> None:
    api.posted()
    told = point(api)
    listed = api.read("/gaps", service="edge")
    assert (listed["total"], listed["items"][0]["slug"]) == (1, SLUG)
    assert listed["items"][0]["points"] == [{k: told[k] for k in ("point", "kind", "text", "line")}]
    path = f"/postmortems/{SLUG}/coverage/{told['point']}/acceptance"
    problem(api.send("PUT", path, json={"reason": ""}), 422)
    problem(api.send("PUT", path, json={"reason": "  "}), 422)
    accepted = api.send("PUT", path, json={"reason": "it was replaced"}).json()["items"][0]
    assert (accepted["gap"], accepted["accepted"]["reason"]) == (False, "it was replaced")
    assert api.read("/gaps")["total"] == 0
    assert api.send("DELETE", path).json()["gaps"] == 1


def test_a_point_of_another_postmortem_is_not_found(api: Api) -> None:
    api.posted()
    for name in ("cause-999", "lesson-1"):
        problem(api.send("PUT", f"/postmortems/{SLUG}/coverage/{name}/acceptance", json={"reason": "x"}), 404)
    problem(api.send("PUT", f"/postmortems/{SLUG}/coverage/event-1/acceptance", json={"reason": "x"}), 404)
    problem(api.get("/gaps", params={"cursor": "none"}), 400)
