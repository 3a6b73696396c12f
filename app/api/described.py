"""An OpenAPI document turned into what a page shows: operations with parameters, bodies, answers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

_METHODS = ("get", "post", "put", "patch", "delete")
_DEPTH = 4  # how deep an example goes into schemas that name each other


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str  # path, query, header or body
    type: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Example:
    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    meaning: str
    examples: list[Example] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Operation:
    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Parameter]
    bodies: list[Example]
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    description: str
    operations: list[Operation]


def described(api: dict[str, Any]) -> list[Section]:
    """A section for each tag, in the tags' order; its operations in the document's."""
    schemas = api["components"]["schemas"]
    by_tag: dict[str, list[Operation]] = {tag["name"]: [] for tag in api["tags"]}
    for path, methods in api["paths"].items():
        for method in (m for m in _METHODS if m in methods):
            by_tag[methods[method]["tags"][0]].append(_operation(path, method, methods[method], schemas))
    return [Section(tag["name"], tag["description"], by_tag[tag["name"]]) for tag in api["tags"]]


def _operation(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> Operation:
    content = operation.get("requestBody", {}).get("content", {})
    return Operation(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        parameters=[*_parameters(operation, schemas), *_body_fields(content, schemas)],
        bodies=_examples(content, schemas),
        answers=[_answer(status, answer, schemas) for status, answer in sorted(operation["responses"].items())],
    )


def _parameters(operation: dict[str, Any], schemas: dict[str, Any]) -> Iterator[Parameter]:
    for given in operation.get("parameters", []):
        schema = given["schema"]
        text = given.get("description") or schema.get("description", "")
        if schema.get("default") not in (None, "", False):
            text = f"{text} Unless given: `{schema['default']}`.".strip()
        yield Parameter(given["name"], given["in"], type_of(schema, schemas), given.get("required", False), text)


def _body_fields(content: dict[str, Any], schemas: dict[str, Any]) -> Iterator[Parameter]:
    schema = _resolved(content.get("application/json", {}).get("schema", {}), schemas)
    required = schema.get("required", [])
    for name, part in schema.get("properties", {}).items():
        yield Parameter(name, "body", type_of(part, schemas), name in required, part.get("description", ""))


def _answer(status: str, answer: dict[str, Any], schemas: dict[str, Any]) -> Answer:
    meaning = answer["description"]
    if meaning == "Successful Response":
        meaning = HTTPStatus(int(status)).phrase
    return Answer(status, meaning, _examples(answer.get("content", {}), schemas) if status < "300" else [])


def _examples(content: dict[str, Any], schemas: dict[str, Any]) -> list[Example]:
    return [Example(media_type, _example(given, schemas)) for media_type, given in content.items()]


def _example(given: dict[str, Any], schemas: dict[str, Any]) -> str:
    value = given.get("example")
    if value is None:
        value = sample(given.get("schema", {}), schemas)
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    ref = schema.get("$ref")
    return {**schemas[ref.rpartition("/")[2]], **schema} if ref else schema


def type_of(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """In words: `string`, `list of open, done`, `date or null` …"""
    schema = _resolved(schema, schemas)
    if "enum" in schema:
        return ", ".join(str(v) for v in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(type_of(part, schemas) for part in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {type_of(schema.get('items', {}), schemas)}"
    said = str(schema.get("format") or schema.get("const") or schema.get("type") or "any")
    return (
        f"{said}, {schema['minimum']} to {schema['maximum']}" if {"minimum", "maximum"} <= schema.keys() else said
    )


def sample(schema: dict[str, Any], schemas: dict[str, Any], depth: int = _DEPTH) -> Any:
    """A value that fits the schema: its own example, else one made of its parts."""
    schema = _resolved(schema, schemas)
    if schema.get("examples"):
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], schemas, depth)
    if "default" in schema:
        return schema["default"]
    kind = schema.get("type", "object" if "properties" in schema else "array" if "items" in schema else "")
    if kind == "array":
        return [sample(schema.get("items", {}), schemas, depth - 1)] if depth > 0 else []
    if kind == "object":
        parts = schema.get("properties", {}) if depth > 0 else {}
        return {name: sample(part, schemas, depth - 1) for name, part in parts.items()}
    return _PLAIN.get(schema.get("format", ""), _PLAIN.get(kind))


_PLAIN: dict[str, Any] = {
    "string": "text",
    "integer": 1,
    "number": 0.9,
    "boolean": False,
    "date": "2024-06-01",
    "date-time": "2024-05-01T09:58:00Z",
}
