"""The only wiring: settings to engine, search index and clock."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from app.config import Settings
from app.domain.errors import CannotStart
from app.search.backend import SearchIndex
from app.search.memory import MemoryIndex
from app.search.whoosh_index import WhooshIndex
from app.store.engine import database_address, open_engine
from app.store.schema import current_version, migrate, newest_version

try:
    from app.search.tantivy_index import TantivyIndex
except ImportError:  # an extra that few need
    TantivyIndex = None  # type: ignore[assignment, misc]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Runtime:
    settings: Settings
    engine: Engine
    index: SearchIndex
    now: Callable[[], datetime] = utc_now

    def close(self) -> None:
        self.index.close()
        self.engine.dispose()


def open_runtime(settings: Settings, now: Callable[[], datetime] = utc_now) -> Runtime:
    """Open the database, bring it up to date, open the index. Raises CannotStart with one clear sentence."""
    engine = open_database(settings)
    if current_version(engine) != newest_version():
        migrate(engine)
    return Runtime(settings, engine, open_index(settings), now)


def open_database(settings: Settings) -> Engine:
    url = database_address(settings.database)
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise CannotStart("AFTERCARE_DATABASE_URL must name a file: a database in memory forgets everything")
        _make_folder(Path(url.database).parent, "the data folder")
    return open_engine(settings.database)


def open_index(settings: Settings) -> SearchIndex:
    """The index of this database: each database has its own folder, so that two never share one."""
    if settings.search == "memory":
        return MemoryIndex()
    _make_folder(settings.search_dir, "the search folder")
    own = hashlib.sha256(settings.database.encode()).hexdigest()[:12]
    if settings.search == "whoosh":
        return WhooshIndex(settings.search_dir / f"whoosh-{own}")
    if TantivyIndex is None:
        raise CannotStart("AFTERCARE_SEARCH=tantivy needs the package tantivy: see docs/search.md")
    return TantivyIndex(settings.search_dir / f"tantivy-{own}")


def _make_folder(folder: Path, what: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise CannotStart(f"{what} {folder} cannot be made: {exc.strerror}") from exc
