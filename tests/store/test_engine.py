"""One way to write, that no other writer overlaps; readers that see one state."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select
from support.records import THEN, a_document, a_record

from app.domain.errors import CannotStart
from app.store.engine import POOL_SIZE, open_engine, reading, writing
from app.store.tables import Document, SearchChange, Tag, Team


def test_eight_threads_adding_lose_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        counter = a_record(session, "team", "counter", manager_id=0)

    def add(times: int) -> None:
        for _ in range(times):
            with writing(engine) as session:
                team = session.get_one(Team, counter.id)
                team.manager_id = (team.manager_id or 0) + 1
                session.add(team)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, [10] * 8))
    with reading(engine) as session:
        assert session.get_one(Team, counter.id).manager_id == 80


def test_numbers_of_the_outbox_appear_in_the_order_of_commits(engine: Engine) -> None:
    """A reader that remembers the last number it saw must never find a smaller one later."""
    stop = threading.Event()
    late: list[int] = []

    def follow() -> None:
        mark = 0
        while not stop.is_set():
            with reading(engine) as session:
                found = session.exec(select(SearchChange.seq).order_by(col(SearchChange.seq))).all()
            late.extend(s for s in found if s is not None and s <= mark and s not in seen)
            seen.update(s for s in found if s is not None)
            mark = max(seen, default=0)

    def write(number: int) -> None:
        for _ in range(5):
            with writing(engine) as session:
                session.add(SearchChange(postmortem_id=number))
                session.flush()

    seen: set[int] = set()
    follower = threading.Thread(target=follow)
    follower.start()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    stop.set()
    follower.join()
    assert late == []


def test_a_write_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    with pytest.raises(RuntimeError, match="midway"), writing(engine) as session:  # noqa: PT012
        session.add(Tag(name="lost"))
        session.flush()
        raise RuntimeError("midway")
    with reading(engine) as session:
        assert session.exec(select(Tag)).all() == []


def test_a_reader_leaves_nothing_behind(engine: Engine) -> None:
    with reading(engine) as session:
        session.add(Tag(name="lost"))
        session.flush()
    with reading(engine) as session:
        assert session.exec(select(Tag)).all() == []


def test_a_reader_sees_one_state_while_others_write(engine: Engine) -> None:
    count = sa.select(sa.func.count()).select_from(Tag)
    with reading(engine) as session:
        before = session.execute(count).scalar_one()
        with writing(engine) as other:
            other.add(Tag(name="meanwhile"))
        assert session.execute(count).scalar_one() == before
    with reading(engine) as session:
        assert session.execute(count).scalar_one() == before + 1


def test_a_writer_after_a_reader_on_the_same_connection_sees_the_newest_state(engine: Engine) -> None:
    for number in range(POOL_SIZE + 1):
        with reading(engine) as session:
            session.exec(select(Tag)).all()
        with writing(engine) as session:
            assert len(session.exec(select(Tag)).all()) == number
            session.add(Tag(name=str(number)))


def test_what_was_written_can_be_looked_at_after_the_commit(engine: Engine) -> None:
    with writing(engine) as session:
        document = a_document(session)
    assert document.path.endswith(".md")
    with reading(engine) as session:
        assert session.get_one(Document, document.id).created_at == THEN


def test_times_come_back_aware_and_as_utc(session: Session, engine: Engine) -> None:
    with writing(engine) as writer:
        a_document(writer)
    found = session.exec(select(Document)).one()
    assert found.created_at.utcoffset() is not None
    assert found.created_at == THEN


def test_a_row_without_its_parent_is_refused(engine: Engine) -> None:
    with pytest.raises(sa.exc.IntegrityError), writing(engine) as session:  # noqa: PT012
        session.add(Team(name="orphans", merged_into=4711))
        session.flush()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 10_000),
        ("trusted_schema", 0),
        ("mmap_size", 0),
    ],
)
def test_every_sqlite_connection_is_prepared(pragma: str, value: object, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    engine.dispose()


def test_a_sqlite_write_takes_the_lock_at_its_beginning(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with writing(engine) as session:
        session.connection()
        with engine.connect() as other, pytest.raises(sa.exc.OperationalError, match="locked"):  # noqa: PT012
            other.exec_driver_sql("PRAGMA busy_timeout=0")
            other.exec_driver_sql("COMMIT")
            other.exec_driver_sql("BEGIN IMMEDIATE")
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://localhost/x", "sqlite", "://", "postgresql://host:port/x"],
)
def test_any_other_address_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(CannotStart, match="AFTERCARE_DATABASE_URL"):
        open_engine(url)


def test_what_a_statement_carries_is_not_in_its_error(engine: Engine) -> None:
    with pytest.raises(sa.exc.DBAPIError) as refused, writing(engine) as session:
        session.execute(sa.text("INSERT INTO nowhere (a) VALUES (:secret)"), {"secret": "planted-value"})
    assert "nowhere" in str(refused.value)
    assert "planted-value" not in str(refused.value)
