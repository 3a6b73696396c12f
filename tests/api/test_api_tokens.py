"""Tokens over REST: made and shown once, listed for their owner, revoked, handed over; and docs/tokens.md."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from api_client import Api, problem
from support.accounts import add, principal
from support.databases import Clock

from app.domain.capabilities import TABLE
from app.domain.vocabulary import Role, TokenKind, TokenScope
from app.http.throttle import TOKEN
from app.runtime import Runtime
from app.usecases.accounts import disable_account
from app.usecases.credentials import is_token, new_token
from app.usecases.signing_in import has_accounts
from app.usecases.tokens import DAYS_MAX, NewToken

Program = Callable[..., Api]
DOCS = Path(__file__).resolve().parents[2] / "docs" / "tokens.md"
FIELDS = {
    *("id", "kind", "name", "owner", "scopes", "hint", "in_force", "created_at", "created_by"),
    *("expires_at", "used_at", "revoked_at", "revoked_by"),
}


@pytest.fixture
def admin(runtime: Runtime, program: Program) -> Api:
    if not has_accounts(runtime):
        add(runtime, "root", Role.ADMIN)
    return program("root", *TokenScope)


@pytest.fixture
def ann(runtime: Runtime, program: Program) -> Api:
    add(runtime, "ann", Role.AUTHOR, "Ann Lee")
    return program("ann", *TokenScope)


def made(api: Api, **fields: Any) -> dict[str, Any]:
    response = api.send("POST", "/tokens", json={"name": "nightly", "scopes": ["read"], **fields})
    assert response.status_code == 201, response.text
    token: dict[str, Any] = response.json()
    assert response.headers["location"] == f"/api/v1/tokens/{token['id']}"
    assert response.headers["cache-control"] == "no-store"
    return token


def bearing(token: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token['token']}"}


def test_a_token_is_made_used_and_revoked(ann: Api, clock: Clock) -> None:
    token = made(ann, days=30)
    assert (token["owner"], token["kind"], token["scopes"], token["in_force"]) == (
        "ann",
        "personal",
        ["read"],
        True,
    )
    assert is_token(token["token"])
    assert token["token"].endswith(token["hint"])
    assert (token["expires_at"], token["used_at"]) == ("2024-05-31T10:00:00Z", None)
    assert ann.get("/me", headers=bearing(token)).json()["name"] == "Ann Lee (token nightly)"
    assert ann.read(f"/tokens/{token['id']}")["used_at"] == "2024-05-01T10:00:00Z"

    revoked = ann.send("DELETE", f"/tokens/{token['id']}")
    assert (revoked.status_code, revoked.json()["in_force"]) == (200, False)
    assert revoked.json()["revoked_by"].startswith("Ann Lee (token ")
    problem(ann.get("/me", headers=bearing(token)), 401)
    clock.forward(hours=1)
    assert ann.send("DELETE", f"/tokens/{token['id']}").json() == revoked.json()
    assert made(ann)["name"] == "nightly"


def test_the_secret_is_answered_once_and_hashes_never(ann: Api, admin: Api) -> None:
    token = made(ann)
    assert token.keys() == FIELDS | {"token"}
    path = f"/tokens/{token['id']}"
    for answer in (ann.read("/tokens"), admin.read("/tokens", all="true"), {"items": [ann.read(path)]}):
        assert all(item.keys() == FIELDS for item in answer["items"])
        assert token["token"] not in str(answer)
    assert ann.send("DELETE", path).json().keys() == FIELDS


def test_everybody_sees_their_own_and_administrators_all(ann: Api, admin: Api) -> None:
    token = made(ann)
    assert {item["owner"] for item in ann.read("/tokens")["items"]} == {"ann"}
    assert {item["owner"] for item in admin.read("/tokens")["items"]} == {"root"}
    assert {item["owner"] for item in admin.read("/tokens", all="true")["items"]} == {"ann", "root"}
    problem(ann.get("/tokens?all=true"), 403)
    roots = admin.read("/tokens")["items"][0]["id"]
    for method in ("GET", "DELETE"):
        told = problem(ann.send(method, f"/tokens/{roots}"), 404)
        assert told["detail"] == f"there is no token {roots}"
    assert admin.read(f"/tokens/{token['id']}")["owner"] == "ann"
    assert admin.send("DELETE", f"/tokens/{token['id']}").json()["in_force"] is False


def test_a_token_makes_none_that_may_more_than_itself(runtime: Runtime, program: Program) -> None:
    add(runtime, "ann")
    narrow = program("ann", "read", "admin")
    assert made(narrow)["scopes"] == ["read"]
    problem(narrow.send("POST", "/tokens", json={"name": "wide", "scopes": ["read", "write"]}), 403)
    problem(narrow.send("POST", "/tokens", json={"name": "feed", "kind": "feed"}), 403)


def test_a_service_token_is_an_administrators_to_make_and_to_hand_over(
    ann: Api, admin: Api, runtime: Runtime
) -> None:
    service = {"name": "ci", "kind": "service", "scopes": ["read", "write"], "owner": "ann"}
    problem(ann.send("POST", "/tokens", json=service), 403)
    token = made(admin, **service)
    assert admin.get("/me", headers=bearing(token)).json()["name"] == "ci (service)"
    problem(admin.get("/tokens", headers=bearing(token)), 403)

    disable_account(runtime, principal(runtime, "root"), "ann")
    problem(admin.get("/me", headers=bearing(token)), 401)
    assert admin.read(f"/tokens/{token['id']}")["in_force"] is False
    path = f"/tokens/{token['id']}/owner"
    problem(admin.send("POST", path, json={"owner": "ann"}), 409)
    problem(admin.send("POST", path, json={"owner": "nobody"}), 404)
    handed = admin.send("POST", path, json={"owner": "root"})
    assert (handed.status_code, handed.json()["owner"], handed.json()["in_force"]) == (200, "root", True)
    assert admin.get("/me", headers=bearing(token)).status_code == 200


def test_ones_own_token_cannot_be_handed_over(ann: Api, admin: Api) -> None:
    token = made(ann)
    problem(ann.send("POST", f"/tokens/{token['id']}/owner", json={"owner": "root"}), 403)
    problem(admin.send("POST", f"/tokens/{token['id']}/owner", json={"owner": "root"}), 409)


REFUSED = [
    ({"scopes": []}, 422),
    ({"scopes": ["everything"]}, 422),
    ({"days": 0}, 422),
    ({"days": DAYS_MAX + 1}, 422),
    ({"name": ""}, 422),
    ({"owner": "root"}, 422),
    ({"kind": "service", "scopes": ["admin"], "owner": "root"}, 422),
    ({"kind": "service", "scopes": ["read"]}, 422),
    *(
        ({field: "x"}, 422)
        for field in ("hash", "token", "account_id", "created_by", "expires_at", "used_at", "id")
    ),
]


@pytest.mark.parametrize(("fields", "status"), REFUSED, ids=str)
def test_what_a_token_cannot_be_is_said(admin: Api, fields: dict[str, Any], status: int) -> None:
    told = problem(admin.send("POST", "/tokens", json={"name": "x", "scopes": ["read"], **fields}), status)
    assert told["errors"]
    problem(admin.send("POST", "/tokens/1/owner", json={"owner": "root", "kind": "service"}), 422)


def test_two_of_one_name_would_be_taken_for_each_other(ann: Api) -> None:
    made(ann)
    problem(ann.send("POST", "/tokens", json={"name": "nightly", "scopes": ["read"]}), 409)


def test_without_accounts_there_are_no_tokens(api: Api) -> None:
    assert api.read("/tokens")["items"] == []
    problem(api.send("POST", "/tokens", json={"name": "x", "scopes": ["read"]}), 409)


def test_the_guide_prints_the_scopes_as_the_table_has_them() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (\w+) \|$", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(rows) == len(TABLE)
    assert set(rows) == {(scope.value, does, role.value) for role, scope, does in TABLE.values()}


def test_the_guide_says_the_limits_and_the_form_as_they_are() -> None:
    text = DOCS.read_text(encoding="utf-8")
    (pattern,) = re.findall(r"^```\n(\\baft.+)\n```$", text, flags=re.MULTILINE)
    for kind in TokenKind:
        assert re.fullmatch(pattern, new_token(kind))
        assert f"| `{kind}` |" in text
    days = NewToken.model_fields["days"].default
    assert f"{days} days unless told otherwise, at most {DAYS_MAX}" in text
    assert (TOKEN.get_expiry(), f"{TOKEN.amount} times a minute" in text) == (60, True)
