"""Idempotency-Key: a POST of the API that comes again under the same key gets the answer that it had.

After draft-ietf-httpapi-idempotency-key-header. What holds when is told in docs/api.md.
"""

import re

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.capabilities import Capability
from app.domain.errors import InvalidInput
from app.domain.principal import ANONYMOUS, Principal, require
from app.http.guard import UPLOADS
from app.http.identity import identity_of
from app.usecases.repeats import Answer, Claim, claim, effect_of, keep, release
from app.usecases.workspace import Workspace

KEY = "Idempotency-Key"
#: An answer that was given before says so.
REPLAYED = "Idempotent-Replayed"
PREFIX = "/api/v1/"
#: Operations whose answers hold a secret that is shown once: such answers are not kept, so they take no key.
_SECRET = re.compile(r"/api/v1/(?:tokens|accounts|accounts/.+/reset)", re.DOTALL)
_PRINTABLE = re.compile(r"[ -~]{1,255}")
_KEPT_HEADERS = ("content-type", "etag", "location")
#: These say that it may be answered otherwise later, or to somebody else.
_PASSING = frozenset({401, 403, 408, 429})
log = structlog.get_logger()


def takes_key(method: str, path: str) -> bool:
    return method.upper() == "POST" and path.startswith(PREFIX) and not _SECRET.fullmatch(path)


class Repeats:
    """Stands in front of the routes, behind the handlers of errors."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        keyed = KEY in headers and scope["method"] == "POST" and scope["path"].startswith(PREFIX)
        if not keyed:
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        who = (await run_in_threadpool(identity_of, request)).principal
        if who is ANONYMOUS:  # the routes refuse it, unless they need nobody
            await self.app(scope, receive, send)
            return
        await self._once(request, _key_of(scope, headers), who, send)

    async def _once(self, request: Request, key: str, who: Principal, send: Send) -> None:
        if request.scope["path"] in UPLOADS:
            require(who, Capability.WRITE)  # before the body is read
        ws: Workspace = request.app.state.runtime
        body = await request.body()
        secret = request.headers.get("authorization", "")
        found = await run_in_threadpool(claim, ws, who, secret, key, _asked(request, body))
        if isinstance(found, Answer):
            await _send(found, send)
            return
        for message in await self._carried_out(request, ws, found, body):
            await send(message)

    async def _carried_out(self, request: Request, ws: Workspace, mine: Claim, body: bytes) -> list[Message]:
        """What the application sends, to be sent on once it is kept: who has the answer can have it again."""
        sent: list[Message] = []

        async def collect(message: Message) -> None:
            sent.append(message)

        try:
            with effect_of(mine):
                await self.app(request.scope, _again(body, request.receive), collect)
        except Exception:
            await run_in_threadpool(release, ws, mine)
            raise
        try:
            await run_in_threadpool(_settle, ws, mine, sent)
        except SQLAlchemyError as exc:  # it was carried out all the same
            log.error("answer-not-kept", reason=type(exc).__name__)
        return sent


def _settle(ws: Workspace, mine: Claim, sent: list[Message]) -> None:
    status, headers = sent[0]["status"], Headers(raw=list(sent[0]["headers"]))
    if status >= 500 or status in _PASSING:
        release(ws, mine)
        return
    kept = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
    keep(ws, mine, Answer(status, kept, b"".join(message.get("body", b"") for message in sent[1:])))


def _key_of(scope: Scope, headers: Headers) -> str:
    """The key without the quotation marks that the draft puts around it. Raises InvalidInput."""
    if not takes_key("POST", scope["path"]):
        raise InvalidInput(f"what this answers is shown once and not kept: send it without {KEY}")
    given = headers.getlist(KEY)
    key = given[0].strip() if len(given) == 1 else ""
    key = key[1:-1] if len(key) > 1 and key[0] == key[-1] == '"' else key
    if not _PRINTABLE.fullmatch(key):
        raise InvalidInput(f"{KEY} is one text of 1 to 255 printable ASCII characters")
    return key


def _asked(request: Request, body: bytes) -> list[bytes | str]:
    """All that decides what is done."""
    headers = [request.headers.get(name, "") for name in ("content-type", "if-match")]
    return [request.method, request.scope["path"], request.scope.get("query_string", b""), *headers, body]


def _again(body: bytes, receive: Receive) -> Receive:
    """The body as if it came just now; after it whatever comes."""
    rest: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return rest.pop() if rest else await receive()

    return next_message


async def _send(answer: Answer, send: Send) -> None:
    headers = {**answer.headers, "content-length": str(len(answer.body)), REPLAYED.lower(): "true"}
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": answer.body})
