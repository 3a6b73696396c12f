"""The description of the API: FastAPI's, with the schemas that no handler's type names."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api.extracted import extracted_schemas
from app.api.problems import Problem
from app.http.cookies import SESSION

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


def _problem_schemas() -> dict[str, Any]:
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts: dict[str, Any] = problem.pop("$defs")
    return {**parts, "Problem": problem}
