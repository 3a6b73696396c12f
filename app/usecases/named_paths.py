"""Files, folders, archives and feeds that a person names: which documents they are, each once."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import AftercareError, InvalidInput, NotFound, Unavailable
from app.domain.principal import Principal
from app.usecases.archives import archive_source, is_archive
from app.usecases.feeds import feed_source, is_feed
from app.usecases.folders import CONTENT, documents_in, folder_source, incoming_files
from app.usecases.git_history import warn
from app.usecases.importing import Failed, Imported, import_all
from app.usecases.sources import Arrived, Source, arriving
from app.usecases.workspace import Workspace

FILE = "file"


@dataclass(frozen=True, slots=True)
class Named:
    """The documents that were named, each once.

    Those that an import of the content folder takes keep their place in it, so that both know them as one;
    `elsewhere` are known by their absolute path, those of `archives` by their place in these, entries of `feeds`
    by their ids. `whole`: the content folder itself was named, and what is missing from it is gone. `say` is told
    what is worth a sentence.
    """

    folder: Path
    whole: bool
    content: list[Path]
    elsewhere: list[Path]
    archives: list[Path]
    feeds: list[Path]
    failed: list[Failed]
    say: Callable[[str], None] = warn

    def __len__(self) -> int:
        return sum(source.count for source in self.sources())

    def sources(self) -> Iterator[Source]:
        yield Source(len(self.failed), lambda: Arrived(self.failed))
        yield self._of_folder()
        yield Source(len(self.elsewhere), lambda: Arrived(incoming_files(self.elsewhere, None, FILE, self.say)))
        yield from map(archive_source, self.archives)
        yield from map(feed_source, self.feeds)

    def _of_folder(self) -> Source:
        if self.whole:
            return folder_source(self.folder, self.content, say=self.say)
        return Source(
            len(self.content), lambda: Arrived(incoming_files(self.content, self.folder, CONTENT, self.say))
        )


def name_paths(paths: Sequence[Path], content: Path, say: Callable[[str], None] = warn) -> Named:
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
    elsewhere = [path for path in found if path not in of_folder]
    return Named(
        folder,
        whole,
        content=[path for path in found if path in of_folder],
        elsewhere=[path for path in elsewhere if not is_archive(path) and not is_feed(path)],
        archives=[path for path in elsewhere if is_archive(path)],
        feeds=[path for path in elsewhere if is_feed(path)],
        failed=failed,
        say=say,
    )


def import_named(
    ws: Workspace,
    principal: Principal,
    named: Named,
    done: Callable[[Imported | Failed], None] = lambda _: None,
) -> list[Imported | Failed]:
    """Import what was named; what cannot be read is reported, not raised."""
    return import_all(ws, principal, arriving(ws, named.sources()), done)


def _documents(real: Path) -> list[Path]:
    """A file as itself, a folder as the documents in it."""
    if real.is_dir():
        return documents_in(real)
    if real.is_file():
        return [real]
    if real.exists():
        raise InvalidInput("neither a file nor a folder")
    raise NotFound("there is no such file or folder")
