"""The folder of a Tantivy index: how far the index in it has come, and who writes to it.

Each index made anew lies in a folder of its own, named by its birth, so that making one anew never pulls files from
under a reader. The state names the one that counts.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex
from threading import RLock
from time import monotonic, sleep

from app.domain.errors import Unavailable
from app.search.owned_folder import claim

_PAUSE = 0.05
_STATE = "aftercare.json"
_LOCK = "aftercare.lock"
#: Folders of births begin so; nothing else is removed.
_BIRTH = "born-"


@dataclass(frozen=True, slots=True)
class State:
    """Written after each commit: `watermark` holds for the commit `opstamp` and every later one."""

    stamp: str
    birth: str
    opstamp: int
    watermark: int


class TantivyFolder:
    """`patience` are the seconds to wait for another writer."""

    def __init__(self, path: Path, patience: float) -> None:
        """Raises CannotStart where the folder cannot be used."""
        self._path = path
        self._patience = patience
        self._writers = RLock()
        self._depth = 0
        if claim(path):
            self._state_file.unlink(missing_ok=True)

    @property
    def _state_file(self) -> Path:
        return self._path / _STATE

    def home(self, birth: str) -> Path:
        return self._path / f"{_BIRTH}{birth}"

    def state(self) -> State | None:
        """What was written last; None where nothing readable is there."""
        try:
            told = json.loads(self._state_file.read_bytes())
            state = State(str(told["stamp"]), str(told["birth"]), int(told["opstamp"]), int(told["watermark"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return state if state.birth.isalnum() else None

    def committed(self, birth: str) -> tuple[int, int, int]:
        """Tells one commit of this index from every other. Raises OSError."""
        told = (self.home(birth) / "meta.json").stat()
        return told.st_mtime_ns, told.st_ino, told.st_size

    def opstamp(self, birth: str) -> int:
        """Tantivy's number of the newest commit. Raises OSError, ValueError, KeyError."""
        return int(json.loads((self.home(birth) / "meta.json").read_bytes())["opstamp"])

    def record(self, state: State) -> None:
        """At once and whole. An older state after a loss of power only makes what follows it be applied again."""
        draft = self._path / f"{_STATE}.new"
        draft.write_text(json.dumps(asdict(state)))
        draft.replace(self._state_file)

    def new_birth(self) -> str:
        """An empty folder for an index made anew. To be called while writing."""
        birth = token_hex(8)
        self.home(birth).mkdir(mode=0o700)
        return birth

    def sweep(self, keep: str) -> None:
        """Remove every index but the one of this birth. To be called while writing."""
        for path in self._path.glob(f"{_BIRTH}*"):
            if path != self.home(keep) and path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer, of all threads and processes; may be nested. Raises Unavailable after `patience`."""
        if not self._writers.acquire(timeout=self._patience):
            raise Unavailable("the search index is being written: try again in a moment")
        try:
            if self._depth:
                yield
                return
            lock = self._locked()
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                os.close(lock)
        except OSError as exc:
            raise Unavailable(f"the search index cannot be written: {exc}") from exc
        finally:
            self._writers.release()

    def _locked(self) -> int:
        deadline = monotonic() + self._patience
        claim(self._path)
        lock = os.open(self._path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return lock
            if monotonic() > deadline:
                os.close(lock)
                raise Unavailable("another process is writing to the search index: try again in a moment")
            sleep(_PAUSE)
