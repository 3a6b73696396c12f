"""serve, asked over a socket: whatever it answers, and to whomever, carries every header once."""

import resource
import socket
import time
from collections.abc import Iterator
from statistics import median

import pytest
from support.ports import unused_port
from support.wire import Reply, exchange, opened, parsed, until_closed
from test_cli_serve import first_answer, serving

from app.cli.serve import FILES, allow_files
from app.http.connections import BUSY_MOST, OWING_MOST
from app.http.guard import HEADERS
from app.http.intake import SECONDS
from app.web.assets import asset

POST = "POST /api/v1/postmortems HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
FORM = "POST /actions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of one server, with nothing in it, for them all."""
    folder, port = tmp_path_factory.mktemp("served"), unused_port()
    places = {f"AFTERCARE_{name.upper()}_DIR": str(folder / name) for name in ("content", "data", "search")}
    with serving(port, **places):
        assert first_answer(port, "/").status_code == 200
        yield port


def ask(method: str, path: str, *headers: str) -> bytes:
    named = ["Host: localhost", "Connection: close", "Content-Length: 0", *headers]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *named, "", ""]).encode()


def assert_sealed(reply: Reply) -> None:
    for name, value in HEADERS.items():
        assert reply.named(name) == [value], (name, reply)
    assert len(reply.named("cache-control")) == 1
    assert len(reply.named("date")) <= 1
    assert reply.named("server") == []


ANSWERS = [
    (200, ask("GET", "/healthz")),
    (200, ask("GET", "/postmortems")),
    (200, ask("GET", asset("app.css"))),
    (307, ask("GET", "/postmortems/")),
    (400, (POST + "Content-Type: application/json\r\nContent-Length: 1\r\n\r\n{").encode()),
    (400, b"nonsense\r\n\r\n"),
    (400, b"GET / HTTP/1.1\r\n\r\n"),
    (403, ask("POST", "/actions", "Sec-Fetch-Site: cross-site")),
    (404, ask("GET", "/nowhere")),
    (404, ask("HEAD", "/api/v1/nowhere")),
    (405, ask("PUT", "/search")),
    (405, ask("DELETE", "/api/v1/search")),
    (413, (POST + "Content-Length: 209715200\r\n\r\n").encode()),
    (413, (FORM + "Content-Type: application/json\r\nContent-Length: 1048577\r\n\r\n").encode()),
    (415, ask("POST", "/api/v1/postmortems", "Content-Type: image/png")),
    (415, ask("POST", "/actions", "Content-Encoding: gzip")),
    (421, ask("GET", "/").replace(b"localhost", b"rebound.example")),
    (421, ask("HEAD", "/").replace(b"localhost", b"rebound.example")),
    (422, ask("GET", "/api/v1/postmortems?limit=x")),
]


def test_every_status_is_sealed_whoever_answers_it(served: int) -> None:
    for status, sent in ANSWERS:
        reply = exchange(served, sent)
        assert reply.status == status, (sent, reply)
        assert_sealed(reply)
        assert not (sent.startswith(b"HEAD") and reply.body)


def test_every_operation_of_the_api_is_sealed_though_it_is_asked_nonsense(served: int) -> None:
    paths = first_answer(served, "/api/v1/openapi.json").json()["paths"]
    asked = [(method, path) for path, methods in paths.items() for method in methods]
    assert len(asked) > 20
    for method, path in asked:
        reply = exchange(served, ask(method.upper(), path.replace("{", "").replace("}", "")))
        assert reply.status < 500, (method, path)
        assert_sealed(reply)


def chunked(size: int, piece: int) -> Iterator[bytes]:
    yield (POST + "Content-Type: text/markdown\r\nTransfer-Encoding: chunked\r\n\r\n").encode()
    one = b"%x\r\n%b\r\n" % (piece, b"x" * piece)
    block = one * max(1, 65_536 // len(one))
    for _ in range(size // (len(block) // len(one) * piece)):
        yield block


@pytest.mark.parametrize(("piece", "status"), [(65_536, 413), (1, 400)])
def test_a_body_without_a_length_is_cut_off_at_its_limit(served: int, piece: int, status: int) -> None:
    with opened(served) as connection:
        connection.settimeout(1)
        try:
            for block in chunked(20 * 1024 * 1024, piece):
                connection.sendall(block)
        except OSError:  # it need not be read to its end
            pass
        connection.settimeout(20)
        reply = parsed(until_closed(connection))
    assert reply.status == status
    assert_sealed(reply)


@pytest.mark.slow
def test_clients_that_stop_amid_a_request_are_closed_in_time(served: int) -> None:
    with opened(served) as silent, opened(served) as half, opened(served) as body:
        start = time.monotonic()
        half.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        body.sendall((POST + "Content-Type: text/markdown\r\nContent-Length: 100\r\n\r\n# Half").encode())
        assert until_closed(half) == b""
        assert until_closed(silent) == b""
        reply = parsed(until_closed(body))
        assert time.monotonic() - start < SECONDS + 2
    assert reply.status == 408
    assert_sealed(reply)


def test_what_a_proxy_might_say_is_not_believed_by_the_server_itself(served: int) -> None:
    sent = ask("POST", "/theme", "Origin: https://localhost", "X-Forwarded-Proto: https")
    assert exchange(served, sent).status == 403


def test_an_answer_is_sent_without_delay(served: int) -> None:
    with opened(served) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        took = []
        for _ in range(21):
            start = time.monotonic()
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            taken = b""
            while not taken.endswith(b"}"):
                taken += connection.recv(65_536)
            took.append(time.monotonic() - start)
    assert median(took) < 0.03  # one that is held back waits 40 ms for the other end's acknowledgement


def test_more_files_may_be_open_than_a_shell_allows() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        allow_files()
        raised, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        allow_files()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (raised, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert raised in (FILES, hard)
    assert raised > OWING_MOST + BUSY_MOST
