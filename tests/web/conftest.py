"""The pages over a real program, asked as a browser asks them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.engine import Engine
from support.application import app_over
from support.databases import Clock
from web_client import Browser

from app.config import Settings
from app.runtime import Runtime
from app.search.memory import MemoryIndex


@pytest.fixture
def database_kind() -> str:
    """Pages send no SQL of their own: the store's and the API's tests run on both databases."""
    return "sqlite"


@pytest.fixture
def app(engine: Engine, clock: Clock, tmp_path: Path) -> FastAPI:
    settings = Settings(data_dir=tmp_path, content_dir=tmp_path / "none", watch=False, search="memory")
    return app_over(Runtime(settings, engine, MemoryIndex(), clock))


@pytest.fixture
def browser(app: FastAPI) -> Iterator[Browser]:
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield Browser(client)
