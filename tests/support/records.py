"""Rows made directly, for tests of what reads them. Every field that matters to a test is named by it."""

from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

from sqlmodel import Session, select

from app.domain.names import fold
from app.domain.vocabulary import (
    ActionKind,
    ActionStatus,
    CauseCategory,
    CauseRole,
    PostmortemKind,
    PostmortemStatus,
    Visibility,
)
from app.store import tables
from app.store.catalogue import TABLES

THEN = datetime(2024, 4, 1, tzinfo=UTC)
_numbers = count(1)
Row = TypeVar("Row")


def keep(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def a_document(session: Session, text: str = "# A title\n", path: str | None = None) -> tables.Document:
    number = next(_numbers)
    document = keep(session, tables.Document(origin="test", path=path or f"{number}.md", head=1, created_at=THEN))
    revision = tables.Revision(
        document_id=document.id, number=1, data=text.encode(), encoding="utf-8", sha256=f"{number:064d}",
        door="file", author="ann", at=THEN,
    )  # fmt: skip
    keep(session, revision)
    return document


def a_postmortem(session: Session, title: str = "Disk full", **fields: Any) -> tables.Postmortem:
    """A published incident of a document of its own."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "document_id": None,
        "post_key": "1",
        "slug": f"post-{number}",
        "kind": PostmortemKind.INCIDENT,
        "status": PostmortemStatus.PUBLISHED,
        "visibility": Visibility.INTERNAL,
        "line": 1,
        "end_line": 1,
        "created_at": THEN,
        "updated_at": THEN,
    }
    values = defaults | {"title": title} | fields
    values["document_id"] = values["document_id"] or a_document(session).id
    return keep(session, tables.Postmortem(**values))


def an_action(session: Session, text: str = "Add an alert", **fields: Any) -> tables.ActionItem:
    """An open action of no postmortem."""
    defaults: dict[str, Any] = {
        "number": next(_numbers),
        "text": text,
        "kind": ActionKind.OTHER,
        "status": ActionStatus.OPEN,
        "created_at": THEN,
        "updated_at": THEN,
    }
    return keep(session, tables.ActionItem(**(defaults | fields)))


def a_cause(session: Session, postmortem: tables.Postmortem, **fields: Any) -> tables.Cause:
    defaults: dict[str, Any] = {
        "postmortem_id": postmortem.id,
        "role": CauseRole.ROOT_CAUSE,
        "category": CauseCategory.CAPACITY,
        "text": "the disk was small",
        "position": 0,
    }
    return keep(session, tables.Cause(**(defaults | fields)))


def a_record(session: Session, kind: str, name: str, **fields: Any) -> Any:
    """A service, team or person, known under its name."""
    record = keep(session, TABLES[kind](name=name, **fields))
    keep(session, tables.Alias(kind=kind, key=fold(name), name=name, target_id=record.id))
    return record


def about(session: Session, postmortem: tables.Postmortem, kind: str, *names: str) -> None:
    """Link the postmortem with these services, teams or tags, made where they are missing."""
    from_kind = {
        "service": (tables.Service, tables.PostmortemService, "service_id"),
        "team": (tables.Team, tables.PostmortemTeam, "team_id"),
        "tag": (tables.Tag, tables.PostmortemTag, "tag_id"),
    }
    table, link, column = from_kind[kind]
    for name in names:
        found: Any = session.exec(select(table).where(table.name == name)).first()
        if found is None:
            found = keep(session, table(name=name)) if kind == "tag" else a_record(session, kind, name)
        keep(session, link(**{"postmortem_id": postmortem.id, column: found.id}))
