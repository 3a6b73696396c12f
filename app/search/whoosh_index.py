"""The embedded index, kept by Whoosh in a folder of its own. docs/search.md tells why it is built as it is.

Whoosh writes: its writer, its segments, its commits. Reading is ours (whoosh_snapshot.py): `Searcher.refresh` of
this Whoosh returns deleted documents, so nothing is ever refreshed. After each commit, of whatever process, a new
snapshot is taken, which shares with the one before only the segments that are still part of the index.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import RLock

from app.domain.errors import Unavailable
from app.search.backend import IndexedDocument, Scope, SearchPage, bounded
from app.search.plan import plan
from app.search.query import Query
from app.search.slips import mistyped
from app.search.suggestions import typed_key
from app.search.whoosh_codec import Damaged
from app.search.whoosh_disk import Disk
from app.search.whoosh_schema import postings
from app.search.whoosh_snapshot import Snapshot

log = logging.getLogger(__name__)


class WhooshIndex:
    """SearchIndex in a folder. One process or thread writes at a time; the others wait up to `patience` seconds.

    An index that is damaged, missing or of another version is made anew, empty and with watermark 0: at the opening
    without a word, later with one Unavailable for whoever met it.
    """

    def __init__(self, path: Path, *, patience: float = 10.0) -> None:
        """Raises CannotStart where the folder cannot be used, Unavailable where another process holds it."""
        self._disk = Disk(path, patience)
        self._renewal = RLock()
        try:
            self._snapshot = self._disk.read(None)
        except Damaged as exc:
            self._snapshot = self._mended(exc, None)
        self._birth = self._disk.state().birth
        # What an interrupted commit left behind; whoever is writing now clears up after itself.
        with suppress(Unavailable), self._disk.writing(patience=0):
            self._disk.sweep(self._disk.read(self._snapshot))

    def apply(self, upserts: Sequence[IndexedDocument], deletes: Sequence[int], watermark: int) -> None:
        fresh = {document.id: postings(document) for document in upserts}
        with self._disk.writing(), self._whole():
            snapshot = self._current()
            state = self._disk.state()
            if state.birth != self._birth:
                raise Unavailable("the search index was made anew: it needs all that follows its watermark")
            generation = snapshot.generation
            if fresh or deletes:
                generation = self._disk.commit(snapshot, fresh, {*fresh, *deletes})
            self._disk.record(replace(state, generation=generation, watermark=watermark))
            self._current()

    def search(
        self, query: Query, scope: Scope, *, limit: int = 10, offset: int = 0, by_date: bool = False
    ) -> SearchPage:
        asked = plan(query, by_date)
        with self._whole():
            return self._current().seen_by(scope).search(asked, *bounded(limit, offset))

    def suggest(self, prefix: str, scope: Scope, *, limit: int = 8) -> list[str]:
        key = typed_key(prefix)
        if key is None:
            return []
        with self._whole():
            return self._current().seen_by(scope).suggest(key, limit)

    def nearest(self, word: str, scope: Scope) -> str | None:
        typed = mistyped(word)
        if typed is None:
            return None
        with self._whole():
            return self._current().seen_by(scope).nearest(typed)

    def watermark(self) -> int:
        state = self._disk.state()
        self._birth = state.birth
        return state.watermark

    def clear(self) -> None:
        with self._disk.writing():
            self._birth = self._disk.start_afresh().birth
            self._snapshot = self._disk.read(None)

    def close(self) -> None:
        self._snapshot = Snapshot(-1, (), ())

    def _current(self) -> Snapshot:
        """The snapshot of the newest commit, whoever made it. Raises Damaged."""
        if not self._is_newest():
            with self._renewal:
                if not self._is_newest():
                    self._snapshot = self._disk.read(self._snapshot)
        return self._snapshot

    def _is_newest(self) -> bool:
        try:
            return self._disk.generation() == self._snapshot.generation
        except OSError:
            return False

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Damage found inside becomes an empty index and one Unavailable."""
        try:
            yield
        except Damaged as exc:
            self._snapshot = self._mended(exc, self._snapshot.generation)
            raise Unavailable("the search index was damaged and is being rebuilt: try again in a moment") from exc

    def _mended(self, damage: Damaged, generation: int | None) -> Snapshot:
        """A snapshot of what another process has mended already, else of a new and empty index."""
        with self._disk.writing():
            if self._disk.generation() != generation:
                try:
                    return self._disk.read(None)
                except Damaged as exc:
                    damage = exc
            if self._disk.generation() >= 0:
                log.warning("the search index is made anew: %s", damage)
            self._disk.start_afresh()
            return self._disk.read(None)
