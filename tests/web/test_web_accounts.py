"""Accounts and everybody's tokens, as administrators see them."""

import re

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from support.accounts import PASSWORD, add, bearer, client_for, posted, principal
from support.databases import Clock
from support.documents import every

from app.domain.principal import OPERATOR
from app.domain.vocabulary import Role, TokenKind, TokenScope
from app.runtime import Runtime
from app.store.tables import Account, Person, Token
from app.usecases.accounts import NewAccount, add_account, disable_account
from app.usecases.credentials import is_token
from app.usecases.tokens import NewToken, make_token

LINK = re.compile(r'value="(http[^"]*/welcome/([\w-]{43}))"')


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def root(runtime: Runtime) -> TestClient:
    add(runtime, "root", Role.ADMIN)
    return client_for(runtime, "root")


def account(runtime: Runtime, name: str) -> Account:
    return next(a for a in every(runtime.engine, Account) if a.name == name)


def acted(client: TestClient, path: str, version: int, **fields: str) -> Response:
    return posted(client, path, {"version": str(version)} | fields)


def test_somebody_is_added_and_the_link_is_seen_once(runtime: Runtime, root: TestClient) -> None:
    fields = {"name": "ann", "person": "Ann Lee", "email": "ann@example.org", "role": "manager"}
    answer = posted(root, "/accounts", fields)
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    link = LINK.search(answer.text)
    assert link
    assert link[1].startswith("http://127.0.0.1:8000/welcome/")
    assert "2 May 2024, 10:00 UTC" in answer.text
    for path in ("/accounts", "/accounts/ann"):
        assert link[2] not in root.get(path).text
    assert "invited" in root.get("/accounts").text
    newcomer = client_for(runtime, None)
    assert newcomer.post(f"/welcome/{link[2]}", data={"password": PASSWORD}).status_code == 200
    assert "Ann Lee · signs in as ann · manager · ann@example.org" in newcomer.get("/account").text


def test_links_start_with_the_public_address_where_there_is_one(runtime: Runtime) -> None:
    add(runtime, "root", Role.ADMIN)
    settings = runtime.settings.model_copy(update={"public_url": "https://aftercare.example"})
    client = client_for(type(runtime)(settings, runtime.engine, runtime.index, runtime.now), "root")
    link = LINK.search(posted(client, "/accounts", {"name": "ann"}).text)
    assert link
    assert link[1].startswith("https://aftercare.example/welcome/")


def test_what_is_wrong_stands_beside_the_form(runtime: Runtime, root: TestClient) -> None:
    for fields, status in (
        ({"name": ""}, 422),
        ({"name": "x", "email": "no address"}, 422),
        ({"name": "x", "role": "king"}, 422),
        ({"name": "root", "person": "Typed Here"}, 409),
        ({"name": "other", "person": "root"}, 409),
    ):
        answer = posted(root, "/accounts", fields)
        assert answer.status_code == status
        assert 'role="alert"' in answer.text
        assert not LINK.search(answer.text)
    assert 'value="other"' in answer.text
    assert len(every(runtime.engine, Account)) == 1


def test_a_form_adds_an_account_and_nothing_else(runtime: Runtime, root: TestClient) -> None:
    more = {"password": PASSWORD, "active": "0", "created_by": "x", "person_id": "1", "id": "1", "version": "9"}
    assert posted(root, "/accounts", {"name": "ann"} | more).status_code == 201
    made = account(runtime, "ann")
    assert (made.password, made.active, made.created_by, made.version, made.role) == (
        None,
        True,
        "root",
        1,
        Role.AUTHOR,
    )
    assert len(every(runtime.engine, Person)) == 2


def test_the_first_account_is_not_to_be_had_over_http(runtime: Runtime) -> None:
    client = client_for(runtime, None)
    answer = client.post("/accounts", data={"name": "mallory", "role": "admin"})
    assert answer.status_code == 403
    assert "python -m app users add NAME" in answer.text
    assert every(runtime.engine, Account) == []


@pytest.mark.parametrize("role", [Role.READER, Role.AUTHOR, Role.MANAGER])
def test_it_is_for_administrators(runtime: Runtime, role: Role) -> None:
    add(runtime, "ann", role)
    client, version = client_for(runtime, "ann"), account(runtime, "root").version
    for path in ("/accounts", "/accounts/root", "/accounts/root/disable", "/accounts/root/reset", "/tokens"):
        assert client.get(path).status_code == 403
        assert client_for(runtime, None).get(path).status_code == 401
    for path in ("/accounts/root/role", "/accounts/root/disable", "/accounts/root/enable", "/accounts/root/reset"):
        assert acted(client, path, version, role="reader").status_code == 403
    for path in ("/accounts", "/tokens", "/tokens/1/owner"):
        assert posted(client, path, {"name": "x", "scopes": "read", "owner": "ann"}).status_code == 403
    assert account(runtime, "root").version == version


def test_a_token_without_that_scope_administers_nothing(runtime: Runtime) -> None:
    add(runtime, "root", Role.ADMIN)
    program = client_for(runtime, None)
    assert program.get("/accounts", headers=bearer(runtime, "root", ["read", "write"])).status_code == 403
    assert program.get("/accounts", headers=bearer(runtime, "root", ["read", "admin"])).status_code == 200


def test_a_role_is_changed_and_the_change_has_a_name_on_it(runtime: Runtime, root: TestClient) -> None:
    version = add(runtime, "ann").version
    answer = acted(root, "/accounts/ann/role", version, role="manager")
    assert (answer.status_code, answer.headers["location"]) == (303, "/accounts/ann")
    assert account(runtime, "ann").role is Role.MANAGER
    assert "root: made manager, was author" in root.get("/accounts/ann").text
    stale = acted(root, "/accounts/ann/role", version, role="reader")
    assert stale.status_code == 412
    assert "changed by somebody else" in stale.text
    assert acted(root, "/accounts/ann/role", version, role="king").status_code == 422
    last = acted(root, "/accounts/root/role", account(runtime, "root").version, role="reader")
    assert last.status_code == 409
    assert "only administrator" in last.text


def test_disabling_asks_first_and_can_be_undone(runtime: Runtime, root: TestClient) -> None:
    add(runtime, "ann")
    ann, version = client_for(runtime, "ann"), account(runtime, "ann").version
    asked = root.get("/accounts/ann/disable")
    assert f'name="version" value="{version}"' in asked.text
    assert ann.get("/account").status_code == 200
    acted(root, "/accounts/ann/disable", version)
    assert ann.get("/account").status_code == 401
    assert "disabled" in root.get("/accounts").text
    acted(root, "/accounts/ann/enable", account(runtime, "ann").version)
    assert account(runtime, "ann").active
    assert acted(root, "/accounts/root/disable", account(runtime, "root").version).status_code == 409


def test_a_reset_asks_first_and_shows_a_new_link_once(runtime: Runtime, root: TestClient) -> None:
    add(runtime, "ann")
    assert "end at once" in root.get("/accounts/ann/reset").text
    answer = posted(root, "/accounts/ann/reset")
    link = LINK.search(answer.text)
    assert (answer.status_code, bool(link)) == (200, True)
    assert account(runtime, "ann").password is None
    assert link
    assert link[2] not in root.get("/accounts/ann").text


@pytest.mark.parametrize("name", ["o'neil <b>", "a b/c", "ü@example.org", "50% & more?", "x#y", "new", "reset"])
def test_any_name_has_a_page(runtime: Runtime, root: TestClient, name: str) -> None:
    add_account(runtime, OPERATOR, NewAccount(name=name))
    listed = root.get("/accounts").text
    assert "<b>" not in listed.partition("<main")[2].partition("Accounts by name")[2].partition("</table>")[0]
    paths = [path for path in re.findall(r'href="(/accounts/[^"]+)"', listed) if not path.endswith("/root")]
    assert len(paths) == 1
    page = root.get(paths[0].replace("&#39;", "'"))
    assert page.status_code == 200
    action = re.search(r'action="(/accounts/[^"]+/role)"', page.text)
    assert action
    version = account(runtime, name).version
    assert acted(root, action[1].replace("&#39;", "'"), version, role="reader").status_code == 303
    assert account(runtime, name).role is Role.READER


def test_nobody_of_that_name_is_no_page(root: TestClient) -> None:
    for path in ("/accounts/none", "/accounts/none/disable", "/accounts/none/reset", "/tokens/99/revoke"):
        assert root.get(path).status_code == 404
    assert acted(root, "/accounts/none/role", 1, role="reader").status_code == 404


def test_counts_are_of_what_still_holds(runtime: Runtime, root: TestClient, clock: Clock) -> None:
    add(runtime, "ann")
    client_for(runtime, "ann")
    bearer(runtime, "ann", ["read"])

    def counts() -> list[str]:
        row = root.get("/accounts").text.partition(">ann</a>")[2].partition("</tr>")[0]
        return re.findall(r'class="num">(\d+)<', row)

    assert counts() == ["1", "1"]
    clock.forward(hours=4)
    root.get("/accounts")
    clock.forward(hours=4)
    assert counts() == ["0", "1"]
    for _ in range(13):
        clock.forward(hours=7)
        assert counts() == ["0", "1"]
    clock.forward(days=90)
    root = client_for(runtime, "root")
    assert counts() == ["0", "0"]


# ── everybody's tokens ──


def test_a_service_token_is_made_for_an_owner_and_seen_once(runtime: Runtime, root: TestClient) -> None:
    add(runtime, "ann")
    fields = {"name": "pipeline", "owner": "ann", "scopes": ["read", "targets"], "days": "30"}
    answer = posted(root, "/tokens", fields)
    secret = re.search(r'value="(aft_\w{38})"', answer.text)
    assert answer.status_code == 201
    assert secret
    assert is_token(secret[1])
    page = root.get("/tokens").text
    assert secret[1] not in page
    assert f"…{secret[1][-4:]}" in page
    token = every(runtime.engine, Token)[0]
    assert (token.kind, token.account_id, token.created_by) == (
        TokenKind.SERVICE,
        account(runtime, "ann").id,
        "root",
    )
    for wrong, status in (({"owner": ""}, 422), ({"scopes": ["admin"]}, 422), ({"owner": "none"}, 404), ({}, 409)):
        refused = posted(root, "/tokens", fields | wrong)
        assert refused.status_code == status
        assert 'role="alert"' in refused.text


def test_a_token_whose_owner_is_disabled_is_marked_and_handed_over(runtime: Runtime, root: TestClient) -> None:
    add(runtime, "ann")
    add(runtime, "bob")
    new = NewToken(name="pipeline", kind=TokenKind.SERVICE, scopes=[TokenScope.READ], owner="ann")
    made = make_token(runtime, principal(runtime, "root"), new)
    program, headers = client_for(runtime, None), {"Authorization": f"Bearer {made.secret}"}
    assert "owner disabled" not in root.get("/tokens").text
    disable_account(runtime, OPERATOR, "ann")
    assert "owner disabled" in root.get("/tokens").text
    assert program.get("/actions", headers=headers).status_code == 401
    assert posted(root, "/tokens/1/owner", {"owner": "ann"}).status_code == 409
    assert posted(root, "/tokens/1/owner", {"owner": "bob"}).status_code == 303
    assert program.get("/actions", headers=headers).status_code == 200
    assert posted(root, "/tokens/1/revoke").headers["location"] == "/tokens"
    assert program.get("/actions", headers=headers).status_code == 401
