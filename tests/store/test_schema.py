"""A database of any age is brought to the program's shape, or refused in one sentence."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine
from sqlmodel import select

from app.domain.errors import CannotStart
from app.store.engine import open_engine, writing
from app.store.schema import _config, current_version, differences, migrate, newest_version
from app.store.tables import Tag


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Engine]:
    opened = open_engine(empty_database_url)
    yield opened
    opened.dispose()


def versions() -> list[str]:
    """Every migration, the first one first."""
    return [s.revision for s in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


def test_a_database_goes_from_nothing_through_every_version_to_the_programs_tables(empty: Engine) -> None:
    assert current_version(empty) is None
    for version in versions():
        migrate(empty, version)
        assert current_version(empty) == version
    assert current_version(empty) == newest_version()
    assert differences(empty) == []


def test_what_the_first_version_kept_is_there_in_the_newest(empty: Engine) -> None:
    migrate(empty, versions()[0])
    with empty.execution_options(writes=True).begin() as connection:
        connection.execute(sa.text("INSERT INTO tag (name) VALUES ('kept')"))
    migrate(empty)
    with writing(empty) as session:
        assert session.exec(select(Tag.name)).all() == ["kept"]


def test_migrating_twice_changes_nothing(empty: Engine) -> None:
    migrate(empty)
    migrate(empty)
    assert differences(empty) == []


def test_a_missing_column_and_a_foreign_table_are_named(empty: Engine) -> None:
    migrate(empty)
    with empty.execution_options(writes=True).begin() as connection:
        connection.execute(sa.text("ALTER TABLE service DROP COLUMN description"))
        connection.execute(sa.text("CREATE TABLE stray (id INTEGER)"))
    found = " ".join(differences(empty))
    assert "description" in found
    assert "stray" in found


def test_a_database_of_a_newer_program_is_refused(empty: Engine) -> None:
    migrate(empty)
    with empty.execution_options(writes=True).begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CannotStart, match=r"version 9999.*update the program"):
        migrate(empty)


def test_a_migration_that_fails_leaves_the_database_as_it_was(empty: Engine) -> None:
    """Another program's table of the same name is in the way of the last statements."""
    with empty.execution_options(writes=True).begin() as connection:
        connection.execute(sa.text("CREATE TABLE action_cause (note TEXT)"))
    with pytest.raises(sa.exc.SQLAlchemyError):
        migrate(empty)
    assert current_version(empty) is None
    assert sa.inspect(empty).get_table_names() == ["action_cause"]
