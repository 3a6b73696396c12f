"""The database's shape: brought up to date by Alembic, in one write transaction."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel

import app.store.tables  # noqa: F401  (fills the metadata)
from app.domain.errors import CannotStart
from app.store.engine import WRITE_LOCK

_SCRIPTS = Path(__file__).parent / "migrations"


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config


def newest_version() -> str:
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise CannotStart("no migrations found: the installation is incomplete")
    return head


def known_versions() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def current_version(engine: Engine) -> str | None:
    """The migration that the database is at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine, to: str = "head") -> None:
    """Apply what is missing, all or nothing. Raises CannotStart where the database is from a newer program."""
    known = known_versions()
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITE_LOCK)))
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            raise CannotStart(
                f"the database is at version {current}, which this program does not know: update the program"
            )
        command.upgrade(_config(connection), to)


def differences(engine: Engine) -> list[str]:
    """What the database's tables lack or have beyond the program's, one line each; [] when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, SQLModel.metadata)]
