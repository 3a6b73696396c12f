"""Accounts over REST: for administrators alone, with every field known, and what is secret answered once."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from api_client import Api, problem
from fastapi.testclient import TestClient
from sqlmodel import Session, select
from support.accounts import PASSWORD, add, client_for, principal
from support.databases import Clock

from app.domain.capabilities import Capability, capabilities_of
from app.domain.vocabulary import Role, TokenKind, TokenScope
from app.main import create_app
from app.runtime import Runtime
from app.store.tables import Account
from app.usecases.tokens import NewToken, make_token

Program = Callable[..., Api]
FIELDS = {
    *("name", "person", "email", "role", "active", "pending", "sessions", "tokens"),
    *("signed_in_at", "created_at", "created_by", "etag"),
}
LINK = {"link", "link_expires_at"}


@pytest.fixture
def admin(runtime: Runtime, program: Program) -> Api:
    add(runtime, "root", Role.ADMIN)
    return program("root", "read", "admin")


def test_an_account_is_added_changed_disabled_and_tells_who_did_that(admin: Api) -> None:
    new = {"name": "ann", "person": "Ann Lee", "email": "ann@example.org", "role": "manager"}
    made = admin.send("POST", "/accounts", json=new)
    assert (made.status_code, made.headers["location"]) == (201, "/api/v1/accounts/ann")
    assert {k: made.json()[k] for k in (*new, "active", "pending")} == {**new, "active": True, "pending": True}
    assert admin.read("/accounts/ANN") == {k: v for k, v in made.json().items() if k not in LINK}

    demoted = admin.send("PATCH", "/accounts/ann", match=made.headers["etag"], json={"role": "author"})
    assert (demoted.status_code, demoted.json()["role"]) == (200, "author")
    shut = admin.send("PATCH", "/accounts/ann", match=demoted.headers["etag"], json={"active": False})
    assert (shut.json()["active"], shut.json()["role"]) == (False, "author")
    problem(admin.send("POST", "/accounts/ann/reset"), 409)
    both = {"active": True, "role": "reader"}
    back = admin.send("PATCH", "/accounts/ann", match=shut.headers["etag"], json=both)
    assert {k: back.json()[k] for k in both} == both
    assert back.headers["etag"] == back.json()["etag"]

    told = admin.read("/accounts/ann/changes")["items"]
    assert [change["what"] for change in reversed(told)] == [
        "added as manager for Ann Lee",
        "made author, was manager",
        "disabled",
        "made reader, was author",
        "enabled",
    ]
    (actor,) = {change["actor"] for change in told}
    assert actor.startswith("root (token ")


def test_a_change_needs_the_version_that_was_read(admin: Api) -> None:
    etag = admin.send("POST", "/accounts", json={"name": "ann"}).headers["etag"]
    problem(admin.send("PATCH", "/accounts/ann", json={"role": "reader"}), 428)
    problem(admin.send("PATCH", "/accounts/ann", match='"v7"', json={"role": "reader"}), 412)
    problem(admin.send("PATCH", "/accounts/ann", match='"v7"', json={}), 412)
    unchanged = admin.send("PATCH", "/accounts/ann", match=etag, json={})
    assert (unchanged.status_code, unchanged.headers["etag"]) == (200, etag)


def test_the_only_administrator_stays_one(admin: Api) -> None:
    etag = admin.get("/accounts/root").headers["etag"]
    for change in ({"role": "manager"}, {"active": False}, {"role": "reader", "active": False}):
        told = problem(admin.send("PATCH", "/accounts/root", match=etag, json=change), 409)
        assert "only administrator" in told["detail"]
    assert admin.get("/accounts/root").headers["etag"] == etag


def test_a_link_is_answered_once_and_works(admin: Api, runtime: Runtime, clock: Clock) -> None:
    made = admin.send("POST", "/accounts", json={"name": "ann"}).json()
    assert made["link"].startswith("http://127.0.0.1/welcome/")
    assert made["link_expires_at"] == "2024-05-02T10:00:00Z"
    browser = client_for(runtime, None)
    path = "/welcome/" + made["link"].rpartition("/")[2]
    assert browser.post(path, data={"password": PASSWORD}, follow_redirects=False).status_code == 303
    assert browser.get("/api/v1/me").json()["account"] == "ann"
    assert (admin.read("/accounts/ann")["pending"], admin.read("/accounts/ann")["sessions"]) == (False, 1)

    again = admin.send("POST", "/accounts/ann/reset")
    assert (again.status_code, again.json()["pending"], again.json()["sessions"]) == (200, True, 0)
    assert again.json()["link"] != made["link"]
    assert browser.get("/api/v1/me").status_code == 401
    clock.forward(hours=24)
    assert browser.get("/welcome/" + again.json()["link"].rpartition("/")[2]).status_code == 410


def test_links_start_with_the_public_address(runtime: Runtime) -> None:
    public = replace(runtime, settings=runtime.settings.model_copy(update={"public_url": "https://a.example.org"}))
    add(public, "root", Role.ADMIN)
    root = principal(public, "root")
    secret = make_token(public, root, NewToken(name="x", scopes=[TokenScope.ADMIN])).secret
    client = TestClient(create_app(public), base_url="https://a.example.org", raise_server_exceptions=False)
    made = client.post("/api/v1/accounts", json={"name": "ann"}, headers={"Authorization": f"Bearer {secret}"})
    assert made.json()["link"].startswith("https://a.example.org/welcome/")


@pytest.mark.parametrize("name", ["ann/reset", "a b", "Änn", "50%", "?x=1#y", "changes"])
def test_a_name_of_any_letters_has_an_address(admin: Api, name: str) -> None:
    made = admin.send("POST", "/accounts", json={"name": name})
    assert made.status_code == 201, made.text
    place = made.headers["location"].removeprefix("/api/v1")
    assert admin.read(place)["name"] == name
    assert len(admin.read(f"{place}/changes")["items"]) == 1
    change = admin.send("PATCH", place, match=made.headers["etag"], json={"role": "reader"})
    assert (change.status_code, change.json()["name"]) == (200, name)


def test_what_is_not_there_or_there_already_is_said(admin: Api) -> None:
    for method, path in (
        ("GET", "/accounts/eve"),
        ("GET", "/accounts/eve/changes"),
        ("POST", "/accounts/eve/reset"),
    ):
        problem(admin.send(method, path), 404)
    problem(admin.send("PATCH", "/accounts/eve", match='"v1"', json={"role": "reader"}), 404)
    problem(admin.send("POST", "/accounts", json={"name": "ROOT"}), 409)
    problem(admin.send("POST", "/accounts", json={"name": "other", "person": "root"}), 409)


@pytest.mark.parametrize("field", ["password", "id", "version", "active", "key", "person_id", "created_by", "hash"])
def test_no_field_comes_in_that_is_not_meant_to(admin: Api, session: Session, field: str) -> None:
    told = problem(admin.send("POST", "/accounts", json={"name": "eve", field: "x"}), 422)
    assert told["errors"][0]["field"].endswith(field)
    before = admin.get("/accounts/root").headers["etag"]
    problem(admin.send("PATCH", "/accounts/root", match=before, json={field: "x", "role": "admin"}), 422)
    assert admin.get("/accounts/root").headers["etag"] == before
    assert [account.name for account in session.exec(select(Account))] == ["root"]


def test_answers_have_these_fields_and_no_others(admin: Api) -> None:
    made = admin.send("POST", "/accounts", json={"name": "ann"}).json()
    assert made.keys() == FIELDS | LINK
    assert admin.send("POST", "/accounts/ann/reset").json().keys() == FIELDS | LINK
    for item in admin.read("/accounts")["items"]:
        assert item.keys() == FIELDS
    assert admin.read("/accounts/ann").keys() == FIELDS
    etag = admin.get("/accounts/ann").headers["etag"]
    assert admin.send("PATCH", "/accounts/ann", match=etag, json={}).json().keys() == FIELDS
    for item in admin.read("/accounts/ann/changes")["items"]:
        assert item.keys() == {"seq", "at", "actor", "what", "why"}


@pytest.mark.parametrize("role", [Role.READER, Role.AUTHOR, Role.MANAGER])
def test_nobody_else_learns_who_has_an_account(runtime: Runtime, program: Program, role: Role) -> None:
    add(runtime, "ann", role)
    api = program("ann", *TokenScope)
    for name in ("root", "nobody"):
        told = [
            api.get(f"/accounts/{name}"),
            api.get(f"/accounts/{name}/changes"),
            api.send("POST", f"/accounts/{name}/reset"),
            api.send("PATCH", f"/accounts/{name}", match='"v1"', json={"role": "reader"}),
        ]
        assert {problem(answer, 403)["detail"] for answer in told} == {problem(api.get("/accounts"), 403)["detail"]}
    problem(api.send("POST", "/accounts", json={"name": "eve"}), 403)


def test_the_first_account_is_added_on_the_terminal(api: Api) -> None:
    assert api.read("/accounts")["items"] == []
    told = problem(api.send("POST", "/accounts", json={"name": "eve", "role": "admin"}), 403)
    assert "python -m app users add" in told["detail"]


def test_who_asks_is_told_what_he_may(runtime: Runtime, api: Api, program: Program) -> None:
    alone = api.read("/me")
    assert (alone["name"], alone["account"], alone["role"], alone["scopes"]) == ("local owner", None, None, None)
    assert alone["capabilities"] == [c.value for c in Capability]

    add(runtime, "ann", Role.MANAGER, "Ann Lee")
    person = client_for(runtime, "ann").get("/api/v1/me").json()
    assert (person["name"], person["account"], person["role"], person["scopes"]) == (
        "Ann Lee",
        "ann",
        "manager",
        None,
    )
    assert set(person["capabilities"]) == capabilities_of(Role.MANAGER)

    by_token = program("ann", "feeds", "read").read("/me")
    assert by_token["name"].startswith("Ann Lee (token ")
    assert (by_token["scopes"], by_token["capabilities"]) == (["read", "feeds"], ["read", "follow"])

    new = NewToken(name="ci", kind=TokenKind.SERVICE, owner="ann", scopes=[TokenScope.READ])
    secret = make_token(runtime, principal(runtime, "root"), new).secret
    service = api.get("/me", headers={"Authorization": f"Bearer {secret}"}).json()
    assert (service["name"], service["account"], service["role"]) == ("ci (service)", None, None)
