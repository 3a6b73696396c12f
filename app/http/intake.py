"""Bodies while they arrive: how long they may be, how slowly they may come, and how much of all may lie here."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

KIB = 1024
MIB = 1024 * KIB
#: So long a client may keep us waiting, and RATE bytes, sent or taken, make good for a second of it.
SECONDS = 15.0
RATE = 32 * KIB
#: What all bodies together may hold in memory; the first SMALL bytes of each are not counted, so that forms pass.
ROOM = 32 * MIB
SMALL = 64 * KIB


class Intake:
    """The bodies of all requests under way. Where there is no room for more, the oldest that is not whole goes."""

    def __init__(self, seconds: float = SECONDS, room: int = ROOM) -> None:
        self.seconds, self.room, self.held = seconds, room, 0
        self._unfinished: dict[_Arriving, None] = {}

    @contextmanager
    def body(self, receive: Receive, limit: int) -> Iterator[Receive]:
        """`receive` for one request whose body may have `limit` bytes.

        What it returns raises HTTPException, the one exception that body readers let through: 413 over the limit,
        408 for a body that comes too slowly, 503 where there is no room, 400 when the client leaves before its end.
        """
        arriving = _Arriving(self, receive, limit)
        self._unfinished[arriving] = None
        try:
            yield arriving
        finally:
            self.finished(arriving)
            self.held -= arriving.held

    def finished(self, arriving: "_Arriving") -> None:
        self._unfinished.pop(arriving, None)

    def hold(self, size: int) -> None:
        self.held += size
        while self.held > self.room and (oldest := next((a for a in self._unfinished if a.held), None)):
            self.held -= oldest.give_up()


class _Arriving:
    def __init__(self, intake: Intake, receive: Receive, limit: int) -> None:
        self._intake, self._receive, self._limit = intake, receive, limit
        self._taken, self._patience = 0, intake.seconds
        self._whole, self._given_up = False, False
        self._waiting: asyncio.Timeout | None = None
        self.held = 0

    def give_up(self) -> int:
        """The bytes that it held; whoever waits for more of it is told at once."""
        freed, self.held, self._given_up = self.held, 0, True
        if self._waiting and not self._waiting.expired():
            self._waiting.reschedule(asyncio.get_running_loop().time())
        return freed

    async def __call__(self) -> Message:
        if self._whole:  # from here on one waits for the client to leave, as long as it takes
            return await self._receive()
        message = await self._next()
        if message["type"] == "http.disconnect":
            raise HTTPException(400, "the body ended before its end")
        self._take(len(message.get("body", b"")))
        self._whole = not message.get("more_body", False)
        if self._whole:
            self._intake.finished(self)
        return message

    async def _next(self) -> Message:
        """Only the time spent waiting for the client counts against it."""
        start = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(max(0.0, self._patience)) as self._waiting:
                return await self._receive()
        except TimeoutError:
            self._check_room()
            # Unread bytes of it may still come: the connection cannot be used again.
            raise HTTPException(408, "the body came too slowly", {"Connection": "close"}) from None
        finally:
            self._waiting = None
            self._patience -= asyncio.get_running_loop().time() - start

    def _take(self, size: int) -> None:
        if self._taken + size > self._limit:
            raise HTTPException(413, over(self._limit))
        self._check_room()
        self._taken += size
        self._patience = min(self._intake.seconds, self._patience + size / RATE)
        more = max(0, self._taken - SMALL) - self.held
        self.held += more
        self._intake.hold(more)
        self._check_room()

    def _check_room(self) -> None:
        if self._given_up:
            raise HTTPException(503, "too much is being sent here at once", {"Retry-After": "15"})


def over(limit: int) -> str:
    return f"the body is over the limit of {limit // MIB} MiB"
