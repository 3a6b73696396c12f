"""Databases, clocks and workspaces: real ones, new for every test, migrated once and then copied.

A test that asks for `database_url`, or for anything built on it, runs on SQLite and on PostgreSQL.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session, SQLModel
from support.postgres import PostgresServer

from app.search.backend import SearchIndex
from app.search.memory import MemoryIndex
from app.store.engine import open_engine, reading
from app.store.schema import migrate


@dataclass(slots=True)
class Clock:
    """The time, as a test sets it: aware, in UTC, standing still until it is moved."""

    at: datetime = field(default_factory=lambda: datetime(2024, 5, 1, 10, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


@dataclass(frozen=True, slots=True)
class Workspace:
    """What use cases work with (`app.usecases.workspace`)."""

    engine: Engine
    index: SearchIndex
    now: Clock


def _migrate(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database at the newest version, to be copied."""
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A database without a single table."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def _opened() -> Iterator[dict[str, Engine]]:
    """An engine for each address, for the whole session: what it knows of statements need not be learnt anew."""
    engines: dict[str, Engine] = {}
    yield engines
    for engine in engines.values():
        engine.dispose()


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest) -> str:
    """A database at the newest version without a row, its numbers starting at 1."""
    url: str = request.getfixturevalue("_fresh_sqlite" if database_kind == "sqlite" else "_fresh_postgres")
    return url


@pytest.fixture
def _fresh_sqlite(migrated_file: Path) -> str:
    path = migrated_file.with_name("aftercare.db")
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    shutil.copy(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def _migrated_postgres(postgres_server: PostgresServer) -> str:
    return postgres_server.url(postgres_server.create(postgres_server.template("migrated", _migrate)))


@pytest.fixture
def _fresh_postgres(_migrated_postgres: str) -> str:
    """Emptied, which takes 10 ms; to copy a template takes 0.4 s, nearly all of it for making files."""
    empty = [f"DELETE FROM {table.name}" for table in SQLModel.metadata.sorted_tables]
    restart = "SELECT setval(s.seqrelid, 1, false) FROM pg_sequence s"
    script = ["SET lock_timeout = 5000", "SET session_replication_role = replica", *empty, restart]
    with psycopg.connect(_migrated_postgres.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute("; ".join(script))  # type: ignore[arg-type]
    return _migrated_postgres


@pytest.fixture
def engine(database_url: str, _opened: dict[str, Engine]) -> Iterator[Engine]:
    opened = _opened[database_url] = _opened.get(database_url) or open_engine(database_url)
    yield opened
    opened.dispose()  # closes its connections; a later test's use opens new ones


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """For looking at what is stored. End its transaction (`session.rollback()`) to see what came after."""
    with reading(engine) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ws(engine: Engine, clock: Clock) -> Workspace:
    return Workspace(engine, MemoryIndex(), clock)


@pytest.fixture
def statements(engine: Engine) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with statements() as sent:` collects the SQL statements that are sent meanwhile."""

    @contextmanager
    def collecting() -> Iterator[list[str]]:
        sent: list[str] = []

        def collect(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            sent.append(statement)

        sa.event.listen(engine, "before_cursor_execute", collect)
        try:
            yield sent
        finally:
            sa.event.remove(engine, "before_cursor_execute", collect)

    return collecting
