"""Where documents come from: each source is read when its turn comes, taken in or rehearsed by the same code."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlmodel import col, select

from app.store.engine import writing
from app.store.tables import Document
from app.usecases.importing import Failed, Incoming
from app.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Whole:
    """The paths of all documents that an origin has now below a path: what is known there beyond them is gone."""

    origin: str
    present: frozenset[str]
    below: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """`whole` is None where the origin may have other documents beside those given."""

    documents: Iterable[Incoming | Failed]
    whole: Whole | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """`count` documents are expected of it, as far as that is known before it is read."""

    count: int
    arrive: Callable[[], Arrived]


def arriving(ws: Workspace, sources: Iterable[Source]) -> Iterator[Incoming | Failed]:
    """The documents of all sources in turn. Where a source is whole, what it no longer has is marked first."""
    for source in sources:
        arrived = source.arrive()
        if arrived.whole is not None:
            mark_vanished(ws, arrived.whole)
        yield from arrived.documents


def mark_vanished(ws: Workspace, whole: Whole) -> None:
    """A file that is gone is marked so on its document; nothing is withdrawn by that."""
    below = col(Document.path).startswith(whole.below, autoescape=True)  # to SQLite in either case
    with writing(ws.engine) as session:
        for document in session.exec(select(Document).where(Document.origin == whole.origin, below)):
            if not document.path.startswith(whole.below):
                continue
            gone = document.path not in whole.present
            if gone != (document.vanished_at is not None):
                document.vanished_at = ws.now() if gone else None
                session.add(document)
