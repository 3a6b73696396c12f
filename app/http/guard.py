"""What every request passes before a handler sees it, and every answer on its way out.

Host, origin of writes, size of bodies; content security policy and its companions. Plain ASGI, so that it
also holds for errors, static files and bodies that are sent in pieces.
"""

import json
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.errors import PROBLEM, problem
from app.http.intake import MIB, Intake, over

JSON_MAX = MIB
IMPORT_MAX = 5 * MIB
#: A field of a form may hold a whole document, its line ends doubled or its bytes as base64.
FIELD_MAX = 3 * MIB
#: Routes that take archives and feeds, from those alone who may write: nobody else's body is read there at all
#: (`app.http.identity`). An archive may have 50 MiB; the form around it is not much.
UPLOADS = frozenset({"/import/files", "/api/v1/imports"})
UPLOAD_MAX = 51 * MIB
#: What such bodies may hold together, apart from the others, which they never push out.
UPLOAD_ROOM = 2 * UPLOAD_MAX
_DIGITS = re.compile(r"[0-9]{1,12}")
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/@\[\]]+))(?::[0-9]{1,5})?")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """`hosts` are the names (without port) under which the server answers, `intake` bounds the bodies."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], intake: Intake | None = None) -> None:
        self.app, self.hosts, self.intake = app, hosts, intake or Intake()
        self.uploads = Intake(room=UPLOAD_ROOM)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if refusal := self._refusal(scope, Headers(scope=scope)):
            await refuse(scope, send, *refusal)
            return
        intake = self.uploads if scope["path"] in UPLOADS else self.intake
        with intake.body(receive, _limit(scope["path"])) as bounded:
            await self.app(scope, bounded, _sealed(send))

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if _host_name(host) not in self.hosts:
            return (
                421,
                "this server does not answer under that host name (AFTERCARE_ALLOWED_HOSTS lists those it does)",
            )
        if scope["method"] not in SAFE_METHODS and not _same_origin(headers, host, scope["scheme"]):
            return 403, "a write must come from this site's own pages or from a program"
        declared = headers.get("content-length", "0")
        limit = _limit(scope["path"])
        if not _DIGITS.fullmatch(declared) or int(declared) > limit:
            return 413, over(limit)
        if headers.get("content-encoding", "identity") != "identity":
            return 415, "compressed bodies are not taken"
        return None


def _limit(path: str) -> int:
    if path in UPLOADS:
        return UPLOAD_MAX
    documents = path.startswith(("/api/v1/postmortems", "/api/v1/extract", "/import", "/postmortems"))
    return IMPORT_MAX if documents else JSON_MAX


def _host_name(host: str) -> str:
    """The name without its port; empty for what no browser sends."""
    match = _HOST.fullmatch(host)
    return (match[1] or match[2]).casefold() if match else ""


def _same_origin(headers: Headers, host: str, scheme: str) -> bool:
    """Browsers say where a request comes from; programs send neither header and are let through.

    Sec-Fetch-Site cannot be set by a page's script; older browsers send at least Origin with every POST. From a
    page that tells nobody its address (Referrer-Policy: no-referrer) the origin comes as “null”.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        return False
    if site == "same-origin" and origin == "null":
        return True
    return origin is None or origin.casefold() == f"{scheme}://{host}".casefold()


def _sealed(send: Send) -> Send:
    async def sealed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sealed


async def refuse(scope: Scope, send: Send, status: int, detail: str, close: bool = False) -> None:
    """An answer without the application, sealed as its own are; `close` ends the connection with it."""
    body = json.dumps(problem(status, detail, scope["path"])).encode()
    content_type = PROBLEM
    if not scope["path"].startswith("/api/"):
        body, content_type = detail.encode(), "text/plain; charset=utf-8"
    headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]
    headers += [(b"connection", b"close")] if close else []
    sealed = _sealed(send)
    await sealed({"type": "http.response.start", "status": status, "headers": headers})
    await sealed({"type": "http.response.body", "body": body if scope["method"] != "HEAD" else b""})
