"""People with accounts, browsers in which they are signed in, and tokens for their programs."""

import re
from collections.abc import Sequence
from itertools import count
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from support.application import app_over

from app.domain.principal import OPERATOR, Principal
from app.domain.vocabulary import Role, TokenScope
from app.runtime import Runtime
from app.store.accounts import find_account
from app.store.engine import reading
from app.store.tables import Account, Person
from app.usecases.accounts import NewAccount, add_account, redeem_link
from app.usecases.signing_in import has_accounts, principal_of
from app.usecases.tokens import NewToken, make_token
from app.usecases.workspace import Workspace

#: Everybody's password.
PASSWORD = "lake-otter-82-violin"
ADDRESS = "http://127.0.0.1:8000"
_numbers = count(1)


def add(ws: Workspace, name: str, role: Role = Role.AUTHOR, person: str | None = None) -> Account:
    """An account with a password. Where there was none yet an administrator “root” comes before it."""
    if not has_accounts(ws) and name != "root":
        add(ws, "root", Role.ADMIN)
    invitation = add_account(ws, OPERATOR, NewAccount(name=name, role=role, person=person))
    redeemed = redeem_link(ws, invitation.secret, PASSWORD)
    assert redeemed
    return redeemed


def principal(ws: Workspace, name: str) -> Principal:
    """Who acts where the account of this name is signed in."""
    with reading(ws.engine) as session:
        account = find_account(session, name)
        person = session.get(Person, account.person_id)
        assert person
        return principal_of(account, person)


def bearer(ws: Workspace, name: str, scopes: Sequence[TokenScope | str]) -> dict[str, str]:
    """The header of a program that carries a new personal token of this account."""
    new = NewToken(name=f"token {next(_numbers)}", scopes=[TokenScope(scope) for scope in scopes])
    return {"Authorization": f"Bearer {make_token(ws, principal(ws, name), new).secret}"}


def client_for(runtime: Runtime, name: str | None, address: str = ADDRESS) -> TestClient:
    """A browser of its own in which this account is signed in; None: nobody is."""
    client = TestClient(app_over(runtime), base_url=address, raise_server_exceptions=False)
    if name is not None:
        sign_in(client, name)
    return client


def sign_in(client: TestClient, name: str, password: str = PASSWORD) -> None:
    answer = client.post("/signin", data={"name": name, "password": password}, follow_redirects=False)
    assert answer.status_code == 303, answer.text


def form_token_of(client: TestClient) -> str:
    """What the forms of this browser carry."""
    found = re.search(r'name="form_token" value="([^"]+)"', client.get("/").text)
    assert found, "no form on the page carries a token"
    return found[1]


def posted(client: TestClient, path: str, data: dict[str, Any] | None = None, **options: Any) -> Response:
    """A form of our own pages, sent by this browser; redirects are not followed."""
    fields = {"form_token": form_token_of(client)} | (data or {})
    return client.post(path, data=fields, follow_redirects=False, **options)
