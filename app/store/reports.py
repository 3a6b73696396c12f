"""What reading each postmortem's document reported: the import report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.diagnostics import FindingKind
from app.domain.lines import split_lines
from app.domain.principal import Principal
from app.store.findings import FindingFilter, count_findings, matching
from app.store.paging import Key, Page, fetch
from app.store.postmortems import find_postmortem
from app.store.report_facts import Contradicted, Doubtful, Fact, ReportFacts, report_facts
from app.store.scope import listed, visible_to
from app.store.tables import Document, Postmortem, Revision

#: Of one postmortem so many lines of a kind are told; its record has them all.
LINES_MAX = 200
_LINE_CHARS = 300
_NEWEST = (Key(Postmortem.id, True, int),)


@dataclass(frozen=True, slots=True)
class Note:
    """`code` is one of docs/diagnostics.md; `source` the line itself, cut where it is long; `fact` what it gave."""

    line: int
    code: str
    message: str
    source: str
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A block that no fact was taken from."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """At most LINES_MAX of each list; `counts` says how many there are of those asked for, by kind."""

    postmortem: Postmortem
    path: str
    revision: int
    at: datetime
    notes: list[Note]
    unplaced: list[Unplaced]
    doubtful: list[Doubtful]
    contradicted: list[Contradicted]
    counts: dict[FindingKind, int]

    @property
    def conflicts(self) -> int:
        return self.counts[FindingKind.CONFLICT]

    @property
    def clear(self) -> bool:
        """Nothing needs a look."""
        return not any(self.counts.values())


def list_reports(
    session: Session,
    principal: Principal,
    where: FindingFilter | None = None,
    *,
    cursor: str | None = None,
    limit: int = 25,
    most: int = LINES_MAX,
) -> Page[ImportReport]:
    """Of each listed postmortem that has a line asked for, with these lines; what came in last first.

    `most` lines of a kind at most for each. Raises InvalidCursor, and NotFound and Gone for the address.
    """
    where = where or FindingFilter()
    conditions = [*_told_of(session, principal, where), *matching(where)]
    posts, following = fetch(session, select(Postmortem).where(*conditions), "reports", _NEWEST, cursor, limit)
    total = session.execute(sa.select(sa.func.count(col(Postmortem.id))).where(*conditions)).scalar_one()
    return Page(_reports(session, posts, where, most), following, total)


def report_facets(session: Session, principal: Principal, where: FindingFilter) -> dict[str, dict[str, int]]:
    """How many lines each value of code, kind and folder would leave. Raises NotFound and Gone for the address."""
    return count_findings(session, _told_of(session, principal, where), where)


def _told_of(session: Session, principal: Principal, where: FindingFilter) -> list[Any]:
    conditions = [visible_to(principal), listed()]
    if where.slug:
        conditions.append(col(Postmortem.id) == find_postmortem(session, principal, where.slug).id)
    return conditions


def _reports(session: Session, posts: Sequence[Postmortem], where: FindingFilter, most: int) -> list[ImportReport]:
    """In the order of the postmortems, in a fixed number of statements."""
    documents = {d.id: d for d in session.exec(select(Document).where(col(Document.id).in_(_documents(posts))))}
    heads = _heads(session, posts)
    found = [_reported(post, heads[post.document_id], where) for post in posts]
    lines = {d["line"] for diagnostics, _ in found for d in diagnostics[:most]}
    read_from = report_facts(session, [p.id for p in posts], lines)
    return [
        _report(post, documents[post.document_id].path, heads[post.document_id], reported, read_from, where, most)
        for post, reported in zip(posts, found, strict=True)
    ]


def _reported(post: Postmortem, head: Revision, where: FindingFilter) -> tuple[list[Any], list[Any]]:
    """Diagnostics and unplaced blocks of those asked for."""
    part: dict[str, Any] = next((r for r in head.report if r["line"] == post.line), {})
    diagnostics = [d for d in part.get("diagnostics", []) if where.takes(FindingKind.DIAGNOSTIC, d["code"])]
    return diagnostics, part.get("unplaced", []) if where.takes(FindingKind.UNPLACED) else []


def _report(
    post: Postmortem,
    path: str,
    head: Revision,
    reported: tuple[list[Any], list[Any]],
    facts: ReportFacts,
    where: FindingFilter,
    most: int,
) -> ImportReport:
    lines = split_lines(head.data.decode(head.encoding))
    diagnostics, unplaced = reported
    doubtful = facts.doubtful.get(post.id, []) if where.takes(FindingKind.DOUBTFUL) else []
    contradicted = facts.contradicted.get(post.id, []) if where.takes(FindingKind.CONFLICT) else []
    every: tuple[list[Any], ...] = (diagnostics, unplaced, doubtful, contradicted)
    return ImportReport(
        post,
        path,
        head.number,
        head.at,
        [
            Note(d["line"], d["code"], d["message"], _line(lines, d["line"]), facts.at.get((post.id, d["line"])))
            for d in diagnostics[:most]
        ],
        [Unplaced(u["line"], u["text"]) for u in unplaced[:most]],
        doubtful[:most],
        contradicted[:most],
        {kind: len(part) for kind, part in zip(FindingKind, every, strict=True)},
    )


def _documents(posts: Sequence[Postmortem]) -> set[int]:
    return {p.document_id for p in posts}


def _heads(session: Session, posts: Sequence[Postmortem]) -> dict[int, Revision]:
    shown = sa.and_(Document.id == Revision.document_id, Document.head == Revision.number)  # type: ignore[arg-type]
    query = select(Revision).join(Document, shown).where(col(Revision.document_id).in_(_documents(posts)))
    return {r.document_id: r for r in session.exec(query)}


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number - 1].strip()[:_LINE_CHARS] if 0 < number <= len(lines) else ""
