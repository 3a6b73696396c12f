"""Documents for tests of what happens to them, and short ways to bring them in and look at what came of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from app.domain.principal import SYSTEM, Principal
from app.store.engine import reading
from app.store.facts import revision
from app.store.tables import ActionItem, Postmortem, SearchChange
from app.usecases.importing import Imported, Incoming, import_document
from app.usecases.revisions import Door
from app.usecases.workspace import Workspace

DISK = """---
title: Disk full on db-01
severity: sev2
date: 2024-03-05
services: [checkout, db]
teams: [storage]
tags: [capacity]
---
# Disk full on db-01

## Summary
Writes failed for half an hour.

## Timeline (UTC)
- 10:00 Alert fires for db-01
- 10:05 Ann looks at the disk
- 10:30 Old logs deleted, writes work again

## Root cause
The log rotation was switched off in January.

## Contributing factors
- Nobody had an alert on free space

## Action items
- [ ] Add an alert on free space of every database host (@ann, due 2024-04-01)
- [ ] Switch the log rotation on again
- [x] Delete the old logs
"""


def with_actions(*lines: str, title: str = "Disk full on db-01") -> str:
    """A document with these lines as its action items."""
    return f"# {title}\n\n## Summary\nWrites failed.\n\n## Action items\n" + "".join(
        f"- {line}\n" for line in lines
    )


def a_post(title: str, *actions: str) -> str:
    """One post of a file that holds several."""
    items = "".join(f"- {line}\n" for line in actions)
    return f"# {title}\n\n## Summary\nIt happened.\n\n## Impact\nSome.\n\n## Action items\n{items}\n"


def bring(
    ws: Workspace,
    text: str | bytes,
    path: str = "disk.md",
    *,
    origin: str = "content",
    door: Door = "file",
    who: Principal = SYSTEM,
) -> Imported:
    data = text if isinstance(text, bytes) else text.encode()
    return import_document(ws, who, Incoming(origin, path, data, door))


def actions_by_text(engine: Engine) -> dict[str, ActionItem]:
    """Every action of the database by its wording."""
    return {a.text: a for a in every(engine, ActionItem)}


def every(engine: Engine, table: Any) -> Sequence[Any]:
    """All rows of a table, in the order in which they were made."""
    with reading(engine) as session:
        return session.exec(select(table).order_by(*table.__table__.primary_key.columns)).all()


def the_one(session: Session, table: Any, **fields: Any) -> Any:
    session.rollback()
    return session.exec(select(table).filter_by(**fields)).one()


def post_at(session: Session, slug: str) -> Postmortem:
    found: Postmortem = the_one(session, Postmortem, slug=slug)
    return found


def diagnostics(engine: Engine, imported: Imported) -> list[tuple[int, str]]:
    """Line and code of everything reported on the newest revision."""
    with reading(engine) as session:
        report = revision(session, imported.document.id or 0, imported.document.head).report
    return [(d["line"], d["code"]) for post in report for d in post["diagnostics"]]


def changes(engine: Engine) -> list[int]:
    """The postmortems named in the outbox, oldest change first."""
    with reading(engine) as session:
        return list(session.exec(select(SearchChange.postmortem_id).order_by(col(SearchChange.seq))).all())
