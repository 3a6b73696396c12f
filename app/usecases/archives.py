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


def documents_of(data: bytes, origin: str, below: str) -> Iterator[Incoming | Failed]:
    """The documents of an archive that was sent, known by `below` and their path in it.

    It is not whole: what such an archive is called says nothing of where it comes from. Raises what `unpack` does,
    and InvalidInput where there is no document in it.
    """
    entries = _entries(data)
    if not entries:
        raise InvalidInput(f"there is no document in the archive ({', '.join(SUFFIXES)})")
    return _incoming(origin, below, entries)


def _arrived(path: Path) -> Arrived:
    try:
        with path.open("rb") as file:
            entries = _entries(file.read(ARCHIVE_BYTES + 1))
        below = f"{path.as_posix()}/"
        present = frozenset(below + entry.name for entry in entries)
        return Arrived(_incoming(ARCHIVE, below, entries), Whole(ARCHIVE, present, below))
    except OSError as exc:
        return Arrived([Failed(str(path), Unavailable(f"cannot be read: {exc.strerror}"))])
    except AftercareError as error:
        return Arrived([Failed(str(path), error)])


def _entries(data: bytes) -> list[Entry]:
    return sorted((e for e in unpack(data) if _is_document(e.name)), key=lambda entry: entry.name)


def _is_document(name: str) -> bool:
    """As in a folder: by its suffix, and not in a hidden place."""
    return name.lower().endswith(SUFFIXES) and not any(part.startswith(".") for part in name.split("/"))


def _incoming(origin: str, below: str, entries: Sequence[Entry]) -> Iterator[Incoming | Failed]:
    for entry in entries:
        path = below + entry.name
        try:
            check_path(path)
        except InvalidInput as error:
            yield Failed(path, error)
        else:
            yield Incoming(origin, path, entry.data, "file")
