"""Action items over REST: the board, one by one, moved through their lifecycle."""

from typing import Any

import pytest
from api_client import Api, problem
from support.databases import Clock


def keys(api: Api, **filters: Any) -> list[str]:
    return [item["key"] for item in api.read("/action-items", **filters)["items"]]


def owned(api: Api, **fields: Any) -> dict[str, Any]:
    """Open, with an owner and a due date."""
    return api.action(**{"owner": "Maria Ortiz", "due": "2024-06-01", **fields})


def test_an_action_of_no_document_is_added(api: Api) -> None:
    response = api.send("POST", "/action-items", json={"text": "Write the runbook", "priority": "high"})
    assert response.status_code == 201
    made = response.json()
    assert (made["key"], made["status"], made["priority"], made["line"]) == ("ACT-1", "proposed", "high", None)
    assert response.headers["location"] == "/api/v1/action-items/ACT-1"
    assert response.headers["etag"] == made["etag"] == '"v1"'
    assert api.read("/action-items/ACT-1") == made


def test_with_owner_and_due_date_it_is_open(api: Api) -> None:
    assert owned(api)["status"] == "open"


def test_it_may_belong_to_a_postmortem(api: Api) -> None:
    slug = api.posted()["slug"]
    made = api.action(postmortem=slug)
    assert (made["postmortem"], made["postmortem_title"]) == (slug, "Core router reload")
    assert keys(api, postmortem=slug, sort="created") == ["ACT-1", "ACT-2", "ACT-3"]
    problem(api.send("POST", "/action-items", json={"text": "x", "postmortem": "nowhere"}), 404)
    api.send("DELETE", f"/postmortems/{slug}", match='"v1"')
    problem(api.send("POST", "/action-items", json={"text": "x", "postmortem": slug}), 410)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": "  "}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"text": "x", "owner": "a\0"}, "owner"),
        ({"text": "x", "owner": "\udfff"}, "owner"),
        ({"text": "x", "owner": "n" * 121}, "owner"),
        ({"text": "x", "due": "2024-02-30"}, "due"),
        ({"text": "x", "tracker_url": "javascript:alert(1)"}, "tracker_url"),
        ({"text": "x", "tracker_url": "https://a/\0"}, "tracker_url"),
        ({"text": "x", "status": "done"}, "status"),
        ({"text": "x", "\ud800": 1}, ""),
        ({"text": "x", "postmortem": "\0"}, "postmortem"),
    ],
)
def test_a_field_that_does_not_fit_is_422_with_its_name(api: Api, sent: dict[str, Any], field: str) -> None:
    body = problem(api.send("POST", "/action-items", json=sent), 422)
    assert field in [error["field"] for error in body["errors"]]
    assert api.read("/action-items")["total"] == 0


def test_the_longest_names_that_are_taken_can_be_kept(api: Api) -> None:
    """U+FDFA folds into eighteen characters, and İ becomes two in lower case."""
    for name in ("\ufdfa" * 120, "İ" * 120):
        assert api.action(owner=name)["owner"] == name
    assert len(keys(api, owner="İ" * 120)) == 1


def test_the_board_is_filtered_by_every_field(api: Api, clock: Clock) -> None:
    clock.forward(days=2)
    slug = api.posted()["slug"]  # ACT-1 open with maria until June; ACT-2 done
    owned(api, text="Buy 100% more disks", kind="repair", priority="low", due="2024-05-02", team="Storage")
    api.action(text="Look into it", kind="investigate")
    assert keys(api) == ["ACT-3", "ACT-1", "ACT-2", "ACT-4"]
    assert keys(api, status=["done", "proposed"]) == ["ACT-2", "ACT-4"]
    assert keys(api, owner="maria") == ["ACT-1"]
    assert keys(api, team="Storage") == ["ACT-3"]
    assert keys(api, service="edge") == ["ACT-1", "ACT-2"]
    assert keys(api, kind="investigate") == ["ACT-4"]
    assert keys(api, priority="low") == ["ACT-3"]
    assert keys(api, overdue=True) == ["ACT-3"]
    assert keys(api, unfinished=True) == ["ACT-3", "ACT-1", "ACT-4"]
    assert keys(api, postmortem=slug) == ["ACT-1", "ACT-2"]
    assert keys(api, q="100% disks") == ["ACT-3"]
    assert keys(api, due_by="2024-05-31") == ["ACT-3"]
    assert keys(api, owner="maria", priority="low") == []


@pytest.mark.parametrize("sort", ["due", "created", "-created", "priority"])
def test_every_order_of_the_board_goes_through_all_pages(api: Api, sort: str) -> None:
    for fields in ({"due": "2024-05-03"}, {"priority": "high"}, {}, {"due": "2024-05-03", "priority": "low"}):
        api.action(**fields)
    whole = keys(api, sort=sort)
    seen, cursor = [], None
    for _ in range(4):
        page = api.read("/action-items", limit=1, sort=sort, **({"cursor": cursor} if cursor else {}))
        seen += [item["key"] for item in page["items"]]
        cursor = page["next"]
    assert cursor is None
    assert seen == whole
    assert len(set(seen)) == 4


@pytest.mark.parametrize(
    "query",
    ["status=lost", "sort=age", "limit=0", "due_by=soon", "q=%00", "owner=%00", "stauts=open", "overdue=perhaps"],
)
def test_a_board_filter_that_cannot_be_is_422_with_its_name(api: Api, query: str) -> None:
    assert query.partition("=")[0] in problem(api.get(f"/action-items?{query}"), 422)["detail"]


def test_a_board_cursor_that_was_not_made_here_is_400(api: Api) -> None:
    problem(api.get("/action-items?cursor=nonsense"), 400)


@pytest.mark.parametrize("key", ["ACT-1", "ACT-0", "act-1", "ACT-9999999999", "12", "%00"])
def test_a_key_that_nobody_has_is_404(api: Api, key: str) -> None:
    problem(api.get(f"/action-items/{key}"), 404)
    problem(api.get(f"/action-items/{key}/history"), 404)
    problem(api.send("PATCH", f"/action-items/{key}", match='"v1"', json={}), 404)


def test_fields_are_changed_and_cleared_by_patch(api: Api) -> None:
    made = owned(api, tracker_url="https://git.example/7")
    sent = {"due": "2024-07-01", "tracker_url": None, "team": "Storage", "reason": "the vendor is late"}
    response = api.send("PATCH", "/action-items/ACT-1", match=made["etag"], json=sent)
    assert response.status_code == 200
    changed = response.json()
    assert (changed["due"], changed["tracker_url"], changed["team"]) == ("2024-07-01", None, "Storage")
    assert changed["owner"] == "Maria Ortiz"
    assert response.headers["etag"] == changed["etag"] != made["etag"]
    entries = api.read("/action-items/ACT-1/history")["items"][1:]
    assert {e["field"] for e in entries} == {"due", "tracker_url", "team"}
    assert {e["why"] for e in entries} == {"the vendor is late"}


@pytest.mark.parametrize(
    "sent",
    [{"text": None}, {"text": " "}, {"kind": None}, {"status": "done"}, {"due": "no"}, {"due": "2030-01-01"}],
)
def test_a_patch_that_does_not_fit_changes_nothing(api: Api, sent: dict[str, Any]) -> None:
    made = owned(api)
    problem(api.send("PATCH", "/action-items/ACT-1", match=made["etag"], json=sent), 422)
    assert api.read("/action-items/ACT-1") == made


def test_patch_and_transition_need_if_match(api: Api) -> None:
    owned(api)
    for method, path, sent in (("PATCH", "", {"due": None}), ("POST", "/transitions", {"to": "in_progress"})):
        problem(api.send(method, f"/action-items/ACT-1{path}", json=sent), 428)
        problem(api.send(method, f"/action-items/ACT-1{path}", match='"v7"', json=sent), 412)
    assert api.read("/action-items/ACT-1")["etag"] == '"v1"'


def test_an_action_is_moved_until_it_is_really_closed(api: Api) -> None:
    """Without accounts the local owner is alone: his word on Maria's work is no second person's, and it says so."""
    api.send("POST", "/people", json={"name": "Jo Lind"})
    action = owned(api)
    assert action["moves"] == ["in_progress", "blocked", "done", "wont_do", "superseded"]
    action = api.move(action, "in_progress").json()
    action = api.move(action, "blocked", reason="no budget").json()
    response = api.move(
        action, "done", evidence=[{"url": "https://git.example/7"}, {"text": "alert fired in a drill"}]
    )
    assert response.status_code == 200
    action = response.json()
    assert response.headers["etag"] == action["etag"]
    assert action["evidence"] == [
        {"text": None, "url": "https://git.example/7"},
        {"text": "alert fired in a drill", "url": None},
    ]
    closed_at = action["closed_at"]
    assert closed_at is not None
    action = api.move(action, "verified", grade="acceptable").json()
    assert (action["status"], action["grade"], action["closed_at"]) == ("verified", "acceptable", closed_at)
    assert action["self_verified"] is True
    history = api.read("/action-items/ACT-1/history")["items"]
    assert [e["new"] for e in history if e["field"] == "status"] == [
        "open",
        "in_progress",
        "blocked",
        "done",
        "verified",
    ]
    assert {e["actor"] for e in history} == {"local owner"}
    assert [e["prev_hash"] for e in history[1:]] == [e["hash"] for e in history[:-1]]


def test_an_illegal_move_is_409_and_lists_the_legal_ones(api: Api) -> None:
    body = problem(api.move(owned(api), "verified", grade="acceptable"), 409)
    assert body["legal"] == ["in_progress", "blocked", "done", "wont_do", "superseded"]


@pytest.mark.parametrize(
    ("to", "fields", "missing"),
    [
        ("done", {}, "evidence"),
        ("done", {"evidence": [{"text": "x", "url": "https://a"}]}, "evidence"),
        ("done", {"evidence": [{}]}, "evidence"),
        ("done", {"evidence": [{"url": "ftp://a"}]}, "evidence.0.url"),
        ("done", {"evidence": [{"text": "x"}] * 21}, "evidence"),
        ("blocked", {}, "reason"),
        ("blocked", {"reason": "\0"}, "reason"),
        ("wont_do", {"reason": "risk", "accepted_by": "Jo"}, "accepted_by"),
        ("wont_do", {"reason": "risk", "accepted_by": "Jo", "until": "2024-04-01"}, "until"),
        ("superseded", {}, "superseded_by"),
        ("superseded", {"superseded_by": "ACT-1"}, "superseded_by"),
        ("superseded", {"superseded_by": "act-1"}, "superseded_by"),
        ("elsewhere", {}, "to"),
    ],
)
def test_a_move_that_lacks_something_is_422_with_its_name(
    api: Api, to: str, fields: dict[str, Any], missing: str
) -> None:
    action = owned(api)
    body = problem(api.move(action, to, **fields), 422)
    assert missing in [error["field"] for error in body["errors"]]
    assert api.read("/action-items/ACT-1") == action


def test_what_replaces_an_action_is_named_by_its_key(api: Api) -> None:
    first, second = owned(api), owned(api)
    body = problem(api.move(first, "superseded", superseded_by="ACT-99"), 422)
    assert [error["field"] for error in body["errors"]] == ["superseded_by"]
    moved = api.move(first, "superseded", superseded_by=second["key"]).json()
    assert moved["superseded_by"] == "ACT-2"
    assert {i["key"]: i["superseded_by"] for i in api.read("/action-items")["items"]} == {
        "ACT-1": "ACT-2",
        "ACT-2": None,
    }


def test_a_risk_is_accepted_by_somebody_until_a_day(api: Api) -> None:
    fields = {"reason": "the router goes", "accepted_by": "Jo Lind", "until": "2025-01-01"}
    moved = api.move(owned(api), "wont_do", **fields).json()
    assert (moved["status"], moved["accepted_by"], moved["accepted_until"]) == ("wont_do", "Jo Lind", "2025-01-01")


def test_the_board_as_csv_holds_no_formula(api: Api) -> None:
    owned(api, text='=HYPERLINK("http://evil")', team="@storage")
    owned(api, text="plain, with a comma")
    response = api.get("/action-items/export", params={"format": "csv", "sort": "created"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="action-items.csv"'
    lines = response.text.split("\r\n")
    assert lines[0].startswith("key,text,status,")
    assert lines[1].startswith('ACT-1,"\'=HYPERLINK(""http://evil"")",open,')
    assert lines[2].startswith('ACT-2,"plain, with a comma",open,')


def test_the_board_as_json_has_every_page_and_the_boards_filters(api: Api) -> None:
    for number in range(103):
        api.action(text=f"task {number}", priority="low" if number % 2 else "high")
    response = api.get("/action-items/export?format=json")
    assert response.headers["content-type"] == "application/json"
    assert len(response.json()) == 103
    assert response.json()[0] == api.read("/action-items/ACT-1")
    assert len(api.get("/action-items/export?format=json&priority=low").json()) == 51
    problem(api.get("/action-items/export?format=pdf"), 422)
    problem(api.get("/action-items/export?limit=5"), 422)
