"""Files and folders that a person names: which documents they are, imported or looked at beforehand."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from app.domain.errors import AftercareError, InvalidInput, NotFound, Unavailable
from app.domain.principal import Principal
from app.store.engine import reading
from app.store.tables import Document
from app.usecases.folders import CONTENT, documents_in, import_folder, incoming_files
from app.usecases.importing import Failed, Imported, Incoming, import_all
from app.usecases.previewing import Preview, preview
from app.usecases.workspace import Workspace

FILE = "file"


@dataclass(frozen=True, slots=True)
class Named:
    """The documents that were named, each once.

    Those that an import of the content folder takes keep their place in it, so that both know them as one;
    `elsewhere` are known by their absolute path. `whole`: the content folder itself was named, and what is
    missing from it is gone.
    """

    folder: Path
    whole: bool
    content: list[Path]
    elsewhere: list[Path]
    failed: list[Failed]

    def __len__(self) -> int:
        return len(self.content) + len(self.elsewhere) + len(self.failed)

    def incoming(self) -> Iterator[Incoming | Failed]:
        yield from self.failed
        yield from incoming_files(self.content, self.folder, CONTENT)
        yield from incoming_files(self.elsewhere, None, FILE)


def name_paths(paths: Sequence[Path], content: Path) -> Named:
    """What the paths stand for, with `content` the content folder. Links are followed: a file has one name."""
    folder = Path(os.path.realpath(content))
    of_folder = set(documents_in(folder)) if folder.is_dir() else set()
    found: dict[Path, None] = {}
    failed: list[Failed] = []
    whole = False
    for path in paths:
        try:
            real = Path(os.path.realpath(path))
            found.update(dict.fromkeys(_documents(real)))
            whole = whole or real == folder
        except AftercareError as error:
            failed.append(Failed(str(path), error))
        except OSError as exc:
            failed.append(Failed(str(path), Unavailable(f"cannot be read: {exc.strerror}")))
    return Named(
        folder,
        whole,
        content=[path for path in found if path in of_folder],
        elsewhere=[path for path in found if path not in of_folder],
        failed=failed,
    )


def import_named(
    ws: Workspace,
    principal: Principal,
    named: Named,
    done: Callable[[Imported | Failed], None] = lambda _: None,
) -> list[Imported | Failed]:
    """Import what was named; what cannot be read is reported, not raised."""
    if not named.whole:
        return import_all(ws, principal, named.incoming(), done)
    results = import_folder(ws, principal, named.folder, done=done)
    return results + import_all(ws, principal, _beside(named), done)


def preview_named(
    ws: Workspace, named: Named, done: Callable[[Preview | Failed], None] = lambda _: None
) -> list[Preview | Failed]:
    """What import_named would do, document by document; nothing is stored."""
    gone = _gone(ws, named) if named.whole else frozenset()
    results: list[Preview | Failed] = []
    for item in named.incoming():
        results.append(item if isinstance(item, Failed) else _previewed(ws, item, gone))
        done(results[-1])
    return results


def _beside(named: Named) -> Iterator[Incoming | Failed]:
    yield from named.failed
    yield from incoming_files(named.elsewhere, None, FILE)


def _previewed(ws: Workspace, incoming: Incoming, gone: frozenset[int]) -> Preview | Failed:
    try:
        return preview(ws, incoming, gone)
    except AftercareError as error:
        return Failed(incoming.path, error)


def _gone(ws: Workspace, named: Named) -> frozenset[int]:
    """Documents of the content folder that are not in it any more."""
    present = {path.relative_to(named.folder).as_posix() for path in named.content}
    with reading(ws.engine) as session:
        known = session.exec(select(Document.id, Document.path).where(Document.origin == CONTENT))
        return frozenset(number or 0 for number, path in known if path not in present)


def _documents(real: Path) -> list[Path]:
    """A file as itself, a folder as the documents in it."""
    if real.is_dir():
        return documents_in(real)
    if real.is_file():
        return [real]
    if real.exists():
        raise InvalidInput("neither a file nor a folder")
    raise NotFound("there is no such file or folder")
