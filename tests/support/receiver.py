"""A real web server on loopback that keeps what it is asked and sent."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.domain.outlets import Webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass
class Receiver:
    """`status` is what it answers, and `body` to a GET; `taken`: path, headers (in lower case) and body of each.

    `meanwhile` is done between a question and its answer.
    """

    port: int = 0
    status: int = 204
    body: bytes = b""
    meanwhile: Callable[[], object] | None = None
    taken: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def hook(self) -> Webhook:
        return Webhook(f"http://localhost:{self.port}/hook", SECRET, frozenset({"localhost"}))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(found.body)

        def do_POST(self) -> None:
            self._answer(b"")

        def _answer(self, told: bytes) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found.taken.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            if found.meanwhile is not None:
                found.meanwhile()
            self.send_response(found.status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()
