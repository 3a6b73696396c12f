"""Many action items changed by one request: what became of each is told, and it can be taken back."""

from typing import Any

import pytest
from api_client import Api, problem


def owned(api: Api, count: int) -> list[dict[str, str]]:
    made = [api.action(text=f"Alert {n}", owner="Maria Ortiz", due="2024-06-01") for n in range(count)]
    return [{"key": item["key"], "etag": item["etag"]} for item in made]


def bulk(api: Api, items: list[dict[str, str]], **ask: Any) -> dict[str, Any]:
    response = api.send("POST", "/action-items/bulk", json={"items": items, "reason": "sprint 12", **ask})
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


def test_each_is_told_of_and_one_that_refuses_stops_no_other(api: Api) -> None:
    items = owned(api, 2)
    items.append({"key": api.action()["key"], "etag": '"v1"'})
    items.append({"key": items[0]["key"].replace("1", "77"), "etag": '"v1"'})
    items[1]["etag"] = '"v9"'
    ask = {"move": {"to": "in_progress"}, "edit": {"owner": "Bo"}}
    looked = bulk(api, items, **ask, dry_run=True)
    assert api.read("/action-items/ACT-1")["status"] == "open"
    done = bulk(api, items, **ask)
    assert done == looked | {"undo": done["undo"]}
    assert [r["result"] for r in done["results"]] == ["changed", "conflict", "refused", "refused"]
    assert done["changed"] == 1
    assert done["results"][0]["etag"] == '"v2"'
    assert "legal from here" in done["results"][2]["detail"]
    now = api.read("/action-items/ACT-1")
    assert (now["status"], now["owner"]) == ("in_progress", "Bo")
    undone = api.send("POST", f"/action-items/bulk/{done['undo']}/undo").json()
    assert [r["result"] for r in undone["results"]] == ["changed"]
    now = api.read("/action-items/ACT-1")
    assert (now["status"], now["owner"], now["etag"]) == ("open", "Maria Ortiz", '"v3"')
    problem(api.send("POST", f"/action-items/bulk/{done['undo']}/undo"), 409)
    problem(api.send("POST", "/action-items/bulk/999/undo"), 404)


def test_the_same_request_under_its_key_changes_them_once(api: Api) -> None:
    body = {"items": owned(api, 1), "reason": "late", "edit": {"due": "2024-07-01"}}
    sent = [
        api.send("POST", "/action-items/bulk", json=body, headers={"Idempotency-Key": "once"}) for _ in range(2)
    ]
    assert sent[0].json() == sent[1].json()
    assert len(api.read("/action-items/ACT-1/history")["items"]) == 2


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": None}, "reason"),
        ({"edit": {}}, "to"),
        ({"edit": None}, "to"),
        ({"edit": {"text": "x"}}, "edit.text"),
        ({"items": []}, "items"),
        ({"items": [{"key": "ACT-1"}]}, "items.0.etag"),
        ({"items": [{"key": "1", "etag": '"v1"'}]}, "items.0.key"),
        ({"items": [{"key": f"ACT-{n}", "etag": '"v1"'} for n in range(1, 502)]}, "items"),
        ({"move": {"to": "finished"}}, "move.to"),
    ],
)
def test_what_cannot_be_asked_of_many_is_refused_by_field(api: Api, sent: dict[str, Any], field: str) -> None:
    body = {"items": [{"key": "ACT-1", "etag": '"v1"'}], "reason": "why", "edit": {"owner": "Bo"}} | sent
    told = problem(api.send("POST", "/action-items/bulk", json=body), 422)
    assert field in [e["field"] for e in told["errors"]]
