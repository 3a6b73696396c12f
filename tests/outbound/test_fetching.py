import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.domain.errors import Forbidden, Unavailable
from app.outbound import fetching
from app.outbound.fetching import BODY_MAX, fetch

TRUSTED = frozenset({"127.0.0.1", "localhost"})


class _Receiver(BaseHTTPRequestHandler):
    hosts: list[str]

    def do_GET(self) -> None:
        type(self).hosts.append(self.headers["Host"])
        status = {"/gone": 404, "/moved": 302}.get(self.path, 200)
        body = b"x" * (300_000 if self.path == "/huge" else 5)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[str]]]:
    _Receiver.hosts = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}", _Receiver.hosts
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_answer_carries_status_and_body_and_the_name_is_kept_as_host(receiver: tuple[str, list[str]]) -> None:
    url, hosts = receiver
    answer = fetch(f"{url}/fine", TRUSTED)
    assert (answer.status, answer.body, answer.location) == (200, b"xxxxx", None)
    assert hosts == [url.removeprefix("http://")]


def test_redirects_are_told_and_not_followed(receiver: tuple[str, list[str]]) -> None:
    url, hosts = receiver
    answer = fetch(f"{url}/moved", TRUSTED)
    assert (answer.status, answer.location) == (302, "/elsewhere")
    assert len(hosts) == 1


@pytest.mark.timeout(20)
@pytest.mark.parametrize("location", [b"mailto:ann", b"http://[::1"])
def test_a_redirect_to_what_is_no_address_is_no_answer(location: bytes) -> None:
    """httpx works out where a redirect leads even where it does not follow."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(
                    b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"
                )

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(Unavailable, match="does not answer"):
            fetch(f"http://127.0.0.1:{server.getsockname()[1]}/", TRUSTED)
        thread.join()


def test_a_huge_answer_is_cut(receiver: tuple[str, list[str]]) -> None:
    assert len(fetch(f"{receiver[0]}/huge", TRUSTED).body) == BODY_MAX


def test_an_untrusted_loopback_server_is_never_reached(receiver: tuple[str, list[str]]) -> None:
    url, hosts = receiver
    with pytest.raises(Forbidden):
        fetch(f"{url}/fine")
    assert hosts == []


@pytest.mark.parametrize("url", ["ftp://example.org/", "http://me:secret@example.org/", "http://", "file:///etc"])
def test_only_plain_web_addresses_are_visited(url: str) -> None:
    with pytest.raises(Forbidden):
        fetch(url, TRUSTED)


def test_a_closed_port_is_unavailable() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    port = server.server_address[1]
    server.server_close()
    with pytest.raises(Unavailable, match="does not answer"):
        fetch(f"http://127.0.0.1:{port}/", TRUSTED)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("resolving", [0, 0.5])
@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"])
def test_an_answer_that_never_ends_is_cut_off(
    monkeypatch: pytest.MonkeyPatch, head: bytes, resolving: float
) -> None:
    """Each byte comes in time: in the head, and in a body that would look whole when the connection ends.

    Where finding the address took all the time already, too.
    """
    monkeypatch.setattr(fetching, "SECONDS", 0.4)
    resolve = socket.getaddrinfo

    def slowly(*asked: Any, **more: Any) -> Any:
        time.sleep(resolving)
        return resolve(*asked, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.sendall(head)
                while True:
                    connection.sendall(b"x")
                    time.sleep(0.05)

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        with pytest.raises(Unavailable, match="does not answer within"):
            fetch(f"http://127.0.0.1:{server.getsockname()[1]}/", TRUSTED)
        thread.join()
