"""Tantivy's writer, kept open for a moment after each commit, so that nobody who writes waits for merges.

Tantivy merges segments in threads of its own, which end with the writer. While it is kept the next write of this
process goes on with it; another process waits for it to be let go.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from threading import Lock, Timer
from time import monotonic, sleep

import tantivy

from app.domain.errors import Unavailable

#: Memory for the postings of one commit, in bytes.
_HEAP = 64_000_000
#: Seconds that a writer is kept for the next commit.
_KEPT = 1.0
_PAUSE = 0.05


class KeptWriter:
    """`patience` are the seconds to wait for the writer of another process."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._lock = Lock()
        self._kept: tuple[str, tantivy.IndexWriter] | None = None
        self._timer: Timer | None = None

    def commit(
        self, birth: str, index: tantivy.Index, fresh: Sequence[tantivy.Document], gone: Collection[int]
    ) -> None:
        """Replace and delete in one commit. Raises Unavailable where the disk does not take it."""
        with self._lock:
            if self._kept and self._kept[0] != birth:
                self._end()
            try:
                writer = self._kept[1] if self._kept else self._new(index)
                self._kept = None  # one that fails is not used again: it holds half of a batch
                for number in gone:
                    writer.delete_documents_by_term("id", number)
                for document in fresh:
                    writer.add_document(document)
                writer.commit()
            except (ValueError, OSError) as exc:
                raise Unavailable(f"the search index cannot be written: {exc}") from exc
            self._kept = (birth, writer)
            self._end_later()

    def let_go(self) -> None:
        """Wait for the merges under way and leave the index to others."""
        with self._lock:
            self._end()

    def _new(self, index: tantivy.Index) -> tantivy.IndexWriter:
        deadline = monotonic() + self._patience
        while True:
            try:
                return index.writer(_HEAP, 1)
            except ValueError as exc:
                if "LockBusy" not in str(exc):
                    raise
                if monotonic() > deadline:
                    raise Unavailable("another process is writing to the search index: try again") from exc
            sleep(_PAUSE)

    def _end_later(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = Timer(_KEPT, self.let_go)
        self._timer.daemon = True
        self._timer.start()

    def _end(self) -> None:
        if self._timer:
            self._timer.cancel()
        kept, self._kept = self._kept, None
        if kept:
            with suppress(ValueError, OSError):  # the index may have been made anew meanwhile
                kept[1].wait_merging_threads()
