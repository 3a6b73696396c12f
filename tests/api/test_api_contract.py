"""The description of the API held against a running server: whatever fits it, and what just does not, is answered
as described, and never by an error of the server.

There are accounts, and an administrator's token with every scope asks: no answer hides behind a 401 or 403.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import uvicorn
from api_client import ROUTER
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limits import RateLimitItemPerMinute
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from support.accounts import add, bearer
from support.databases import Clock
from support.ports import unused_port
from support.twins import STORY, report

from app.api.routes import include_api
from app.config import Settings
from app.domain.vocabulary import Role, TokenScope
from app.http.health import router as health
from app.http.throttle import Throttle
from app.main import create_app
from app.runtime import Runtime
from app.search.memory import MemoryIndex
from app.store.engine import open_engine
from app.store.schema import migrate

_CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@dataclass(frozen=True, slots=True)
class Site:
    """A running server, and the header by which an administrator's program is known there."""

    base: str
    token: dict[str, str]
    database: str

    def post(self, path: str, **options: Any) -> requests.Response:
        headers = {**self.token, **options.pop("headers", {})}
        return requests.post(f"{self.base}/api/v1{path}", headers=headers, timeout=20, **options)


@cache
def described() -> dict[str, Any]:
    """The description, which needs no database."""
    app = FastAPI(title="Aftercare", openapi_url="/api/v1/openapi.json")
    app.include_router(health)
    include_api(app)
    return app.openapi()


def operations() -> list[str]:
    return [f"{method.upper()} {path}" for path, item in described()["paths"].items() for method in item]


@schemathesis.serializer("text/markdown", "application/zip", "application/atom+xml", "application/rss+xml")
def markdown(_context: Any, value: Any) -> dict[str, Any]:
    return {"data": value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with something in it."""
    folder = tmp_path_factory.mktemp("served")
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'aftercare.db'}"
    else:
        server = request.getfixturevalue("postgres_server")
        url = server.url(server.create())
    engine = open_engine(url)
    migrate(engine)
    runtime = Runtime(_settings(folder), engine, MemoryIndex(), Clock())
    app = create_app(runtime)
    app.state.throttle = Throttle(RateLimitItemPerMinute(1_000_000))
    with _serving(app) as base:
        site = Site(base, _admin(runtime), engine.dialect.name)
        _fill(site)
        yield site
    engine.dispose()


def _settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, content_dir=folder / "none", watch=False, search="memory")


class _serving:
    """The program behind a real socket, in a thread."""

    def __init__(self, app: FastAPI) -> None:
        self._port = unused_port()
        config = uvicorn.Config(app, host="127.0.0.1", port=self._port, log_level="critical", lifespan="on")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server ended before it began to serve"
            time.sleep(0.01)
        return f"http://127.0.0.1:{self._port}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=20)


def _admin(runtime: Runtime) -> dict[str, str]:
    """Numbers that are generated are small ones: the tokens that they may revoke come before the one that asks."""
    add(runtime, "bob", Role.AUTHOR)
    for _ in range(30):
        bearer(runtime, "bob", [TokenScope.READ])
    return bearer(runtime, "root", list(TokenScope))


def _fill(site: Site) -> None:
    sent = site.post("/postmortems?path=a.md", data=ROUTER, headers={"Content-Type": "text/markdown"})
    assert sent.status_code == 201
    for title, day in (("Orders lost", "2024-03-05"), ("Failover", "2024-04-20")):  # they look like one
        text = report(title, STORY, day=day)
        sent = site.post(f"/postmortems?path={day}.md", data=text, headers={"Content-Type": "text/markdown"})
        assert sent.status_code == 201
    for path in ("people", "teams", "services"):
        assert site.post(f"/{path}", json={"name": "Network"}).status_code == 201
    assert site.post("/action-items/ACT-1/targets", json={"names": ["codebase", "deploy"]}).status_code == 200
    service = {"name": "ci", "kind": "service", "owner": "bob", "scopes": ["read"]}
    assert site.post("/tokens", json=service).status_code == 201


#: What leads to records that are there; generated values almost never do.
KNOWN = {
    "slug": "core-router-reload",
    "key": "ACT-1",
    "record_id": 1,
    "number": 1,
    "name": "bob",
    "token_id": 32,
    "pair_id": 1,
    "month": "2024-04",
    "point": "cause-1",
    "target": "codebase",
} | {
    "fact_id": 1,
    "correction_id": 1,
}


def _present(case: Any, site: Site) -> None:
    """Lead the case to a record that is there, with the version that it has now."""
    case.path_parameters = {name: KNOWN[name] for name in case.path_parameters or {}}
    path = "/".join(case.path.split("/")[:5]).format(**case.path_parameters)  # of the record that it is part of
    etag = requests.get(f"{site.base}{path}", headers=site.token, timeout=20).headers.get("ETag")
    case.headers = {**(case.headers or {}), **({"If-Match": etag} if etag else {})}


#: Requests for each operation: the second database is there for what its statements may refuse.
EXAMPLES = {"sqlite": 15, "postgresql": 6}


@pytest.mark.slow
@pytest.mark.no_cover  # what it goes through is covered by tests that look at it, and tracing doubles its time
@pytest.mark.parametrize("label", operations())
def test_every_answer_is_one_that_is_described(label: str, site: Site) -> None:
    method, path = label.split(" ")
    schema = schemathesis.openapi.from_dict(described())
    operation = schema[path][method]

    @settings(
        max_examples=EXAMPLES[site.database],
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def walk(data: st.DataObject) -> None:
        case = data.draw(_cases(operation))
        if case.path_parameters and data.draw(st.booleans()):
            _present(case, site)
        response = case.call(base_url=site.base, headers=site.token, timeout=20)
        assert response.status_code not in (401, 403), response.text
        case.validate_response(response, checks=_CHECKS)

    walk()


def _cases(operation: Any) -> st.SearchStrategy[Any]:
    """Requests that fit the description, and where there is anything to get wrong ones that do not."""
    fitting = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if not (operation.body or operation.query or operation.path_parameters or operation.headers):
        return fitting
    return st.one_of(fitting, operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
