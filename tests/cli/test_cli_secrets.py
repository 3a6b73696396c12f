"""Passwords, tokens, session ids and one-time links are planted, and looked for in whatever the program says."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel
from support.accounts import PASSWORD, add, bearer, principal
from support.commands import call, run
from support.ports import unused_port
from test_cli_serve import first_answer, serving

from app.config import load_settings
from app.domain.principal import OPERATOR
from app.domain.vocabulary import Role, TokenKind, TokenScope
from app.runtime import Runtime, open_runtime
from app.usecases.accounts import NewAccount, add_account
from app.usecases.credentials import hashed
from app.usecases.tokens import NewToken, make_token

WRONG = "wrong-heron-93-cello"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must be found nowhere. `wrong` is a password that somebody tried."""

    personal: str
    service: str
    feed: str
    link: str
    password: str = PASSWORD
    wrong: str = WRONG
    session: str = ""


@pytest.fixture
def runtime(database_url: str, content: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    monkeypatch.setenv("AFTERCARE_DATABASE_URL", database_url)
    monkeypatch.setenv("AFTERCARE_LOG_LEVEL", "debug")
    assert call("import", str(content)).status == 0
    opened = open_runtime(load_settings())
    yield opened
    opened.close()


@pytest.fixture
def planted(runtime: Runtime) -> Secrets:
    """root administers; ann has tokens; bob has a link that nobody opened."""
    add(runtime, "ann", Role.MANAGER)
    root, ann = principal(runtime, "root"), principal(runtime, "ann")
    service = NewToken(name="ci", kind=TokenKind.SERVICE, owner="ann", scopes=[TokenScope.READ, TokenScope.WRITE])
    return Secrets(
        personal=bearer(runtime, "root", list(TokenScope))["Authorization"].removeprefix("Bearer "),
        service=make_token(runtime, root, service).secret,
        feed=make_token(runtime, ann, NewToken(name="news", kind=TokenKind.FEED)).secret,
        link=add_account(runtime, OPERATOR, NewAccount(name="bob")).secret,
    )


def leaks(texts: Sequence[str], secrets: Secrets, *, hashes: bool) -> list[str]:
    """The secrets that stand in any of the texts, whole or hashed."""
    sought = [s for s in astuple(secrets) if s]
    if hashes:
        sought += [hashed(s) for s in sought] + ["$argon2"]
    return [s for s in sought if any(s in text for text in texts)]


def test_the_search_finds_what_is_planted(planted: Secrets) -> None:
    assert leaks([f"x{planted.link}y"], planted, hashes=False) == [planted.link]
    assert leaks([hashed(planted.feed)], planted, hashes=True) == [hashed(planted.feed)]


def test_the_database_holds_hashes_only(planted: Secrets, runtime: Runtime) -> None:
    dump: list[str] = []
    with runtime.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            dump += [repr(tuple(row)) for row in connection.execute(sa.select(table))]
    assert leaks(dump, planted, hashes=False) == []
    for secret in (planted.personal, planted.service, planted.feed, planted.link):
        assert any(hashed(secret) in row for row in dump)
    assert sum("$argon2id$v=19$m=19456,t=2,p=1$" in row for row in dump) == 2


COMMANDS = [
    ("doctor",),
    ("export", "--format", "json"),
    ("export", "--format", "csv"),
    ("actions", "list", "--json"),
    ("search", "router", "--json"),
    ("users", "list", "--json"),
    ("users", "list"),
    ("users", "disable", "root"),
    ("reindex",),
]


def test_no_command_tells_any(planted: Secrets, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    for token in ("", planted.personal, planted.personal[:-1] + "-", planted.feed):
        monkeypatch.setenv("AFTERCARE_TOKEN", token)
        for command in COMMANDS if token in ("", planted.personal) else COMMANDS[:2]:
            answer = call(*command)
            said += [answer.out, answer.err]
    assert any("AFTERCARE_TOKEN: commands are the hand of root" in text for text in said)
    assert leaks(said, planted, hashes=True) == []
    done = run("search", "router", AFTERCARE_TOKEN=planted.link)
    assert (done.returncode, planted.link in done.stderr) == (2, False)


def browser_at(port: int) -> httpx.Client:
    """A connection for each request: a server that failed closes its own."""
    once = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30, limits=once)


def signed_in(client: httpx.Client) -> str:
    """The id of the session, after an attempt with a wrong password."""
    for password, status in ((WRONG, 422), (PASSWORD, 303)):
        answer = client.post("/signin", data={"name": "root", "password": password})
        assert answer.status_code == status
        assert password not in answer.text
    return client.cookies["aftercare_session"]


def asked(browser: httpx.Client, secrets: Secrets) -> Iterator[httpx.Response]:
    """Reads that succeed, and whatever is refused, each with a secret in it somewhere."""
    carrying = {"Authorization": f"Bearer {secrets.personal}"}
    for path in (
        "me",
        "tokens?all=true",
        "accounts",
        "accounts/bob",
        "accounts/root/changes",
        "action-items/export",
    ):
        yield browser.get(f"/api/v1/{path}", headers=carrying)
    for given in ("Basic " + secrets.personal, f"Bearer {secrets.feed}", f"Bearer {secrets.service}x"):
        yield browser.get("/api/v1/me", headers={"Authorization": given})
    bodies = ({"name": "eve", "password": PASSWORD}, {"name": "ann"}, {"role": secrets.personal, "name": "x"})
    for body in bodies:
        yield browser.post("/api/v1/accounts", json=body, headers=carrying)
    yield browser.post("/api/v1/tokens", json={"name": "x", "hash": secrets.feed}, headers=carrying)
    yield browser.post("/api/v1/tokens", content=f'{{"{secrets.feed}"', headers={**carrying, "Content-Type": "a/b"})
    versioned = {**carrying, "If-Match": secrets.personal}
    yield browser.patch("/api/v1/accounts/bob", json={"role": "reader"}, headers=versioned)
    yield browser.get("/api/v1/postmortems", params={"cursor": secrets.personal}, headers=carrying)
    yield browser.get("/api/v1/tags", params={"token": secrets.feed})
    yield browser.post("/api/v1/tokens", json={"name": "x"}, headers={"X-Form-Token": secrets.personal})
    yield browser.get("/feeds/postmortems.atom", params={"token": secrets.feed})
    for page in ("/", "/account", "/accounts", "/accounts/bob", "/tokens", "/people"):
        yield browser.get(page)
    yield browser.post(f"/welcome/{secrets.link}", data={"password": WRONG[:5]})


@contextmanager
def broken(engine: Engine, table: str) -> Iterator[None]:
    """The database lacks this table for a while."""
    with engine.begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE {table} RENAME TO was_{table}"))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(sa.text(f"ALTER TABLE was_{table} RENAME TO {table}"))


def faults(browser: httpx.Client, engine: Engine, secrets: Secrets) -> Iterator[httpx.Response]:
    """What is asked while the database cannot answer."""
    with broken(engine, "one_time_link"):
        yield browser.get(f"/welcome/{secrets.link}")
        yield browser.post(f"/welcome/{secrets.link}", data={"password": PASSWORD})
    with broken(engine, "token"):
        yield browser.get("/api/v1/me", headers={"Authorization": f"Bearer {secrets.personal}"})
        yield browser.get("/feeds/postmortems.atom", params={"token": secrets.feed})
    with broken(engine, "sign_in_session"):
        yield browser.get("/api/v1/me")
    with broken(engine, "account"):
        yield browser.post("/signin", data={"name": "root", "password": PASSWORD})


def test_no_answer_and_no_log_of_a_server_tells_any(planted: Secrets, runtime: Runtime) -> None:
    port = unused_port()
    with serving(port) as process:
        assert first_answer(port, "/healthz").status_code == 200
        with browser_at(port) as browser:
            session = signed_in(browser)
            secrets = Secrets(planted.personal, planted.service, planted.feed, planted.link, session=session)
            answers = list(asked(browser, secrets))
            failed = list(faults(browser, runtime.engine, secrets))
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=15)
    assert {answer.status_code for answer in answers} >= {200, 401, 403, 409, 412, 415, 422}
    assert {answer.status_code for answer in failed} <= {500, 503}
    assert leaks([a.text for a in answers + failed if "/api/" in str(a.url)], secrets, hashes=True) == []
    seen = [a.text for a in answers + failed if "/welcome/" not in str(a.url)]
    assert leaks(seen, secrets, hashes=False) == []
    assert "/welcome/" in err or "one_time_link" in err, "the faults were logged"
    assert leaks([out, err], secrets, hashes=True) == []
