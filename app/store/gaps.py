"""Reading the points of postmortems, what answers them, and where there are gaps."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.domain.gaps import COVERING, LESSONS, ROLES, Point
from app.domain.principal import Principal
from app.domain.vocabulary import ActionStatus, LinkOrigin, PointKind, PostmortemKind
from app.store.paging import Key, Page, fetch
from app.store.scope import listed, visible_to
from app.store.tables import (
    ActionCause,
    ActionItem,
    ActionLesson,
    Cause,
    GapAccepted,
    Lesson,
    NoAnswer,
    Postmortem,
    PostmortemService,
    PostmortemTeam,
    Service,
    Team,
)

#: A fact that can be a point, its table of answers, and the column there that names it.
_SIDES: tuple[tuple[PointKind, Any, Any, Any, Any], ...] = (
    (PointKind.CAUSE, Cause, col(Cause.role).in_(ROLES), ActionCause, ActionCause.cause_id),
    (PointKind.LESSON, Lesson, col(Lesson.kind).in_(LESSONS), ActionLesson, ActionLesson.lesson_id),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A point as the text has it."""

    point: Point
    text: str
    line: int | None


@dataclass(frozen=True, slots=True)
class GapFilter:
    service: tuple[str, ...] = ()
    team: tuple[str, ...] = ()


def points_of(session: Session, posts: Sequence[int]) -> dict[int, list[Told]]:
    """By postmortem: causes first, in the text's order. What is no longer in the text is left out."""
    out: defaultdict[int, list[Told]] = defaultdict(list)
    for kind, table, counts, _, _ in _SIDES:
        query = select(table).where(table.postmortem_id.in_(posts), counts, table.removed_in_revision.is_(None))
        for row in session.exec(query.order_by(table.position, table.id)):
            out[row.postmortem_id].append(Told(Point(kind, row.id), row.text, row.line))
    return out


def answers_of(session: Session, post: int) -> dict[Point, dict[int, LinkOrigin]]:
    """For each point of the postmortem the ids of the actions that answer it, and how that is known."""
    out: defaultdict[Point, dict[int, LinkOrigin]] = defaultdict(dict)
    for kind, table, _, links, own in _SIDES:
        query = sa.select(own, links.action_id, links.origin).join(table, table.id == own)
        for point, action, origin in session.execute(query.where(table.postmortem_id == post)):
            out[Point(kind, point)][action] = origin
    return out


def denied(session: Session, actions: Sequence[int]) -> dict[tuple[str, int], NoAnswer]:
    """By point and action."""
    found = session.exec(select(NoAnswer).where(col(NoAnswer.action_id).in_(actions)))
    return {(row.point, row.action_id): row for row in found}


def accepted(session: Session, posts: Sequence[int]) -> dict[str, GapAccepted]:
    """By point."""
    found = session.exec(select(GapAccepted).where(col(GapAccepted.postmortem_id).in_(posts)))
    return {row.point: row for row in found}


def uncovered(session: Session, posts: Sequence[int]) -> set[str]:
    """Which points of these postmortems are gaps."""
    out = set()
    for kind, table, *_ in _SIDES:
        query = sa.select(table.id).where(table.postmortem_id.in_(posts), _is_gap(kind))
        out |= {str(Point(kind, number)) for number in session.execute(query).scalars()}
    return out


def posts_with_gaps(
    session: Session, principal: Principal, where: GapFilter, *, cursor: str | None = None, limit: int = 25
) -> Page[Postmortem]:
    """Postmortems of incidents that have a gap, the newest first. Raises InvalidCursor, InvalidInput."""
    matching = [visible_to(principal), listed(), col(Postmortem.kind) == PostmortemKind.INCIDENT, *_named(where)]
    gaps = [
        sa.select(table.id).where(table.postmortem_id == Postmortem.id, _is_gap(kind)).exists()
        for kind, table, *_ in _SIDES
    ]
    query = select(Postmortem).where(*matching, sa.or_(*gaps))
    keys = (Key(Postmortem.sort_at, True), Key(Postmortem.id, True, int))
    found, following = fetch(session, query, "gaps", keys, cursor, limit)
    total = session.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    return Page(found, following, total)


def _is_gap(kind: PointKind) -> sa.ColumnElement[bool]:
    """Of a row of the point's table: the rule of `domain.gaps.covers`, said in SQL."""
    _, table, counts, links, own = next(side for side in _SIDES if side[0] is kind)
    successor = aliased(ActionItem)
    covering = (
        sa.select(links.action_id)
        .join(ActionItem, col(ActionItem.id) == links.action_id)
        .outerjoin(successor, col(successor.id) == col(ActionItem.superseded_by))
        .where(own == table.id)
        .where(links.origin != LinkOrigin.SUGGESTED)
        .where(
            col(ActionItem.status).in_(COVERING)
            | ((col(ActionItem.status) == ActionStatus.SUPERSEDED) & col(successor.status).in_(COVERING))
        )
    )
    name = sa.literal(f"{kind}-") + sa.cast(table.id, sa.String)
    settled = sa.select(col(GapAccepted.point)).where(col(GapAccepted.point) == name)
    return sa.and_(counts, table.removed_in_revision.is_(None), ~covering.exists(), ~settled.exists())


def _named(where: GapFilter) -> list[sa.ColumnElement[bool]]:
    out: list[sa.ColumnElement[bool]] = []
    for names, links, own, table in (
        (where.service, PostmortemService, PostmortemService.service_id, Service),
        (where.team, PostmortemTeam, PostmortemTeam.team_id, Team),
    ):
        if names:
            named = sa.select(col(links.postmortem_id)).join(table, col(table.id) == col(own))
            out.append(col(Postmortem.id).in_(named.where(col(table.name).in_(names))))
    return out
