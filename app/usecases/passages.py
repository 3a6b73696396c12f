"""The texts of a postmortem that a search can have matched, each with its label and where it stands on the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.domain.lines import split_lines
from app.search.fragments import Passage
from app.store.facts import text_of
from app.store.tables import ActionItem, Cause, Document, Postmortem, Revision, TimelineEvent

_FACTUAL = frozenset({"timeline", "action_items", "root_cause", "contributing_factors", "trigger"})


@dataclass(frozen=True, slots=True)
class Passages:
    """`facts` are what was read out of the document, `prose` its sections that are not lists of facts.

    `document` is all of it: a section that repeats facts is worth showing only where nothing else matches.
    """

    facts: list[Passage]
    prose: list[Passage]
    document: list[Passage]


def passages_of(session: Session, postmortems: Sequence[Postmortem]) -> dict[int, Passages]:
    """By id: the title, actions, timeline events and causes; and the document by its sections.

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
    found = {}
    for p in postmortems:
        sections = _sections(p, texts[p.document_id])
        prose = [passage for name, passage in sections if name not in _FACTUAL]
        found[p.id or 0] = Passages(out[p.id or 0], prose, [passage for _, passage in sections])
    return found


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


def _sections(postmortem: Postmortem, lines: list[str]) -> list[tuple[str, Passage]]:
    """The post's own lines, cut at its headings, with each section's canonical name; before the first: Document."""
    cuts = [(s["line"], s["heading"], s["name"]) for s in postmortem.sections]
    if not cuts or cuts[0][0] > postmortem.line:
        cuts = [(postmortem.line, "Document", "custom"), *cuts]
    ends = [line for line, *_ in cuts[1:]] + [postmortem.end_line + 1]
    return [
        (name, Passage(heading or "Document", f"L{start}", "".join(lines[start - 1 : end - 1])))
        for (start, heading, name), end in zip(cuts, ends, strict=True)
    ]
