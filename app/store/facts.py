"""Reading what one postmortem holds: timeline, causes, lessons, links; and its document's revisions."""

from collections.abc import Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.domain.errors import NotFound
from app.domain.lines import split_lines
from app.domain.principal import Principal
from app.domain.vocabulary import FactKind
from app.store.scope import visible_to
from app.store.tables import (
    ActionCause,
    Cause,
    Correction,
    Document,
    Lesson,
    Postmortem,
    PostmortemLink,
    Revision,
    TimelineEvent,
)


def timeline(session: Session, postmortem_id: int) -> Sequence[TimelineEvent]:
    """In the document's order; events no longer in the text come last."""
    return _kept(session, TimelineEvent, postmortem_id)


def causes(session: Session, postmortem_id: int) -> Sequence[Cause]:
    return _kept(session, Cause, postmortem_id)


def lessons(session: Session, postmortem_id: int) -> Sequence[Lesson]:
    return _kept(session, Lesson, postmortem_id)


def links(session: Session, postmortem_id: int) -> Sequence[PostmortemLink]:
    return _kept(session, PostmortemLink, postmortem_id)


def linked_slugs(session: Session, principal: Principal, of: Sequence[PostmortemLink]) -> dict[int, str]:
    """The addresses of the postmortems that the links lead to, by id; only of those that may be read."""
    wanted = {link.target_id for link in of} - {None}
    query = sa.select(col(Postmortem.id), col(Postmortem.slug)).where(col(Postmortem.id).in_(wanted))
    return dict(session.execute(query.where(visible_to(principal))).all())


def cause_links(session: Session, postmortem_id: int) -> Sequence[ActionCause]:
    """Which of the postmortem's causes which actions answer."""
    of_it = sa.select(col(Cause.id)).where(col(Cause.postmortem_id) == postmortem_id)
    return session.exec(select(ActionCause).where(col(ActionCause.cause_id).in_(of_it))).all()


def find_fact(
    session: Session, postmortem: Postmortem, what: FactKind, fact_id: int | None
) -> TimelineEvent | Cause | Postmortem:
    """One that can be corrected; None stands for the postmortem itself. Raises NotFound where it is another's."""
    if what is FactKind.POSTMORTEM and fact_id in (None, postmortem.id):
        return postmortem
    tables: dict[FactKind, Any] = {FactKind.TIMELINE_EVENT: TimelineEvent, FactKind.CAUSE: Cause}
    found: TimelineEvent | Cause | None = session.get(tables[what], fact_id) if what in tables else None
    if found is None or found.postmortem_id != postmortem.id:
        raise NotFound(f"this postmortem has no {what.replace('_', ' ')} {fact_id}")
    return found


def corrections(session: Session, postmortem_id: int) -> Sequence[Correction]:
    """What people corrected of it, the first one first."""
    statement = select(Correction).where(Correction.postmortem_id == postmortem_id)
    return session.exec(statement.order_by(col(Correction.id))).all()


def revisions(session: Session, document_id: int) -> Sequence[Revision]:
    """Newest first, without their bytes (those are loaded when touched)."""
    statement = select(Revision).options(defer(Revision.data))  # type: ignore[arg-type]
    return session.exec(
        statement.where(Revision.document_id == document_id).order_by(col(Revision.number).desc())
    ).all()


def revision(session: Session, document_id: int, number: int) -> Revision:
    """Raises NotFound."""
    found = session.exec(
        select(Revision).where(Revision.document_id == document_id, Revision.number == number)
    ).first()
    if found is None:
        raise NotFound(f"this document has no revision {number}")
    return found


def head_text(session: Session, postmortem: Postmortem) -> str:
    """The text of the document that the postmortem's lines count in."""
    return text_of(shown_revision(session, postmortem))


def shown_revision(session: Session, postmortem: Postmortem) -> Revision:
    """The document's head; for a postmortem that is no longer in it, the last revision that held it."""
    document = session.exec(select(Document).where(Document.id == postmortem.document_id)).one()
    gone = postmortem.removed_in_revision
    return revision(session, postmortem.document_id, document.head if gone is None else gone - 1)


def text_of(of: Revision) -> str:
    return of.data.decode(of.encoding)


def own_lines(text: str, postmortem: Postmortem) -> str:
    """The lines of the document that are this post's own."""
    return "".join(split_lines(text)[postmortem.line - 1 : postmortem.end_line])


K = TypeVar("K", TimelineEvent, Cause, Lesson, PostmortemLink)


def _kept(session: Session, table: type[K], postmortem_id: int) -> Sequence[K]:
    gone = sa.case((col(table.removed_in_revision).is_(None), 0), else_=1)
    statement = select(table).where(table.postmortem_id == postmortem_id)
    return session.exec(statement.order_by(gone, col(table.position), col(table.id))).all()
