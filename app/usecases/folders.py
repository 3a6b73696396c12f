"""A content folder: every document in it is imported, moved files keep their record, vanished ones are marked."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from app.domain.capabilities import Capability
from app.domain.errors import InvalidInput, NotFound, Unavailable
from app.domain.principal import Principal, require
from app.usecases.git_history import Histories, warn
from app.usecases.importing import Failed, Imported, Incoming, import_all
from app.usecases.sources import Arrived, Source, Whole, arriving
from app.usecases.workspace import Workspace

#: What a folder import looks at; a file named on the command line may be called anything.
SUFFIXES = (".md", ".markdown", ".mdx", ".qmd", ".txt", ".html", ".htm", ".html.md.erb")
CONTENT = "content"
NAME_BYTES = 1000  # what PostgreSQL's index takes with room to spare
READ_MAX = 2 * 1024 * 1024  # more than any document may have; the reader then says which limit was passed


def suffix_of(path: str) -> str:
    """The ending that says how a document is read; the one of Markdown where the path has none of them."""
    return max((s for s in SUFFIXES if path.lower().endswith(s)), key=len, default=SUFFIXES[0])


def documents_in(folder: Path) -> list[Path]:
    """Files below the folder that can be documents, in order of path; links and hidden folders are not followed."""
    found = [
        path
        for path in folder.rglob("*")
        if path.name.lower().endswith(SUFFIXES)
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not path.is_symlink()
        and path.is_file()
    ]
    return sorted(p for p in found if p.resolve().is_relative_to(folder.resolve()))


def import_folder(
    ws: Workspace,
    principal: Principal,
    folder: Path,
    *,
    origin: str = CONTENT,
    done: Callable[[Imported | Failed], None] = lambda _: None,
) -> list[Imported | Failed]:
    """Bring the records to what the folder holds now. Raises NotFound where there is no such folder, Forbidden."""
    require(principal, Capability.WRITE)
    if not folder.is_dir():
        raise NotFound(f"there is no folder {folder}")
    return import_all(ws, principal, arriving(ws, [folder_source(folder, documents_in(folder), origin)]), done)


def folder_source(
    folder: Path, paths: Sequence[Path], origin: str = CONTENT, say: Callable[[str], None] = warn
) -> Source:
    """A folder with all documents that are in it."""
    whole = Whole(origin, frozenset(path.relative_to(folder).as_posix() for path in paths))
    return Source(len(paths), lambda: Arrived(incoming_files(paths, folder, origin, say), whole))


def incoming_files(
    paths: Sequence[Path], root: Path | None, origin: str, say: Callable[[str], None] = warn
) -> Iterator[Incoming | Failed]:
    """The files as documents, read when their turn comes; one that the system refuses is reported.

    Documents are known by their path below `root`, without one by the path as it is. Those in a git working tree
    have an author and a date from its log; `say` is told where that cannot be read.
    """
    histories = Histories(paths, say)
    for path in paths:
        name = (path.relative_to(root) if root else path).as_posix()
        try:
            check_path(name)
            with path.open("rb") as file:
                data = file.read(READ_MAX)
        except OSError as exc:
            yield Failed(str(path), Unavailable(f"cannot be read: {exc.strerror}"))
        except InvalidInput as exc:
            yield Failed(str(path), exc)
        else:
            yield Incoming(origin, name, data, "file", partial(histories.written, path, data))


def check_path(path: str) -> None:
    """Raises InvalidInput where a document cannot be known by this path."""
    try:
        if len(path.encode()) > NAME_BYTES:
            raise InvalidInput(f"its path is over {NAME_BYTES:,} bytes long")
    except UnicodeEncodeError as exc:
        raise InvalidInput("its name is not UTF-8: rename it") from exc
