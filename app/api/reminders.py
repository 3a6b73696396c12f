"""Reminders: who would be told of what today, work that nobody answers for, and putting an action off."""

from datetime import date, datetime
from typing import Annotated, Self

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.fields import Key, Page, Read, tag
from app.api.problems import TAGGED, reads, writes
from app.domain.models import REASON_MAX, Text
from app.domain.owed import LeftOut, Telling, Why
from app.domain.vocabulary import ActionStatus, Channel, DeliveryState
from app.http.bodies import json_only
from app.http.dependencies import MatchedVersion, PrincipalDep, WorkspaceDep
from app.store.paging import LIMIT_MAX
from app.usecases.actions import snooze_action
from app.usecases.delivery_log import list_deliveries
from app.usecases.reminders import list_orphans, plan_reminders

router = APIRouter(tags=["action items"])


class TellingRead(BaseModel):
    """`days` until it is due; negative: overdue. `fresh` ones are the reason for the letter, others come along."""

    key: str = Field(examples=["ACT-12"])
    why: Why
    reason: str = Field(examples=["3 days overdue, since 2030-01-28"])
    days: int
    fresh: bool

    @classmethod
    def of(cls, line: Telling) -> Self:
        return cls(key=line.action.key, why=line.why, reason=line.reason, days=line.days, fresh=line.fresh)


class DigestRead(BaseModel):
    person: str
    items: list[TellingRead]


class LeftOutRead(BaseModel):
    """`person` is who would have been told; null: nobody could be."""

    key: str = Field(examples=["ACT-12"])
    text: str
    status: ActionStatus
    due: date | None
    person: str | None
    reason: str = Field(examples=["proposed: nobody has committed to it"])

    @classmethod
    def of(cls, one: LeftOut) -> Self:
        action = one.action
        person = one.person.name if one.person else None
        return cls(
            key=action.key, text=action.text, status=action.status, due=action.due, person=person, reason=one.reason
        )


class PlanRead(BaseModel):
    digests: list[DigestRead]
    left_out: list[LeftOutRead]


class DeliveryRead(Read):
    """`key` names the message to its receiver, the same at every try. `next_at` is null where none follows."""

    key: str
    channel: Channel
    person: str
    address: str = Field(description="The e-mail address, or the webhook's host")
    day: date
    state: DeliveryState
    tries: int
    fault: str | None = Field(description="What the last try met with")
    created_at: datetime
    sent_at: datetime | None
    next_at: datetime | None


class Latest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=LIMIT_MAX)


class Snooze(BaseModel):
    model_config = ConfigDict(extra="forbid")

    until: date | None = Field(description="No reminder before this day; null ends the snooze")
    reason: Text | None = Field(default=None, max_length=REASON_MAX)


class Snoozed(BaseModel):
    key: str
    snoozed_until: date | None


@router.put(
    "/action-items/{key}/snooze",
    summary="Send its owner no reminder for a while",
    dependencies=[Depends(json_only)],
    responses=TAGGED | writes(404, 412, 428),
)
def snooze(
    key: Key,
    ask: Annotated[Snooze, Body(examples=[{"until": "2024-05-20", "reason": "waits for the new disks"}])],
    version: MatchedVersion,
    ws: WorkspaceDep,
    who: PrincipalDep,
    response: Response,
) -> Snoozed:
    """At most 31 days from now, with a reason. The manager of its team is told of it all the same."""
    action = snooze_action(ws, who, key, ask.until, ask.reason, expected=version)
    tag(response, action)
    return Snoozed(key=action.key, snoozed_until=action.snoozed_until)


@router.get("/reminders", summary="Who would be told of what today", responses=reads())
def read_plan(request: Request, ws: WorkspaceDep, who: PrincipalDep) -> PlanRead:
    """And of every other unfinished action item why nobody is told of it. Nothing is sent."""
    found = plan_reminders(ws, who, request.app.state.runtime.settings.reminders)
    digests = [
        DigestRead(person=d.person.name, items=[TellingRead.of(line) for line in d.lines]) for d in found.digests
    ]
    return PlanRead(digests=digests, left_out=[LeftOutRead.of(one) for one in found.left_out])


@router.get("/reminders/deliveries", summary="What was sent", responses=reads())
def read_deliveries(query: Annotated[Latest, Query()], ws: WorkspaceDep, who: PrincipalDep) -> Page[DeliveryRead]:
    """Letters and webhooks, the latest first: what became of each, and when it is tried again."""
    found = list_deliveries(ws, who, query.limit)
    return Page.whole([DeliveryRead.of_record(one) for one in found])


@router.get("/reminders/orphans", summary="Action items that nobody answers for", responses=reads())
def read_orphans(ws: WorkspaceDep, who: PrincipalDep) -> Page[LeftOutRead]:
    """Promised and unfinished, without an owner, or whose owner left or is known by name only."""
    return Page.whole([LeftOutRead.of(one) for one in list_orphans(ws, who)])
