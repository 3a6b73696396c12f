"""The index for many thousands of postmortems, kept by Tantivy (the extra `tantivy`). See docs/search.md."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock

import tantivy

from app.domain.errors import AftercareError, Unavailable
from app.search.backend import IndexedDocument, Scope, SearchPage, bounded
from app.search.plan import plan
from app.search.query import Query
from app.search.slips import mistyped
from app.search.suggestions import typed_key
from app.search.tantivy_folder import State, TantivyFolder
from app.search.tantivy_schema import SCHEMA, STAMP, prepared, stored
from app.search.tantivy_sight import TantivySight
from app.search.tantivy_writer import KeptWriter

log = logging.getLogger(__name__)

#: Segments are kept so.
_NEWEST = tantivy.Order.Desc


class Damaged(Exception):
    """What is there cannot be read as this index."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """An index as one commit left it; `commit` tells that commit from every other."""

    birth: str
    commit: tuple[int, int, int]
    index: tantivy.Index
    searcher: tantivy.Searcher


class TantivyIndex:
    """SearchIndex in a folder. One process or thread writes at a time; the others wait up to `patience` seconds.

    An index that is damaged, missing or of another version is made anew, empty and with watermark 0: at the opening
    without a word, later with one Unavailable for whoever met it.
    """

    def __init__(self, path: Path, *, patience: float = 10.0) -> None:
        """Raises CannotStart where the folder cannot be used, Unavailable where another process holds it."""
        self._folder = TantivyFolder(path, patience)
        self._renewal = RLock()
        self._writer = KeptWriter(patience)
        try:
            self._opened = self._read(None)
        except Damaged as exc:
            self._opened = self._mended(exc, None)
        self._birth = self._opened.birth

    def apply(self, upserts: Sequence[IndexedDocument], deletes: Sequence[int], watermark: int) -> None:
        fresh = {document.id: stored(document) for document in upserts}
        with self._folder.writing(), self._whole():
            opened, state = self._current(), self._state()
            if state.birth != self._birth:
                raise Unavailable("the search index was made anew: it needs all that follows its watermark")
            if fresh or deletes:
                self._writer.commit(opened.birth, opened.index, list(fresh.values()), {*fresh, *deletes})
            self._folder.record(replace(state, opstamp=self._folder.opstamp(state.birth), watermark=watermark))
            self._current()

    def search(
        self, query: Query, scope: Scope, *, limit: int = 10, offset: int = 0, by_date: bool = False
    ) -> SearchPage:
        asked = plan(query, by_date)
        with self._whole():
            return TantivySight(self._current().searcher, scope).search(asked, *bounded(limit, offset))

    def suggest(self, prefix: str, scope: Scope, *, limit: int = 8) -> list[str]:
        key = typed_key(prefix)
        if key is None:
            return []
        with self._whole():
            return TantivySight(self._current().searcher, scope).suggest(key, limit)

    def nearest(self, word: str, scope: Scope) -> str | None:
        typed = mistyped(word)
        if typed is None:
            return None
        with self._whole():
            return TantivySight(self._current().searcher, scope).nearest(typed)

    def watermark(self) -> int:
        state = self._folder.state()
        if state is None or state.stamp != STAMP:
            return 0
        self._birth = state.birth
        return state.watermark

    def clear(self) -> None:
        with self._folder.writing():
            self._opened = self._afresh()
            self._birth = self._opened.birth

    def close(self) -> None:
        self._writer.let_go()

    def _state(self) -> State:
        """What is on record of an index of this version. Raises Damaged."""
        state = self._folder.state()
        if state is None or state.stamp != STAMP:
            raise Damaged("there is no index of this version")
        return state

    def _current(self) -> _Opened:
        """The index as of the newest commit, whoever made it. Raises Damaged."""
        state, opened = self._state(), self._opened
        try:
            if (state.birth, self._folder.committed(state.birth)) == (opened.birth, opened.commit):
                return opened
        except OSError as exc:
            raise Damaged(f"the list of segments is gone: {exc}") from exc
        with self._renewal:
            self._opened = self._read(self._opened)
            return self._opened

    def _read(self, before: _Opened | None) -> _Opened:
        state = self._state()
        with _readable():
            commit = self._folder.committed(state.birth)
            if self._folder.opstamp(state.birth) < state.opstamp:
                raise Damaged("a commit was lost")
            if before and before.birth == state.birth:
                index = before.index
                index.reload()
            else:
                index = prepared(tantivy.Index.open(str(self._folder.home(state.birth))))
                index.config_reader("manual")
                index.reload()
            return _Opened(state.birth, commit, index, index.searcher())

    def _afresh(self) -> _Opened:
        birth = self._folder.new_birth()
        prepared(tantivy.Index(SCHEMA, str(self._folder.home(birth)), sort_by_field="order", sort_order=_NEWEST))
        self._folder.record(State(STAMP, birth, 0, 0))
        self._folder.sweep(keep=birth)
        return self._read(None)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Damage found inside becomes an empty index and one Unavailable."""
        met = self._opened.birth
        try:
            with _readable():
                yield
        except Damaged as exc:
            self._opened = self._mended(exc, met)
            raise Unavailable("the search index was damaged and is being rebuilt: try again in a moment") from exc

    def _mended(self, damage: Damaged, met: str | None) -> _Opened:
        """What another process has mended already, else a new and empty index."""
        with self._folder.writing():
            state = self._folder.state()
            if state and state.birth != met:
                try:
                    return self._read(None)
                except Damaged as exc:
                    damage = exc
            if state:
                log.warning("the search index is made anew: %s", damage)
            return self._afresh()


@contextmanager
def _readable() -> Iterator[None]:
    """What Tantivy raises where files are short, broken or gone becomes Damaged."""
    try:
        yield
    except (AftercareError, Damaged):
        raise
    except (ValueError, OSError, KeyError, TypeError) as exc:
        raise Damaged(f"the index cannot be read: {exc}") from exc
    except BaseException as exc:
        if type(exc).__name__ != "PanicException":  # what Rust cannot go on from, no Exception in Python
            raise
        raise Damaged(f"the index cannot be read: {exc}") from exc
