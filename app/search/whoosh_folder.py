"""The folder of the Whoosh index: whose it is, what may lie in it, and how far the index in it has come.

Whoosh keeps its list of segments as a pickle, so whoever may write there may run code here: the folder is for its
owner alone, and what lay in one that others could write to is thrown away unread.
"""

import json
import os
import shutil
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

from whoosh.index import TOC

from app.search.owned_folder import claim

#: Names of ours begin with this or with an underscore before it; nothing else in the folder is touched.
INDEX_NAME = "aftercare"
_STATE = f"{INDEX_NAME}.json"
LOCK_NAME = f"{INDEX_NAME}_WRITELOCK"


@dataclass(frozen=True, slots=True)
class State:
    """Written after each commit: `watermark` holds for the commit `generation` and every later one.

    `birth` is another whenever the index was made anew, so that nobody adds to one that has lost what went before.
    """

    stamp: str
    birth: str
    generation: int
    watermark: int


class IndexFolder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def secure(self) -> None:
        """Make the folder if need be, for its owner alone. Raises CannotStart where it is somebody else's."""
        if claim(self.path):
            (self.path / _STATE).unlink(missing_ok=True)
            self.sweep(keep=())

    def generation(self) -> int:
        """That of the newest commit, -1 where there is none."""
        pattern = TOC._pattern(INDEX_NAME)
        return max((int(m[1]) for name in os.listdir(self.path) if (m := pattern.match(name))), default=-1)

    def state(self) -> State | None:
        """What was written last; None where nothing readable is there."""
        try:
            told = json.loads((self.path / _STATE).read_bytes())
            return State(str(told["stamp"]), str(told["birth"]), int(told["generation"]), int(told["watermark"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def record(self, state: State) -> None:
        """At once and whole, but not forced to the disk as the segments are.

        After a loss of power an older state only makes what follows it be applied again, and one that speaks of a
        commit that was lost makes the index be made anew.
        """
        draft = self.path / f"{_STATE}.new"
        draft.write_text(json.dumps(asdict(state)))
        draft.replace(self.path / _STATE)

    def sweep(self, keep: Collection[str]) -> None:
        """Remove what is ours but for state, lock and the files whose name, or its first part, is in `keep`."""
        for path in self.path.iterdir():
            ours = path.name.startswith((f"{INDEX_NAME}_", f"_{INDEX_NAME}_", f"{INDEX_NAME}."))
            if not ours or not {path.name, path.name.split(".")[0]}.isdisjoint({LOCK_NAME, _STATE, *keep}):
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
