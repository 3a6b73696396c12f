"""Bodies as they arrive: the content type is checked before anything is read into them.

Reading a body waits for the network, so these dependencies are async; they touch neither database nor index.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from app.domain.errors import InvalidInput, UnsupportedContent

MARKDOWN = "text/markdown"
JSON = "application/json"
CSV = "text/csv"


class MarkdownJson(BaseModel):
    """A text sent as JSON; the raw form is the text itself as text/markdown."""

    markdown: str


M = TypeVar("M", bound=MarkdownJson)
B = TypeVar("B", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Posted(Generic[M]):
    """The document's bytes, and the other fields where it came as JSON."""

    data: bytes
    fields: M | None


def media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().casefold()


def json_only(request: Request) -> None:
    """Raises UnsupportedContent for a body that is not called JSON."""
    if media_type(request) != JSON:
        raise UnsupportedContent(f"send the body as {JSON}")


def markdown_or_json(model: type[M]) -> Callable[[Request], Awaitable[Posted[M]]]:
    """A dependency that takes text/markdown, or `model` as JSON.

    Raises UnsupportedContent for any other type, RequestValidationError for JSON that does not fit the model,
    and InvalidInput for an empty text.
    """

    async def read(request: Request) -> Posted[M]:
        kind = media_type(request)
        if kind not in (MARKDOWN, JSON):
            raise UnsupportedContent(f"send the text as {MARKDOWN}, or {JSON} with it in “markdown”")
        body = await request.body()
        fields = _validated(model, body) if kind == JSON else None
        data = fields.markdown.encode() if fields else body
        if not data.strip():
            raise InvalidInput("the text is empty")
        return Posted(data, fields)

    return read


def csv_or_json(model: type[B]) -> Callable[[Request], Awaitable[B]]:
    """A dependency that takes `model` as JSON, or the text of its field `csv` alone as text/csv in UTF-8.

    Raises UnsupportedContent for any other type, RequestValidationError for what does not fit the model, and
    InvalidInput for another encoding.
    """

    async def read(request: Request) -> B:
        kind = media_type(request)
        if kind not in (CSV, JSON):
            raise UnsupportedContent(f"send the list as {JSON} or {CSV}")
        body = await request.body()
        if kind == JSON:
            return _validated(model, body)
        try:
            return _validated(model, json.dumps({"csv": body.decode()}).encode())
        except UnicodeDecodeError as exc:
            raise InvalidInput("the CSV is not UTF-8") from exc

    return read


def _validated(model: type[B], body: bytes) -> B:
    try:
        return model.model_validate_json(body)
    except ValidationError as exc:
        faults = exc.errors(include_url=False, include_input=False, include_context=False)
        raise RequestValidationError([{**fault, "loc": ("body", *fault["loc"])} for fault in faults]) from exc
