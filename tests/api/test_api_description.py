"""The description of the API: complete, with examples, readable without a network, as docs/api.md says."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from api_client import ROUTER, Api
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema_rs import validator_for

from app.api.described import described, sample, type_of
from app.api.docs_page import coded
from app.api.routes import include_api
from app.domain.vocabulary import PostmortemKind
from app.http.health import router as health
from app.ingest.facts import ParsedPost

DOCS = Path(__file__).resolve().parents[2] / "docs" / "api.md"
UNSAFE = ("post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    app = FastAPI(title="Aftercare", openapi_url="/api/v1/openapi.json")
    app.include_router(health)
    include_api(app)
    return app.openapi()


def operations(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(method, path, op) for path, item in description["paths"].items() for method, op in item.items()]


def test_the_guide_names_every_operation_and_no_other(description: dict[str, Any]) -> None:
    named = set(re.findall(r"`((?:GET|POST|PUT|PATCH|DELETE) /[^`?\s]*)`", DOCS.read_text(encoding="utf-8")))
    own = {"GET /api/v1/docs", "GET /api/v1/openapi.json"}
    assert named - own == {f"{method.upper()} {path}" for method, path, _ in operations(description)}


def test_the_guide_names_every_status_and_every_filter(description: dict[str, Any]) -> None:
    text = DOCS.read_text(encoding="utf-8")
    for _method, path, operation in operations(description):
        missing = [s for s in operation["responses"] if s >= "300" and f"| {s} |" not in text and s != "308"]
        assert not missing, path
        for parameter in operation.get("parameters", []):
            assert parameter["name"] in text or parameter["name"] == "if-match", (path, parameter["name"])


def test_every_operation_documents_what_it_may_answer(description: dict[str, Any]) -> None:
    for method, path, operation in operations(description):
        if not path.startswith("/api/"):
            continue
        expected = {"401", "403", "421", "422", "429", "503"}
        expected |= {"400", "413", "415"} if method in UNSAFE else set()
        expected |= {"404"} if "{" in path else set()
        expected |= {"412", "428"} if "if-match" in {p["name"] for p in operation.get("parameters", [])} else set()
        assert expected <= operation["responses"].keys(), f"{method} {path}"
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"]


def test_every_operation_takes_a_token_or_a_session_and_health_needs_neither(description: dict[str, Any]) -> None:
    schemes = description["components"]["securitySchemes"]
    assert (schemes["token"]["type"], schemes["token"]["scheme"]) == ("http", "bearer")
    assert (schemes["session"]["in"], schemes["session"]["name"]) == ("cookie", "aftercare_session")
    assert "X-Form-Token" in schemes["session"]["description"]
    assert description["security"] == [{"token": []}, {"session": []}, {}]
    open_ = {path for _, path, operation in operations(description) if operation.get("security") == []}
    assert open_ == {"/healthz", "/readyz"}
    for method, path, operation in operations(description):
        if path not in open_:
            assert "Retry-After" in operation["responses"]["429"]["headers"], f"{method} {path}"
            assert "WWW-Authenticate" in operation["responses"]["401"]["headers"], f"{method} {path}"


def test_every_parameter_and_field_that_comes_in_is_bounded(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    for method, path, operation in operations(description):
        given = [(p["name"], p["schema"]) for p in operation.get("parameters", []) if p["in"] != "header"]
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        for name, schema in given + list(_resolved(body, schemas).get("properties", {}).items()):
            unbounded = [part for part in _leaves(schema, schemas) if not _bounded(part)]
            assert not unbounded or name in ("markdown", "sort"), f"{method} {path}: {name} {unbounded}"


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    return schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _leaves(schema: dict[str, Any], schemas: dict[str, Any]) -> list[dict[str, Any]]:
    schema = _resolved(schema, schemas)
    inner = [*schema.get("anyOf", []), *schema.get("properties", {}).values()]
    inner += [schema["items"]] if "items" in schema else []
    leaves = [leaf for part in inner for leaf in _leaves(part, schemas)]
    return ([schema] if schema.get("type") in ("string", "integer", "array") else []) + leaves


def _bounded(schema: dict[str, Any]) -> bool:
    if schema["type"] == "array":
        return "maxItems" in schema
    if schema["type"] == "integer":
        return "maximum" in schema and "minimum" in schema
    return bool({"maxLength", "enum", "format", "pattern", "const"} & schema.keys())


def test_every_body_has_an_example_that_fits_it(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    for method, path, operation in operations(description):
        for media_type, given in operation.get("requestBody", {}).get("content", {}).items():
            examples = [given["example"]] if "example" in given else given["schema"].get("examples")
            examples = examples or _resolved(given["schema"], schemas).get("examples")
            assert examples, f"{method} {path} {media_type}"
            check = validator_for({**given["schema"], "components": description["components"]})
            for example in examples:
                assert check.is_valid(example), f"{method} {path} {example}"


def test_the_examples_work(api: Api, description: dict[str, Any]) -> None:
    """In the order of a newcomer: the document, then what hangs on it."""

    def example(path: str, method: str, media_type: str = "application/json") -> Any:
        given = description["paths"][f"/api/v1{path}"][method]["requestBody"]["content"][media_type]
        schema = given.get("schema", {})
        named = _resolved(schema, description["components"]["schemas"]).get("examples")
        return given.get("example") or (schema.get("examples") or named)[0]

    raw = api.markdown("POST", "/postmortems?path=2024/router.md", example("/postmortems", "post", "text/markdown"))
    assert raw.json()["diagnostics"] == []
    assert raw.json()["postmortems"][0]["slug"] == "core-router-reload"
    assert api.send("POST", "/postmortems", json=example("/postmortems", "post")).status_code == 201
    for path in ("/services", "/teams", "/people"):
        assert api.send("POST", path, json=example(path, "post")).status_code in (201, 409)
    made = api.send("POST", "/action-items", json=example("/action-items", "post"))
    assert made.status_code == 201
    patched = api.send(
        "PATCH", f"/action-items/{made.json()['key']}", match=made.headers["etag"],
        json=example("/action-items/{key}", "patch"),
    )  # fmt: skip
    assert patched.status_code == 200
    assert api.move(patched.json(), **example("/action-items/{key}/transitions", "post")).status_code == 200


def test_the_description_of_extract_is_what_extract_answers(api: Api, description: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/ExtractedPost", "components": description["components"]}
    check = validator_for(schema)
    maintenance = (
        "# Planned maintenance of the core router\n\nWindow: 2024-05-01 10:00 UTC to 2024-05-01 11:00 UTC\n"
    )
    for text in (ROUTER, maintenance):
        for post in api.markdown("POST", "/extract", text).json():
            check.validate(post)
    shown = ParsedPost("", "", 1, 1, PostmortemKind.MAINTENANCE, "").as_dict()
    assert description["components"]["schemas"]["ExtractedPost"]["properties"].keys() == shown.keys()


class _Page(HTMLParser):
    """What a page would fetch or run, and the text on it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_describes_every_operation(client: TestClient, description: dict[str, Any]) -> None:
    response = client.get("/api/v1/docs")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = _Page(response.text)
    anchors = [value for name, value in page.attributes if name == "id"]
    assert len(anchors) == len(set(anchors))
    for method, path, operation in operations(description):
        assert f"{method.upper()} {path}" in page.text
        assert operation["operationId"] in anchors


def test_the_page_needs_no_script_no_style_of_its_own_and_no_other_site(client: TestClient) -> None:
    page = _Page(client.get("/api/v1/docs").text)
    assert not {"script", "style", "iframe", "object", "form"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name == "style" or name.startswith("on")]
    fetched = [value for name, value in page.attributes if name in ("src", "href") and value]
    assert all(address.startswith(("/", "#")) for address in fetched)
    sheet = next(address for address in fetched if address.startswith("/static/"))
    assert client.get(sheet).status_code == 200


def test_a_section_shows_operations_of_its_tag_only(description: dict[str, Any]) -> None:
    sections = {section.name: section for section in described(description)}
    assert [op.path for op in sections["search"].operations] == ["/api/v1/search", "/api/v1/search/suggestions"]
    move = next(op for op in sections["action items"].operations if op.path.endswith("/transitions"))
    assert {(p.name, p.place) for p in move.parameters} >= {("key", "path"), ("if-match", "header"), ("to", "body")}
    assert [body.media_type for body in move.bodies] == ["application/json"]
    assert {"200", "409", "428"} <= {answer.status for answer in move.answers}


def test_what_stands_in_backticks_is_shown_as_code_and_everything_is_escaped() -> None:
    assert coded("send `next` <b>") == "send <code>next</code> &lt;b&gt;"
    assert coded("`<i>`") == "<code>&lt;i&gt;</code>"


def test_the_description_is_made_once_and_served(client: TestClient, description: dict[str, Any]) -> None:
    first, again = client.get("/api/v1/openapi.json"), client.get("/api/v1/openapi.json")
    assert first.json() == again.json()
    assert first.json()["paths"] == description["paths"]


def test_every_tag_has_operations(description: dict[str, Any]) -> None:
    assert [section.name for section in described(description) if not section.operations] == []


def test_types_are_told_in_words_and_samples_fit_them() -> None:
    schemas: dict[str, Any] = {
        "Word": {"type": "string", "enum": ["open", "done"]},
        "Node": {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/Node"}}},
    }
    word = {"$ref": "#/components/schemas/Word"}
    assert type_of(word, schemas) == "open, done"
    assert type_of({"type": "array", "items": word}, schemas) == "list of open, done"
    assert type_of({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}, schemas) == "date or null"
    assert type_of({"type": "integer", "minimum": 1, "maximum": 9}, schemas) == "integer, 1 to 9"
    assert sample({"type": "array", "items": word}, schemas) == ["open"]
    assert sample({"type": "integer", "default": 25}, schemas) == 25
    nested, depth = sample({"$ref": "#/components/schemas/Node"}, schemas), 0
    while nested:
        nested, depth = nested["child"], depth + 1
    assert depth == 4
