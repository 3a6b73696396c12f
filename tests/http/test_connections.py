"""Clients that keep the server waiting, and the answers that it gives before the program is asked."""

import asyncio
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from support.wire import Reply, exchange, opened, parsed, serving, until_closed

from app.http.connections import UNWANTED_MOST, BoundedProtocol
from app.http.guard import HEADERS, Guard
from app.http.intake import Intake

PATIENCE = 0.5
LARGE = 20_000_000


class Impatient(BoundedProtocol):
    seconds = PATIENCE
    owing_most = 5


async def length(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def unread(_request: Request) -> Response:
    return PlainTextResponse("unread")


async def large(_request: Request) -> Response:
    return Response(b"x" * LARGE)


async def slow(_request: Request) -> Response:
    await asyncio.sleep(PATIENCE * 3)
    return PlainTextResponse("slow")


ROUTES = [
    Route("/length", length, methods=["GET", "POST"]),
    Route("/unread", unread, methods=["GET", "POST"]),
    Route("/large", large),
    Route("/slow", slow),
]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    app = Guard(Starlette(routes=ROUTES), frozenset({"localhost"}), Intake(seconds=PATIENCE))
    with serving(app, Impatient) as found:
        yield found


def request(path: str, method: str = "GET", *headers: str, body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def last(path: str, method: str = "GET", *headers: str, body: bytes = b"") -> bytes:
    """A request after whose answer the server closes."""
    return request(path, method, "Connection: close", *headers, body=body)


def sealed(reply: Reply) -> bool:
    return all(reply.named(name) == [value] for name, value in {**HEADERS, "cache-control": "no-store"}.items())


def dripped(connection: socket.socket, piece: bytes) -> float:
    """Seconds until a connection on which `piece` is sent again and again was closed."""
    start = time.monotonic()
    connection.settimeout(PATIENCE / 10)
    while time.monotonic() - start < 10:
        try:
            connection.sendall(piece)
            if connection.recv(65_536) == b"":
                break
        except TimeoutError:
            continue
        except ConnectionError:
            break
    return time.monotonic() - start


def taken(connection: socket.socket, piece: bytes) -> int:
    try:
        connection.sendall(piece)
    except ConnectionError:
        return 0
    return len(piece)


@pytest.mark.parametrize("sent", [b"", b"GET /len", b"GET /length HTTP/1.1\r\nHost: loc"])
def test_half_a_request_is_closed_in_time_without_an_answer(port: int, sent: bytes) -> None:
    with opened(port) as connection:
        connection.sendall(sent)
        start = time.monotonic()
        assert until_closed(connection) == b""
    assert PATIENCE * 0.8 < time.monotonic() - start < PATIENCE * 3


def test_headers_that_go_on_and_on_gain_no_time(port: int) -> None:
    with opened(port) as connection:
        connection.sendall(b"GET /length HTTP/1.1\r\nHost: localhost\r\n")
        assert dripped(connection, b"X: y\r\n") < PATIENCE * 3


def test_a_connection_that_is_asked_nothing_more_is_closed(port: int) -> None:
    with opened(port) as connection:
        connection.sendall(request("/length"))
        start = time.monotonic()
        assert parsed(until_closed(connection)).status == 200
    assert PATIENCE * 0.8 < time.monotonic() - start < PATIENCE * 3


def test_a_body_that_nobody_reads_gains_no_time_after_its_answer(port: int) -> None:
    with opened(port) as connection:
        connection.sendall(request("/unread", "POST", "Content-Length: 100000"))
        assert dripped(connection, b"x") < PATIENCE * 3


def test_a_body_that_comes_too_slowly_is_answered_and_closed(port: int) -> None:
    with opened(port) as connection:
        connection.sendall(request("/length", "POST", "Content-Length: 9", body=b"x"))
        reply = parsed(until_closed(connection))
    assert (reply.status, reply.named("connection"), sealed(reply)) == (408, ["close"], True)


def test_an_answer_may_take_its_time(port: int) -> None:
    assert exchange(port, last("/slow")).body == b"slow"


def test_requests_sent_ahead_and_after_an_unread_body_are_answered(port: int) -> None:
    posted = request("/unread", "POST", "Content-Length: 3", body=b"abc")
    with opened(port) as connection:
        connection.sendall(posted + request("/length") + last("/length", "POST", "Content-Length: 2", body=b"ab"))
        assert until_closed(connection).count(b"HTTP/1.1 200 OK") == 3


def test_an_untaken_answer_is_dropped_after_its_time() -> None:
    class Fast(Impatient):
        def _patience(self) -> float:
            return PATIENCE

    app = Guard(Starlette(routes=ROUTES), frozenset({"localhost"}))
    with serving(app, Fast) as port, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", port))
        connection.sendall(request("/large"))
        assert exchange(port, last("/length")).status == 200  # others are served meanwhile
        time.sleep(PATIENCE * 2)
        assert len(until_closed(connection)) < LARGE


def test_of_too_many_that_owe_a_request_the_oldest_goes_and_new_ones_are_answered(port: int) -> None:
    with ExitStack() as stack:
        waiting = [stack.enter_context(opened(port)) for _ in range(Impatient.owing_most)]
        bodies = [stack.enter_context(opened(port)) for _ in range(Impatient.owing_most)]
        for connection in bodies:
            connection.sendall(request("/length", "POST", "Content-Length: 9"))
        start = time.monotonic()
        assert [until_closed(connection) for connection in waiting] == [b""] * len(waiting)
        assert time.monotonic() - start < PATIENCE * 0.8
        assert exchange(port, last("/length")).status == 200
        assert until_closed(bodies[0]) == b""
        assert parsed(until_closed(bodies[-1])).status == 408


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/x", "/api/v1/x"])
def test_over_the_limit_of_connections_the_answer_is_sealed_too(method: str, path: str) -> None:
    app = Guard(Starlette(routes=ROUTES), frozenset({"localhost"}))
    with serving(app, Impatient, limit=2) as port, opened(port) as one, opened(port) as two:
        one.sendall(request("/slow"))
        two.sendall(request("/slow"))
        time.sleep(0.1)
        reply = exchange(port, request(path, method))
        assert (reply.status, reply.named("connection"), sealed(reply)) == (503, ["close"], True)
        assert (reply.body == b"") == (method == "HEAD")
        assert reply.named("content-type")[0].startswith("application/problem" if "api" in path else "text/plain")
        assert parsed(until_closed(one)).status == 200
        assert exchange(port, last("/length")).status == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/one\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: " + b"y" * 70_000,
        request("/length", "POST", "Transfer-Encoding: chunked", body=b"nonsense\r\n"),
        request("/length", "POST", "Transfer-Encoding: chunked", body=b"1\r\nx\r\n" * 9_000),
    ],
)
def test_what_is_no_request_is_answered_sealed_and_closed(port: int, sent: bytes) -> None:
    reply = exchange(port, sent)
    assert (reply.status, reply.named("connection"), sealed(reply)) == (400, ["close"], True)
    assert reply.named("content-length") == [str(len(reply.body))]


def test_many_short_lines_are_a_body_like_any_other(port: int) -> None:
    lines = b"51\r\n" + b"x" * 81 + b"\r\n"
    sent = last("/length", "POST", "Transfer-Encoding: chunked", body=lines * 12_000 + b"0\r\n\r\n")
    assert exchange(port, sent).body == b"972000"


def test_a_body_that_was_answered_unread_is_read_to_its_end_and_the_connection_used_again(port: int) -> None:
    with opened(port) as connection:
        for _ in range(3):
            connection.sendall(request("/unread", "POST", "Content-Length: 900000"))
            answered = b""
            while not answered.endswith(b"\r\n\r\nunread"):
                answered += connection.recv(65_536)
            assert answered.startswith(b"HTTP/1.1 200")
            connection.sendall(b"x" * 900_000)


def test_of_a_body_without_end_only_so_much_is_read_after_its_answer(port: int) -> None:
    with opened(port) as connection:
        connection.sendall(request("/length", "POST", "Transfer-Encoding: chunked"))
        piece = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
        sent = sum(taken(connection, piece) for _ in range(4_000))
        assert UNWANTED_MOST < sent < 2_000 * len(piece)
        assert parsed(until_closed(connection)).status == 413


def test_a_broken_head_request_has_no_body(port: int) -> None:
    reply = exchange(port, request("/length", "HEAD", "Transfer-Encoding: chunked", body=b"nonsense\r\n"))
    assert (reply.status, reply.body) == (400, b"")


def test_what_is_no_request_after_an_answer_is_just_closed(port: int, caplog: pytest.LogCaptureFixture) -> None:
    with opened(port) as connection:
        connection.sendall(request("/unread", "POST", "Transfer-Encoding: chunked"))
        time.sleep(0.2)
        connection.sendall(b"nonsense\r\n")
        assert until_closed(connection).count(b"HTTP/1.1") == 1
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


def test_a_client_that_leaves_amid_its_body_is_no_accident(port: int, caplog: pytest.LogCaptureFixture) -> None:
    with opened(port) as connection:
        connection.sendall(request("/length", "POST", "Content-Length: 9", body=b"x"))
        time.sleep(0.1)
    assert exchange(port, last("/length")).status == 200
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("before_an_answer", [True, False])
def test_a_program_that_breaks_is_answered_sealed(before_an_answer: bool) -> None:
    async def broken(_scope: Scope, _receive: Receive, send: Send) -> None:
        if not before_an_answer:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("inside")

    with serving(broken, Impatient) as port:
        reply = exchange(port, request("/"))
    assert (reply.status, sealed(reply)) == ((500, True) if before_an_answer else (200, False))


def test_a_request_cut_off_by_the_end_of_the_server_is_answered_sealed() -> None:
    async def endless(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await asyncio.sleep(60)

    with ExitStack() as stack:
        with serving(endless, Impatient) as port:
            connection = stack.enter_context(opened(port))
            connection.sendall(request("/"))
            time.sleep(0.1)
        reply = parsed(until_closed(connection))
    assert (reply.status, sealed(reply)) == (500, True)
