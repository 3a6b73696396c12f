"""What is wrong and how to mend it: the database and the search index looked over, nothing changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.domain.errors import AftercareError
from app.domain.vocabulary import Visibility
from app.search.backend import Scope
from app.search.query import Query
from app.store.condition import Product, counts, damage, product
from app.store.engine import reading
from app.store.schema import current_version, differences, known_versions, newest_version
from app.usecases.audit_log import verify
from app.usecases.indexing import indexed_ids, newest_change
from app.usecases.workspace import Workspace

#: From here on SQLite is free of the WAL-reset bug (sqlite.org/wal.html): two connections that write and
#: checkpoint at one moment could damage the file.
SAFE_SQLITE = (3, 51, 3)
OLDEST_POSTGRESQL = (15,)


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """`mend` says what to do; empty where nothing is wrong."""

    level: Level
    part: str
    what: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class IndexState:
    """How far the index has come, and how many documents it and the database hold for it."""

    watermark: int
    newest: int
    indexed: int
    expected: int

    @property
    def lag(self) -> int:
        """Changes that search does not see yet."""
        return max(self.newest - self.watermark, 0)

    @property
    def in_step(self) -> bool:
        return self.watermark == self.newest and self.indexed == self.expected


def index_state(ws: Workspace) -> IndexState:
    """Raises Unavailable."""
    watermark = ws.index.watermark()
    indexed = ws.index.search(Query(), Scope(frozenset(v.value for v in Visibility)), limit=1).total
    with reading(ws.engine) as session:
        return IndexState(watermark, newest_change(ws), indexed, len(indexed_ids(session)))


def check_database(engine: Engine) -> Iterator[Finding]:
    """Reachable, of a fit version, with the tables that this program expects, undamaged, its history unbroken.

    Stops at the first finding that makes the following ones meaningless.
    """
    try:
        found = product(engine)
        yield _version(found)
        schema = _schema(engine)
        yield schema
        if schema.level is Level.OK:
            yield _damage(engine)
            yield from _records(engine)
    except SQLAlchemyError as exc:
        fault = str(getattr(exc, "orig", None) or exc).partition("\n")[0]
        yield Finding(
            Level.BROKEN,
            "database",
            f"it does not answer: {fault}",
            "see that AFTERCARE_DATABASE_URL is right and the server runs; a damaged file: restore a backup",
        )


def check_index(ws: Workspace) -> Finding:
    try:
        state = index_state(ws)
    except AftercareError as exc:
        return Finding(Level.BROKEN, "index", str(exc), "python -m app reindex")
    if state.in_step:
        return Finding(Level.OK, "index", f"in step with the database: {state.indexed} postmortems")
    if state.lag:
        what = f"{state.lag} changes behind the database: searches miss them"
        return Finding(Level.WARNING, "index", what, "python -m app reindex --if-needed")
    what = f"holds {state.indexed} postmortems where the database has {state.expected}"
    return Finding(Level.BROKEN, "index", what, "python -m app reindex")


def _version(found: Product) -> Finding:
    if found.name == "SQLite" and found.version < SAFE_SQLITE:
        safe = ".".join(map(str, SAFE_SQLITE))
        return Finding(
            Level.WARNING,
            "database",
            f"{found}: before {safe}, two connections that write and checkpoint at one moment may damage the file",
            f"rare, yet keep backups; a Python with SQLite {safe} or newer, or PostgreSQL, is free of it",
        )
    if found.name == "PostgreSQL" and found.version < OLDEST_POSTGRESQL:
        return Finding(Level.WARNING, "database", f"{found} is not among those tested", "update to 15 or newer")
    return Finding(Level.OK, "database", str(found))


def _schema(engine: Engine) -> Finding:
    current, newest = current_version(engine), newest_version()
    if current is not None and current not in known_versions():
        what = f"at version {current}, which this program does not know"
        return Finding(Level.BROKEN, "schema", what, "update the program, or restore the backup made before")
    if current != newest:
        what = f"at version {current or 'none'}, this program is at {newest}"
        return Finding(Level.WARNING, "schema", what, "the next start brings it up to date: python -m app serve")
    if different := differences(engine):
        what = "its tables were changed by somebody: " + "; ".join(different)
        return Finding(Level.BROKEN, "schema", what, "undo that change, or restore a backup")
    return Finding(Level.OK, "schema", f"at version {newest}, as this program expects")


def _damage(engine: Engine) -> Finding:
    if found := damage(engine):
        return Finding(Level.BROKEN, "integrity", "; ".join(found), "stop Aftercare and restore a backup")
    return Finding(Level.OK, "integrity", "nothing damaged")


def _records(engine: Engine) -> Iterator[Finding]:
    with reading(engine) as session:
        history, held = verify(session), counts(session)
    if history.fault is None:
        yield Finding(Level.OK, "history", "of the action items: every row seals the one before")
    else:
        what = f"of the action items: {history.fault}"
        yield Finding(Level.BROKEN, "history", what, "compare with a backup; somebody wrote past Aftercare")
    yield Finding(
        Level.OK,
        "records",
        f"{held.documents} documents ({held.vanished} without their file), {held.postmortems} postmortems, "
        f"{held.actions} action items ({held.unfinished} unfinished)",
    )
    if held.conflicts:
        what = f"{held.conflicts} documents are edited here and changed in their file"
        yield Finding(Level.WARNING, "records", what, "choose on the postmortem's page which text stands")
