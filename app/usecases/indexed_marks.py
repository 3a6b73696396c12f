"""What of a postmortem `is:`, `has:`, `missing:` and ranges ask for, gathered for the index."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.domain.moment import Moment, between
from app.domain.vocabulary import UNFINISHED, ActionStatus
from app.store.tables import ActionItem, Cause, Postmortem, TimelineEvent

Mark = tuple[str, str]
Number = tuple[str, int]

#: Accepted and not done.
_OPEN = UNFINISHED - {ActionStatus.PROPOSED}


def marks_and_numbers(
    session: Session, posts: Sequence[Postmortem]
) -> dict[int, tuple[tuple[Mark, ...], tuple[Number, ...]]]:
    """By postmortem, in three statements."""
    ids = [p.id or 0 for p in posts]
    timelines, causes = _with(session, TimelineEvent, ids), _with(session, Cause, ids)
    actions: defaultdict[int, list[Any]] = defaultdict(list)
    query = sa.select(
        col(ActionItem.postmortem_id), col(ActionItem.status), col(ActionItem.owner_id), col(ActionItem.due)
    )
    for row in session.execute(query.where(col(ActionItem.postmortem_id).in_(ids))):
        actions[row[0]].append(row)
    return {p.id or 0: _of(p, actions[p.id or 0], p.id in timelines, p.id in causes) for p in posts}


def _of(
    post: Postmortem, actions: list[Any], timeline: bool, causes: bool
) -> tuple[tuple[Mark, ...], tuple[Number, ...]]:
    parts = {
        "timeline": timeline,
        "causes": causes,
        "actions": bool(actions),
        "start": bool(post.started_at),
        "end": bool(post.resolved_at),
    }
    unfinished = [a for a in actions if a.status in UNFINISHED]
    states = {
        "open": any(a.status in _OPEN for a in actions),
        "unfinished": bool(unfinished),
    }
    lacking = {
        **{name: not held for name, held in parts.items()},
        "owner": any(a.owner_id is None for a in unfinished),
        "due": any(a.due is None for a in unfinished),
    }
    told = (("is", states), ("has", parts), ("missing", lacking))
    marks = tuple((field, name) for field, found in told for name, true in found.items() if true)
    return marks, (*_times(post), *_dues(unfinished))


def _times(post: Postmortem) -> list[Number]:
    start = Moment.parse(post.started_at) if post.started_at else None
    end = Moment.parse(post.resolved_at) if post.resolved_at else None
    found = []
    if start is not None and start.year is not None:
        found.append(("started", start.year * 10_000 + (start.month or 1) * 100 + (start.day or 1)))
    lasted = between(start, end)
    if lasted is not None:
        found.append(("duration", int(lasted.total_seconds() // 60)))
    return found


def _dues(unfinished: list[Any]) -> list[Number]:
    days = sorted({a.due for a in unfinished if a.due is not None})
    return [("due", int(day.strftime("%Y%m%d"))) for day in days]


def _with(session: Session, table: Any, ids: Sequence[int]) -> set[int]:
    return set(
        session.execute(sa.select(table.postmortem_id).where(table.postmortem_id.in_(ids)).distinct()).scalars()
    )
