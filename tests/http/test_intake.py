"""Bodies as they arrive: their size, their pace, and what all of them hold together."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from app.http.intake import MIB, RATE, SMALL, Intake

PACE = 0.2


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def client(pieces: Sequence[bytes], pause: float = 0.0) -> Receive:
    """Sends these pieces, then leaves a while later."""
    left = list(pieces)

    async def receive() -> Message:
        await asyncio.sleep(pause if left else PACE * 3)
        if not left:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    return receive


async def read(receive: Receive) -> int:
    taken, more = 0, True
    while more:
        message = await receive()
        taken, more = taken + len(message["body"]), message["more_body"]
    return taken


async def refusal(receive: Receive) -> int:
    with pytest.raises(HTTPException) as caught:
        await read(receive)
    return caught.value.status_code


@pytest.mark.anyio
async def test_a_body_is_taken_to_its_limit_and_what_it_held_is_free_afterwards() -> None:
    intake = Intake()
    with intake.body(client([b"x" * MIB] * 2), 2 * MIB) as receive:
        assert await read(receive) == 2 * MIB
        assert intake.held == 2 * MIB - SMALL
    assert intake.held == 0


@pytest.mark.anyio
async def test_one_byte_over_the_limit_is_too_large_and_holds_nothing_afterwards() -> None:
    intake = Intake()
    with intake.body(client([b"x" * MIB, b"x"]), MIB) as receive:
        assert await refusal(receive) == 413
    assert intake.held == 0


@pytest.mark.anyio
async def test_a_body_that_drips_is_too_slow_however_often_it_drips() -> None:
    with Intake(seconds=PACE).body(client([b"x"] * 100, pause=PACE / 8), MIB) as receive:
        assert await refusal(receive) == 408


@pytest.mark.anyio
async def test_a_body_that_keeps_its_pace_may_take_longer_than_the_grace() -> None:
    piece = b"x" * round(RATE * PACE / 2)
    with Intake(seconds=PACE).body(client([piece] * 8, pause=PACE / 4), MIB) as receive:
        assert await read(receive) == 8 * len(piece)


@pytest.mark.anyio
async def test_only_the_clients_time_counts() -> None:
    with Intake(seconds=PACE).body(client([b"x", b"y"], pause=PACE / 4), MIB) as receive:
        await receive()
        await asyncio.sleep(PACE * 2)
        assert (await receive())["more_body"] is False


@pytest.mark.anyio
async def test_after_the_body_one_waits_for_the_client_to_leave_as_long_as_it_takes() -> None:
    with Intake(seconds=PACE).body(client([b"x"]), MIB) as receive:
        await read(receive)
        assert await receive() == {"type": "http.disconnect"}


@pytest.mark.anyio
async def test_a_client_that_leaves_before_the_end_sent_a_bad_request() -> None:
    async def gone() -> Message:
        return {"type": "http.disconnect"}

    with Intake().body(gone, MIB) as receive:
        assert await refusal(receive) == 400


@pytest.mark.anyio
async def test_what_came_fast_earns_no_leave_to_stall() -> None:
    start = asyncio.get_running_loop().time()
    with Intake(seconds=PACE).body(client([b"x" * MIB, b"x"], pause=PACE / 2), 2 * MIB) as receive:
        await receive()
        assert (await receive())["more_body"] is False
    with Intake(seconds=PACE).body(client([b"x" * MIB] + [b"x"] * 50, pause=PACE / 2), 2 * MIB) as receive:
        assert await refusal(receive) == 408
    assert asyncio.get_running_loop().time() - start < PACE * 6


@pytest.mark.anyio
async def test_where_whole_bodies_fill_the_room_the_next_is_refused_and_small_ones_pass() -> None:
    intake = Intake(room=2 * MIB)
    with ExitStack() as stack:
        for _ in range(2):
            assert await read(stack.enter_context(intake.body(client([b"x" * MIB]), MIB))) == MIB
        assert await read(stack.enter_context(intake.body(client([b"x" * SMALL]), MIB))) == SMALL
        assert await refusal(stack.enter_context(intake.body(client([b"x" * MIB]), MIB))) == 503
    assert intake.held == 0


@pytest.mark.anyio
async def test_a_body_that_stalls_makes_room_for_one_that_comes() -> None:
    intake = Intake(room=3 * MIB // 2)
    with ExitStack() as stack:
        stalled = stack.enter_context(intake.body(client([b"x" * MIB, b"x"], pause=PACE), 2 * MIB))
        await stalled()
        waiting = asyncio.create_task(refusal(stalled))
        await asyncio.sleep(0)
        assert await read(stack.enter_context(intake.body(client([b"x" * MIB]), MIB))) == MIB
        assert await asyncio.wait_for(waiting, PACE / 2) == 503
    assert intake.held == 0


@pytest.mark.anyio
async def test_a_body_that_had_to_go_is_refused_when_it_is_asked_for_again() -> None:
    intake = Intake(room=3 * MIB // 2)
    with ExitStack() as stack:
        idle = stack.enter_context(intake.body(client([b"x" * MIB, b"x" * SMALL, b"x"]), 2 * MIB))
        await idle()
        assert await read(stack.enter_context(intake.body(client([b"x" * MIB]), MIB))) == MIB
        assert await refusal(idle) == 503
    assert intake.held == 0
