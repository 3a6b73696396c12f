"""What reading each postmortem's document reported: the import report."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.lines import split_lines
from app.domain.principal import Principal
from app.store.paging import Key, Page, fetch
from app.store.postmortems import find_postmortem
from app.store.scope import listed, visible_to
from app.store.tables import ActionItem, Cause, Correction, Document, Postmortem, Revision, TimelineEvent

#: A rule that is less sure of what it read than this leaves a doubt.
SURE = 0.65
_LINE_CHARS = 300
_FACTS: tuple[tuple[str, Any], ...] = (("event", TimelineEvent), ("cause", Cause), ("action", ActionItem))
_NEWEST = (Key(Postmortem.id, True, int),)


@dataclass(frozen=True, slots=True)
class Note:
    """`code` is one of docs/diagnostics.md; `source` the line itself, cut where it is long."""

    line: int
    code: str
    message: str
    source: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A block that no fact was taken from."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A fact (event, cause or action) that a rule was not sure of; `confidence` from 0 to 1."""

    kind: str
    line: int
    rule: str
    confidence: float
    text: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`conflicts` counts corrections that wait for somebody to decide, since the document moved on."""

    postmortem: Postmortem
    path: str
    revision: int
    at: datetime
    notes: list[Note]
    unplaced: list[Unplaced]
    doubtful: list[Doubtful]
    conflicts: int

    @property
    def clear(self) -> bool:
        """Nothing needs a look."""
        return not (self.notes or self.doubtful or self.unplaced or self.conflicts)


def list_reports(
    session: Session,
    principal: Principal,
    *,
    slug: str | None = None,
    cursor: str | None = None,
    limit: int = 25,
) -> Page[ImportReport]:
    """Of each listed postmortem, or of the one at this address; what came in last first.

    Raises InvalidCursor, and NotFound and Gone for the address.
    """
    matching = [visible_to(principal), listed()]
    if slug:
        matching.append(col(Postmortem.id) == find_postmortem(session, principal, slug).id)
    posts, following = fetch(session, select(Postmortem).where(*matching), "reports", _NEWEST, cursor, limit)
    total = session.execute(sa.select(sa.func.count(col(Postmortem.id))).where(*matching)).scalar_one()
    return Page(reports_of(session, posts), following, total)


def reports_of(session: Session, posts: Sequence[Postmortem]) -> list[ImportReport]:
    """In the order of the postmortems, in a fixed number of statements."""
    ids = [p.id for p in posts]
    documents = {d.id: d for d in session.exec(select(Document).where(col(Document.id).in_(_documents(posts))))}
    heads = _heads(session, posts)
    doubtful = _doubtful(session, ids)
    waiting = select(col(Correction.postmortem_id)).where(
        col(Correction.postmortem_id).in_(ids), col(Correction.conflict).is_not(None)
    )
    conflicts = Counter(session.exec(waiting))
    found = []
    for post in posts:
        head = heads[post.document_id]
        lines = split_lines(head.data.decode(head.encoding))
        part: dict[str, Any] = next((r for r in head.report if r["line"] == post.line), {})
        notes = [
            Note(d["line"], d["code"], d["message"], _line(lines, d["line"])) for d in part.get("diagnostics", [])
        ]
        unplaced = [Unplaced(u["line"], u["text"]) for u in part.get("unplaced", [])]
        path = documents[post.document_id].path
        mine = doubtful.get(post.id, [])
        found.append(ImportReport(post, path, head.number, head.at, notes, unplaced, mine, conflicts[post.id or 0]))
    return found


def _documents(posts: Sequence[Postmortem]) -> set[int]:
    return {p.document_id for p in posts}


def _heads(session: Session, posts: Sequence[Postmortem]) -> dict[int, Revision]:
    shown = sa.and_(Document.id == Revision.document_id, Document.head == Revision.number)  # type: ignore[arg-type]
    query = select(Revision).join(Document, shown).where(col(Revision.document_id).in_(_documents(posts)))
    return {r.document_id: r for r in session.exec(query)}


def _doubtful(session: Session, ids: Sequence[int | None]) -> dict[int | None, list[Doubtful]]:
    out: dict[int | None, list[Doubtful]] = {}
    for kind, table in _FACTS:
        query = select(table).where(
            table.postmortem_id.in_(ids), table.confidence < SURE, table.removed_in_revision.is_(None)
        )
        for row in session.exec(query.order_by(table.id)):
            out.setdefault(row.postmortem_id, []).append(
                Doubtful(kind, row.line or 0, row.rule or "", row.confidence, row.text)
            )
    return {post: sorted(found, key=lambda d: d.line) for post, found in out.items()}


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number - 1].strip()[:_LINE_CHARS] if 0 < number <= len(lines) else ""
