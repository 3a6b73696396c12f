"""Changes in the content folder are picked up while the server runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
import watchfiles

from app.domain.errors import AftercareError
from app.domain.principal import SYSTEM
from app.runtime import Runtime
from app.usecases.folders import import_folder
from app.usecases.importing import Failed

log = structlog.get_logger()


@contextmanager
def watch_content(runtime: Runtime, folder: Path | None) -> Iterator[None]:
    """Import the folder again after each change in it, in a thread of its own; does nothing for None."""
    if folder is None:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_follow, args=(runtime, folder, stop), name="watch-content", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def _follow(runtime: Runtime, folder: Path, stop: threading.Event) -> None:
    for _changes in watchfiles.watch(
        folder, stop_event=stop, debounce=400, rust_timeout=500, yield_on_timeout=False
    ):
        try:
            sync_content(runtime, folder)
        except Exception:  # a bad moment (the database busy, the disk full) must not end the watching
            log.exception("content-import-failed", folder=str(folder))


def sync_content(runtime: Runtime, folder: Path) -> dict[str, int]:
    """Import what changed; gives the number of documents by outcome, and logs what could not be read."""
    counts: dict[str, int] = {}
    try:
        results = import_folder(runtime, SYSTEM, folder)
    except AftercareError as error:
        log.warning("content-not-imported", folder=str(folder), reason=str(error))
        return counts
    for result in results:
        outcome = "failed" if isinstance(result, Failed) else result.outcome
        counts[outcome] = counts.get(outcome, 0) + 1
        if isinstance(result, Failed):
            log.warning("document-not-imported", path=result.path, reason=str(result.error))
    if any(n for outcome, n in counts.items() if outcome != "unchanged"):
        log.info("content-imported", **counts)
    return counts
