"""Documents come in: bytes are kept, the record follows. One document is one transaction."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.domain.capabilities import Capability
from app.domain.errors import AftercareError
from app.domain.principal import Principal, require
from app.domain.vocabulary import DuplicateState
from app.store.duplicates import Pair, pairs_of
from app.store.engine import reading, writing
from app.store.facts import revision
from app.store.tables import Document, Postmortem, Revision
from app.usecases.indexing import catch_up
from app.usecases.reading import Reading, read_document, sha256
from app.usecases.records import store_posts
from app.usecases.revisions import Door, Written, add_revision
from app.usecases.workspace import Workspace

Outcome = Literal["new", "changed", "unchanged", "conflict"]
BATCH = 50  # documents between two commits of the search index


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document as it arrives. `origin` and `path` are its identity; `door` is how it came in.

    `written` tells whose text it is, and is asked where the text is news: to answer may take a while.
    """

    origin: str
    path: str
    data: bytes
    door: Door
    written: Callable[[], Written | None] = field(default=lambda: None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Imported:
    """`report` is what reading the newest bytes reported (see `Revision`).

    `moved_from` is the path under which the document was known before, where it has another now; `alike` are pairs
    of a postmortem of it and a known one that may be the same, where its text is news.
    """

    outcome: Outcome
    document: Document
    postmortems: list[Postmortem]
    report: list[dict[str, Any]]
    moved_from: str | None = None
    alike: list[Pair] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Failed:
    path: str
    error: AftercareError


def import_document(ws: Workspace, principal: Principal, incoming: Incoming) -> Imported:
    """Store one document and what it says; search sees it afterwards.

    Raises UnreadableDocument, TooLarge and Forbidden, and then nothing was stored.
    """
    require(principal, Capability.WRITE)
    imported = _store(ws, principal, incoming)
    catch_up(ws)
    return imported


def import_all(
    ws: Workspace,
    principal: Principal,
    incoming: Iterable[Incoming | Failed],
    done: Callable[[Imported | Failed], None] = lambda _: None,
) -> list[Imported | Failed]:
    """Like import_document for each, the index written in batches; what cannot be read is reported, not raised."""
    require(principal, Capability.WRITE)
    results: list[Imported | Failed] = []
    for result in stored(ws, principal, incoming):
        results.append(result)
        done(result)
        if len(results) % BATCH == 0:
            catch_up(ws)
    catch_up(ws)
    return results


def stored(
    ws: Workspace, principal: Principal, incoming: Iterable[Incoming | Failed]
) -> Iterator[Imported | Failed]:
    """What became of each document, as soon as it is stored. The index is left as it is."""
    for item in incoming:
        try:
            yield item if isinstance(item, Failed) else _store(ws, principal, item)
        except AftercareError as error:
            yield Failed(item.path, error)


def _store(ws: Workspace, principal: Principal, incoming: Incoming) -> Imported:
    if known := _seen_before(ws, incoming):
        return known
    document_read = read_document(incoming.data, incoming.path)
    written, now = incoming.written(), ws.now()
    with writing(ws.engine) as session:
        document, moved_from = _identify(session, incoming, document_read, now)
        outcome = outcome_of(session, document, incoming, document_read)
        if outcome == "unchanged":
            _agree(session, document, incoming, document_read, principal, now, written)
        else:
            number = add_revision(session, document, document_read, incoming.door, principal, now, written)
            if outcome == "conflict":
                document.conflict = number
            else:
                document.head, document.conflict = number, None
                store_posts(session, document, document_read, principal, now)
        imported = _result(session, outcome, document, document.conflict or document.head)
        alike = _alike(session, principal, imported) if outcome in ("new", "changed") else []
        return replace(imported, moved_from=moved_from, alike=alike)


def _alike(session: Session, principal: Principal, imported: Imported) -> list[Pair]:
    return pairs_of(session, principal, [p.id for p in imported.postmortems], DuplicateState.SUSPECTED)


def _seen_before(ws: Workspace, incoming: Incoming) -> Imported | None:
    """The document as it is, where its head came from a file and has these very bytes: nothing need be read."""
    with reading(ws.engine) as session:
        document = session.exec(
            select(Document).where(Document.origin == incoming.origin, Document.path == incoming.path)
        ).first()
        if document is None or document.vanished_at is not None:
            return None
        head = select(Revision).where(Revision.document_id == document.id, Revision.number == document.head)
        shown = session.exec(head.options(defer(Revision.data))).one()  # type: ignore[arg-type]
        if shown.sha256 != sha256(incoming.data) or (incoming.door == "file" and shown.door != "file"):
            return None
        return _result(session, "unchanged", document, document.head)


def _agree(
    session: Session,
    document: Document,
    incoming: Incoming,
    document_read: Reading,
    principal: Principal,
    now: datetime,
    written: Written | None,
) -> None:
    """Where a file took over what was edited here, it is the head from now on, and no conflict is left."""
    head = revision(session, document.id or 0, document.head)
    if incoming.door != "file" or head.door == "file" or head.sha256 != document_read.sha256:
        return
    document.head = add_revision(session, document, document_read, "file", principal, now, written)
    document.conflict = None
    revision(session, document.id or 0, document.head).report = head.report
    session.add(document)


def _result(session: Session, outcome: Outcome, document: Document, number: int) -> Imported:
    posts = session.exec(
        select(Postmortem)
        .where(Postmortem.document_id == document.id, col(Postmortem.removed_in_revision).is_(None))
        .order_by(col(Postmortem.line))
    ).all()
    return Imported(outcome, document, list(posts), revision(session, document.id or 0, number).report)


def _identify(
    session: Session, incoming: Incoming, document_read: Reading, now: datetime
) -> tuple[Document, str | None]:
    """The document that this is, where it stands now, and its path before that; a new one where none is known."""
    found, before = known_document(session, incoming, document_read), None
    if found is None:
        found = Document(origin=incoming.origin, path=incoming.path, created_at=now)
    elif incoming.door == "file":
        before = found.path if found.path != incoming.path else None
        found.origin, found.path, found.vanished_at = incoming.origin, incoming.path, None
    session.add(found)
    session.flush()
    return found, before


def known_document(session: Session, incoming: Incoming, document_read: Reading) -> Document | None:
    """By origin and path, else by an id that the text carries, else a vanished one that moved here."""
    found = session.exec(
        select(Document).where(Document.origin == incoming.origin, Document.path == incoming.path)
    ).first()
    return found or _by_explicit_id(session, incoming, document_read) or _moved(session, incoming, document_read)


def _by_explicit_id(session: Session, incoming: Incoming, document_read: Reading) -> Document | None:
    """A document whose post carries the same id in its front matter.

    A file takes over only where the other file is gone: two files with one id are two documents.
    """
    ids = [post.id for post in document_read.posts if post.id]
    if not ids:
        return None
    statement = (
        select(Document)
        .join(Postmortem, col(Postmortem.document_id) == col(Document.id))
        .where(col(Postmortem.post_key).in_([f"id:{i}" for i in ids]))
    )
    if incoming.door == "file":
        statement = statement.where(col(Document.vanished_at).is_not(None))
    return session.exec(statement.order_by(col(Document.id)).limit(1)).first()


def _moved(session: Session, incoming: Incoming, document_read: Reading) -> Document | None:
    """A vanished document of the same origin that had this text, byte for byte: it was renamed."""
    if incoming.door != "file":
        return None
    statement = (
        select(Document)
        .join(Revision, col(Revision.document_id) == col(Document.id))
        .where(
            Document.origin == incoming.origin,
            col(Document.vanished_at).is_not(None),
            Revision.sha256 == document_read.sha256,
        )
        .order_by((col(Revision.number) == col(Document.head)).desc(), col(Document.id))
    )
    return session.exec(statement.limit(1)).first()


def outcome_of(session: Session, document: Document, incoming: Incoming, document_read: Reading) -> Outcome:
    """Whether there is anything to do, and whether a browser edit stands against a changed file."""
    if not document.head:
        return "new"
    head = revision(session, document.id or 0, document.head)
    if head.sha256 == document_read.sha256:
        return "unchanged"
    if incoming.door != "file" or head.door == "file":
        return "changed"
    before = session.exec(
        select(Revision)
        .where(Revision.document_id == document.id, Revision.door == "file")
        .order_by(col(Revision.number).desc())
        .limit(1)
    ).first()
    if before is None:
        return "changed"
    return "unchanged" if before.sha256 == document_read.sha256 else "conflict"
