"""One's own account in the browser: sessions, password, tokens that are seen once."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from support.accounts import PASSWORD, add, bearer, client_for, posted, principal, sign_in
from support.databases import Clock
from support.documents import every

from app.domain.vocabulary import Role, TokenKind, TokenScope
from app.http.throttle import PAIR
from app.runtime import Runtime
from app.store.tables import Account, SignInSession, Token
from app.usecases.credentials import hashed, is_token
from app.usecases.tokens import NewToken, make_token

OTHER = "quiet-harbour-1907-tin"
SECRET = re.compile(r"aftf?_[0-9A-Za-z]{38}")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def made(client: TestClient, **fields: Any) -> Response:
    return posted(
        client, "/account/tokens", {"name": "ci", "kind": "personal", "scopes": ["read"], "days": "30"} | fields
    )


def test_it_says_who_one_is_and_where_one_is_signed_in(runtime: Runtime, clock: Clock) -> None:
    add(runtime, "ann", Role.MANAGER, "Ann Lee")
    other = client_for(runtime, None)
    other.headers["user-agent"] = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) <b>Firefox/140.0"
    sign_in(other, "ann")
    clock.forward(minutes=30)
    client = client_for(runtime, "ann")
    page = client.get("/account").text
    assert "Ann Lee · signs in as ann · manager" in page
    assert "Firefox on macOS" in page
    assert "<b>Firefox" not in page
    assert page.count("this one") == 1
    assert page.count('action="/account/sessions/end"') == 1
    session = re.search(r'name="session" value="([^"]+)"', page)
    assert session
    posted(client, "/account/sessions/end", {"session": session[1]})
    assert other.get("/account").status_code == 401
    assert client.get("/account").status_code == 200


def test_sessions_that_ran_out_are_not_shown(runtime: Runtime, clock: Clock) -> None:
    add(runtime, "ann")
    client_for(runtime, "ann")
    clock.forward(hours=7, minutes=30)
    client = client_for(runtime, "ann")
    assert client.get("/account").text.count("sessions/end") == 1
    clock.forward(minutes=30)
    assert "sessions/end" not in client.get("/account").text


def test_one_cannot_end_somebody_elses_session(runtime: Runtime) -> None:
    add(runtime, "ann")
    add(runtime, "bob")
    ann, bob = client_for(runtime, "ann"), client_for(runtime, "bob")
    anns = every(runtime.engine, SignInSession)
    for row in anns:
        if row.hash != hashed(bob.cookies["aftercare_session"]):
            posted(bob, "/account/sessions/end", {"session": row.hash, "account_id": str(row.account_id)})
    assert ann.get("/account").status_code == 200
    assert len(every(runtime.engine, SignInSession)) == len(anns) == 2


def test_a_new_password_takes_the_old_one_and_puts_others_out(runtime: Runtime) -> None:
    add(runtime, "ann")
    here, there = client_for(runtime, "ann"), client_for(runtime, "ann")
    wrong = posted(here, "/account/password", {"old_password": "wrong wrong wrong", "new_password": OTHER})
    assert wrong.status_code == 422
    assert "not your present password" in wrong.text
    short = posted(here, "/account/password", {"old_password": PASSWORD, "new_password": "short"})
    assert short.status_code == 422
    assert 'id="f-new_password-err"' in short.text
    right = posted(here, "/account/password", {"old_password": PASSWORD, "new_password": OTHER, "role": "admin"})
    assert (right.status_code, right.headers["location"]) == (303, "/account")
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 401
    sign_in(client_for(runtime, None), "ann", OTHER)


def test_the_old_password_is_not_to_be_guessed_at_somebodys_browser(runtime: Runtime) -> None:
    add(runtime, "ann")
    client = client_for(runtime, "ann")
    for _ in range(PAIR.amount):
        posted(client, "/account/password", {"old_password": "wrong wrong wrong", "new_password": OTHER})
    answer = posted(client, "/account/password", {"old_password": PASSWORD, "new_password": OTHER})
    assert answer.status_code == 429


def test_a_token_is_seen_once_and_works(runtime: Runtime) -> None:
    add(runtime, "ann")
    client = client_for(runtime, "ann")
    answer = made(client)
    found = SECRET.findall(answer.text)
    assert answer.status_code == 201
    assert len(found) == 1
    assert is_token(found[0])
    assert answer.headers["cache-control"] == "no-store"
    assert "flash" not in answer.headers.get("set-cookie", "")
    page = client.get("/account")
    assert found[0] not in page.text
    assert f"…{found[0][-4:]}" in page.text
    program = client_for(runtime, None)
    headers = {"Authorization": f"Bearer {found[0]}"}
    assert program.get("/api/v1/postmortems", headers=headers).status_code == 200
    assert 'title="1 May 2024, 10:00 UTC"' in client.get("/account").text


def test_a_feed_token_comes_with_its_address(runtime: Runtime) -> None:
    add(runtime, "ann")
    answer = made(client_for(runtime, "ann"), kind="feed", scopes=[])
    address = re.search(
        r'value="(http://127\.0\.0\.1:8000/feeds/postmortems\.atom\?token=(aftf_\w+))"', answer.text
    )
    assert address
    assert is_token(address[2], feed=True)
    assert client_for(runtime, None).get(address[1]).status_code == 200


def test_what_is_wrong_with_a_token_stands_beside_the_form_with_what_was_typed(runtime: Runtime) -> None:
    add(runtime, "ann")
    client = client_for(runtime, "ann")
    for fields in (
        {"scopes": []},
        {"name": ""},
        {"days": "0"},
        {"days": "x"},
        {"days": "9999"},
        {"scopes": ["all"]},
    ):
        answer = made(client, **fields)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert not SECRET.search(answer.text)
    made(client)
    again = made(client, days="365")
    assert again.status_code == 409
    assert '<option value="365" selected>' in again.text
    assert len(every(runtime.engine, Token)) == 1


def test_a_form_asks_for_no_more_than_is_on_it(runtime: Runtime) -> None:
    add(runtime, "ann", Role.READER)
    client = client_for(runtime, "ann")
    answer = made(
        client, kind="service", owner="root", account_id="1", role="admin", scopes=["read", "write", "admin"]
    )
    assert answer.status_code == 201
    token = every(runtime.engine, Token)[0]
    ann = next(a for a in every(runtime.engine, Account) if a.name == "ann")
    assert (token.kind, token.account_id, ann.role) == (TokenKind.PERSONAL, ann.id, Role.READER)
    headers = {"Authorization": f"Bearer {SECRET.findall(answer.text)[0]}"}
    assert client_for(runtime, None).get("/accounts", headers=headers).status_code == 403


def test_only_scopes_that_would_allow_something_are_offered(runtime: Runtime) -> None:
    add(runtime, "bob", Role.READER)
    offered = {
        name: re.findall(r'name="scopes" value="(\w+)"', client_for(runtime, name).get("/account").text)
        for name in ("bob", "root")
    }
    assert offered == {"bob": ["read", "feeds", "admin"], "root": ["read", "write", "targets", "feeds", "admin"]}


def test_revoking_asks_first_and_ends_the_token(runtime: Runtime) -> None:
    add(runtime, "ann")
    client = client_for(runtime, "ann")
    headers = bearer(runtime, "ann", ["read"])
    asked = client.get("/tokens/1/revoke")
    assert "refused at once" in asked.text
    program = client_for(runtime, None)
    assert program.get("/account", headers=headers).status_code == 403
    answer = posted(client, "/tokens/1/revoke")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert program.get("/account", headers=headers).status_code == 401
    assert "revoked today by ann" in client.get("/account").text


def test_others_tokens_are_not_there(runtime: Runtime) -> None:
    add(runtime, "ann")
    add(runtime, "bob", Role.MANAGER)
    make_token(runtime, principal(runtime, "ann"), NewToken(name="ann's own", scopes=[TokenScope.READ]))
    bob = client_for(runtime, "bob")
    assert "own" not in bob.get("/account").text.partition('id="tokens"')[2].partition("</section>")[0]
    assert bob.get("/tokens/1/revoke").status_code == 404
    assert posted(bob, "/tokens/1/revoke").status_code == 404
    assert every(runtime.engine, Token)[0].revoked_at is None


def test_a_token_cannot_reach_what_its_owner_could_take_it_back_with(runtime: Runtime) -> None:
    add(runtime, "ann")
    browser, program = client_for(runtime, "ann"), client_for(runtime, None)
    headers = bearer(runtime, "ann", list(TokenScope))
    row = every(runtime.engine, SignInSession)[0]
    for path, fields in (
        ("/signout-everywhere", {}),
        ("/account/sessions/end", {"session": row.hash}),
        ("/account/password", {"old_password": PASSWORD, "new_password": OTHER}),
    ):
        assert program.post(path, data=fields, headers=headers).status_code == 403
    assert browser.get("/account").status_code == 200


def test_without_accounts_the_page_says_how_to_switch_them_on(runtime: Runtime) -> None:
    client = client_for(runtime, None)
    for path in ("/account", "/accounts", "/tokens"):
        page = client.get(path)
        assert page.status_code == 200
        assert "python -m app users add NAME" in page.text
        assert 'type="password"' not in page.text
    assert client.post("/account/tokens", data={"name": "x", "scopes": "read"}).status_code == 409
    assert client.post("/account/password", data={"old_password": "x", "new_password": OTHER}).status_code == 404
