"""A POST that comes again under its Idempotency-Key: once carried out, answered the same, whatever goes wrong."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, func, select
from support.accounts import add, bearer, principal
from support.databases import Clock
from support.zips import zipped

from app.api.routes import include_api
from app.domain.errors import Conflict, Unavailable
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import Role, TokenKind, TokenScope
from app.http.repeats import takes_key
from app.main import create_app
from app.runtime import Runtime
from app.store.engine import reading, writing
from app.store.tables import ActionItem, Document, KeyedRequest, Tag, Token
from app.usecases.repeats import ANSWER_MAX, LEASE, Answer, Claim, claim, effect_of, forget_old, keep
from app.usecases.tokens import NewToken, make_token

URL = "/api/v1/action-items"
NEW = {"text": "Buy disks"}
TEXT = b"# Disk full\n\n## Action items\n\n- [ ] Buy disks\n"
one_database = pytest.mark.parametrize("database_kind", ["sqlite"])


def post(client: TestClient, key: str = "k-1", path: str = URL, **options: Any) -> Response:
    options = options or {"json": NEW}
    return client.post(path, headers={"Idempotency-Key": key, **options.pop("headers", {})}, **options)


def kind(name: str) -> dict[str, str]:
    return {"Content-Type": name}


def rows(runtime: Runtime, table: type) -> int:
    with reading(runtime.engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def stored(runtime: Runtime) -> KeyedRequest:
    with reading(runtime.engine) as session:
        return session.exec(select(KeyedRequest)).one()


def refused(answer: Response, status: int, words: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert "idempotent-replayed" not in answer.headers


def test_the_same_request_is_carried_out_once_and_gets_its_answer_again(
    client: TestClient, runtime: Runtime
) -> None:
    first, again = post(client), post(client)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    for name in ("content-type", "etag", "location", "content-security-policy", "cache-control"):
        assert again.headers[name] == first.headers[name]
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert rows(runtime, ActionItem) == 1
    assert post(client, "k-2").json()["key"] != first.json()["key"]


@one_database
def test_another_request_under_the_key_is_refused(client: TestClient, runtime: Runtime) -> None:
    made = post(client).json()
    for other in (
        {"json": {"text": "Buy tapes"}},
        {"path": f"{URL}?x=1", "json": NEW},
        {"path": "/api/v1/tags", "json": NEW},
        {"json": NEW, "headers": {"If-Match": '"v1"'}},
        {"json": NEW, "headers": {"Content-Type": "text/csv"}},
    ):
        refused(post(client, **other), 422, "stood for another request")
    assert post(client).json() == made
    assert rows(runtime, ActionItem) == 1


@one_database
def test_quotation_marks_belong_to_the_header_and_not_to_the_key(client: TestClient) -> None:
    assert post(client, '"k-1"').json() == post(client, "k-1").json()


@one_database
@pytest.mark.parametrize(
    "key", ["", '""', "a" * 256, "\u00fc", "a\tb"], ids=["none", "empty", "long", "umlaut", "tab"]
)
def test_what_is_no_key_is_refused(client: TestClient, runtime: Runtime, key: str) -> None:
    answer = client.post(URL, headers=[(b"Idempotency-Key", key.encode("latin-1"))], json=NEW)
    refused(answer, 422, "1 to 255 printable ASCII characters")
    assert rows(runtime, ActionItem) == 0


@one_database
def test_two_keys_at_once_are_refused(client: TestClient) -> None:
    answer = client.post(URL, headers=[("Idempotency-Key", "a"), ("Idempotency-Key", "b")], json=NEW)
    refused(answer, 422, "one text")
    assert post(client, "a" * 255).status_code == 201


@one_database
def test_a_refusal_is_kept_as_well_and_what_may_pass_is_not(client: TestClient, runtime: Runtime) -> None:
    first = post(client, json={"text": ""})
    again = post(client, json={"text": ""})
    assert (first.status_code, again.status_code) == (422, 422)
    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
    add(runtime, "rita", Role.READER)
    reader = bearer(runtime, "rita", list(TokenScope))
    for _ in range(2):
        refused(post(client, "k-2", json=NEW, headers=reader), 403, "takes")
    refused(post(client, "k-2", json=NEW), 401, "sign in")
    assert rows(runtime, KeyedRequest) == 1


@one_database
def test_everybody_has_keys_of_their_own_and_rights_count(client: TestClient, runtime: Runtime) -> None:
    for name in ("ann", "bob"):
        add(runtime, name, Role.MANAGER)
    ann, bob = (bearer(runtime, name, list(TokenScope)) for name in ("ann", "bob"))
    less = bearer(runtime, "ann", [TokenScope.READ])
    hers = post(client, json=NEW, headers=ann)
    his = post(client, json=NEW, headers=bob)
    assert hers.json()["key"] != his.json()["key"]
    assert "idempotent-replayed" not in his.headers
    assert post(client, json=NEW, headers=ann).content == hers.content
    refused(post(client, json=NEW, headers=less), 422, "stood for another request")


@one_database
def test_services_of_one_name_have_keys_of_their_own(client: TestClient, runtime: Runtime) -> None:
    add(runtime, "ann", Role.ADMIN)
    made = []
    for owner in ("ann", "root"):
        new = NewToken(kind=TokenKind.SERVICE, name="ci", scopes=[TokenScope.WRITE, TokenScope.READ], owner=owner)
        secret = make_token(runtime, principal(runtime, "ann"), new).secret
        made.append(post(client, json=NEW, headers={"Authorization": f"Bearer {secret}"}))
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json()["key"] != made[1].json()["key"]


@one_database
def test_a_key_is_known_for_a_day_and_then_deleted(client: TestClient, runtime: Runtime, clock: Clock) -> None:
    first = post(client).json()
    clock.forward(hours=23, minutes=59)
    assert post(client).json() == first
    assert forget_old(runtime) == 0
    clock.forward(minutes=1)
    assert post(client).json()["key"] != first["key"]
    clock.forward(hours=24)
    assert forget_old(runtime) == 1
    assert rows(runtime, KeyedRequest) == 0


def test_a_document_and_an_archive_come_in_once(client: TestClient, runtime: Runtime) -> None:
    document = {
        "path": "/api/v1/postmortems?path=a.md",
        "content": TEXT,
        "headers": {"Content-Type": "text/markdown"},
    }
    archive = {
        "path": "/api/v1/imports",
        "content": zipped(("b.md", TEXT)),
        "headers": {"Content-Type": "application/zip"},
    }
    for key, sent, status in (("d", document, 201), ("a", archive, 200)):
        first, again = post(client, key, **sent), post(client, key, **sent)
        assert (first.status_code, again.status_code) == (status, status)
        assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
    assert post(client, "a", **archive).json()["counts"]["new"] == 1, "said as it was then"
    assert rows(runtime, Document) == 2


@one_database
def test_nobodys_archive_is_read_who_may_not_send_one(client: TestClient, runtime: Runtime) -> None:
    add(runtime, "rita", Role.READER)
    headers = {"Content-Type": "application/zip", **bearer(runtime, "rita", list(TokenScope))}
    refused(post(client, path="/api/v1/imports", content=b"PK", headers=headers), 403, "takes")


@one_database
def test_secrets_take_no_key_and_are_nowhere_kept(client: TestClient, runtime: Runtime) -> None:
    add(runtime, "root", Role.ADMIN)
    root = bearer(runtime, "root", list(TokenScope))
    tokens, keyed = rows(runtime, Token), {"name": "x", "scopes": ["read"]}
    for path, body in (("tokens", keyed), ("accounts", {"name": "eve"}), ("accounts/root/reset", {})):
        refused(post(client, path=f"/api/v1/{path}", json=body, headers=root), 422, "shown once and not kept")
    assert rows(runtime, Token) == tokens
    assert rows(runtime, KeyedRequest) == 0


@one_database
def test_of_key_and_body_only_a_digest_is_stored(client: TestClient, runtime: Runtime) -> None:
    post(client, "my-own-key", json={"text": "x", "owner": 3})
    row = stored(runtime)
    assert "my-own-key" not in repr(row)
    assert re.fullmatch("[0-9a-f]{64}", row.id)
    assert re.fullmatch("[0-9a-f]{64}", row.fingerprint)


def test_no_operation_that_takes_a_key_answers_a_secret() -> None:
    app = FastAPI()
    include_api(app)
    described = app.openapi()
    schemas = described["components"]["schemas"]
    for path, item in described["paths"].items():
        for method, operation in item.items():
            answers = [a.get("content", {}) for s, a in operation["responses"].items() if s < "300"]
            refs = [c.get("application/json", {}).get("schema", {}).get("$ref", "") for c in answers]
            fields = {name for ref in refs if ref for name in schemas[ref.rpartition("/")[2]].get("properties", {})}
            named = {p["name"] for p in operation.get("parameters", [])}
            assert ("Idempotency-Key" in named) == takes_key(method, path)
            if method == "post":
                assert takes_key(method, path) == (not fields & {"token", "link"}), path


@one_database
def test_an_answer_that_is_too_long_is_not_kept_and_nothing_is_done_twice(runtime: Runtime) -> None:
    asked = (runtime, LOCAL_OWNER, "", "k", ["POST", "/x"])
    long = Answer(200, {}, b"x" * (ANSWER_MAX + 1))
    mine = claim(*asked)
    assert isinstance(mine, Claim)
    keep(runtime, mine, long)
    mine = claim(*asked)
    assert isinstance(mine, Claim), "nothing was done: it may be tried again"
    with effect_of(mine), writing(runtime.engine) as session:
        session.add(Tag(name="x"))
    keep(runtime, mine, long)
    with pytest.raises(Conflict, match="its answer is not known"):
        claim(*asked)


class Trouble:
    """Routes in which a test decides what happens, in an application of their own."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime, self.app, self.begun, self.go_on = (
            runtime,
            create_app(runtime),
            threading.Event(),
            threading.Event(),
        )
        self.app.add_api_route("/api/v1/slow", self.slow, methods=["POST"])
        self.app.add_api_route("/api/v1/ill", self.ill, methods=["POST"])

    def slow(self) -> dict[str, str]:
        self.begun.set()
        assert self.go_on.wait(20)
        self.tag("slow")
        return {"done": "yes"}

    def ill(self, request: Request) -> None:
        """`?tag=` something is written first."""
        if name := request.query_params.get("tag"):
            self.tag(name)
        if "raise" in request.query_params:
            raise RuntimeError("inside")
        raise Unavailable("not now")

    def tag(self, name: str) -> None:
        with writing(self.runtime.engine) as session:
            session.add(Tag(name=name))


@pytest.fixture
def trouble(runtime: Runtime) -> Iterator[tuple[Trouble, TestClient]]:
    trouble = Trouble(runtime)
    base = "http://127.0.0.1:8000"
    with TestClient(trouble.app, base_url=base, raise_server_exceptions=False) as client:
        yield trouble, client
        trouble.go_on.set()


def test_while_the_first_is_under_way_the_second_is_told_so(
    trouble: tuple[Trouble, TestClient], runtime: Runtime
) -> None:
    inside, client = trouble
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(post, client, path="/api/v1/slow", json={})
        assert inside.begun.wait(20)
        refused(post(client, path="/api/v1/slow", json={}), 409, "still under way")
        refused(post(client, path="/api/v1/slow", json=[]), 422, "another request")
        inside.go_on.set()
        assert first.result(20).status_code == 200
    assert post(client, path="/api/v1/slow", json={}).headers["idempotent-replayed"] == "true"
    assert rows(runtime, Tag) == 1


@one_database
def test_who_is_taken_for_dead_cannot_do_it_any_more(
    trouble: tuple[Trouble, TestClient], runtime: Runtime, clock: Clock
) -> None:
    inside, client = trouble
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(post, client, path="/api/v1/slow", json={})
        assert inside.begun.wait(20)
        clock.forward(minutes=1)
        inside.begun.clear()
        with ThreadPoolExecutor(1) as other:
            second = other.submit(post, client, path="/api/v1/slow", json={})
            assert inside.begun.wait(20)
            inside.go_on.set()
            answers = [first.result(20), second.result(20)]
    assert [answer.status_code for answer in answers] == [409, 200]
    assert "was faster" in answers[0].json()["detail"]
    assert rows(runtime, Tag) == 1


@pytest.mark.parametrize("how", ["", "&raise=1"], ids=["answered", "raised"])
@one_database
def test_an_error_of_the_server_is_not_kept(
    trouble: tuple[Trouble, TestClient], runtime: Runtime, how: str
) -> None:
    _, client = trouble
    status = 500 if how else 503
    for _ in range(2):
        assert post(client, path=f"/api/v1/ill?{how}", json={}).status_code == status
    assert rows(runtime, KeyedRequest) == 0
    assert post(client, path=f"/api/v1/ill?tag=x{how}", json={}).status_code == status
    refused(post(client, path=f"/api/v1/ill?tag=x{how}", json={}), 409, "its answer is not known")
    assert rows(runtime, Tag) == 1


@one_database
def test_after_a_crash_it_is_known_whether_anything_was_done(
    client: TestClient, runtime: Runtime, clock: Clock
) -> None:
    """What a process leaves behind that dies: before its first change, and after it."""
    post(client)
    for effective, status, words in ((True, 409, "its answer is not known"), (False, 201, "")):
        with writing(runtime.engine) as session:
            _leave(session, effective, clock() + LEASE)
        refused(post(client), 409, "still under way")
        clock.forward(minutes=1)
        later = post(client)
        assert later.status_code == status
        assert words in later.json().get("detail", "")
    assert rows(runtime, ActionItem) == 2


def _leave(session: Session, effective: bool, until: datetime) -> None:
    row = session.exec(select(KeyedRequest)).one()
    row.status, row.body, row.headers = None, None, None
    row.effective, row.leased_until = effective, until
    session.add(row)
