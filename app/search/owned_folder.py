"""A folder that an index is kept in: for its owner alone."""

import os
import stat
from pathlib import Path

from app.domain.errors import CannotStart


def claim(path: Path) -> bool:
    """Make the folder if need be, with mode 0700; whether others could write to it until now.

    Raises CannotStart where it cannot be made or is somebody else's.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = path.stat()
    except OSError as exc:
        raise CannotStart(f"the search index cannot be kept in {path}: {exc.strerror}") from exc
    if told.st_uid != os.geteuid():
        raise CannotStart(
            f"{path} belongs to another user (uid {told.st_uid}): give it to the user who runs this,"
            " or set AFTERCARE_SEARCH_DIR to a folder of your own"
        )
    path.chmod(0o700)
    return bool(told.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
