"""The whole program as it runs: settings, database, index and doors, wired by `app.runtime` itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.datastructures import State
from support.databases import Clock

from app.config import Settings
from app.http.throttle import Throttle
from app.http.uploads import Uploads
from app.main import create_app
from app.runtime import Runtime, open_runtime


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Of a program that watches nothing; runs on SQLite and on PostgreSQL."""
    return Settings(
        data_dir=tmp_path / "data",
        database_url=database_url,
        search_dir=tmp_path / "search",
        content_dir=tmp_path / "content",
        watch=False,
    )


@pytest.fixture
def runtime(settings: Settings, clock: Clock) -> Iterator[Runtime]:
    opened = open_runtime(settings, clock)
    yield opened
    opened.close()


_spare: list[FastAPI] = []
_taken: list[FastAPI] = []


def app_over(runtime: Runtime) -> FastAPI:
    """What `create_app` gives, the same for a runtime throughout a test.

    Putting the routes together takes a fifth of a second and they hold nothing of a runtime, so that a later test
    takes the application over with another one. Who adds routes makes an application of their own.
    """
    app = next((app for app in _taken if app.state.runtime is runtime), None)
    if app is None:
        app = _spare.pop() if _spare else create_app(runtime)
        app.settings = runtime.settings  # type: ignore[attr-defined]
        app.state = State({"runtime": runtime, "throttle": Throttle(), "uploads": Uploads()})
        app.middleware_stack = None
        _taken.append(app)
    return app


@pytest.fixture(autouse=True)
def _applications_are_handed_on() -> Iterator[None]:
    yield
    _spare.extend(_taken)
    _taken.clear()


@pytest.fixture
def client(runtime: Runtime) -> Iterator[TestClient]:
    """Errors come as answers, as they do over the network."""
    with TestClient(app_over(runtime), base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as opened:
        yield opened
