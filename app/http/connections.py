"""Connections: how long a client may keep the server waiting, how many may, and the answers of the server's own.

The server counts connections, not requests, and knows no time limit for a request's head. Without these bounds a
few hundred clients that send nothing would be all it ever serves.
"""

import asyncio
from typing import Any

import h11
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from app.http.guard import HEADERS, refuse
from app.http.intake import MIB, RATE, SECONDS

#: Connections that owe us something: the rest of a request's head or body, or a request at all. Some 15 KiB each.
OWING_MOST = 1024
#: Connections whose request is being worked on or waits for that; what is over it is answered with 503.
BUSY_MOST = 400
#: A piece of a body makes work as if it had this many bytes; a body may fall behind that by SPARE.
PIECE, SPARE = 128, MIB
#: So much of a body is still read after its answer. Closing at once could destroy the answer on its way, so the
#: rest is left to wait for LINGER seconds, in which the client can read why.
UNWANTED_MOST, LINGER = 8 * MIB, 2.0


class _Parser(h11.Connection):
    """Refuses bodies in crumbs, of which a megabyte has a million; counts what comes after a request's answer."""

    spare, unwanted = SPARE, 0

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        event = super().next_event()
        if isinstance(event, h11.Request):
            self.spare, self.unwanted = SPARE, 0
        elif isinstance(event, h11.Data):
            self.spare += len(event.data) - PIECE
            self.unwanted += len(event.data) + PIECE if self.our_state is h11.DONE else 0
            if self.spare < 0:
                raise h11.RemoteProtocolError("nobody would send a body like that")
        return event


class BoundedProtocol(H11Protocol):
    """One connection.

    It is closed when no complete head has come `seconds` after it was opened or after its last answer, and when
    an answer is not taken at RATE. When more than `owing_most` owe us something, the oldest of these is closed.
    """

    seconds = SECONDS
    owing_most = OWING_MOST

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn = self._parser = _Parser(h11.SERVER)
        # The limit is judged here: the server's own refusal lacks the headers that every answer carries.
        self._most, self.limit_concurrency = self.limit_concurrency, None
        self._program: ASGIApp = self.app
        self.app = self._answer
        self._owing_since: float | None = None
        self._head_due: asyncio.TimerHandle | None = None
        self._answer_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._settle()
        if len(self.connections) > self.owing_most and len(owing := self._owing()) > self.owing_most:
            min(owing, key=lambda c: c._owing_since or 0.0)._drop()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._settle()
        if self._parser.unwanted > UNWANTED_MOST:
            self.transport.pause_reading()
            _cancel(self._head_due)
            self._head_due = self.loop.call_later(LINGER, self._drop)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._settle()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._answer_due = self.loop.call_later(self._patience(), self._drop)

    def resume_writing(self) -> None:
        _cancel(self._answer_due)
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        _cancel(self._head_due)
        _cancel(self._answer_due)
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is answered once, and not where an answer has begun already."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            body = msg.encode() if not self._under_way() or self.scope["method"] != "HEAD" else b""
            named = {**HEADERS, "cache-control": "no-store", "content-type": "text/plain; charset=utf-8"}
            headers = [*named.items(), ("content-length", str(len(msg))), ("connection", "close")]
            for event in (
                h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
                h11.Data(data=body),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        cycle = self.cycle
        try:
            if self._most is not None and self._busy() > self._most:
                self.logger.warning("Exceeded concurrency limit.")
                await refuse(scope, send, 503, "too many requests wait here", close=True)
            else:
                await self._program(scope, receive, send)
        except BaseException:  # also a request that is cut off when the server stops
            if not cycle.response_started:
                await refuse(scope, send, 500, "something went wrong here; it was logged", close=True)
            raise

    def _under_way(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _owing(self) -> "list[BoundedProtocol]":
        return [c for c in self.connections if isinstance(c, BoundedProtocol) and c._owing_since is not None]

    def _busy(self) -> int:
        return len(self.connections) - len(self._owing())

    def _settle(self) -> None:
        """Who waits for whom now."""
        if self._under_way():
            _cancel(self._head_due)
            self._head_due = None
        elif self._head_due is None:
            self._head_due = self.loop.call_later(self._patience(), self._drop)
        if self._under_way() and not self.cycle.more_body:
            self._owing_since = None
        elif self._owing_since is None:
            self._owing_since = self.loop.time()

    def _patience(self) -> float:
        """Seconds; what is still to be taken of an answer needs its time."""
        return self.seconds + self.transport.get_write_buffer_size() / RATE

    def _drop(self) -> None:
        self._owing_since = None  # it owes nothing any more: the next to be dropped is another
        self.transport.abort()


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
