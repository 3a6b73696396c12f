"""The cause-to-action matrix of a postmortem: what answers what, what looks like it, and what is left open.

A suggestion closes nothing: somebody confirms it, says that it is none, or accepts that the point stays open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.capabilities import Capability, needed_to_edit
from app.domain.errors import Conflict, FieldFault, InvalidInput, NotFound
from app.domain.gaps import Point, covers, in_common
from app.domain.models import REASON_MAX
from app.domain.principal import Principal, require
from app.domain.vocabulary import ActionStatus, LinkOrigin, PointKind
from app.store.action_items import ActionRow, actions_of, find_action
from app.store.engine import reading, writing
from app.store.gaps import GapFilter, Told, accepted, answers_of, denied, points_of, posts_with_gaps, uncovered
from app.store.paging import Page
from app.store.postmortems import find_postmortem
from app.store.tables import ActionCause, ActionItem, ActionLesson, Cause, GapAccepted, Lesson, NoAnswer, Postmortem
from app.usecases.action_state import Change
from app.usecases.actions import changed_action, link_cause
from app.usecases.changes import note
from app.usecases.likely_preventable import as_written, telling_terms
from app.usecases.workspace import Workspace

#: So many suggestions are shown for a point, those with the most words in common.
SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """An action against a point. `covers`: in its status it answers it. A suggestion has the `words` in common."""

    row: ActionRow
    origin: LinkOrigin
    covers: bool
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A point with what answers it, what looks like it, what was said not to, and whether it may stay open."""

    told: Told
    answers: list[Answer]
    suggested: list[Answer]
    denied: list[tuple[ActionRow, NoAnswer]]
    accepted: GapAccepted | None

    @property
    def gap(self) -> bool:
        return self.accepted is None and not any(answer.covers for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Gaps:
    """A postmortem with its points that nothing covers."""

    post: Postmortem
    points: list[Told]


def matrix(ws: Workspace, principal: Principal, slug: str) -> list[Line]:
    """Raises NotFound, Gone, Forbidden."""
    require(principal, Capability.READ)
    return as_it_is(ws, principal, slug)


def as_it_is(ws: Workspace, principal: Principal, slug: str) -> list[Line]:
    """The same for whoever has just changed it. Raises NotFound, Gone."""
    with reading(ws.engine) as session:
        post = find_postmortem(session, principal, slug)
        return matrix_of(session, post, actions_of(session, principal, post.id or 0))


def matrix_of(session: Session, post: Postmortem, actions: Sequence[ActionRow]) -> list[Line]:
    """Of a postmortem that was found, with its actions."""
    own = post.id or 0
    told = points_of(session, [own]).get(own, [])
    answers, said = answers_of(session, own), denied(session, [row.action.id or 0 for row in actions])
    settled, after = accepted(session, [own]), _successors(session, actions)
    terms = [telling_terms(each.text) for each in told]
    theirs = {row.action.id or 0: telling_terms(row.action.text) for row in actions}
    lines = []
    for i, each in enumerate(told):
        name, held = str(each.point), answers.get(each.point, {})
        found = [
            Answer(row, held[number], covers(row.action.status, after.get(number)))
            for row in actions
            if (number := row.action.id or 0) in held
        ]
        others = [other for j, other in enumerate(terms) if j != i]
        likely = [
            Answer(row, LinkOrigin.SUGGESTED, False, as_written(row.action.text, shared))
            for row in actions
            if (number := row.action.id or 0) not in held
            and (name, number) not in said
            and row.action.removed_in_revision is None
            and covers(row.action.status, after.get(number))
            and (shared := in_common(terms[i], others, theirs[number]))
        ]
        refused = [(row, said[name, row.action.id or 0]) for row in actions if (name, row.action.id or 0) in said]
        best = sorted(likely, key=lambda answer: -len(answer.words))[:SUGGESTED]
        lines.append(Line(each, found, best, refused, settled.get(name)))
    return lines


def gaps(
    ws: Workspace, principal: Principal, where: GapFilter, *, cursor: str | None = None, limit: int = 25
) -> Page[Gaps]:
    """Postmortems with points that nothing covers, newest first. Raises InvalidCursor, InvalidInput, Forbidden."""
    require(principal, Capability.READ)
    with reading(ws.engine) as session:
        page = posts_with_gaps(session, principal, where, cursor=cursor, limit=limit)
        ids = [post.id or 0 for post in page.items]
        told, open_ = points_of(session, ids), uncovered(session, ids)
    found = [Gaps(p, [t for t in told.get(p.id or 0, []) if str(t.point) in open_]) for p in page.items]
    return Page(found, page.next, page.total)


def answer(ws: Workspace, principal: Principal, slug: str, point: Point, key: str) -> ActionItem:
    """Say that an action answers a point of its postmortem. Raises InvalidInput, NotFound, Gone, Forbidden."""
    _told(ws, principal, slug, point)
    if point.kind is PointKind.CAUSE:
        return link_cause(ws, principal, key, point.id)

    def change(session: Session, action: ActionItem, _now: datetime, _own: bool) -> list[Change]:
        lesson = session.get(Lesson, point.id)
        if lesson is None or lesson.postmortem_id != action.postmortem_id:
            raise InvalidInput("an action answers what went wrong in its own postmortem")
        if session.get(ActionLesson, (action.id, point.id)):
            return []
        session.add(ActionLesson(action_id=action.id or 0, lesson_id=point.id, origin=LinkOrigin.CONFIRMED))
        return [("answers", None, lesson.text)]

    return changed_action(ws, principal, key, _describing, change, None, None)


def take_back_answer(ws: Workspace, principal: Principal, slug: str, point: Point, key: str) -> ActionItem:
    """As if nobody had said so. Raises Conflict where the document says so, NotFound, Gone, Forbidden."""
    _told(ws, principal, slug, point)

    def change(session: Session, action: ActionItem, _now: datetime, _own: bool) -> list[Change]:
        is_cause = point.kind is PointKind.CAUSE
        links: Any = ActionCause if is_cause else ActionLesson
        of: Any = Cause if is_cause else Lesson
        link = session.get(links, (action.id, point.id))
        if link is None:
            raise NotFound(f"{action.key} is not said to answer this")
        if link.origin is not LinkOrigin.CONFIRMED:
            raise Conflict("the document says that it answers this: change it there")
        session.delete(link)
        return [("cause" if is_cause else "answers", session.get_one(of, point.id).text, None)]

    return changed_action(ws, principal, key, _describing, change, None, None)


def deny(ws: Workspace, principal: Principal, slug: str, point: Point, key: str) -> None:
    """Say that an action does not answer a point: it is not suggested again. Raises NotFound, Gone, Forbidden."""
    require(principal, Capability.WRITE)
    with writing(ws.engine) as session:
        post = _found(session, principal, slug, point)
        action = find_action(session, principal, key)
        if action.postmortem_id != post.id:
            raise InvalidInput(f"{action.key} is no action of this postmortem")
        row = NoAnswer(action_id=action.id or 0, point=str(point), said_by=principal.name, said_at=ws.now())
        session.merge(row)
        note(session, principal, "postmortem", post.id, f"{action.key} does not answer {point}", ws.now())


def take_back_denial(ws: Workspace, principal: Principal, slug: str, point: Point, key: str) -> None:
    """As if nobody had said so; no error where nobody had. Raises NotFound, Gone, Forbidden."""
    require(principal, Capability.WRITE)
    with writing(ws.engine) as session:
        post = _found(session, principal, slug, point)
        action = find_action(session, principal, key)
        row = session.get(NoAnswer, (action.id, str(point)))
        if row is not None:
            session.delete(row)
            said = f"that {action.key} does not answer {point} was taken back"
            note(session, principal, "postmortem", post.id, said, ws.now())


def accept(ws: Workspace, principal: Principal, slug: str, point: Point, reason: str) -> GapAccepted:
    """Leave a point without an action, for a reason. Raises InvalidInput without one, NotFound, Gone, Forbidden."""
    require(principal, Capability.DECLINE)
    if not reason.strip() or len(reason) > REASON_MAX:
        message = f"say why it may stay without an action, in at most {REASON_MAX:,} characters"
        raise InvalidInput(message, [FieldFault("reason", message)])
    with writing(ws.engine) as session:
        post = _found(session, principal, slug, point)
        row = session.merge(
            GapAccepted(
                point=str(point),
                postmortem_id=post.id or 0,
                reason=reason.strip(),
                said_by=principal.name,
                said_at=ws.now(),
            )
        )
        note(session, principal, "postmortem", post.id, f"{point} may stay without an action", ws.now(), row.reason)
        return row


def withdraw_acceptance(ws: Workspace, principal: Principal, slug: str, point: Point) -> None:
    """It is a gap again; no error where it was not accepted. Raises NotFound, Gone, Forbidden."""
    require(principal, Capability.DECLINE)
    with writing(ws.engine) as session:
        post = _found(session, principal, slug, point)
        row = session.get(GapAccepted, str(point))
        if row is not None:
            session.delete(row)
            said = f"that {point} may stay without an action was taken back"
            note(session, principal, "postmortem", post.id, said, ws.now())


def _told(ws: Workspace, principal: Principal, slug: str, point: Point) -> None:
    with reading(ws.engine) as session:
        _found(session, principal, slug, point)


def _found(session: Session, principal: Principal, slug: str, point: Point) -> Postmortem:
    post = find_postmortem(session, principal, slug)
    if all(told.point != point for told in points_of(session, [post.id or 0]).get(post.id or 0, [])):
        raise NotFound(f"this postmortem has no point {point}")
    return post


def _successors(session: Session, actions: Sequence[ActionRow]) -> dict[int, ActionStatus]:
    """The status of the action that replaced each, for those that were replaced."""
    out = {}
    for row in actions:
        if row.action.superseded_by is not None:
            after = session.get(ActionItem, row.action.superseded_by)
            if after is not None:
                out[row.action.id or 0] = after.status
    return out


def _describing(_action: ActionItem, own: bool) -> Capability:
    return needed_to_edit("cause", own=own)
