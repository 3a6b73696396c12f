"""The program's doors over a database of each kind, asked as a program asks them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from api_client import Api
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.engine import Engine
from support.accounts import bearer
from support.application import app_over
from support.databases import Clock

from app.config import Settings
from app.runtime import Runtime
from app.search.memory import MemoryIndex


@pytest.fixture
def runtime(engine: Engine, clock: Clock, tmp_path: Path) -> Runtime:
    """On an empty database; runs on SQLite and on PostgreSQL."""
    settings = Settings(data_dir=tmp_path, content_dir=tmp_path / "none", watch=False, search="memory")
    return Runtime(settings, engine, MemoryIndex(), clock)


@pytest.fixture
def app(runtime: Runtime) -> FastAPI:
    return app_over(runtime)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """Errors come as answers, as they do over the network."""
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def api(client: TestClient) -> Api:
    return Api(client)


@pytest.fixture
def program(runtime: Runtime, app: FastAPI) -> Callable[..., Api]:
    """`program("ann", "read", "write")` asks with a new token of this account that has these scopes."""

    def carrying(name: str, *scopes: str) -> Api:
        headers = bearer(runtime, name, scopes)
        return Api(TestClient(app, base_url="http://127.0.0.1", headers=headers, raise_server_exceptions=False))

    return carrying
