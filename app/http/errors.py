"""One table from error class to status, and the RFC 9457 problem that the API answers."""

from typing import Any

from app.domain import errors

STATUS: dict[type[errors.AftercareError], int] = {
    errors.AftercareError: 500,
    errors.InvalidInput: 422,
    errors.UnreadableDocument: 422,
    errors.QueryError: 400,
    errors.InvalidCursor: 400,
    errors.TooLarge: 413,
    errors.NotFound: 404,
    errors.Gone: 410,
    errors.Conflict: 409,
    errors.IllegalMove: 409,
    errors.PreconditionFailed: 412,
    errors.PreconditionMissing: 428,
    errors.UnsupportedContent: 415,
    errors.SignInNeeded: 401,
    errors.Forbidden: 403,
    errors.Throttled: 429,
    errors.Unavailable: 503,
    errors.CannotStart: 500,
}

TITLES = {
    400: "Bad request",
    401: "Sign in needed",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    408: "Too slow",
    409: "Conflict",
    410: "Gone",
    412: "Precondition failed",
    413: "Too large",
    415: "Unsupported media type",
    421: "Misdirected request",
    422: "Unprocessable content",
    428: "Precondition required",
    429: "Too many requests",
    500: "Internal error",
    503: "Unavailable",
}

PROBLEM = "application/problem+json"


def status_of(error: errors.AftercareError) -> int:
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(status: int, detail: str, instance: str, **extra: Any) -> dict[str, Any]:
    """The body of an RFC 9457 problem; `extra` are its extension members."""
    title = TITLES.get(status, "Error")
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": instance,
        **extra,
    }


def problem_of(error: errors.AftercareError, instance: str) -> dict[str, Any]:
    """The problem for an error of ours, with what it knows: line, position, faults, legal moves or entry."""
    extra: dict[str, Any] = {"entry": error.entry} if error.entry is not None else {}
    if isinstance(error, errors.InvalidInput) and error.faults:
        extra["errors"] = [{"field": f.field, "message": f.message} for f in error.faults]
    if isinstance(error, errors.UnreadableDocument):
        extra["line"] = error.line
    if isinstance(error, errors.QueryError):
        extra["position"] = error.position
    if isinstance(error, errors.IllegalMove):
        extra["legal"] = list(error.legal)
    return problem(status_of(error), str(error), instance, **extra)
