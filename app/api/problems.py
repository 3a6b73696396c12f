"""What an operation may answer beside its success, for the OpenAPI description: one table of statuses."""

from typing import Any

from pydantic import BaseModel, Field

from app.http.errors import PROBLEM, TITLES

Responses = dict[int | str, dict[str, Any]]


class FieldProblem(BaseModel):
    field: str
    message: str


class Problem(BaseModel):
    """An RFC 9457 problem. `errors`, `line`, `position`, `legal` and `entry` stand there where they say more."""

    type: str = "about:blank"
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["ACT-12 is done and cannot move to blocked; legal from here: verified, open"])
    instance: str = Field(examples=["/api/v1/action-items/ACT-12/transitions"])
    errors: list[FieldProblem] | None = Field(default=None, description="What is wrong with which field")
    line: int | None = Field(default=None, description="Line of the document that cannot be read")
    position: int | None = Field(default=None, description="Character of the query that cannot be read, from 0")
    legal: list[str] | None = Field(default=None, description="Statuses that the action may move to")
    entry: str | None = Field(default=None, description="Entry of the archive for which it is refused")


_WHEN = {
    400: "The JSON, the cursor or the query cannot be read",
    401: "Nobody is known who asks, or the token is none, expired, revoked or its owner's disabled",
    403: "The role or the token does not allow it, or a page of another site sent it",
    404: "There is no such record",
    409: "The state of things forbids it",
    410: "The postmortem was withdrawn",
    412: "Somebody else changed it first: read it again",
    413: "The body is too large",
    415: "The content type is not taken",
    421: "The server does not answer under that host name",
    422: "Something given does not fit; `errors` names the fields",
    428: "If-Match is missing",
    429: "The token was used too often: come again after Retry-After seconds",
    503: "A part that is needed does not answer now",
}
_ALWAYS = (401, 403, 421, 422, 429, 503)
_BODY = (400, 413, 415)
_ETAG = {"ETag": {"description": "The version, for If-Match", "schema": {"type": "string", "examples": ['"v3"']}}}

#: Headers that a problem carries besides.
_TOLD = {
    401: {"WWW-Authenticate": {"description": "Bearer", "schema": {"type": "string"}}},
    429: {"Retry-After": {"description": "Seconds", "schema": {"type": "string", "pattern": "^[0-9]+$"}}},
}

#: A success that carries an ETag.
TAGGED: Responses = {200: {"headers": _ETAG}}
_LOCATION = {"Location": {"description": "Its address", "schema": {"type": "string"}}}
CREATED: Responses = {201: {"headers": _ETAG | _LOCATION}}
#: Something made that has no versions.
LOCATED: Responses = {201: {"headers": _LOCATION}}
MOVED: Responses = {
    308: {
        "description": "It has another address now",
        "headers": {"Location": {"schema": {"type": "string"}}},
    }
}


def answers(content: dict[str, Any], *, tagged: bool = False) -> Responses:
    """A success whose content FastAPI cannot tell from the handler's type."""
    return {200: {"content": content, **({"headers": _ETAG} if tagged else {})}}


def reads(*statuses: int) -> Responses:
    """Problems of a read: those named and those that any request may meet."""
    return {status: _documented(status) for status in sorted({*statuses, *_ALWAYS})}


def writes(*statuses: int) -> Responses:
    """Problems of a write: as for a read, and those of bodies."""
    return reads(*statuses, *_BODY)


def _documented(status: int) -> dict[str, Any]:
    example = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "detail": _WHEN[status],
        "instance": "/api/v1/…",
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    told = {"headers": _TOLD[status]} if status in _TOLD else {}
    return {"description": _WHEN[status], "content": {PROBLEM: {"schema": schema, "example": example}}, **told}
