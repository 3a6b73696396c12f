"""Timeline events, causes, lessons and links keep their ids across re-imports; lost ones are marked."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.domain.models import NAME_MAX, TEXT_MAX, TITLE_MAX
from app.domain.moment import Moment
from app.domain.names import slugify
from app.domain.vocabulary import LinkOrigin
from app.ingest.facts import ParsedCause, ParsedEvent, ParsedLesson, ParsedLink, ParsedPost
from app.store.tables import Cause, Lesson, Postmortem, PostmortemLink, TimelineEvent
from app.usecases.matching import match


def sync_facts(
    session: Session, postmortem: Postmortem, post: ParsedPost, revision: int, *, fresh: bool
) -> list[Cause]:
    """Bring the postmortem's facts to what the text says now; gives the causes in the text's order.

    A `fresh` postmortem has none yet, so that none are looked for.
    """

    def sync(table: Any, found: Sequence[Any], values: Callable[[Any], dict[str, Any]]) -> list[Any]:
        return _sync(session, table, postmortem.id or 0, [values(f) for f in found], revision, fresh)

    sync(TimelineEvent, post.timeline, _event)
    sync(Lesson, post.lessons, _lesson)
    links = sync(PostmortemLink, post.links, _link)
    for link in links:
        link.target_id = _target(session, link.target, postmortem)
    causes = sync(Cause, post.causes, _cause)
    session.flush()
    return causes


def _sync(
    session: Session, table: Any, postmortem_id: int, found: list[dict[str, Any]], revision: int, fresh: bool
) -> list[Any]:
    of_it = select(table).where(table.postmortem_id == postmortem_id)
    known = [] if fresh else session.exec(of_it.order_by(col(table.position), col(table.id))).all()
    pairs = match([_wording(k.model_dump()) for k in known], [_wording(f) for f in found])
    rows: list[Any] = []
    for j, values in enumerate(found):
        row = known[pairs[j]] if j in pairs else table(postmortem_id=postmortem_id, position=j)
        for name, value in (values | {"position": j, "removed_in_revision": None}).items():
            setattr(row, name, value)
        rows.append(row)
    session.add_all(rows)
    kept = set(pairs.values())
    for i, row in enumerate(known):
        if i not in kept and row.removed_in_revision is None:
            row.removed_in_revision = revision
            session.add(row)
    return rows


def _wording(values: dict[str, Any]) -> str:
    """What a fact is recognised by: its words, and for an event the time before them."""
    return f"{values.get('at') or ''} {values.get('target') or ''} {values['text']}"


def _event(event: ParsedEvent) -> dict[str, Any]:
    return {
        "at": event.at,
        "end_at": event.end,
        "utc": Moment.parse(event.at).utc if event.at else None,
        "raw": event.raw[:TITLE_MAX] if event.raw else None,
        "text": event.text[:TEXT_MAX],
        "kind": event.kind,
        "line": event.line,
        "rule": event.rule,
        "confidence": event.confidence,
    }


def _cause(cause: ParsedCause) -> dict[str, Any]:
    return {
        "role": cause.role,
        "category": cause.category,
        "text": cause.text[:TEXT_MAX],
        "line": cause.line,
        "rule": cause.rule,
        "confidence": cause.confidence,
    }


def _lesson(lesson: ParsedLesson) -> dict[str, Any]:
    return {"kind": lesson.kind, "text": lesson.text[:TEXT_MAX], "line": lesson.line}


def _link(link: ParsedLink) -> dict[str, Any]:
    return {
        "rel": link.rel[:NAME_MAX],
        "target": link.target[:TEXT_MAX],
        "text": link.text[:TEXT_MAX],
        "line": link.line,
        "origin": LinkOrigin.STATED,
    }


def _target(session: Session, target: str, own: Postmortem) -> int | None:
    """The postmortem that a link names by its address here or by its title; None for anything else."""
    last = target.rstrip("/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    wanted = {slugify(target, ""), slugify(last, "")} - {""}
    found = session.exec(select(Postmortem.id).where(col(Postmortem.slug).in_(wanted)).limit(1)).first()
    return found if found != own.id else None
