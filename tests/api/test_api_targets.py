"""Targets over REST: named by a person, reported on by a CI, in the way of "done" until they are settled."""

from dataclasses import replace
from typing import Any

import pytest
from api_client import Api, problem
from fastapi import FastAPI
from support.databases import Clock
from support.receiver import Receiver

from app.runtime import Runtime

PATH = "/action-items/ACT-1/targets"


@pytest.fixture
def fleet(api: Api) -> Api:
    """ACT-1 is open and to be done for codebase and org/deploy."""
    api.action(text="Audit every database", owner="Maria Ortiz", due="2024-06-01")
    added(api, {"names": ["codebase", "org/deploy"]})
    return api


def added(api: Api, body: dict[str, Any]) -> Any:
    response = api.send("POST", PATH, json=body)
    assert response.status_code == 200, response.text
    return response.json()


def report(api: Api, name: str, state: str, **more: str) -> Any:
    response = api.send("PUT", f"{PATH}/{name}", json={"state": state, **more})
    assert response.status_code == 200, response.text
    return response.json()


def names(listed: Any) -> list[str]:
    return [target["name"] for target in listed["items"]]


def test_targets_are_listed_with_what_is_settled(fleet: Api, clock: Clock) -> None:
    made = report(fleet, "codebase", "passed", evidence_url="https://ci.example/1", note="uses it")
    assert made == {
        "name": "codebase",
        "state": "passed",
        "settled": True,
        "note": "uses it",
        "evidence_url": "https://ci.example/1",
        "until": None,
        "set_by": "local owner",
        "set_at": clock.at.isoformat().replace("+00:00", "Z"),
        "added_by": "local owner",
        "added_at": clock.at.isoformat().replace("+00:00", "Z"),
        "check": None,
    }
    report(fleet, "org/deploy", "failed")
    listed = fleet.read(PATH)
    assert names(listed) == ["codebase", "org/deploy"]
    assert (listed["total"], listed["settled"], listed["failed"]) == (2, 1, 1)
    assert fleet.read("/action-items/ACT-1")["targets"] == {"total": 2, "settled": 1, "failed": 1}
    assert fleet.read("/action-items")["items"][0]["targets"]["settled"] == 1


def test_an_address_is_asked_about_a_target(fleet: Api, app: FastAPI, runtime: Runtime, receiver: Receiver) -> None:
    path, check = "/action-items/ACT-1/checks/org/deploy", {"url": f"http://localhost:{receiver.port}/health"}
    off = problem(fleet.send("PUT", path, json=check), 422)
    assert "checks are off" in off["detail"]
    hosts = {"check_hosts": [f"localhost:{receiver.port}"], "outbound_hosts": ["localhost"]}
    app.state.runtime = replace(runtime, settings=runtime.settings.model_copy(update=hosts))
    made = fleet.send("PUT", path, json={**check, "pointer": "/db", "value": "vip"}).json()
    assert (made["state"], made["check"]["status"], made["check"]["asked_at"]) == ("todo", 200, None)
    receiver.status, receiver.body = 200, b'{"db": "vip"}'
    asked = fleet.send("POST", path).json()
    assert (asked["state"], asked["set_by"], asked["evidence_url"]) == ("passed", "check", check["url"])
    assert asked["check"]["said"] == '/db is "vip"'
    assert fleet.read(PATH)["items"][1] == asked
    wrong = fleet.send("PUT", path, json={**check, "pointer": "db", "value": "vip"})
    assert "begins with a slash" in problem(wrong, 422)["detail"]
    assert fleet.send("DELETE", path).json()["check"] is None
    assert problem(fleet.send("POST", path), 404)["detail"] == "no check is set for “org/deploy”"


def test_a_push_is_idempotent_and_needs_no_if_match(fleet: Api, clock: Clock) -> None:
    first = report(fleet, "org%2Fdeploy", "failed", note="2 hosts")
    told = fleet.read("/action-items/ACT-1/history")["total"]
    clock.forward(hours=1)
    assert report(fleet, "ORG/deploy", "failed", note="2 hosts") == first
    assert fleet.read("/action-items/ACT-1/history")["total"] == told


def test_targets_come_as_csv_too(fleet: Api) -> None:
    csv = "owner,name\r\nann,codebase\r\nbob,identity\r\n"
    response = fleet.send("POST", PATH, content=csv, headers={"Content-Type": "text/csv; charset=utf-8"})
    assert names(response.json()) == ["codebase", "identity", "org/deploy"]
    assert names(added(fleet, {"csv": "name\nbilling\n"}))[0] == "billing"


def test_services_of_the_catalogue_come_by_their_tag(fleet: Api) -> None:
    for name, tags in (("Billing", ["uses-db"]), ("Website", ["static"])):
        made = fleet.send("POST", "/services", json={"name": name, "tags": tags}).json()
        assert made["tags"] == tags
    assert names(added(fleet, {"tag": "Uses-DB"})) == ["Billing", "codebase", "org/deploy"]


def test_done_names_the_targets_in_its_way_and_a_later_one_opens_it_again(fleet: Api) -> None:
    report(fleet, "codebase", "passed")
    ask = {"to": "done", "evidence": [{"text": "seen"}]}
    refused = fleet.send("POST", "/action-items/ACT-1/transitions", json=ask, match='"v1"')
    assert problem(refused, 422)["errors"][0]["field"] == "targets"
    assert "org/deploy" in refused.text
    report(fleet, "org/deploy", "not_applicable", note="gone")
    assert fleet.send("POST", "/action-items/ACT-1/transitions", json=ask, match='"v1"').status_code == 200
    added(fleet, {"names": ["identity"]})
    assert fleet.read("/action-items/ACT-1")["status"] == "open"


def test_a_target_is_taken_out_for_a_reason(fleet: Api) -> None:
    problem(fleet.send("DELETE", f"{PATH}/codebase"), 422)
    gone = fleet.send("DELETE", f"{PATH}/codebase?reason=shut+down").json()
    assert names(gone) == ["org/deploy"]
    assert fleet.read("/action-items/ACT-1/history")["items"][-1]["why"] == "shut down"
    problem(fleet.send("DELETE", f"{PATH}/codebase?reason=x"), 404)


def test_an_audit_repeats_if_asked(fleet: Api) -> None:
    ask = fleet.send("PUT", "/action-items/ACT-1/re-audit", json={"days": 90})
    assert ask.json()["re_audit_days"] == 90
    ask = fleet.send("PUT", "/action-items/ACT-1/re-audit", json={"days": None})
    assert ask.json()["re_audit_days"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, ""),
        ({"names": ["a"], "tag": "b"}, ""),
        ({"names": ["x" * 101]}, "names"),
        ({"names": [" "]}, "names"),
        ({"names": ["a\0"]}, "names.0"),
        ({"csv": '"a'}, "names"),
        ({"tag": "nobody-has-it"}, "tag"),
        ({"hosts": []}, "hosts"),
    ],
)
def test_a_list_that_cannot_be_taken_is_refused(fleet: Api, body: dict[str, Any], field: str) -> None:
    told = problem(fleet.send("POST", PATH, json=body), 422)
    assert told["errors"][0]["field"] == field


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"state": "green"}, "state"),
        ({"state": "not_applicable"}, "note"),
        ({"state": "excepted", "note": "later", "until": "2024-04-30"}, "until"),
        ({"state": "passed", "evidence_url": "javascript:alert(1)"}, "evidence_url"),
        ({"state": "passed", "note": "n" * 2_001}, "note"),
    ],
)
def test_a_result_that_does_not_fit_is_refused(fleet: Api, body: dict[str, Any], field: str) -> None:
    told = problem(fleet.send("PUT", f"{PATH}/codebase", json=body), 422)
    assert told["errors"][0]["field"] == field


def test_other_bodies_and_unknown_targets_are_refused(fleet: Api) -> None:
    problem(fleet.send("POST", PATH, content="a", headers={"Content-Type": "text/plain"}), 415)
    problem(fleet.send("POST", PATH, content=b"\xff", headers={"Content-Type": "text/csv"}), 422)
    problem(fleet.send("PUT", f"{PATH}/nobody", json={"state": "passed"}), 404)
    problem(fleet.get("/action-items/ACT-9/targets"), 404)
