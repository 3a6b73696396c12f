"""Bytes over a real socket, and a real server in a thread to send them to."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp
from support.ports import unused_port

from app.http.connections import BoundedProtocol


@dataclass(frozen=True, slots=True)
class Reply:
    """`headers` as they came, doubles included, names in lower case."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def named(self, name: str) -> list[str]:
        return [value for found, value in self.headers if found == name]


def parsed(raw: bytes) -> Reply:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin1").split("\r\n")
    pairs = [line.partition(":")[::2] for line in lines]
    return Reply(int(first.split()[1]), [(name.lower(), value.strip()) for name, value in pairs], body)


@contextmanager
def opened(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        yield connection


def until_closed(connection: socket.socket) -> bytes:
    """Everything that comes until the other side closes; a reset is a close as well."""
    taken = bytearray()
    try:
        while piece := connection.recv(65_536):
            taken += piece
    except ConnectionError:
        pass
    return bytes(taken)


def exchange(port: int, data: bytes) -> Reply:
    """The answer on a connection that the server closes after it."""
    with opened(port) as connection:
        connection.sendall(data)
        return parsed(until_closed(connection))


@contextmanager
def serving(app: ASGIApp, protocol: type[BoundedProtocol], limit: int | None = None) -> Iterator[int]:
    """The port of a server as `serve` sets it up."""
    port = unused_port()
    config = uvicorn.Config(
        app,
        port=port,
        http=protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="warning",
        limit_concurrency=limit,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive(), "the server ended before it answered"
        assert time.monotonic() < deadline, "the server does not answer"
        time.sleep(0.01)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(timeout=10)
