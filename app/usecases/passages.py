"""The texts of a postmortem that a search can have matched, each with its label and where it stands on the page."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.domain.lines import split_lines
from app.search.fragments import Passage
from app.store.facts import text_of
from app.store.tables import ActionItem, Cause, Document, Postmortem, Revision, TimelineEvent


def passages_of(session: Session, postmortems: Sequence[Postmortem]) -> dict[int, list[Passage]]:
    """By id: the title, actions, timeline events and causes, then the document by its sections.

    A fixed number of statements. Anchors are those of the postmortem's page: act-12, event-5, cause-3, L40.
    """
    out: dict[int, list[Passage]] = {p.id or 0: [Passage("Title", "", p.title)] for p in postmortems}
    for action in _of(session, ActionItem, out):
        label = f"Action {action.key} · {action.status.value.replace('_', ' ')}"
        out[action.postmortem_id].append(Passage(label, f"act-{action.number}", action.text))
    for event in _of(session, TimelineEvent, out):
        when = f"Timeline {event.raw or event.at or ''}".strip()[:60]
        out[event.postmortem_id].append(Passage(when, f"event-{event.id}", event.text))
    for cause in _of(session, Cause, out):
        label = cause.role.value.replace("_", " ").capitalize()
        out[cause.postmortem_id].append(Passage(label, f"cause-{cause.id}", cause.text))
    texts = _texts(session, {p.document_id for p in postmortems})
    for postmortem in postmortems:
        out[postmortem.id or 0] += _sections(postmortem, texts[postmortem.document_id])
    return out


def _of(session: Session, table: Any, ids: Any) -> Sequence[Any]:
    statement = select(table).where(table.postmortem_id.in_(list(ids)), table.removed_in_revision.is_(None))
    return session.exec(statement.order_by(table.position)).all()


def _texts(session: Session, document_ids: set[int]) -> dict[int, list[str]]:
    """The lines of each document's head revision."""
    heads = select(Revision).join(
        Document,
        (col(Document.id) == col(Revision.document_id)) & (col(Document.head) == col(Revision.number)),
    )
    found = session.exec(heads.where(col(Revision.document_id).in_(document_ids))).all()
    return {r.document_id: split_lines(text_of(r)) for r in found}


def _sections(postmortem: Postmortem, lines: list[str]) -> list[Passage]:
    """The post's own lines, cut at its headings; what stands before the first is labelled Document."""
    cuts = [(s["line"], s["heading"]) for s in postmortem.sections]
    starts = [(postmortem.line, "Document"), *cuts] if not cuts or cuts[0][0] > postmortem.line else cuts
    ends = [line for line, _ in starts[1:]] + [postmortem.end_line + 1]
    return [
        Passage(heading or "Document", f"L{start}", "".join(lines[start - 1 : end - 1]))
        for (start, heading), end in zip(starts, ends, strict=True)
    ]
