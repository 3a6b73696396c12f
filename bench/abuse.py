"""What slow and huge clients cost the others: latency of well-behaved requests and the server's memory.

python bench/abuse.py      # on the 1,000 postmortems of bench/http_latency.py; RUNGS are what must hold
"""

import asyncio
import contextlib
import itertools
import multiprocessing
import os
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx

from bench.http_latency import load, row, serve

RUNGS = {"memory": 300.0, "p99": 250.0}  # MiB, ms
HALF_OPEN = 900
HUGE = 200 * 1024 * 1024
STALLED = 20
SECONDS = 40
PAUSE = 0.05  # seconds between the requests of the well-behaved client, and between the huge bodies
PATHS = ("/healthz", "/postmortems/{slug}", "/api/v1/search?q=certificate")

HOST = b"Host: 127.0.0.1\r\n"
POST = b"POST /api/v1/postmortems HTTP/1.1\r\n" + HOST + b"Content-Type: text/markdown\r\n"
#: What each kind sends at once, and what it sends again every second.
KINDS = {
    "nothing sent": (b"", b""),
    "half a request line": (b"GET /postm", b""),
    "half the headers": (b"GET / HTTP/1.1\r\n" + HOST + b"X-Slow: ", b""),
    "headers without end": (b"GET / HTTP/1.1\r\n" + HOST, b"X: y\r\n"),
    "a dripping body": (POST + b"Content-Length: 900000\r\n\r\n", b"x"),
}


async def half_open(port: int, kind: str, lives: dict[str, list[float]]) -> None:
    """Opens, stalls, and a second after it was closed opens again."""
    sent, again = KINDS[kind]
    while True:
        start = time.monotonic()
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            closed = asyncio.create_task(reader.read())
            while not (await asyncio.wait([closed], timeout=1))[0]:
                writer.write(again)
            await closed
        except OSError:
            pass
        lives[kind].append(time.monotonic() - start)
        writer.close()
        await asyncio.sleep(1)


async def declared() -> AsyncIterator[bytes]:
    yield POST + b"Content-Length: %d\r\n\r\n" % HUGE
    for _ in range(HUGE // 65_536):
        yield b"x" * 65_536


async def chunked(piece: int, head: bytes = POST) -> AsyncIterator[bytes]:
    yield head + b"Transfer-Encoding: chunked\r\n\r\n"
    one = b"%x\r\n%b\r\n" % (piece, b"x" * piece)
    block = one * max(1, 65_536 // len(one))
    for _ in range(HUGE // (len(block) // len(one) * piece)):
        yield block


BODIES: dict[str, Callable[[], AsyncIterator[bytes]]] = {
    "200 MiB, length declared": declared,
    "200 MiB, chunks of 64 KiB": lambda: chunked(65_536),
    "200 MiB, chunks of 40 bytes": lambda: chunked(40),
    "200 MiB, chunks of a byte": lambda: chunked(1),
    "200 MiB on a GET": lambda: chunked(65_536, b"GET /search?q=disk HTTP/1.1\r\n" + HOST),
}


async def huge(port: int, answers: dict[str, list[tuple[str, float]]]) -> None:
    """One body after the other, each as fast as it is taken."""
    for kind in itertools.cycle(BODIES):
        sent, status = 0, "none"
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        first = asyncio.create_task(reader.readline())
        with contextlib.suppress(OSError):
            async for block in BODIES[kind]():
                if writer.is_closing():
                    break
                writer.write(block)
                sent += len(block)
                await writer.drain()
        with contextlib.suppress(OSError, IndexError, TimeoutError):
            status = (await asyncio.wait_for(first, 20)).split()[1].decode()
        answers[kind].append((status, sent / 2**20))
        writer.close()
        await asyncio.sleep(PAUSE)


async def stalled(port: int) -> None:
    """The largest body that is taken but for its last byte, and some seconds after it was refused again."""
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(POST + b"Content-Length: %d\r\n\r\n" % (5 << 20) + b"x" * ((5 << 20) - 1))
            await reader.readline()
            writer.close()
        await asyncio.sleep(5)


async def abuse(port: int, result: Connection) -> None:
    lives: dict[str, list[float]] = defaultdict(list)
    answers: dict[str, list[tuple[str, float]]] = defaultdict(list)
    kinds = itertools.islice(itertools.cycle(KINDS), HALF_OPEN)
    tasks = [half_open(port, kind, lives) for kind in kinds]
    tasks += [huge(port, answers), *[stalled(port) for _ in range(STALLED)]]
    await asyncio.wait([asyncio.create_task(t) for t in tasks], timeout=SECONDS)
    result.send((dict(lives), dict(answers)))


def attack(port: int, result: Connection) -> None:
    os.nice(10)  # it would come from other machines, and not take the time of this one
    asyncio.run(abuse(port, result))


def resident(pid: int, field: str = "VmRSS") -> float:
    """MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1]) / 1024


def behave(url: str, slugs: list[str], pid: int, seconds: float) -> tuple[dict[str, list[float]], float, int]:
    """Milliseconds by path, the most memory seen, how many requests failed. Every request is a new connection."""
    times: dict[str, list[float]] = defaultdict(list)
    most, failed, rng, end = 0.0, 0, random.Random(5), time.monotonic() + seconds
    with httpx.Client(base_url=url, timeout=30, limits=httpx.Limits(max_keepalive_connections=0)) as client:
        for path in itertools.cycle(PATHS):
            if time.monotonic() > end:
                return times, most, failed
            start = time.perf_counter()
            try:
                failed += client.get(path.format(slug=rng.choice(slugs))).status_code != 200
            except httpx.TransportError:
                failed += 1
            times[path].append((time.perf_counter() - start) * 1e3)
            most = max(most, resident(pid))
            time.sleep(PAUSE)
    raise AssertionError


def report(name: str, times: dict[str, list[float]], most: float, failed: int) -> float:
    everything = [t for taken in times.values() for t in taken]
    print(f"{name}: {len(everything)} requests, {failed} failed, memory at most {most:.0f} MiB")
    for path, taken in times.items():
        row(f"  {path.partition('?')[0]}", taken)
    row("  all", everything)
    return statistics.quantiles(everything, n=100)[98]


def main() -> None:
    process, url = serve(load(1_000))
    try:
        slugs = [p["slug"] for p in httpx.get(f"{url}/api/v1/postmortems?limit=100").json()["items"]]
        behave(url, slugs, process.pid, 3)
        report("alone", *behave(url, slugs, process.pid, SECONDS / 2))
        ours, theirs = multiprocessing.Pipe()
        attacker = multiprocessing.Process(target=attack, args=(urlsplit(url).port, theirs))
        attacker.start()
        time.sleep(1)
        times, most, failed = behave(url, slugs, process.pid, SECONDS - 2)
        p99 = report(f"beside {HALF_OPEN} half-open connections and huge bodies", times, most, failed)
        lives, answers = ours.recv()
        attacker.join()
        for kind, lived in lives.items():
            print(f"  {kind:30} closed {len(lived)} times, after {min(lived):.1f} to {max(lived):.1f} s")
        for kind, got in answers.items():
            seen = ", ".join(f"{status} ({n})" for status, n in Counter(status for status, _ in got).items())
            print(f"  {kind:30} {seen}, when at most {max(sent for _, sent in got):.0f} MiB were sent")
        peak = resident(process.pid, "VmHWM")
        print(f"memory now {resident(process.pid):.0f} MiB, never more than {peak:.0f} MiB")
        found = {"memory": peak, "p99": p99}
        broken = [f"{name} {found[name]:.0f} over {rung:.0f}" for name, rung in RUNGS.items() if found[name] > rung]
        raise SystemExit("; ".join(broken + [f"{failed} requests failed"] * bool(failed)) or None)
    finally:
        process.terminate()
        process.wait(timeout=30)


if __name__ == "__main__":
    main()
