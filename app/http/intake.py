"""Bodies while they arrive: how long they may be, how slowly they may come, and how much of all may lie here."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

KIB = 1024
MIB = 1024 * KIB
#: A client gets this long, and a second more for every RATE bytes that it has sent or is to take.
SECONDS = 15.0
RATE = 32 * KIB
#: What all bodies together may hold in memory; the first SMALL bytes of each are not counted, so that forms pass.
ROOM = 32 * MIB
SMALL = 64 * KIB


class Intake:
    """The bodies of all requests under way."""

    def __init__(self, seconds: float = SECONDS, room: int = ROOM) -> None:
        self.seconds, self.room, self.held = seconds, room, 0

    @contextmanager
    def body(self, receive: Receive, limit: int) -> Iterator[Receive]:
        """`receive` for one request whose body may have `limit` bytes.

        What it returns raises HTTPException, the one exception that body readers let through: 413 over the limit,
        408 for a body that comes too slowly, 503 where there is no room, 400 when the client leaves before its end.
        """
        arriving = _Arriving(self, receive, limit)
        try:
            yield arriving
        finally:
            self.held -= arriving.counted


class _Arriving:
    def __init__(self, intake: Intake, receive: Receive, limit: int) -> None:
        self._intake, self._receive, self._limit = intake, receive, limit
        self._taken, self._waited, self._whole = 0, 0.0, False

    @property
    def counted(self) -> int:
        return max(0, self._taken - SMALL)

    async def __call__(self) -> Message:
        if self._whole:  # from here on one waits for the client to leave, as long as it takes
            return await self._receive()
        message = await self._next()
        if message["type"] == "http.disconnect":
            raise HTTPException(400, "the body ended before its end")
        self._take(len(message.get("body", b"")))
        self._whole = not message.get("more_body", False)
        return message

    async def _next(self) -> Message:
        """Only the time spent waiting for the client counts against it."""
        start = time.monotonic()
        try:
            async with asyncio.timeout(max(0.0, self._intake.seconds + self._taken / RATE - self._waited)):
                return await self._receive()
        except TimeoutError:
            # Unread bytes of it may still come: the connection cannot be used again.
            raise HTTPException(408, "the body came too slowly", {"Connection": "close"}) from None
        finally:
            self._waited += time.monotonic() - start

    def _take(self, size: int) -> None:
        if self._taken + size > self._limit:
            raise HTTPException(413, over(self._limit))
        before = self.counted
        self._taken += size
        self._intake.held += self.counted - before
        if self._intake.held > self._intake.room:
            raise HTTPException(503, "too much is being sent here at once", {"Retry-After": "15"})


def over(limit: int) -> str:
    return f"the body is over the limit of {limit // MIB} MiB"
