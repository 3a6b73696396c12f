"""Whatever goes wrong is answered here: an RFC 9457 problem under /api, a page of the browser's elsewhere."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from app.domain.errors import AftercareError, InvalidInput, SignInNeeded, Throttled, Unavailable
from app.http.errors import PROBLEM, problem, problem_of

#: What a door outside /api answers to an error.
ErrorPage = Callable[[Request, Exception], Response]

log = structlog.get_logger()


def register_handlers(app: FastAPI, error_page: ErrorPage) -> None:
    """Answer every error of `app`; `error_page` makes those that a person sees in the browser."""
    answers = _Answers(error_page)
    app.add_exception_handler(AftercareError, answers.ours)
    app.add_exception_handler(RequestValidationError, answers.invalid)
    app.add_exception_handler(HTTPException, answers.http)
    for silent in (OperationalError, InterfaceError, PoolTimeout):
        app.add_exception_handler(silent, answers.database)
    app.add_exception_handler(DataError, answers.unkept)
    app.add_exception_handler(Exception, answers.unexpected)


def is_api(path: str) -> bool:
    return path == "/api" or path.startswith("/api/")


def problem_response(body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    # ASCII, so that a detail which quotes half a surrogate pair can still be sent.
    text = json.dumps(body, ensure_ascii=True)
    return Response(text, body["status"], headers=dict(headers or {}), media_type=PROBLEM)


class _Answers:
    """The handlers by kind of error. Starlette runs them in a thread: a page may read the database."""

    def __init__(self, error_page: ErrorPage) -> None:
        self._error_page = error_page

    def ours(self, request: Request, exc: Exception) -> Response:
        assert isinstance(exc, AftercareError)
        return self._answer(request, exc, problem_of(exc, request.url.path), _headers(exc))

    def invalid(self, request: Request, exc: Exception) -> Response:
        """Unreadable JSON is 400; an address that cannot exist is 404; any other misfit is 422."""
        assert isinstance(exc, RequestValidationError)
        faults = exc.errors()
        path = request.url.path
        if unread := next((f for f in faults if f["type"] == "json_invalid"), None):
            reason = unread.get("ctx", {}).get("error") or unread["msg"].removeprefix("Invalid JSON: ")
            return self._answer(request, exc, problem(400, f"the body is not JSON: {reason}", path))
        if any(f["loc"][:1] == ("path",) for f in faults):
            return self._answer(request, HTTPException(404), problem(404, f"there is nothing at {path}", path))
        errors = [{"field": ".".join(str(p) for p in f["loc"][1:]), "message": _message(f)} for f in faults]
        detail = "; ".join(f"{e['field'] or 'the body'}: {e['message']}" for e in errors[:3])
        return self._answer(request, exc, problem(422, detail, path, errors=errors[:50]))

    def http(self, request: Request, exc: Exception) -> Response:
        assert isinstance(exc, HTTPException)
        if exc.status_code < 400:
            return Response(status_code=exc.status_code, headers=exc.headers)
        unsaid = exc.detail == HTTPStatus(exc.status_code).phrase
        detail = _DETAILS.get(exc.status_code, exc.detail) if unsaid else exc.detail
        body = problem(exc.status_code, str(detail), request.url.path)
        return self._answer(request, exc, body, exc.headers)

    def database(self, request: Request, exc: Exception) -> Response:
        log.error("database-does-not-answer", route=_route(request), reason=type(exc).__name__)
        return self.ours(request, Unavailable("the database does not answer now"))

    def unkept(self, request: Request, exc: Exception) -> Response:
        """PostgreSQL refuses NUL wherever a text is looked for or kept."""
        log.error("value-refused-by-database", route=_route(request), reason=str(getattr(exc, "orig", exc)))
        return self.ours(request, InvalidInput("a value in the request cannot be kept, such as a NUL character"))

    def unexpected(self, request: Request, exc: Exception) -> Response:
        """The server logs the exception itself: it is raised again after this answer."""
        body = problem(500, "something went wrong here; it was logged", request.url.path)
        return self._answer(request, exc, body)

    def _answer(
        self, request: Request, exc: Exception, body: dict[str, Any], headers: Mapping[str, str] | None = None
    ) -> Response:
        if is_api(request.url.path):
            return problem_response(body, headers)
        response = self._error_page(request, exc)
        response.headers.update(headers or {})
        return response


def _route(request: Request) -> str:
    """What logs say of an address: its pattern, since the address of a one-time link is a secret."""
    return str(getattr(request.scope.get("route"), "path", "none"))


def _headers(exc: AftercareError) -> dict[str, str]:
    """What the status itself asks for: how to sign in (RFC 9110, 11.6.1), when to come again."""
    if isinstance(exc, SignInNeeded):
        return {"WWW-Authenticate": "Bearer"}
    return {"Retry-After": str(exc.retry_after)} if isinstance(exc, Throttled) else {}


_DETAILS = {404: "there is nothing at this address", 405: "this address does not answer that method"}


def _message(fault: Mapping[str, Any]) -> str:
    return str(fault["msg"]).removeprefix("Value error, ")
