"""Uploads: how many files are sent in one request, and where they lie while a person looks at what they would do.

They lie in files without a name in the system's temporary folder: nothing of them is left when the process ends.
"""

import secrets
import tempfile
import time
import weakref
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import IO, Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from app.domain.errors import Gone, InvalidInput, Unavailable, UnsupportedContent
from app.domain.principal import Principal
from app.http.bodies import media_type
from app.http.guard import FIELD_MAX, UPLOAD_MAX
from app.usecases.folders import SUFFIXES
from app.usecases.uploads import Upload, UploadKind, kind_of

MULTIPART = "multipart/form-data"
#: What a body that is one file may be called; the first ones stand in the documentation.
DESCRIBED = {
    "application/zip": UploadKind.ARCHIVE,
    "application/atom+xml": UploadKind.FEED,
    "application/rss+xml": UploadKind.FEED,
    "application/feed+json": UploadKind.FEED,
}
RAW = DESCRIBED | {
    "application/x-zip-compressed": UploadKind.ARCHIVE,
    "application/xml": UploadKind.FEED,
    "text/xml": UploadKind.FEED,
    "application/json": UploadKind.FEED,
}
NAME_MAX = 200
FILES_MAX = 1000
#: What lies here at once, in bytes, and for how long, in seconds; the oldest goes first.
ROOM = 4 * UPLOAD_MAX
SECONDS = 3600.0
_EACH = 3  # of one person


@dataclass(frozen=True, slots=True)
class Held:
    """Uploads of one request: `parts` are name, kind and size of each, one behind the other in `file`."""

    owner: str
    at: float
    file: IO[bytes]
    parts: tuple[tuple[str, UploadKind, int], ...]

    @property
    def size(self) -> int:
        return sum(size for _, _, size in self.parts)


class Uploads:
    """What was sent and is not taken in yet. `work` lets one request at a time unpack and import."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, room: int = ROOM) -> None:
        self._clock, self._room = clock, room
        self._held: dict[str, Held] = {}
        self._lock, self._working = Lock(), Lock()
        weakref.finalize(self, _close, self._held)

    def keep(self, principal: Principal, uploads: Sequence[Upload]) -> str:
        """The key under which they lie here; only the same person gets them back."""
        file = tempfile.TemporaryFile()  # noqa: SIM115  closed when it is dropped
        file.writelines(upload.data for upload in uploads)
        key, parts = secrets.token_urlsafe(24), tuple((u.name, u.kind, len(u.data)) for u in uploads)
        with self._lock:
            held = Held(_owner(principal), self._clock(), file, parts)
            self._make_room(held)
            self._held[key] = held
        return key

    def find(self, principal: Principal, key: str) -> list[Upload]:
        """Raises Gone where they do not lie here any more, or are somebody else's."""
        with self._lock:
            self._forget(lambda held: self._clock() - held.at > SECONDS)
            held = self._held.get(key)
            if held is None or held.owner != _owner(principal):
                raise Gone("these files do not lie here any more: they were taken in, or it is too long ago")
            held.file.seek(0)
            return [Upload(name, held.file.read(size), kind) for name, kind, size in held.parts]

    def drop(self, key: str) -> None:
        with self._lock:
            if held := self._held.pop(key, None):
                held.file.close()

    @contextmanager
    def work(self) -> Iterator[None]:
        """Raises Unavailable while another request is at it: what is unpacked lies in memory."""
        if not self._working.acquire(blocking=False):
            raise Unavailable("other files are being read just now: try again in a moment")
        try:
            yield
        finally:
            self._working.release()

    def _make_room(self, coming: Held) -> None:
        self._forget(lambda held: coming.at - held.at > SECONDS)
        own = [key for key, held in self._held.items() if held.owner == coming.owner]
        self._close_all(own[: max(0, len(own) - _EACH + 1)])
        while self._held and sum(held.size for held in self._held.values()) + coming.size > self._room:
            self._close_all([next(iter(self._held))])

    def _forget(self, old: Callable[[Held], bool]) -> None:
        self._close_all([key for key, held in self._held.items() if old(held)])

    def _close_all(self, keys: Sequence[str]) -> None:
        for key in keys:
            self._held.pop(key).file.close()


def _close(held: dict[str, Held]) -> None:
    for one in held.values():
        one.file.close()


def _owner(principal: Principal) -> str:
    return f"{principal.account}/{principal.name}"


def uploads(request: Request) -> Uploads:
    kept: Uploads = request.app.state.uploads
    return kept


@dataclass(frozen=True, slots=True)
class SentForm:
    """The files of a form and its other fields."""

    files: list[Upload]
    fields: dict[str, str]


async def sent_form(request: Request) -> AsyncIterator[SentForm]:
    """Files are read whole: together they keep to the limit of the body. Raises HTTPException on a broken form."""
    form = await request.form(max_files=FILES_MAX, max_part_size=FIELD_MAX)
    try:
        yield SentForm(await _files(form), {k: v for k, v in form.multi_items() if isinstance(v, str)})
    finally:
        await form.close()


async def _files(form: FormData) -> list[Upload]:
    found = []
    for _, sent in form.multi_items():
        if isinstance(sent, UploadFile) and sent.filename:
            name = clean_name(sent.filename) or "document.md"
            kind = kind_of(name)
            if kind is UploadKind.DOCUMENT and not name.lower().endswith(SUFFIXES):
                kind = RAW.get(sent.content_type or "", kind)
            found.append(Upload(name, await sent.read(), kind))
    return found


async def sent_body(request: Request) -> AsyncIterator[list[Upload]]:
    """The files of a form, or the one that the body is; that one has no name.

    Raises UnsupportedContent, InvalidInput where there is nothing, and HTTPException on a broken form.
    """
    kind = media_type(request)
    if kind not in (MULTIPART, *RAW):
        raise UnsupportedContent(f"send files as {MULTIPART}, or one as {', '.join(DESCRIBED)}")
    if kind != MULTIPART:
        yield _some([Upload("", await request.body(), RAW[kind])])
        return
    async with asynccontextmanager(sent_form)(request) as form:
        yield _some(form.files)


def _some(files: list[Upload]) -> list[Upload]:
    if not any(file.data for file in files):
        raise InvalidInput("nothing was sent")
    return files


def clean_name(name: str) -> str:
    """A file's name without what cannot be shown and without the folders that some browsers send with it."""
    shown = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable())
    return shown.strip()[:NAME_MAX]


UploadsDep = Annotated[Uploads, Depends(uploads)]
SentFormDep = Annotated[SentForm, Depends(sent_form)]
SentBodyDep = Annotated[list[Upload], Depends(sent_body)]
