"""Asking other servers: the judged address is the one that is dialled, and answers are bounded."""

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

import httpx

from app.domain.checks import place
from app.domain.errors import Forbidden, Unavailable
from app.outbound.addresses import dialled

SECONDS = 10.0  # for all of it, once a connection is made; making one takes as long at most
BODY_MAX = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and at most the first 64 KiB of the body; `location` where it redirects (it is not followed)."""

    status: int
    body: bytes
    location: str | None


class _Judged(httpx.BaseTransport):
    """Resolves, judges and pins the address; the name still decides the certificate and the Host header."""

    def __init__(self, trusted: frozenset[str]) -> None:
        self._trusted = trusted
        self._inner = httpx.HTTPTransport(retries=0)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        pinned = request.url.copy_with(host=dialled(host, port, self._trusted))
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = pinned
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


class _Deadline:
    """Cuts a connection off when its time is up: each piece of an answer may come in time, and yet never the last.

    httpcore tells `trace` of every connection; shutting its socket down wakes whoever reads from it.
    """

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._socket: socket.socket | None = None
        self.over = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def trace(self, event: str, told: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = told["return_value"].get_extra_info("socket")
            if self.over:  # to find the address and to connect took it all
                self._shut()

    def _cut(self) -> None:
        self.over = True
        self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def fetch(url: str, trusted: frozenset[str] = frozenset(), among: frozenset[str] | None = None) -> Answer:
    """GET an address without following redirects, proxies or cookies of the environment.

    `among`: the places (`domain.checks.place`) that may be asked, where not all may. Raises Forbidden for addresses
    that may not be dialled, Unavailable where nothing (sensible) answers in time.
    """
    return _asked("GET", url, trusted, None, {}, among)


def post(url: str, body: bytes, headers: Mapping[str, str], trusted: frozenset[str] = frozenset()) -> Answer:
    """POST these bytes; everything else is as for fetch."""
    return _asked("POST", url, trusted, body, headers)


def _asked(
    method: str,
    url: str,
    trusted: frozenset[str],
    content: bytes | None,
    more: Mapping[str, str],
    among: frozenset[str] | None = None,
) -> Answer:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as exc:
        raise Forbidden("not a web address") from exc
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo:
        raise Forbidden("only http and https addresses without a password are visited")
    if among is not None and (asked := place(parsed.scheme, parsed.host, parsed.port)) not in among:
        raise Forbidden(f"{asked} is not among the hosts that may be asked")
    timeout = httpx.Timeout(SECONDS, connect=SECONDS / 2)  # connecting and TLS have this each
    client = httpx.Client(transport=_Judged(trusted), timeout=timeout, trust_env=False, follow_redirects=False)
    headers = {"user-agent": "Aftercare", "accept-encoding": "identity", **more}
    late = f"{parsed.host} does not answer within {SECONDS:.0f} seconds"
    try:
        with client, _Deadline(SECONDS) as deadline:
            watched = {"trace": deadline.trace}
            with client.stream(method, parsed, headers=headers, content=content, extensions=watched) as answer:
                told = Answer(answer.status_code, _body(answer), answer.headers.get("location"))
    except (httpx.HTTPError, httpx.InvalidURL) as exc:  # the latter where it redirects to what is no address
        timed_out = deadline.over or isinstance(exc, httpx.TimeoutException)
        raise Unavailable(late if timed_out else f"{parsed.host} does not answer: {type(exc).__name__}") from exc
    if deadline.over:
        raise Unavailable(late)  # what came until then may look whole
    return told


def _body(answer: httpx.Response) -> bytes:
    taken = b""
    for piece in answer.iter_raw(8192):
        taken += piece
        if len(taken) >= BODY_MAX:
            return taken[:BODY_MAX]
    return taken
