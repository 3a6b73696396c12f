"""Services, teams and people over REST."""

from typing import Any

import pytest
from api_client import Api, problem

KINDS = ["services", "teams", "people"]
every_kind = pytest.mark.parametrize("path", KINDS)


def added(api: Api, path: str, name: str, **fields: Any) -> dict[str, Any]:
    response = api.send("POST", f"/{path}", json={"name": name, **fields})
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


@every_kind
def test_a_record_is_added_and_read(api: Api, path: str) -> None:
    response = api.send("POST", f"/{path}", json={"name": "Edge", "aliases": ["edge-lb"]})
    assert response.status_code == 201
    made = response.json()
    assert (made["name"], made["aliases"], made["unfinished"]) == ("Edge", ["edge-lb"], 0)
    assert response.headers["location"] == f"/api/v1/{path}/{made['id']}"
    read = api.get(f"/{path}/{made['id']}")
    assert read.json() == made
    assert read.headers["etag"] == response.headers["etag"] == made["etag"]


@every_kind
def test_a_name_that_is_known_is_409(api: Api, path: str) -> None:
    added(api, path, "Edge", aliases=["Lb"])
    for name in ("edge", "LB", "Édge"):
        problem(api.send("POST", f"/{path}", json={"name": name}), 409)
    assert api.read(f"/{path}")["total"] == 1


@every_kind
def test_the_list_is_by_name_in_pages_and_searched(api: Api, path: str) -> None:
    for name in ("b one", "A two", "c \U0001f469\u200d\U0001f680 three"):
        added(api, path, name, aliases=[f"alias of {name}"])
    seen, cursor = [], None
    for _ in range(3):
        page = api.read(f"/{path}", limit=1, **({"cursor": cursor} if cursor else {}))
        seen += [item["name"] for item in page["items"]]
        cursor = page["next"]
    assert cursor is None
    assert [name[0] for name in seen] == ["A", "b", "c"]
    assert [i["name"] for i in api.read(f"/{path}", q="ALIAS OF B")["items"]] == ["b one"]
    problem(api.get(f"/{path}?cursor=x"), 400)
    problem(api.get(f"/{path}?q=%00"), 422)


@every_kind
def test_patch_changes_what_is_given_and_keeps_the_former_name(api: Api, path: str) -> None:
    made = added(api, path, "Edge", aliases=["lb"])
    response = api.send("PATCH", f"/{path}/{made['id']}", match=made["etag"], json={"name": "Front"})
    assert response.status_code == 200
    changed = response.json()
    assert changed["name"] == "Front"
    assert set(changed["aliases"]) == {"Edge", "lb"}
    assert response.headers["etag"] == changed["etag"] != made["etag"]
    trimmed = api.send("PATCH", f"/{path}/{made['id']}", match=changed["etag"], json={"aliases": []})
    assert trimmed.json()["aliases"] == []


@every_kind
@pytest.mark.parametrize(
    "sent",
    [{"name": None}, {"name": ""}, {"name": "a\0"}, {"name": "\ud800"}, {"nmae": "x"}, {"aliases": ["x"] * 51}, []],
)
def test_a_patch_that_cannot_be_is_422(api: Api, path: str, sent: Any) -> None:
    made = added(api, path, "Edge")
    problem(api.send("PATCH", f"/{path}/{made['id']}", match=made["etag"], json=sent), 422)
    assert api.read(f"/{path}/{made['id']}") == made


@every_kind
def test_patch_needs_the_present_version(api: Api, path: str) -> None:
    made = added(api, path, "Edge")
    problem(api.send("PATCH", f"/{path}/{made['id']}", json={"name": "x"}), 428)
    problem(api.send("PATCH", f"/{path}/{made['id']}", match='"v9"', json={"name": "x"}), 412)


@every_kind
def test_a_name_without_letters_or_digits_is_422(api: Api, path: str) -> None:
    problem(api.send("POST", f"/{path}", json={"name": "@"}), 422)


@every_kind
def test_an_id_that_nobody_has_is_404(api: Api, path: str) -> None:
    made = added(api, path, "Edge")
    for number in ("99", "0", "x", "99999999999999999999"):
        problem(api.get(f"/{path}/{number}"), 404)
        problem(api.send("PATCH", f"/{path}/{number}", match='"v1"', json={}), 404)
        problem(api.send("POST", f"/{path}/{number}/merge", json={"into": made["id"]}), 404)
    problem(api.send("POST", f"/{path}/{made['id']}/merge", json={"into": 99}), 404)


@every_kind
def test_two_records_are_merged_into_one(api: Api, path: str) -> None:
    gone, kept = added(api, path, "Edge", aliases=["lb"]), added(api, path, "Front")
    response = api.send("POST", f"/{path}/{gone['id']}/merge", json={"into": kept["id"]})
    assert response.status_code == 200
    merged = response.json()
    assert (merged["id"], merged["name"]) == (kept["id"], "Front")
    assert set(merged["aliases"]) == {"Edge", "lb"}
    assert response.headers["etag"] == merged["etag"] != kept["etag"]
    former = api.get(f"/{path}/{gone['id']}")
    assert (former.status_code, former.headers["location"]) == (308, f"/api/v1/{path}/{kept['id']}")
    assert api.read(f"/{path}")["total"] == 1
    problem(api.send("POST", f"/{path}/{gone['id']}/merge", json={"into": kept["id"]}), 422)


def test_a_merged_owner_takes_the_actions_along(api: Api) -> None:
    api.action(owner="maria", due="2024-06-01")
    api.action(owner="Maria Ortiz", due="2024-06-01")
    people = {p["name"]: p["id"] for p in api.read("/people")["items"]}
    kept = api.send("POST", f"/people/{people['maria']}/merge", json={"into": people["Maria Ortiz"]}).json()
    assert kept["unfinished"] == 2
    assert {a["owner"] for a in api.read("/action-items")["items"]} == {"Maria Ortiz"}


def test_a_person_has_a_team_and_an_address(api: Api) -> None:
    made = added(api, "people", "Maria Ortiz", email="maria@example.org", team="Network")
    assert (made["email"], made["team"], made["active"]) == ("maria@example.org", "Network", True)
    changed = api.send(
        "PATCH", f"/people/{made['id']}", match=made["etag"], json={"active": False, "team": None, "email": None}
    ).json()
    assert (changed["email"], changed["team"], changed["active"]) == (None, None, False)
    assert [t["name"] for t in api.read("/teams")["items"]] == ["Network"]
    for address in ("maria", "a b@c", "a@\0", "\ud800@c"):
        problem(api.send("POST", "/people", json={"name": "Jo", "email": address}), 422)


def test_a_team_has_a_manager(api: Api) -> None:
    made = added(api, "teams", "Network", manager="Jo Lind")
    assert made["manager"] == "Jo Lind"
    assert [p["name"] for p in api.read("/people")["items"]] == ["Jo Lind"]
    assert api.read("/teams")["items"][0]["manager"] == "Jo Lind"


def test_a_service_has_a_description_and_its_postmortems_counted(api: Api) -> None:
    api.posted()
    service = next(s for s in api.read("/services")["items"] if s["name"] == "edge")
    assert (service["postmortems"], service["unfinished"]) == (1, 1)
    sent = {"description": "Where traffic comes in"}
    changed = api.send("PATCH", f"/services/{service['id']}", match=service["etag"], json=sent).json()
    assert changed["description"] == "Where traffic comes in"
    problem(api.send("PATCH", f"/services/{service['id']}", match=changed["etag"], json={"description": "\0"}), 422)
