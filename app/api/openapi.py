"""The description of the API: FastAPI's, with the schemas that no handler's type names."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api.extracted import extracted_schemas
from app.api.problems import Problem, reads
from app.http.cookies import SESSION
from app.http.repeats import KEY, REPLAYED, takes_key

DESCRIPTION = """Everything that the browser shows, for programs.

Lists come in pages of `{items, next, total}`: send `next` as `cursor` until it is null. Errors are RFC 9457
problems. A read carries an ETag; a change of an existing record sends it back in If-Match, so that nobody
overwrites what he has not seen. Times say no more than the document does: `2024-05-01T09:58Z`, `2024-05-01T09:58`
where no zone is stated, `2024-05-01`, `2024-05`, `T09:58`, `--05-01`.

Where there are accounts a program sends its token as `Authorization: Bearer aft_…`. Requests with a token ignore
cookies. A script of a page that uses the session of its browser sends the token of the forms as `X-Form-Token`
with every write.
"""
_TAGS = {
    "postmortems": "Documents, and the records made of them",
    "action items": "The work that was promised, followed until it is really closed",
    "reports": "What is owed, how long closing takes, and which promises moved",
    "search": "Find it while it is happening again",
    "extract": "What would be understood of a text",
    "catalogue": "Services, teams, people and tags",
    "accounts": "Who asks, and who may come in",
    "tokens": "What programs carry",
    "operation": "For whoever runs it",
}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document; made once and kept."""
    if app.openapi_schema is None:
        described = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=DESCRIPTION,
            routes=app.routes,
            tags=[{"name": name, "description": text} for name, text in _TAGS.items()],
        )
        schemas = described.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(_problem_schemas())
        _secure(described)
        _take_keys(described)
        for name, schema in extracted_schemas().items():
            schemas.setdefault(name, schema)
        app.openapi_schema = described
    return app.openapi_schema


_SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "aft_…",
        "description": "A token of somebody's own, or of a service. Cookies are ignored beside it.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION,
        "description": "A browser that is signed in; over HTTPS the name starts with `__Host-`. A write needs the "
        "header `X-Form-Token` besides, with the value that `form_token` has in the forms of the pages.",
    },
}


def _secure(described: dict[str, Any]) -> None:
    """A token or a session; without accounts neither. Whoever runs it needs none to see whether it does."""
    described["components"]["securitySchemes"] = _SCHEMES
    described["security"] = [{"token": []}, {"session": []}, {}]
    for operation in (o for item in described["paths"].values() for o in item.values()):
        if operation["tags"] == ["operation"]:
            operation["security"] = []


_KEY_PARAMETER = {
    "name": KEY,
    "in": "header",
    "required": False,
    "description": "Any text of your own: the same request with the same key gets the answer that it had, for 24 "
    "hours; another one is 422, and 409 tells that the first is under way.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}
_REPLAYED = {REPLAYED: {"description": "This answer was given before", "schema": {"const": "true"}}}


def _take_keys(described: dict[str, Any]) -> None:
    """What a key that names the request means for every operation that takes one."""
    for path, item in described["paths"].items():
        for operation in (o for method, o in item.items() if takes_key(method, path)):
            operation.setdefault("parameters", []).append(_KEY_PARAMETER)
            operation["responses"].setdefault("409", reads(409)[409])
            for status, answer in operation["responses"].items():
                if status.startswith("2"):
                    answer["headers"] = answer.get("headers", {}) | _REPLAYED


def _problem_schemas() -> dict[str, Any]:
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts: dict[str, Any] = problem.pop("$defs")
    return {**parts, "Problem": problem}
