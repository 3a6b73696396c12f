"""Services, teams and people over REST."""

from typing import Any

import pytest
from api_client import Api, problem
from support import accounts
from support.databases import Workspace

from app.domain.vocabulary import Role

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


@every_kind
def test_every_change_of_a_record_is_told(api: Api, path: str) -> None:
    gone, kept = added(api, path, "Edge"), added(api, path, "Front")
    api.send("PATCH", f"/{path}/{kept['id']}", match=kept["etag"], json={"name": "Gate", "aliases": ["lb"]})
    api.send("POST", f"/{path}/{gone['id']}/merge", json={"into": kept["id"]})
    changes = api.read(f"/{path}/{kept['id']}/changes")
    assert [c["what"] for c in changes["items"]] == [
        "took over “Edge”",
        "edited: name (was “Front”), aliases",
        "added",
    ]
    assert {(c["actor"], c["at"]) for c in changes["items"]} == {("local owner", "2024-05-01T10:00:00Z")}
    assert changes["total"] == 3
    former = api.read(f"/{path}/{gone['id']}/changes")["items"]
    assert [c["what"] for c in former] == ["merged into “Gate”", "added"]
    problem(api.get(f"/{path}/99/changes"), 404)


def test_doubtful_names_are_listed_settled_and_taken_back(api: Api) -> None:
    made = added(api, "people", "Maria Ortiz", email="maria@example.org")
    api.posted()
    page = api.read("/people/doubtful")
    (doubt,) = page["items"]
    assert (doubt["name"], doubt["unfinished"], doubt["actions"], doubt["postmortems"]) == ("maria", 1, 1, 1)
    assert doubt["candidates"] == [
        {
            "id": made["id"],
            "name": "Maria Ortiz",
            "email": "maria@example.org",
            "account": False,
            "reason": "as in the e-mail address",
        }
    ]
    settled = api.send("POST", f"/people/{doubt['id']}/settle")
    assert settled.json()["settled"] is True
    assert settled.headers["etag"] == settled.json()["etag"]
    assert api.read("/people/doubtful") == {"items": [], "next": None, "total": 0}
    assert api.send("POST", f"/people/{doubt['id']}/unsettle").json()["settled"] is False
    assert api.read("/people/doubtful", limit=1)["total"] == 1
    assert [c["what"] for c in api.read(f"/people/{doubt['id']}/changes")["items"]] == [
        "no longer settled as a person of its own",
        "settled as a person of its own",
    ]
    problem(api.get("/people/doubtful?limit=0"), 422)
    problem(api.get("/people/doubtful?limt=1"), 422)
    problem(api.send("POST", "/people/99/settle"), 404)


def test_people_with_accounts_are_for_those_who_manage_accounts(api: Api, ws: Workspace) -> None:
    for name, role in (("mia", Role.MANAGER), ("bob", Role.AUTHOR)):
        accounts.add(ws, name, role)
    token = {"headers": accounts.bearer(ws, "mia", ["read", "write"])}
    people = {p["name"]: p for p in api.get("/people", **token).json()["items"]}
    bob, root = people["bob"], people["root"]
    patch = api.send("PATCH", f"/people/{bob['id']}", match=bob["etag"], json={"name": "Ann"}, **token)
    assert "has an account" in problem(patch, 403)["detail"]
    merge = api.send("POST", f"/people/{bob['id']}/merge", json={"into": people["mia"]["id"]}, **token)
    assert "has an account" in problem(merge, 403)["detail"]
    admin = {"headers": accounts.bearer(ws, "root", ["read", "write", "admin"])}
    both = api.send("POST", f"/people/{bob['id']}/merge", json={"into": root["id"]}, **admin)
    assert "two people who both sign in" in problem(both, 409)["detail"]
    left = api.send("PATCH", f"/people/{bob['id']}", match=bob["etag"], json={"active": False}, **admin)
    assert "disable the account first" in problem(left, 409)["detail"]


def test_who_may_not_keep_the_catalogue_is_told_what_it_takes(api: Api, ws: Workspace) -> None:
    accounts.add(ws, "bob")
    token = {"headers": accounts.bearer(ws, "bob", ["read", "write"])}
    for method, path, body in (
        ("POST", "/teams", {"name": "Ops"}),
        ("POST", "/people/1/merge", {"into": 2}),
        ("POST", "/people/1/settle", {}),
    ):
        assert "the role manager" in problem(api.send(method, path, json=body, **token), 403)["detail"]
    assert api.get("/people/doubtful", **token).json()["total"] == 0
