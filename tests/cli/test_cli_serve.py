"""serve: it takes its port or says why not, answers, and ends when told to."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from support.commands import ROOT, run


@contextmanager
def serving(port: int, **settings: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve"],
        cwd=ROOT,
        env={**os.environ, "PORT": str(port), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def first_answer(port: int, path: str, host: str = "127.0.0.1") -> httpx.Response:
    """The server takes the port before it is ready; the first request waits until it is."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return httpx.get(f"http://{host}:{port}{path}", timeout=30, trust_env=False)
        except httpx.ConnectError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_imports_serves_and_ends_when_told_to(content: Path, free_port: int, number: signal.Signals) -> None:
    with serving(free_port) as process:
        page = first_answer(free_port, "/")
        assert page.status_code == 200
        assert "Core router forgets its neighbours" in page.text
        assert first_answer(free_port, "/api/v1/search?q=router").json()["total"] == 1
        process.send_signal(number)
        out, err = process.communicate(timeout=15)
    assert process.returncode == 0
    where, data = out.splitlines()
    assert where == f"Aftercare: http://127.0.0.1:{free_port}"
    assert str(content) in data
    assert "aftercare.db" in data
    assert "Traceback" not in err


def test_a_document_written_while_it_serves_is_picked_up(content: Path, free_port: int) -> None:
    with serving(free_port):
        assert first_answer(free_port, "/api/v1/search?q=drifts").json()["total"] == 0
        time.sleep(0.5)  # the watching starts beside the first answers
        (content / "late.md").write_text("# Clock drifts\n\nThe time service had stopped.\n")
        deadline = time.monotonic() + 15
        while first_answer(free_port, "/api/v1/search?q=drifts").json()["total"] == 0:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_a_port_in_use_is_one_sentence(free_port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        answer = run("serve", PORT=str(free_port))
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr == (
        f"aftercare: port {free_port} on 127.0.0.1 is in use or refused: stop what uses it or set another PORT\n"
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "example.org"])
def test_an_address_that_others_reach_is_refused(host: str) -> None:
    answer = run("serve", AFTERCARE_HOST=host)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == (
        f"aftercare: AFTERCARE_HOST={host} is refused: without accounts the server listens on loopback only; "
        "add the first one with: python -m app users add NAME\n"
    )


def test_with_an_account_it_listens_where_it_is_told_to_and_asks_who_one_is(content: Path, free_port: int) -> None:
    assert run("users", "add", "ann").returncode == 0
    # On no list of loopback addresses, and yet no other machine reaches it.
    with serving(free_port, AFTERCARE_HOST="127.0.0.2", AFTERCARE_ALLOWED_HOSTS="127.0.0.2"):
        answer = first_answer(free_port, "/api/v1/postmortems", host="127.0.0.2")
    assert content.is_dir()
    assert answer.status_code == 401


def test_inside_a_container_it_listens_to_what_the_container_publishes(content: Path, free_port: int) -> None:
    with serving(free_port, AFTERCARE_HOST="0.0.0.0", AFTERCARE_CONTAINER="true"):
        assert "Core router" in first_answer(free_port, "/").text
    assert content.is_dir()
