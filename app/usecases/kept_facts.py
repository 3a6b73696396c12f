"""Timeline events, causes, lessons and links keep their ids across re-imports; lost ones are marked."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.domain.lines import split_lines
from app.domain.models import NAME_MAX, TEXT_MAX, TITLE_MAX
from app.domain.moment import Moment
from app.domain.names import slugify
from app.domain.vocabulary import FactKind, LinkOrigin
from app.ingest.facts import ParsedCause, ParsedEvent, ParsedLesson, ParsedLink, ParsedPost
from app.store.facts import head_text
from app.store.tables import Cause, Lesson, Postmortem, PostmortemLink, TimelineEvent
from app.usecases.corrected import Corrections
from app.usecases.matching import match

_CORRECTED: dict[Any, FactKind] = {TimelineEvent: FactKind.TIMELINE_EVENT, Cause: FactKind.CAUSE}


def sync_facts(
    session: Session,
    postmortem: Postmortem,
    post: ParsedPost,
    revision: int,
    corrections: Corrections,
    *,
    fresh: bool,
) -> list[Cause]:
    """Bring the postmortem's facts to what the text says now; gives the causes in the text's order.

    What people corrected stands. A `fresh` postmortem has no facts yet, so that none are looked for.
    """

    def sync(table: Any, found: Sequence[Any], values: Callable[[Any], dict[str, Any]]) -> list[Any]:
        of_it = select(table).where(table.postmortem_id == postmortem.id)
        known = [] if fresh else session.exec(of_it.order_by(col(table.position), col(table.id))).all()
        return _sync(session, postmortem, table, known, [values(f) for f in found], revision, corrections)

    sync(TimelineEvent, post.timeline, _event)
    sync(Lesson, post.lessons, _lesson)
    links = sync(PostmortemLink, post.links, _link)
    for link in links:
        link.target_id = _target(session, link.target, postmortem)
    causes = sync(Cause, post.causes, _cause)
    session.flush()
    return causes


def _sync(
    session: Session,
    postmortem: Postmortem,
    table: Any,
    known: Sequence[Any],
    found: list[dict[str, Any]],
    revision: int,
    corrections: Corrections,
) -> list[Any]:
    what = _CORRECTED.get(table)
    said = [corrections.documented(what, k) if what else k.model_dump() for k in known]
    gone = {i for i, k in enumerate(known) if k.removed_in_revision is not None}
    bare = ([s["text"] for s in said], [f["text"] for f in found]) if table is TimelineEvent else None
    pairs = match([_wording(s) for s in said], [_wording(f) for f in found], gone, bare)
    if what:
        pairs |= _by_source(session, postmortem, what, known, found, pairs, corrections)
    rows: list[Any] = []
    for j, values in enumerate(found):
        row = known[pairs[j]] if j in pairs else table(postmortem_id=postmortem.id)
        stand = corrections.hold(what, row.id, values) if what and j in pairs else values
        if "at" in stand:
            stand["utc"] = utc_of(stand["at"])
        for name, value in (stand | {"position": j, "removed_in_revision": None}).items():
            setattr(row, name, value)
        rows.append(row)
    session.add_all(rows)
    kept = set(pairs.values())
    for i, row in enumerate(known):
        if i not in kept and row.removed_in_revision is None:
            row.removed_in_revision = revision
            session.add(row)
            if what:
                corrections.lose(what, row.id)
    return rows


def _by_source(
    session: Session,
    postmortem: Postmortem,
    what: FactKind,
    known: Sequence[Any],
    found: list[dict[str, Any]],
    pairs: dict[int, int],
    corrections: Corrections,
) -> dict[int, int]:
    """A corrected fact whose wording was not found again, by the one line that still reads as it did then."""
    kept = set(pairs.values())
    lost = {i: c[0].source for i, k in enumerate(known) if i not in kept and (c := corrections.on(what, k.id))}
    if not any(lost.values()):
        return {}
    text = split_lines(head_text(session, postmortem))
    lines = {j: source_line(text, f["line"]) for j, f in enumerate(found) if j not in pairs}
    out = {}
    for i, source in lost.items():
        here = [j for j, line in lines.items() if source and line == source]
        if len(here) == 1 and list(lost.values()).count(source) == 1:
            out[here[0]] = i
    return out


def source_line(lines: Sequence[str], line: int | None) -> str | None:
    """The words of a line, by which it is recognised however it is spaced; None for a blank one."""
    if line is None or not 0 < line <= len(lines):
        return None
    return " ".join(lines[line - 1].split())[:TEXT_MAX] or None


def utc_of(at: str | None) -> datetime | None:
    return Moment.parse(at).utc if at else None


def _wording(values: dict[str, Any]) -> str:
    """What a fact is recognised by: its words, and for an event the time before them."""
    return f"{values.get('at') or ''} {values.get('target') or ''} {values['text']}"


def _event(event: ParsedEvent) -> dict[str, Any]:
    return {
        "at": event.at,
        "end_at": event.end,
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
