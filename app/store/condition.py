"""The condition of the database itself: which one it is, whether its file is whole, how much is in it."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session, col

from app.domain.vocabulary import UNFINISHED
from app.store.tables import ActionItem, Document, Postmortem


@dataclass(frozen=True, slots=True)
class Product:
    name: str
    version: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.name} {'.'.join(map(str, self.version))}"


@dataclass(frozen=True, slots=True)
class Counts:
    """`vanished` documents have lost their file, `conflicts` were edited here and changed in their file."""

    documents: int
    vanished: int
    conflicts: int
    postmortems: int
    actions: int
    unfinished: int


def product(engine: Engine) -> Product:
    with engine.connect() as connection:
        version = connection.dialect.server_version_info or ()
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    return Product(names[engine.dialect.name], tuple(int(part) for part in version))


def damage(engine: Engine) -> list[str]:
    """What SQLite finds broken in its file and in its foreign keys, one line each; PostgreSQL keeps its own."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
    return [line for line in found if line != "ok"] + [
        f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is not there" for row in orphans
    ]


def counts(session: Session) -> Counts:
    def number(of: type[Document] | type[Postmortem] | type[ActionItem], *where: sa.ColumnElement[bool]) -> int:
        return int(session.execute(sa.select(sa.func.count()).select_from(of).where(*where)).scalar_one())

    return Counts(
        documents=number(Document),
        vanished=number(Document, col(Document.vanished_at).is_not(None)),
        conflicts=number(Document, col(Document.conflict).is_not(None)),
        postmortems=number(Postmortem),
        actions=number(ActionItem),
        unfinished=number(ActionItem, col(ActionItem.status).in_(UNFINISHED)),
    )
