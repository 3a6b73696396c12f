"""A zip archive as a source: its documents are known by the archive's place and theirs in it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.errors import AftercareError, InvalidInput, Unavailable
from app.ingest.archive import ARCHIVE_BYTES, Entry, unpack
from app.usecases.folders import SUFFIXES, check_path
from app.usecases.importing import Failed, Incoming
from app.usecases.sources import Arrived, Source, Whole

ARCHIVE = "zip"
SUFFIX = ".zip"


def is_archive(path: Path) -> bool:
    return path.suffix.lower() == SUFFIX


def archive_source(path: Path) -> Source:
    """The documents of an archive, or the one reason for which it is refused. `path` is absolute.

    An archive is whole, as a folder is: importing its newer edition brings all that is in it up to date, and what
    it no longer holds is marked.
    """
    return Source(1, lambda: _arrived(path))


def _arrived(path: Path) -> Arrived:
    try:
        with path.open("rb") as file:
            entries = [entry for entry in unpack(file.read(ARCHIVE_BYTES + 1)) if _is_document(entry.name)]
        entries.sort(key=lambda entry: entry.name)
        below = f"{path.as_posix()}/"
        present = frozenset(below + entry.name for entry in entries)
        return Arrived(_incoming(below, entries), Whole(ARCHIVE, present, below))
    except OSError as exc:
        return Arrived([Failed(str(path), Unavailable(f"cannot be read: {exc.strerror}"))])
    except AftercareError as error:
        return Arrived([Failed(str(path), error)])


def _is_document(name: str) -> bool:
    """As in a folder: by its suffix, and not in a hidden place."""
    return name.lower().endswith(SUFFIXES) and not any(part.startswith(".") for part in name.split("/"))


def _incoming(below: str, entries: Sequence[Entry]) -> Iterator[Incoming | Failed]:
    for entry in entries:
        path = below + entry.name
        try:
            check_path(path)
        except InvalidInput as error:
            yield Failed(path, error)
        else:
            yield Incoming(ARCHIVE, path, entry.data, "file")
