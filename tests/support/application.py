"""The whole program as it runs: settings, database, index and doors, wired by `app.runtime` itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from support.databases import Clock

from app.config import Settings
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


@pytest.fixture
def client(runtime: Runtime) -> Iterator[TestClient]:
    """Errors come as answers, as they do over the network."""
    with TestClient(create_app(runtime), base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as opened:
        yield opened
