"""What every request passes and every answer carries, in front of any application."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message

from app.http.guard import CSP, HEADERS, IMPORT_MAX, JSON_MAX, Guard

HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
WRITES = ("POST", "PUT", "PATCH", "DELETE")


async def length(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def framed(_request: Request) -> Response:
    return PlainTextResponse("x", headers={"x-frame-options": "SAMEORIGIN", "cache-control": "max-age=60"})


async def broken(_request: Request) -> Response:
    raise RuntimeError("inside")


ROUTES = [
    Route("/framed", framed),
    Route("/broken", broken),
    Route("/{path:path}", length, methods=["GET", "HEAD", *WRITES]),
]


@pytest.fixture
def guarded() -> Iterator[TestClient]:
    app = Guard(Starlette(routes=ROUTES), HOSTS)
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "LocalHost:80", "[::1]", "[::1]:8000"])
def test_the_names_that_the_server_answers_under_pass_with_any_port(guarded: TestClient, host: str) -> None:
    assert guarded.get("/x", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "localhost.",
        "localhost.evil.example",
        "127.0.0.1@evil.example",
        "127.0.0.1:80@evil.example",
        "127.0.0.1:8000/evil",
        "127.0.0.1:",
        "127.0.0.1:999999",
        "[::1]evil.example",
        "[::1",
        "::1",
        "[127.0.0.1",
        "0.0.0.0",
        "local\thost",
    ],
)
def test_any_other_host_is_misdirected_so_that_no_rebound_name_reaches_the_data(
    guarded: TestClient, host: str
) -> None:
    answer = guarded.get("/x", headers={"host": host})
    assert answer.status_code == 421
    assert "AFTERCARE_ALLOWED_HOSTS" in answer.text


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # a program
        ({"origin": "http://127.0.0.1:8000"}, 200),
        ({"origin": "HTTP://127.0.0.1:8000", "sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "https://127.0.0.1:8000"}, 403),
        ({"origin": "http://127.0.0.1"}, 403),
        ({"origin": "http://127.0.0.1:9000"}, 403),
        ({"origin": "http://localhost:8000"}, 403),
        ({"origin": "http://127.0.0.1:8000.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "null", "sec-fetch-site": "none"}, 403),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 200),
        ({"origin": ""}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": "http://127.0.0.1:8000", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "nonsense"}, 403),
    ],
)
def test_a_write_comes_from_this_sites_own_pages_or_from_a_program(
    guarded: TestClient, method: str, headers: dict[str, str], status: int
) -> None:
    assert guarded.request(method, "/x", headers=headers).status_code == status


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_open_to_links_from_elsewhere(guarded: TestClient, method: str) -> None:
    headers = {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    assert guarded.request(method, "/x", headers=headers).status_code in (200, 405)


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/api/v1/postmortems", IMPORT_MAX),
        ("/api/v1/postmortems/a", IMPORT_MAX),
        ("/api/v1/extract", IMPORT_MAX),
        ("/import", IMPORT_MAX),
        ("/api/v1/action-items", JSON_MAX),
        ("/actions/ACT-1", JSON_MAX),
    ],
)
@pytest.mark.parametrize("sent_in_pieces", [False, True])
def test_a_body_is_taken_up_to_its_limit_and_not_a_byte_over(
    guarded: TestClient, path: str, limit: int, sent_in_pieces: bool
) -> None:
    def body(size: int) -> bytes | Iterator[bytes]:
        return (b"x" * min(65_536, size - at) for at in range(0, size, 65_536)) if sent_in_pieces else b"x" * size

    assert guarded.post(path, content=body(limit)).text == str(limit)
    refused = guarded.post(path, content=body(limit + 1))
    assert refused.status_code == 413
    assert f"{limit // (1024 * 1024)} MiB" in refused.text


async def ask(headers: list[tuple[bytes, bytes]], pieces: list[bytes]) -> tuple[int, int]:
    """Status of the answer and how many pieces of the body were asked for, as a server would see it."""
    app = Guard(Starlette(routes=ROUTES), HOSTS)
    asked, statuses = 0, []

    async def receive() -> Message:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": pieces[asked - 1], "more_body": asked < len(pieces)}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/x",
        "query_string": b"",
        "scheme": "http",
        "headers": [(b"host", b"localhost"), *headers],
    }
    await app(scope, receive, send)
    return statuses[0], asked


@pytest.mark.anyio
@pytest.mark.parametrize("declared", [b"\xb2", b"-1", b"1e3", b"", b"9" * 13, b"0x10", b" 1"])
async def test_a_length_that_is_no_number_or_far_too_large_is_refused_unread(declared: bytes) -> None:
    assert await ask([(b"content-length", declared)], [b"x"]) == (413, 0)


@pytest.mark.anyio
async def test_a_body_longer_than_declared_is_cut_off_at_the_limit() -> None:
    piece = b"x" * 300_000
    assert await ask([(b"content-length", b"5")], [piece] * 10) == (413, 4)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip", ""])
def test_compressed_bodies_are_not_taken(guarded: TestClient, coding: str) -> None:
    answer = guarded.post("/x", content=b"x", headers={"content-encoding": coding})
    assert answer.status_code == 415


@pytest.mark.parametrize("path", ["/x", "/broken"])
def test_every_answer_is_sealed_errors_too(guarded: TestClient, path: str) -> None:
    answer = guarded.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["cache-control"] == "no-store"


def test_refusals_are_sealed_problems_under_api_and_plain_text_elsewhere(guarded: TestClient) -> None:
    under_api = guarded.get("/api/v1/x", headers={"host": "evil.example"})
    assert under_api.headers["content-type"] == "application/problem+json"
    assert (under_api.json()["status"], under_api.json()["instance"]) == (421, "/api/v1/x")
    elsewhere = guarded.get("/x", headers={"host": "evil.example"})
    assert elsewhere.headers["content-type"].startswith("text/plain")
    for answer in (under_api, elsewhere):
        assert answer.headers["content-security-policy"] == CSP
        assert int(answer.headers["content-length"]) == len(answer.content)
    assert guarded.head("/x", headers={"host": "evil.example"}).content == b""


def test_an_answers_own_headers_stand(guarded: TestClient) -> None:
    answer = guarded.get("/framed")
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["cache-control"] == "max-age=60"


@pytest.mark.parametrize("part", ["script-src", "style-src", "default-src"])
def test_nothing_inline_and_nothing_from_elsewhere_may_run(part: str) -> None:
    policy = dict(directive.strip().split(" ", 1) for directive in CSP.split(";"))
    assert policy[part] in ("'self'", "'none'")
    assert "unsafe" not in CSP
    assert policy["frame-ancestors"] == "'none'"


def test_start_and_stop_of_the_server_reach_the_application() -> None:
    heard: list[str] = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        heard.append("start")
        yield
        heard.append("stop")

    with TestClient(Guard(Starlette(lifespan=lifespan), HOSTS), base_url="http://127.0.0.1"):
        assert heard == ["start"]
    assert heard == ["start", "stop"]
