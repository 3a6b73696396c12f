"""Files that are sent here: documents, archives and feeds, rehearsed and taken in as those of a folder are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import PurePosixPath
from time import sleep
from typing import Literal

from app.domain.capabilities import Capability
from app.domain.errors import AftercareError, InvalidInput
from app.domain.principal import Principal
from app.usecases.archives import SUFFIX as ARCHIVE_SUFFIX
from app.usecases.archives import documents_of
from app.usecases.feeds import SUFFIXES as FEED_SUFFIXES
from app.usecases.feeds import entries_of
from app.usecases.folders import check_path
from app.usecases.importing import Failed, Imported, Incoming, import_all
from app.usecases.rehearsal import Foretold, rehearse
from app.usecases.sources import Arrived, Source, arriving
from app.usecases.workspace import Workspace

#: Documents that are rehearsed at a time, and the seconds between two turns: SQLite's writers look every tenth.
TURN = 50
_PAUSE = 0.15
OUTCOMES = ("new", "changed", "moved", "unchanged", "conflict", "failed")
Result = Imported | Foretold | Failed


class UploadKind(StrEnum):
    DOCUMENT = "document"
    ARCHIVE = "archive"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it was sent. Documents and archives are known by `name`, entries of a feed by their ids."""

    name: str
    data: bytes
    kind: UploadKind


@dataclass(frozen=True, slots=True)
class Door:
    """Where uploads come from: the origin of their documents, and the door of single ones."""

    origin: str
    door: Literal["upload", "api"]


def kind_of(name: str) -> UploadKind:
    """By the suffix, as on the command line."""
    suffix = PurePosixPath(name.lower()).suffix
    if suffix == ARCHIVE_SUFFIX:
        return UploadKind.ARCHIVE
    return UploadKind.FEED if suffix in FEED_SUFFIXES else UploadKind.DOCUMENT


def rehearse_uploads(ws: Workspace, principal: Principal, uploads: Sequence[Upload], door: Door) -> list[Result]:
    """What taking them in would do to each document; nothing is stored. Raises Forbidden.

    Nobody else can write during a rehearsal, and a thousand documents take most of a minute: they are rehearsed
    some at a time, so that others get their turn. What follows from two documents of different turns (that they
    carry one id, or look alike) is not foreseen.
    """
    told: list[Result] = []
    documents = (document for source in _sources(uploads, door) for document in source.arrive().documents)
    while some := list(islice(documents, TURN)):
        if told:
            sleep(_PAUSE)
        given = Source(len(some), partial(Arrived, some))
        told += rehearse(ws, principal, [given], needs=Capability.WRITE)
    return told


def import_uploads(ws: Workspace, principal: Principal, uploads: Sequence[Upload], door: Door) -> list[Result]:
    """Each document is whole or not there; what is refused is reported. Raises Forbidden."""
    return list(import_all(ws, principal, arriving(ws, _sources(uploads, door))))


def outcome_word(result: Result) -> str:
    """One of OUTCOMES: a document that only has another path now has moved."""
    if isinstance(result, Failed):
        return "failed"
    imported = imported_of(result)
    return "moved" if imported.moved_from and imported.outcome == "unchanged" else imported.outcome


def imported_of(result: Imported | Foretold) -> Imported:
    return result.imported if isinstance(result, Foretold) else result


def whole_refusal(uploads: Sequence[Upload], results: Sequence[Result]) -> AftercareError | None:
    """Why the one file that was sent is refused, where that is all that there is to say."""
    only = results[0] if len(uploads) == len(results) == 1 else None
    return only.error if isinstance(only, Failed) and only.path == uploads[0].name else None


def _sources(uploads: Sequence[Upload], door: Door) -> Iterator[Source]:
    """Of two files of one name the second is refused."""
    names: set[str] = set()
    for upload in uploads:
        twice = upload.name in names
        names.add(upload.name)
        yield Source(1, partial(_arrived, upload, door, twice))


def _arrived(upload: Upload, door: Door, twice: bool) -> Arrived:
    return Arrived(_documents(upload, door, twice))


def _documents(upload: Upload, door: Door, twice: bool) -> Iterator[Incoming | Failed]:
    try:
        if twice:
            raise InvalidInput("another file of this name was sent before it")
        if upload.kind is UploadKind.ARCHIVE:
            yield from documents_of(upload.data, door.origin, f"{upload.name}/")
        elif upload.kind is UploadKind.FEED:
            yield from entries_of(upload.data, upload.name)
        else:
            check_path(upload.name)
            yield Incoming(door.origin, upload.name, upload.data, door.door)
    except AftercareError as error:
        yield Failed(upload.name, error)
