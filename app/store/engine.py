"""Databases opened, and the one way to write: a transaction that no other writer overlaps.

SQLite: WAL, synchronous FULL, foreign keys on, and BEGIN IMMEDIATE for writes (the driver's own transactions
lose updates without an error). PostgreSQL: the same rule by an advisory lock, so that sequence numbers of
`action_event` and `search_change` appear in commit order and a reader that follows them misses none.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session, create_engine

from app.domain.errors import CannotStart

POOL_SIZE = 8
WRITE_LOCK = 0x4146_5443  # "AFTC": any number that nothing else in the database uses
_BUSY_MS = 10_000

#: What `reading` and `writing` work on: a database, or the one transaction of a rehearsal in it.
Bind: TypeAlias = Engine | sa.Connection

_first: ContextVar[Callable[[Session], None] | None] = ContextVar("first_in_each_write", default=None)


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://…`. Raises CannotStart on any other address.

    What it logs and raises shows statements without their values: those may be anybody's.
    """
    parsed = database_address(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed.set(drivername="sqlite"),
            pool_size=POOL_SIZE,
            max_overflow=0,
            hide_parameters=True,
            connect_args={"timeout": _BUSY_MS / 1000},
        )
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_pre_ping=True,
            pool_recycle=300,
            hide_parameters=True,
            connect_args={"connect_timeout": 3},
        )
    raise CannotStart("AFTERCARE_DATABASE_URL must start with sqlite:/// or postgresql://")


def database_address(url: str) -> URL:
    """The parts of a database's address. Raises CannotStart where it is none."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as exc:
        raise CannotStart("AFTERCARE_DATABASE_URL is not a database address") from exc


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, below
    for pragma in (
        f"busy_timeout={_BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "mmap_size=0",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")


@contextmanager
def reading(engine: Bind) -> Iterator[Session]:
    """A session that sees one state of the database and leaves nothing behind."""
    if isinstance(engine, sa.Connection):
        with Session(engine, join_transaction_mode="create_savepoint") as session:
            yield session
        return
    if engine.dialect.name == "postgresql":  # SQLite's readers see one state anyway
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(engine) as session:
        yield session


@contextmanager
def writing(engine: Bind) -> Iterator[Session]:
    """A session in one exclusive write transaction: committed at the end, rolled back on any exception."""
    if isinstance(engine, sa.Connection):
        with Session(engine, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
            session.commit()
        return
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        if engine.dialect.name == "postgresql":
            _wait_for_writers(session.connection())
        if first := _first.get():
            first(session)
        yield session
        session.commit()


@contextmanager
def first_in_each_write(act: Callable[[Session], None]) -> Iterator[None]:
    """Within, `act` is done at the start of every write transaction, and undone with it; not of rehearsals."""
    before = _first.set(act)
    try:
        yield
    finally:
        _first.reset(before)


@contextmanager
def rehearsing(engine: Engine) -> Iterator[sa.Connection]:
    """What `reading` and `writing` are given in the engine's place where all that is written shall be undone.

    It is one write transaction, rolled back at the end; others who write wait meanwhile.
    """
    with engine.execution_options(writes=True).connect() as connection:
        transaction = connection.begin()
        try:
            if engine.dialect.name == "postgresql":
                _wait_for_writers(connection)
            yield connection
        finally:
            transaction.rollback()


@contextmanager
def together(engine: Engine) -> Iterator[sa.Connection]:
    """What `writing` is given in the engine's place where many writes shall be one transaction.

    Each that raises is undone by itself; all are committed at the end, or undone where that is not reached.
    """
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            _wait_for_writers(connection)
        if first := _first.get():
            with writing(connection) as session:
                first(session)
        yield connection


def _wait_for_writers(connection: sa.Connection) -> None:
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITE_LOCK)))
