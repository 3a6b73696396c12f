"""What goes wrong on the way to any handler is answered as a problem too."""

from pathlib import Path

import pytest
from api_client import ROUTER, Api, problem
from fastapi.testclient import TestClient

from app.config import Settings
from app.main import create_app
from app.runtime import Runtime
from app.search.memory import MemoryIndex
from app.store.engine import open_engine

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b'{"text": "\xff"}', b"[" * 100_000, b"1" * 5_000, b'{"text": "\\ud8"}'],
    ids=["cut off", "no text", "broken UTF-8", "too deep", "too long a number", "cut escape"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/action-items", "/postmortems", "/people"])
def test_json_that_cannot_be_read_is_400(api: Api, path: str, body: bytes) -> None:
    response = api.send("POST", path, content=body, headers=JSON)
    problem(response, 400)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b"{}"])
@pytest.mark.parametrize("path", ["/action-items", "/postmortems", "/extract", "/teams"])
def test_json_of_another_shape_is_refused(api: Api, path: str, body: bytes) -> None:
    response = api.send("POST", path, content=body, headers=JSON)
    problem(response, 400 if body == b"" and path in ("/postmortems", "/extract") else 422)


@pytest.mark.parametrize("path", ["/action-items", "/people", "/teams", "/services"])
@pytest.mark.parametrize("kind", ["text/plain", "text/markdown", "application/x-www-form-urlencoded", ""])
def test_json_under_another_name_is_415(api: Api, path: str, kind: str) -> None:
    problem(api.send("POST", path, content=b'{"name": "x", "text": "x"}', headers={"Content-Type": kind}), 415)


def test_json_may_name_its_charset(api: Api) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert api.send("POST", "/people", content=b'{"name": "Jo"}', headers=headers).status_code == 201


def test_nothing_at_an_address_is_404(api: Api) -> None:
    body = problem(api.get("/nothing"), 404)
    assert body["instance"] == "/api/v1/nothing"


def test_a_method_that_an_address_does_not_answer_is_405(api: Api) -> None:
    response = api.send("DELETE", "/tags")
    problem(response, 405)
    assert "GET" in response.headers["allow"]


def test_another_host_name_is_421(client: TestClient) -> None:
    problem(client.get("/api/v1/tags", headers={"Host": "evil.example"}), 421)


def test_a_write_from_another_site_is_403(client: TestClient) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        problem(client.post("/api/v1/people", json={"name": "x"}, headers=headers), 403)


def test_a_body_over_the_limit_is_413(api: Api) -> None:
    problem(api.send("POST", "/action-items", content=b" " * (2 * 1024 * 1024), headers=JSON), 413)
    pieces = (b" " * 100_000 for _ in range(60))
    problem(api.send("POST", "/postmortems", content=pieces, headers={"Content-Type": "text/markdown"}), 413)


def test_a_compressed_body_is_415(api: Api) -> None:
    headers = {"Content-Type": "text/markdown", "Content-Encoding": "gzip"}
    problem(api.send("POST", "/postmortems", content=ROUTER, headers=headers), 415)


def test_errors_carry_the_security_headers_too(api: Api) -> None:
    response = api.get("/nothing")
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_while_the_database_does_not_answer_everything_but_the_process_is_503(
    kind: str, tmp_path: Path, free_port: int
) -> None:
    absent = {
        "sqlite": f"sqlite:///{tmp_path / 'no such folder' / 'aftercare.db'}",
        "postgres": f"postgresql://aftercare@127.0.0.1:{free_port}/aftercare",
    }
    engine = open_engine(absent[kind])
    settings = Settings(data_dir=tmp_path, content_dir=tmp_path / "none", watch=False, search="memory")
    app = create_app(Runtime(settings, engine, MemoryIndex()))
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        assert client.get("/readyz").json()["database"] == "does not answer"
        for path in ("/postmortems", "/action-items", "/search?q=x", "/tags", "/people/1"):
            body = problem(client.get(f"/api/v1{path}"), 503)
            assert body["detail"] == "the database does not answer now"
        problem(client.post("/api/v1/people", json={"name": "Jo"}), 503)
        assert client.get("/postmortems").headers["content-type"].startswith("text/html")
    engine.dispose()


def test_elsewhere_errors_are_pages(client: TestClient) -> None:
    missing = client.get("/postmortems/nowhere")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "text/html; charset=utf-8")
    unanswered = client.delete("/postmortems")
    assert (unanswered.status_code, unanswered.headers["content-type"]) == (405, "text/html; charset=utf-8")
    assert "GET" in unanswered.headers["allow"]


def test_the_readiness_of_the_program_is_told(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "database": "ok", "search": "ok"}
