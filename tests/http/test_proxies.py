"""What a proxy says is believed from listed peers, and from nobody else."""

from typing import Any

import anyio
import pytest
from starlette.types import Message, Scope

from app.http.proxies import PROXY_USER, Proxies

PEERS = ["10.0.0.0/24", "fd00::1/128"]
HEADER = "X-Forwarded-User"


def told(peer: str, *headers: tuple[str, str], user_header: str = HEADER) -> dict[str, Any]:
    """The request as the application sees it, coming from this peer."""
    seen: dict[str, Any] = {}

    async def app(scope: Scope, _receive: object, _send: object) -> None:
        seen.update(scope)

    scope = {
        "type": "http",
        "scheme": "http",
        "client": (peer, 4711),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
    }

    async def receive() -> Message:
        raise AssertionError("nothing is read")

    async def send(_message: Message) -> None:
        raise AssertionError("nothing is answered")

    async def run() -> None:
        await Proxies(app, PEERS, user_header)(scope, receive, send)

    anyio.run(run)
    return seen


@pytest.mark.parametrize("peer", ["10.0.1.1", "127.0.0.1", "::1", "fd00::2", "testclient", ""])
def test_a_peer_that_is_not_listed_says_nothing(peer: str) -> None:
    seen = told(peer, (HEADER, "root"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.9"))
    assert (seen["scheme"], seen["client"]) == ("http", (peer, 4711))
    assert PROXY_USER not in seen


@pytest.mark.parametrize("peer", ["10.0.0.7", "fd00::1"])
def test_a_listed_peer_says_who_where_from_and_how(peer: str) -> None:
    seen = told(peer, (HEADER, "ann"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.9"))
    assert (seen["scheme"], seen["client"], seen[PROXY_USER]) == ("https", ("192.0.2.9", 0), "ann")


def test_the_nearest_address_that_is_no_proxy_is_the_clients() -> None:
    forged = told("10.0.0.7", ("X-Forwarded-For", "203.0.113.5, 192.0.2.9, 10.0.0.3"))
    assert forged["client"] == ("192.0.2.9", 0)
    in_two_headers = told("10.0.0.7", ("X-Forwarded-For", "203.0.113.5"), ("X-Forwarded-For", "192.0.2.9"))
    assert in_two_headers["client"] == ("192.0.2.9", 0)


@pytest.mark.parametrize("value", ["", "unknown", "192.0.2.9:80", "10.0.0.3", "192.0.2.9, <script>"])
def test_an_address_that_is_none_leaves_the_peers_own(value: str) -> None:
    assert told("10.0.0.7", ("X-Forwarded-For", value))["client"] == ("10.0.0.7", 4711)


@pytest.mark.parametrize("value", ["", "javascript", "https, ftp"])
def test_a_scheme_that_is_none_leaves_the_connections_own(value: str) -> None:
    assert told("10.0.0.7", ("X-Forwarded-Proto", value))["scheme"] == "http"


def test_a_user_named_twice_is_nobody() -> None:
    assert told("10.0.0.7", (HEADER, "ann"), (HEADER, "root"))[PROXY_USER] == ""


def test_without_a_header_named_in_the_settings_no_user_is_taken() -> None:
    assert PROXY_USER not in told("10.0.0.7", (HEADER, "root"), user_header="")
