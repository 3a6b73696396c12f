"""The description of the API: FastAPI's, with the schemas that no handler's type names."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api.extracted import extracted_schemas
from app.api.problems import Problem

DESCRIPTION = """Everything that the browser shows, for programs.

Lists come in pages of `{items, next, total}`: send `next` as `cursor` until it is null. Errors are RFC 9457
problems. A read carries an ETag; a change of an existing record sends it back in If-Match, so that nobody
overwrites what he has not seen. Times say no more than the document does: `2024-05-01T09:58Z`, `2024-05-01T09:58`
where no zone is stated, `2024-05-01`, `2024-05`, `T09:58`, `--05-01`.
"""
_TAGS = {
    "postmortems": "Documents, and the records made of them",
    "action items": "The work that was promised, followed until it is really closed",
    "search": "Find it while it is happening again",
    "extract": "What would be understood of a text",
    "catalogue": "Services, teams, people and tags",
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
        for name, schema in extracted_schemas().items():
            schemas.setdefault(name, schema)
        app.openapi_schema = described
    return app.openapi_schema


def _problem_schemas() -> dict[str, Any]:
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts: dict[str, Any] = problem.pop("$defs")
    return {**parts, "Problem": problem}
