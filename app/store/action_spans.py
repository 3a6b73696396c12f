"""Further filters of the board: when an action came, was closed, slipped, was opened again; what it lacks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.domain.months import Days
from app.domain.vocabulary import UNFINISHED, ActionStatus, Strength
from app.store.tables import ActionEvent, ActionItem, PostmortemService

FINISHED = tuple(status for status in ActionStatus if status not in UNFINISHED)


class Lack(StrEnum):
    """What an action may be without."""

    OWNER = "owner"
    TEAM = "team"
    PRIORITY = "priority"
    DUE = "due"
    STRENGTH = "strength"
    CLOSING_DAY = "closing_day"
    POSTMORTEM = "postmortem"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Further:
    """`open_on`: recorded by that day and not closed by its end; `slipped`, `reopened`: days on which that was.

    `dated`: not closed on an unknown day, nor before it was recorded: what stands in counts over time.
    """

    strength: tuple[Strength, ...] = ()
    created: Days | None = None
    closed: Days | None = None
    slipped: Days | None = None
    reopened: Days | None = None
    open_on: date | None = None
    without: tuple[Lack, ...] = ()
    dated: bool = False


NOTHING_FURTHER = Further()
_LACKING = {
    Lack.OWNER: col(ActionItem.owner_id).is_(None),
    Lack.TEAM: col(ActionItem.team_id).is_(None),
    Lack.PRIORITY: col(ActionItem.priority).is_(None),
    Lack.DUE: col(ActionItem.due).is_(None),
    Lack.STRENGTH: col(ActionItem.strength).is_(None),
    Lack.CLOSING_DAY: col(ActionItem.closed_at).is_(None) & col(ActionItem.status).in_(FINISHED),
    Lack.POSTMORTEM: col(ActionItem.postmortem_id).is_(None),
    Lack.SERVICE: col(ActionItem.postmortem_id).is_(None)
    | col(ActionItem.postmortem_id).not_in(sa.select(col(PostmortemService.postmortem_id))),
}


def further_conditions(further: Further) -> list[Any]:
    """All of them have to hold; of `strength` any."""
    conditions: list[Any] = [_LACKING[lack] for lack in further.without]
    if further.strength:
        conditions.append(col(ActionItem.strength).in_(further.strength))
    for column, days in ((ActionItem.created_at, further.created), (ActionItem.closed_at, further.closed)):
        if days:
            conditions += within(column, days)
    for moved, days in ((slip(), further.slipped), (reopening(), further.reopened)):
        if days:
            told = sa.select(col(ActionEvent.action_id)).where(of_action(), *moved, *within(ActionEvent.at, days))
            conditions.append(col(ActionItem.id).in_(told.correlate(None)))
    if further.dated:
        conditions.append(col(ActionItem.status).in_(UNFINISHED) | ~came_closed())
    if further.open_on:
        conditions += open_at_end(further.open_on)
    return conditions


def came_closed() -> Any:
    """Closed on a day that nobody knows, or before it was recorded here."""
    closed = col(ActionItem.closed_at)
    return closed.is_(None) | (closed < col(ActionItem.created_at))


def night_after(day: date) -> datetime:
    """When the day ends; the last day of the calendar ends a day early."""
    return datetime.combine(min(day, date.max - timedelta(days=1)), time(), UTC) + timedelta(days=1)


def within(column: Any, days: Days) -> list[Any]:
    """The time is on one of these days."""
    first = [col(column) >= datetime.combine(days.first, time(), UTC)] if days.first else []
    last = [col(column) < night_after(days.last)] if days.last else []
    return [*first, *last]


def open_at_end(day: date) -> list[Any]:
    """Recorded by the end of that day and not closed by then. What lacks a closing day was closed before."""
    night = night_after(day)
    standing = col(ActionItem.status).in_(UNFINISHED) | (col(ActionItem.closed_at) >= night)
    return [col(ActionItem.created_at) < night, standing]


def of_action() -> Any:
    """Joins a row of the history with its action."""
    return col(ActionEvent.action_id) == col(ActionItem.id)


def due_touched() -> list[Any]:
    """Rows of the history that changed a due date there was; in the words of their index."""
    return [col(ActionEvent.field) == sa.literal_column("'due'"), col(ActionEvent.old).is_not(None)]


def slip() -> list[Any]:
    """Rows of the history, joined with their actions, that moved a promised due date to a later day.

    A proposed action promises nothing: what was moved before it was accepted does not count.
    """
    accepted = col(ActionItem.accepted_at)
    return [
        *due_touched(),
        col(ActionEvent.new) > col(ActionEvent.old),
        col(ActionItem.status) != ActionStatus.PROPOSED,
        accepted.is_(None) | (col(ActionEvent.at) > accepted),
    ]


def reopening() -> list[Any]:
    """Rows of the history that opened a closed action again; in the words of their index."""
    closed: list[Any] = [sa.literal_column(f"'{status}'") for status in FINISHED]
    return [
        col(ActionEvent.field) == sa.literal_column("'status'"),
        col(ActionEvent.old).in_(closed),
        col(ActionEvent.new).in_(UNFINISHED),
    ]
