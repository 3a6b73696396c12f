"""Documents changed here: a post's text edited, a conflict settled, a postmortem withdrawn and restored."""

from datetime import datetime

from sqlmodel import Session, select

from app.domain.capabilities import Capability
from app.domain.errors import Conflict, InvalidInput, PreconditionFailed
from app.domain.lines import split_lines
from app.domain.principal import Principal, require
from app.domain.vocabulary import PostmortemStatus
from app.ingest.decoding import encode
from app.store.engine import writing
from app.store.facts import head_text, revision, text_of
from app.store.postmortems import any_postmortem, find_postmortem
from app.store.tables import Document, Postmortem, Revision
from app.usecases.changes import note
from app.usecases.indexing import catch_up
from app.usecases.outbox import touch
from app.usecases.reading import Reading, read_document
from app.usecases.records import store_posts
from app.usecases.revisions import Door, add_revision
from app.usecases.workspace import Workspace


def replace_text(
    ws: Workspace,
    principal: Principal,
    slug: str,
    markdown: str,
    *,
    door: Door,
    expected: int | None = None,
    settle: bool = False,
) -> tuple[Postmortem, Reading]:
    """Put new text in place of the post's own lines; the rest of its document stays byte for byte.

    `settle` says that the author saw the conflicting file and this text is the answer to it. Raises
    UnreadableDocument and TooLarge (nothing stored), PreconditionFailed, Conflict where the post no longer
    stands in its document, InvalidInput where the text would make another number of posts of it, NotFound, Gone.
    """
    require(principal, Capability.WRITE)
    now = ws.now()
    with writing(ws.engine) as session:
        postmortem = find_postmortem(session, principal, slug)
        expect(postmortem, expected)
        document = _document(session, postmortem)
        reading = _spliced(session, document, postmortem, markdown)
        if reading.sha256 != revision(session, postmortem.document_id, document.head).sha256:
            document.head = add_revision(session, document, reading, door, principal, now)
            session.add(document)
            store_posts(session, document, reading, principal, now)
        if settle:
            document.conflict = None
            session.add(document)
    catch_up(ws)
    return postmortem, reading


def take_file(ws: Workspace, principal: Principal, slug: str, *, expected: int | None = None) -> Postmortem:
    """Settle a conflict for the file: its text becomes the head, the browser edit stays as a revision."""
    require(principal, Capability.WRITE)
    now = ws.now()
    with writing(ws.engine) as session:
        postmortem = find_postmortem(session, principal, slug)
        expect(postmortem, expected)
        document = _document(session, postmortem)
        if document.conflict is None:
            raise Conflict("there is no conflict to settle: somebody did it meanwhile")
        chosen = revision(session, postmortem.document_id, document.conflict)
        document.head, document.conflict = document.conflict, None
        session.add(document)
        store_posts(session, document, read_document(chosen.data, document.path), principal, now)
        note(session, principal, "postmortem", postmortem.id, "conflict settled: the file's text is shown", now)
    catch_up(ws)
    return postmortem


def keep_edit(ws: Workspace, principal: Principal, slug: str, *, expected: int | None = None) -> Postmortem:
    """Settle a conflict for the browser edit: the file's text stays as a revision only."""
    require(principal, Capability.WRITE)
    with writing(ws.engine) as session:
        postmortem = find_postmortem(session, principal, slug)
        expect(postmortem, expected)
        document = _document(session, postmortem)
        document.conflict = None
        said = "conflict settled: the edit made here stays"
        _touch(session, principal, postmortem, ws.now(), said)
        session.add(document)
    return postmortem


def withdraw(ws: Workspace, principal: Principal, slug: str, *, expected: int | None = None) -> Postmortem:
    """Take a postmortem out of lists and search. Its actions stay owed, and it can be restored."""
    require(principal, Capability.WRITE)
    with writing(ws.engine) as session:
        postmortem = find_postmortem(session, principal, slug)
        expect(postmortem, expected)
        postmortem.withdrawn_from, postmortem.status = postmortem.status, PostmortemStatus.WITHDRAWN
        _touch(session, principal, postmortem, ws.now(), "withdrawn")
    catch_up(ws)
    return postmortem


def restore(ws: Workspace, principal: Principal, slug: str, *, expected: int | None = None) -> Postmortem:
    """Undo withdraw. Raises Conflict where it is not withdrawn."""
    require(principal, Capability.WRITE)
    with writing(ws.engine) as session:
        postmortem = any_postmortem(session, principal, slug)
        expect(postmortem, expected)
        if postmortem.status is not PostmortemStatus.WITHDRAWN:
            raise Conflict("it is not withdrawn")
        postmortem.status = postmortem.withdrawn_from or PostmortemStatus.PUBLISHED
        postmortem.withdrawn_from = None
        _touch(session, principal, postmortem, ws.now(), "restored")
    catch_up(ws)
    return postmortem


def _spliced(session: Session, document: Document, postmortem: Postmortem, markdown: str) -> Reading:
    """The whole document with the post's lines replaced, read again."""
    if postmortem.removed_in_revision is not None:
        raise Conflict("it no longer stands in its document: its lines are another post's now")
    head = revision(session, postmortem.document_id, document.head)
    lines = split_lines(head_text(session, postmortem))
    before, after = lines[: postmortem.line - 1], lines[postmortem.end_line :]
    if after and not markdown.endswith("\n"):
        markdown += "\n"
    text = "".join([*before, markdown, *after])
    reading = read_document(_encoded(text, head), document.path)
    expected = len(read_document(head.data, document.path).posts)
    if len(reading.posts) != expected:
        raise InvalidInput(
            f"with this text the document would hold {len(reading.posts)} posts instead of {expected}: "
            "import further posts as documents of their own"
        )
    return reading


def _encoded(text: str, head: Revision) -> bytes:
    """In the document's own encoding, or in UTF-8 where that lacks a character of the new text."""
    for name in (head.encoding, "utf-8"):
        try:
            return encode(text, head.data, name)
        except UnicodeEncodeError:
            continue
    raise InvalidInput("the text holds half of a surrogate pair, which is no character")


def _document(session: Session, postmortem: Postmortem) -> Document:
    return session.exec(select(Document).where(Document.id == postmortem.document_id)).one()


def expect(postmortem: Postmortem, expected: int | None) -> None:
    if expected is not None and postmortem.version != expected:
        raise PreconditionFailed(f"“{postmortem.title}” was changed by somebody else meanwhile: look at it again")


def _touch(session: Session, principal: Principal, postmortem: Postmortem, now: datetime, what: str) -> None:
    postmortem.version += 1
    postmortem.updated_at = now
    session.add(postmortem)
    note(session, principal, "postmortem", postmortem.id, what, now)
    touch(session, [postmortem.id])


def conflicting_text(session: Session, postmortem: Postmortem) -> str | None:
    """The text of the file that stands against the browser edit, where there is a conflict."""
    document = _document(session, postmortem)
    if document.conflict is None:
        return None
    return text_of(revision(session, postmortem.document_id, document.conflict))
