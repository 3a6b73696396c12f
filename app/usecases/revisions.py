"""Every version of a document that was ever seen, and what reading it reported."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, select

from app.domain.names import name_and_address
from app.domain.principal import Principal
from app.store.tables import Document, Revision
from app.usecases.naming import clean, known
from app.usecases.reading import Reading

Door = Literal["file", "upload", "api", "browser"]


@dataclass(frozen=True, slots=True)
class Written:
    """Who wrote a text before it came here, as `name <address>`, and when."""

    who: str
    at: datetime


def add_revision(
    session: Session,
    document: Document,
    document_read: Reading,
    door: Door,
    principal: Principal,
    now: datetime,
    written: Written | None = None,
) -> int:
    """Keep the bytes as the document's newest revision; gives its number. The head is not moved.

    Its author is who wrote it where that is known, else who brings it now.
    """
    last = select(Revision.number).where(Revision.document_id == document.id).order_by(col(Revision.number).desc())
    number = (session.exec(last.limit(1)).first() or 0) + 1
    report = [
        {
            "line": post.line,
            "diagnostics": [{"line": d.line, "code": d.code, "message": d.message} for d in post.diagnostics],
            "unplaced": [{"line": u.line, "end_line": u.end_line, "text": u.text} for u in post.unplaced],
        }
        for post in document_read.posts
    ]
    session.add(
        Revision(
            document_id=document.id or 0,
            number=number,
            data=document_read.data,
            encoding=document_read.encoding,
            sha256=document_read.sha256,
            door=door,
            author=(written and author_name(session, written.who)) or principal.name,
            at=written.at if written else now,
            report=report,
        )
    )
    session.flush()
    return number


def author_name(session: Session, who: str) -> str:
    """The name of the person who is known by this address or name, else the name as it is written."""
    person = known(session, "person", who)
    return person.name if person else clean(name_and_address(who)[0])
