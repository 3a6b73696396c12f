"""The facts that an import report speaks of: those that a rule was not sure of, and those that lines gave."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from app.domain.vocabulary import FactKind
from app.store.findings import FACTS, SURE
from app.store.tables import Correction

_NAMES = {FactKind.TIMELINE_EVENT: "event", FactKind.CAUSE: "cause"}


@dataclass(frozen=True, slots=True)
class Fact:
    """An event, cause or action that was read from a line; `key` is the action's."""

    kind: str
    id: int
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A fact that a rule was not sure of; `confidence` from 0 to 1."""

    fact: Fact
    line: int
    rule: str
    confidence: float
    text: str


@dataclass(frozen=True, slots=True)
class Contradicted:
    """A correction against which the document says something else now. `subject` is the fact in its words.

    `line` is where the fact stands, None where it left the text.
    """

    correction: Correction
    subject: str
    line: int | None


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """By postmortem; `at` also by line: of several facts on one line an event, else a cause, else an action."""

    doubtful: dict[int | None, list[Doubtful]]
    contradicted: dict[int | None, list[Contradicted]]
    at: dict[tuple[int | None, int], Fact]


def report_facts(session: Session, ids: Sequence[int | None], lines: set[int]) -> ReportFacts:
    """Of these postmortems, in a fixed number of statements."""
    waiting = select(Correction).where(
        col(Correction.postmortem_id).in_(ids), col(Correction.conflict).is_not(None)
    )
    corrections = session.exec(waiting.order_by(col(Correction.id))).all()
    doubtful: dict[int | None, list[Doubtful]] = {}
    at: dict[tuple[int | None, int], Fact] = {}
    subjects: dict[tuple[str, int], tuple[str, int | None]] = {}
    for kind, table in FACTS:
        corrected = [c.fact_id for c in corrections if _NAMES.get(FactKind(c.what)) == kind]
        asked_for = or_(table.confidence < SURE, table.line.in_(lines), table.id.in_(corrected))
        query = select(table).where(table.postmortem_id.in_(ids), asked_for)
        for row in session.exec(query.order_by(table.id)):
            gone = row.removed_in_revision is not None
            subjects[kind, row.id] = row.text, None if gone else row.line
            if not gone:
                at.setdefault((row.postmortem_id, row.line), _fact(kind, row))
            if not gone and row.confidence is not None and row.confidence < SURE:
                doubtful.setdefault(row.postmortem_id, []).append(_doubt(kind, row))
    return ReportFacts(_by_line(doubtful), _contradicted(corrections, subjects), at)


def doubtful_facts(session: Session, ids: Sequence[int | None]) -> dict[int | None, list[Doubtful]]:
    """By postmortem, in the order of their lines."""
    return report_facts(session, ids, set()).doubtful


def _doubt(kind: str, row: Any) -> Doubtful:
    return Doubtful(_fact(kind, row), row.line or 0, row.rule or "", row.confidence, row.text)


def _fact(kind: str, row: Any) -> Fact:
    return Fact(kind, row.id, row.key if kind == "action" else None)


def _by_line(doubtful: dict[int | None, list[Doubtful]]) -> dict[int | None, list[Doubtful]]:
    return {post: sorted(found, key=lambda d: d.line) for post, found in doubtful.items()}


def _contradicted(
    corrections: Sequence[Correction], subjects: dict[tuple[str, int], tuple[str, int | None]]
) -> dict[int | None, list[Contradicted]]:
    out: dict[int | None, list[Contradicted]] = {}
    for correction in corrections:
        name = _NAMES.get(FactKind(correction.what), "")
        text, line = subjects.get((name, correction.fact_id), ("", None))
        out.setdefault(correction.postmortem_id, []).append(Contradicted(correction, text, line))
    return out
