"""Asking other servers: the judged address is the one that is dialled, and answers are bounded."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from app.domain.errors import Forbidden, Unavailable
from app.outbound.addresses import dialled

SECONDS = 10.0  # for each of connecting, writing and reading a piece
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


def fetch(url: str, trusted: frozenset[str] = frozenset()) -> Answer:
    """GET an address without following redirects, proxies or cookies of the environment.

    Raises Forbidden for addresses that may not be dialled, Unavailable where nothing (sensible) answers.
    """
    return _asked("GET", url, trusted, None, {})


def post(url: str, body: bytes, headers: Mapping[str, str], trusted: frozenset[str] = frozenset()) -> Answer:
    """POST these bytes; everything else is as for fetch."""
    return _asked("POST", url, trusted, body, headers)


def _asked(
    method: str, url: str, trusted: frozenset[str], content: bytes | None, more: Mapping[str, str]
) -> Answer:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as exc:
        raise Forbidden("not a web address") from exc
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo:
        raise Forbidden("only http and https addresses without a password are visited")
    client = httpx.Client(transport=_Judged(trusted), timeout=SECONDS, trust_env=False, follow_redirects=False)
    headers = {"user-agent": "Aftercare", "accept-encoding": "identity", **more}
    try:
        with client, client.stream(method, parsed, headers=headers, content=content) as answer:
            return Answer(answer.status_code, _body(answer), answer.headers.get("location"))
    except httpx.HTTPError as exc:
        raise Unavailable(f"{parsed.host} does not answer: {type(exc).__name__}") from exc


def _body(answer: httpx.Response) -> bytes:
    taken = b""
    for piece in answer.iter_raw(8192):
        taken += piece
        if len(taken) >= BODY_MAX:
            return taken[:BODY_MAX]
    return taken
