"""The schema of what reading a document yields, taken from the dataclasses themselves."""

from typing import Any

from pydantic import TypeAdapter

from app.domain.vocabulary import PostmortemKind
from app.ingest.facts import ParsedPost

_REF = "#/components/schemas/{model}"


def extracted_schemas() -> dict[str, Any]:
    """Components by name, ExtractedPost among them: what `ParsedPost.as_dict` keeps of its fields."""
    whole = TypeAdapter(ParsedPost).json_schema(ref_template=_REF, mode="serialization")
    parts: dict[str, Any] = whole.pop("$defs")
    incident = _keys(PostmortemKind.INCIDENT)
    shown = _keys(PostmortemKind.MAINTENANCE)
    properties = {name: value for name, value in whole["properties"].items() if name in shown}
    post = {
        "title": "ExtractedPost",
        "type": "object",
        "description": "One post of the document. Maintenance also has its window.",
        "properties": properties,
        "required": [name for name in properties if name in incident],
    }
    return {**parts, "ExtractedPost": post}


def _keys(kind: PostmortemKind) -> set[str]:
    return set(ParsedPost("", "", 1, 1, kind, "").as_dict())


#: The answer's content; FastAPI's own, from the handler's type, says only "objects".
EXTRACTED: dict[str, Any] = {
    "application/json": {"schema": {"items": {"$ref": _REF.format(model="ExtractedPost")}}},
}
