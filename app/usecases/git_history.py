"""Who wrote a file of a git working tree, and when: the last commit that changed it, from one look at the log.

The repository may be anybody's, and git runs what a repository's own configuration names: pagers, filters, hooks,
monitors, signature programs, transports. So it is asked for trees and names alone, which need none of them, and
whether a file is as it was committed is seen from its hash here, never by `git status` or `git diff`.
"""

import hashlib
import os
import secrets
import signal
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from io import BufferedReader
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

import structlog

from app.usecases.revisions import Written

SECONDS = 30.0  # for the log of one working tree; what was found until then is used
_CHUNK = 64 * 1024
_TOKEN_BYTES = 64 * 1024  # longer than any path or name; beyond it the output is none of git's
_HELD_OFF = (
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
    *("-c", "protocol.allow=never", "-c", "safe.bareRepository=explicit"),
    *("-c", "log.showSignature=false", "-c", "log.showRoot=true", "-c", "log.follow=false"),
)
_PLAIN = ("--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-notes", "--no-show-signature")
_KEPT = ("PATH", "HOME", "XDG_CONFIG_HOME", "SYSTEMROOT", "TMPDIR")
_OURS = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_ATTR_NOSYSTEM": "1",
}
log = structlog.get_logger()


def warn(sentence: str) -> None:
    log.warning("git-history-unread", reason=sentence)


class Histories:
    """The histories of all working trees that some files stand in. Git runs once a tree, at the first question."""

    def __init__(self, files: Iterable[Path], say: Callable[[str], None] = warn) -> None:
        self._roots: dict[Path, Path | None] = {}
        self._trees: dict[Path, _Tree] = {}
        self._say = say
        self._files = files

    def written(self, file: Path, data: bytes) -> Written | None:
        """Who wrote these bytes of the file; None where that was never committed, or nobody can tell."""
        root = self._root(Path(os.path.realpath(file.parent)))
        if root is None:
            return None
        tree = self._known.get(root)
        return tree.written(_below(file, root), data) if tree else None

    @cached_property
    def _known(self) -> dict[Path, "_Tree"]:
        names: dict[Path, set[str]] = {}
        for file in self._files:
            root = self._root(Path(os.path.realpath(file.parent)))
            if root is not None:
                names.setdefault(root, set()).add(_below(file, root))
        return {root: _Tree(root, wanted, self._say) for root, wanted in names.items()}

    def _root(self, folder: Path) -> Path | None:
        """The nearest folder upwards that git calls a working tree, without asking it."""
        if folder not in self._roots:
            own = os.path.lexists(folder / ".git")
            above = None if folder == folder.parent else folder.parent
            self._roots[folder] = folder if own else above and self._root(above)
        return self._roots[folder]


class _Tree:
    """One working tree. `wanted` are the files in question, by their paths below the root."""

    def __init__(self, root: Path, wanted: set[str], say: Callable[[str], None]) -> None:
        self._root, self._wanted, self._say = root, wanted, say

    def written(self, name: str, data: bytes) -> Written | None:
        blob = self._blobs.get(name)
        if blob is None or blob not in _hashes(data, len(blob)):
            return None
        return self._commits.get(name)

    @cached_property
    def _blobs(self) -> dict[str, str]:
        """What stands at these paths in the last commit."""
        found = {}
        for token in self._asked("ls-tree", "-r", "-z", "--full-tree", "HEAD", "--", self._part):
            head, _, name = token.partition(b"\t")
            if (path := os.fsdecode(name)) in self._wanted and len(parts := head.split()) == 3:
                found[path] = parts[2].decode("ascii", "replace")
        return found

    @cached_property
    def _commits(self) -> dict[str, Written | None]:
        """The newest commit of each path, until all have one. Where a shallow clone ends nobody can tell."""
        mark = secrets.token_hex(16)
        asked = f"--format={mark}%x00%D%x00%aN <%aE>%x00%at"
        tokens = self._asked(
            "log", "-z", "-c", "--name-only", "--encoding=UTF-8", asked, *_PLAIN, "HEAD", "--", self._part
        )
        found: dict[str, Written | None] = {}
        by: Written | None = None
        for token in tokens:
            if token == mark.encode():
                by, first = _author(next(tokens, b""), next(tokens, b""), next(tokens, b"")), True
                continue
            path = os.fsdecode(token.removeprefix(b"\n") if first else token)
            first = False
            if path in self._blobs:
                found.setdefault(path, by)
                if len(found) == len(self._blobs):
                    break
        return found

    @cached_property
    def _part(self) -> str:
        """The folder that all wanted files are in."""
        return os.path.commonpath([os.path.dirname(name) for name in self._wanted]) or "."

    def _asked(self, *arguments: str) -> Iterator[bytes]:
        """The pieces of what git says, as long as it says it in time."""
        command = ["git", "--no-pager", *_HELD_OFF, "-C", str(self._root), *arguments]
        try:
            with _running(command, self._root) as run:
                yield from run.pieces()
                fault = run.fault()
        except FileNotFoundError:
            fault = "git is not installed"
        except OSError as exc:
            fault = f"git does not start: {exc.strerror}"
        if fault:
            self._say(
                f"the history of {self._root} was not read, its documents have no author of their own: {fault}"
            )


def _below(file: Path, root: Path) -> str:
    return (Path(os.path.realpath(file.parent)) / file.name).relative_to(root).as_posix()


@contextmanager
def _running(command: list[str], root: Path) -> Iterator["_Run"]:
    """Git at work in this tree and none above it; whoever leaves before its end, or after its time, ends it."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | _OURS
    environment["GIT_CEILING_DIRECTORIES"] = str(root.parent)
    with (
        TemporaryFile() as said,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env=environment,
            start_new_session=True,
        ) as process,
    ):
        run = _Run(process, said)
        timer = threading.Timer(SECONDS, run.expire)
        timer.start()
        try:
            yield run
        finally:
            timer.cancel()
            run.end()


@dataclass(slots=True)
class _Run:
    """A process with all that it started, and what it complained of."""

    process: subprocess.Popen[bytes]
    said: IO[bytes]
    expired: bool = False

    def expire(self) -> None:
        self.expired = True
        self.end()

    def end(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    def pieces(self) -> Iterator[bytes]:
        """What stands between NUL characters."""
        rest = b""
        stream = cast(BufferedReader, self.process.stdout)
        while chunk := stream.read1(_CHUNK):
            *whole, rest = (rest + chunk).split(b"\0")
            yield from whole
            if len(rest) > _TOKEN_BYTES:
                self.end()

    def fault(self) -> str | None:
        if self.process.wait() == 0:
            return None
        if self.expired:
            return f"git took longer than {SECONDS:.0f} s"
        self.said.seek(0)
        first = self.said.read(_CHUNK).decode("utf-8", "replace").strip().partition("\n")[0]
        return f"git says “{first.removeprefix('fatal: ')[:200]}”"


def _author(references: bytes, who: bytes, seconds: bytes) -> Written | None:
    if references.split(b", ")[0] == b"grafted":
        return None
    try:
        return Written(who.decode("utf-8", "replace"), datetime.fromtimestamp(int(seconds), UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _hashes(data: bytes, length: int) -> set[str]:
    """Git's names for these bytes, and for them with the line ends that git may have given the file."""
    algorithm = hashlib.sha256 if length == 64 else hashlib.sha1
    texts = (data, data.replace(b"\r\n", b"\n"))
    return {algorithm(b"blob %d\0" % len(t) + t, usedforsecurity=False).hexdigest() for t in texts}
