"""Who a program is: by its token alone, in one place alone, as long as it holds, and no more often than allowed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from api_client import Api, problem
from fastapi import FastAPI
from fastapi.testclient import TestClient
from limits import RateLimitItemPerMinute
from support.accounts import add, bearer, client_for, form_token_of, principal
from support.databases import Clock

from app.domain.vocabulary import Role, TokenKind, TokenScope
from app.http.throttle import TOKEN, Throttle
from app.main import create_app
from app.runtime import Runtime
from app.search.memory import MemoryIndex
from app.store.engine import open_engine
from app.usecases.accounts import disable_account, enable_account
from app.usecases.tokens import NewToken, make_token, revoke_token

Program = Callable[..., Api]
FEED = "/feeds/postmortems.atom"


def mistyped(header: dict[str, str]) -> dict[str, str]:
    """One character of the token's body is another."""
    given = header["Authorization"]
    place = len("Bearer aft_") + 5
    other = "x" if given[place] != "x" else "y"
    return {"Authorization": given[:place] + other + given[place + 1 :]}


def refused(client: TestClient, headers: dict[str, str], path: str = "/api/v1/me") -> None:
    response = client.get(path, headers=headers)
    problem(response, 401)
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_cookie_does_not_help_a_header_that_is_no_token(runtime: Runtime) -> None:
    add(runtime, "ann", Role.MANAGER)
    browser = client_for(runtime, "ann")
    assert browser.get("/api/v1/me").json()["account"] == "ann"
    good = bearer(runtime, "ann", ["read"])["Authorization"]
    for bad in ("Bearer nonsense", "Bearer", "", "Basic YW5uOng=", good.removeprefix("Bearer "), good + " x"):
        refused(browser, {"Authorization": bad})
    refused(browser, mistyped({"Authorization": good}))
    assert browser.get("/api/v1/me").json()["account"] == "ann"


def test_a_reader_stays_one_beside_the_cookie_of_an_administrator(runtime: Runtime) -> None:
    add(runtime, "rita", Role.READER)
    browser = client_for(runtime, "root")
    headers = bearer(runtime, "rita", list(TokenScope))
    me = browser.get("/api/v1/me", headers=headers).json()
    assert (me["account"], me["role"]) == ("rita", "reader")
    headers["X-Form-Token"] = form_token_of(browser)
    problem(browser.get("/api/v1/accounts", headers=headers), 403)
    new = {"name": "eve", "role": "admin"}
    problem(browser.post("/api/v1/accounts", json=new, headers=headers), 403)
    assert [row["name"] for row in browser.get("/api/v1/accounts").json()["items"]] == ["rita", "root"]


def test_a_script_of_our_own_pages_sends_the_token_of_the_forms(runtime: Runtime) -> None:
    add(runtime, "root", Role.ADMIN)
    browser = client_for(runtime, "root")
    new = {"name": "nightly", "scopes": ["read"]}
    problem(browser.post("/api/v1/tokens", json=new), 403)
    problem(browser.post("/api/v1/tokens", json=new, headers={"X-Form-Token": "0" * 64}), 403)
    made = browser.post("/api/v1/tokens", json=new, headers={"X-Form-Token": form_token_of(browser)})
    assert made.status_code == 201


def test_a_wrong_checksum_asks_the_database_nothing(
    runtime: Runtime, client: TestClient, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    add(runtime, "ann")
    good = bearer(runtime, "ann", ["read"])
    with statements() as sent:
        refused(client, mistyped(good))
        refused(client, {"Authorization": "Bearer aft_" + "a" * 38})
        refused(client, {"Authorization": "Bearer " + "a" * 10_000})
    assert sent == []
    with statements() as sent:
        assert client.get("/api/v1/me", headers=good).status_code == 200
    assert sent


def test_without_accounts_a_token_is_refused_all_the_same(client: TestClient) -> None:
    assert client.get("/api/v1/me").json()["name"] == "local owner"
    refused(client, {"Authorization": "Bearer aft_" + "a" * 38})


@pytest.fixture
def elsewhere(runtime: Runtime, database_url: str, clock: Clock) -> Iterator[TestClient]:
    """Another process on the same database, that has connections and memory of its own."""
    engine = open_engine(database_url)
    app = create_app(Runtime(runtime.settings, engine, MemoryIndex(), clock))
    yield TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    engine.dispose()


def test_what_ends_a_token_ends_it_at_once_in_every_process(
    runtime: Runtime, client: TestClient, elsewhere: TestClient, clock: Clock
) -> None:
    add(runtime, "ann")
    revoked, kept = bearer(runtime, "ann", ["read"]), bearer(runtime, "ann", ["read"])
    root = principal(runtime, "root")

    def answers(headers: dict[str, str]) -> list[int]:
        return [c.get("/api/v1/me", headers=headers).status_code for c in (client, elsewhere)]

    assert answers(revoked) == answers(kept) == [200, 200]
    revoke_token(runtime, root, 1)
    assert (answers(revoked), answers(kept)) == ([401, 401], [200, 200])
    disable_account(runtime, root, "ann")
    assert answers(kept) == [401, 401]
    enable_account(runtime, root, "ann")
    assert answers(kept) == [200, 200]
    clock.forward(days=89, hours=23)
    assert answers(kept) == [200, 200]
    clock.forward(hours=1)
    assert answers(kept) == [401, 401]


def test_a_role_that_shrinks_shrinks_the_tokens(runtime: Runtime, program: Program) -> None:
    add(runtime, "ann", Role.ADMIN)
    api = program("ann", "read", "admin")
    assert api.get("/accounts").status_code == 200
    etag = api.get("/accounts/ann").headers["etag"]
    assert api.send("PATCH", "/accounts/ann", match=etag, json={"role": "reader"}).status_code == 200
    problem(api.get("/accounts"), 403)
    assert api.read("/me")["role"] == "reader"


WRITES = [
    ("POST", "/tokens", {"name": "x", "scopes": ["admin"]}, "admin"),
    ("POST", "/accounts", {"name": "eve"}, "admin"),
    ("POST", "/accounts/root/reset", {}, "admin"),
    ("DELETE", "/tokens/1", None, "admin"),
    ("POST", "/people", {"name": "Eve"}, "write"),
    ("POST", "/action-items", {"text": "Write the runbook"}, "write"),
    ("POST", "/postmortems", {"markdown": "# Router down\n"}, "write"),
]


@pytest.mark.parametrize(("method", "path", "body", "scope"), WRITES)
def test_a_token_does_only_what_its_scopes_say_and_is_told_which_it_lacks(
    runtime: Runtime, program: Program, method: str, path: str, body: Any, scope: str
) -> None:
    add(runtime, "root", Role.ADMIN)
    options = {} if body is None else {"json": body}
    others = [s for s in TokenScope if s != scope]
    told = problem(program("root", *others).send(method, path, **options), 403)
    assert told["detail"].endswith(f"that takes a token with the scope {scope}")
    assert program("root", scope).send(method, path, **options).status_code in (200, 201)


def test_a_token_without_the_scope_read_reads_nothing(runtime: Runtime, program: Program) -> None:
    add(runtime, "root", Role.ADMIN)
    api = program("root", *(s for s in TokenScope if s is not TokenScope.READ))
    for path in ("/me", "/postmortems", "/action-items", "/search?q=x", "/people", "/tokens", "/accounts"):
        assert "the scope read" in problem(api.get(path), 403)["detail"]
    problem(api.markdown("POST", "/extract", "# Router down\n"), 403)


def test_a_token_that_asks_too_often_is_told_when_to_come_again(
    runtime: Runtime, app: FastAPI, client: TestClient
) -> None:
    add(runtime, "ann")
    busy, other = bearer(runtime, "ann", ["read"]), bearer(runtime, "ann", ["read"])
    assert (TOKEN.amount, TOKEN.get_expiry()) == (600, 60)
    app.state.throttle = Throttle(RateLimitItemPerMinute(20))
    assert {client.get("/api/v1/me", headers=busy).status_code for _ in range(20)} == {200}
    response = client.get("/api/v1/me", headers=busy)
    assert "20 times a minute" in problem(response, 429)["detail"]
    assert 1 <= int(response.headers["retry-after"]) <= 61
    problem(client.post("/api/v1/tokens", json={}, headers=busy), 429)
    assert client.get("/api/v1/me", headers=other).status_code == 200


def test_a_feed_token_opens_feeds_and_nothing_else(runtime: Runtime, client: TestClient) -> None:
    add(runtime, "ann", Role.MANAGER)
    new = NewToken(name="reader", kind=TokenKind.FEED)
    feed = make_token(runtime, principal(runtime, "ann"), new).secret
    assert feed.startswith("aftf_")
    assert client.get(f"{FEED}?token={feed}").status_code == 200
    for path in ("/api/v1/me", FEED, "/postmortems"):
        assert client.get(path, headers={"Authorization": f"Bearer {feed}"}).status_code == 401
    for path in ("/api/v1/me", "/api/v1/tags", "/postmortems", "/", "/account"):
        assert client.get(f"{path}?token={feed}").status_code == 401


def test_no_other_token_counts_in_an_address(runtime: Runtime, client: TestClient) -> None:
    add(runtime, "ann", Role.MANAGER)
    token = bearer(runtime, "ann", list(TokenScope))["Authorization"].removeprefix("Bearer ")
    for path in ("/api/v1/me", "/postmortems", FEED):
        assert client.get(f"{path}?token={token}").status_code == 401
    assert client.get(FEED, headers={"Authorization": f"Bearer {token}"}).status_code == 200
    refused(client, {"Cookie": f"aftercare_session={token}"})
    refused(client, {"X-Api-Key": token})
