"""The Whoosh index on the disk: reading what the newest commit holds, and writing the next, by one at a time."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from threading import RLock
from time import monotonic, sleep
from typing import Any

from whoosh.index import TOC, FileIndex

from app.domain.errors import Unavailable
from app.search.whoosh_codec import Codec, Damaged, MappedStorage
from app.search.whoosh_folder import INDEX_NAME, LOCK_NAME, IndexFolder, State
from app.search.whoosh_merging import alive, folding
from app.search.whoosh_schema import SCHEMA, STAMP, Posting
from app.search.whoosh_segment import SegmentView
from app.search.whoosh_snapshot import Snapshot

#: Memory for the postings of one commit, beyond which they are sorted on the disk.
_LIMIT_MB = 256
_RETRIES = 10
_PAUSE = 0.05
_NOTHING = State(STAMP, "", -1, 0)

Fields = Mapping[str, list[Posting]]


class Disk:
    """`patience` are the seconds to wait for another writer."""

    def __init__(self, path: Path, patience: float) -> None:
        """Raises CannotStart where the folder cannot be used."""
        self._folder = IndexFolder(path)
        self._storage = MappedStorage(str(path))
        self._patience = patience
        self._writers = RLock()
        self._depth = 0
        self._folder.secure()

    def generation(self) -> int:
        return self._folder.generation()

    def state(self) -> State:
        """What is on record, where it speaks of the index that is there; else a state without birth."""
        state = self._folder.state()
        with suppress(OSError):
            if state and state.stamp == STAMP and state.generation <= self._folder.generation():
                return state
        return _NOTHING

    def read(self, before: Snapshot | None) -> Snapshot:
        """The newest commit, with the segments already open in `before`. Raises Damaged."""
        if not self.state().birth:
            raise Damaged("there is no index of this version")
        try:
            for _ in range(_RETRIES):
                # A commit elsewhere may remove files between the reading of the list and that of the files.
                with suppress(FileNotFoundError):
                    return self._opened(before)
                sleep(_PAUSE)
            return self._opened(before)
        except Damaged:
            raise
        except Exception as exc:
            # Whoosh raises whatever a broken pickle or a short file makes happen.
            raise Damaged(f"the index cannot be opened: {exc!r}") from exc

    def commit(self, snapshot: Snapshot, fresh: Mapping[int, Fields], gone: Collection[int]) -> int:
        """Replace and delete in one commit and return its generation. To be called while writing.

        Raises Unavailable where the disk does not take it, Damaged where what is there cannot be read.
        """
        views = {view.id: view for view in snapshot.views}
        writer = FileIndex(self._storage, SCHEMA, INDEX_NAME).writer(
            codec=Codec(), compound=False, limitmb=_LIMIT_MB, _lk=False
        )
        try:
            for segment in writer.segments:
                _delete(segment, views[segment.segment_id()], gone)
            for fields in fresh.values():
                writer.add_document(**fields)
            writer.commit(mergetype=folding(self._storage, lambda segment: views[segment.segment_id()]))
        except BaseException:
            with suppress(Exception):
                writer.cancel()
            raise
        return int(writer.generation)

    def record(self, state: State) -> None:
        self._folder.record(state)

    def start_afresh(self) -> State:
        """An empty index, in a commit newer than any, in place of what is there. To be called while writing."""
        generation = self._folder.generation() + 1
        TOC(SCHEMA, [], generation).write(self._storage, INDEX_NAME)
        state = State(STAMP, token_hex(8), generation, 0)
        self._folder.record(state)
        self.sweep(Snapshot(generation, (), ()))
        return state

    def sweep(self, snapshot: Snapshot) -> None:
        """Remove what interrupted commits left behind. To be called while writing."""
        self._folder.sweep({f"_{INDEX_NAME}_{snapshot.generation}.toc", *(view.id for view in snapshot.views)})

    @contextmanager
    def writing(self, patience: float | None = None) -> Iterator[None]:
        """Be the only writer, of all threads and processes; may be nested. Raises Unavailable after `patience`."""
        wait = self._patience if patience is None else patience
        if not self._writers.acquire(timeout=wait):
            raise Unavailable("the search index is being written: try again in a moment")
        try:
            if self._depth:
                yield
                return
            lock = self._locked(wait)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                lock.release()
        except OSError as exc:
            raise Unavailable(f"the search index cannot be written: {exc}") from exc
        finally:
            self._writers.release()

    def _locked(self, patience: float) -> Any:
        deadline = monotonic() + patience
        self._folder.secure()
        lock = self._storage.lock(LOCK_NAME)
        while not lock.acquire():
            if monotonic() > deadline:
                raise Unavailable("another process is writing to the search index: try again in a moment")
            sleep(_PAUSE)
        return lock

    def _opened(self, before: Snapshot | None) -> Snapshot:
        toc = TOC.read(self._storage, INDEX_NAME, schema=SCHEMA)
        known = {view.id: view for view in before.views} if before else {}
        views = [known.get(s.segment_id()) or SegmentView(self._storage, s) for s in toc.segments]
        return Snapshot(toc.generation, views, [alive(segment) for segment in toc.segments])


def _delete(segment: Any, view: SegmentView, gone: Collection[int]) -> None:
    for postmortem in gone:
        number = view.numbers.get(postmortem)
        if number is not None:
            segment.delete_document(number)
