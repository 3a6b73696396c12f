"""Action items: the board, one action, its moves, its history, and the board as a file."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Response

from app.api.action_models import (
    ActionListing,
    ActionRead,
    HistoryEntry,
    Transition,
)
from app.api.fields import Key, Page, tag
from app.api.problems import CREATED, TAGGED, reads, writes
from app.domain.principal import Principal
from app.http.bodies import json_only
from app.http.dependencies import DueDaysDep, MatchedVersion, PrincipalDep, SessionDep, TodayDep, WorkspaceDep
from app.store.action_items import find_action, history, list_actions, one_row
from app.usecases.actions import ActionEdit, NewAction, create_action, edit_action, move_action

router = APIRouter(prefix="/action-items", tags=["action items"])
JSON_BODY = [Depends(json_only)]
NEW = {
    "text": "Alert on router uptime",
    "owner": "Maria Ortiz",
    "due": "2024-06-01",
    "priority": "high",
    "postmortem": "core-router-reload",
}
CHANGE = {"due": "2024-07-01", "reason": "the vendor is late"}
CHANGES = TAGGED | writes(404, 409, 412, 428)


@router.get("", summary="List action items", responses=reads(400))
def list_all(
    query: Annotated[ActionListing, Query()], session: SessionDep, who: PrincipalDep, today: TodayDep
) -> Page[ActionRead]:
    """By due date, unless `sort` says otherwise; those without one come last."""
    where = query.as_filter(today)
    page = list_actions(session, who, where, sort=query.sort, cursor=query.cursor, limit=query.limit)
    return Page(items=[ActionRead.of(row, today) for row in page.items], next=page.next, total=page.total)


@router.post(
    "",
    status_code=201,
    summary="Add an action item",
    dependencies=JSON_BODY,
    responses=CREATED | writes(404, 410),
)
def create(
    new: Annotated[NewAction, Body(examples=[NEW])],
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    today: TodayDep,
    response: Response,
) -> ActionRead:
    """One that stands in no document. With owner and due date it is open, else proposed."""
    made = create_action(ws, who, new)
    response.headers["Location"] = f"/api/v1/action-items/{made.key}"
    return _shown(session, who, made.key, today, response)


@router.get("/{key}", summary="One action item", responses=TAGGED | reads(404))
def read(key: Key, session: SessionDep, who: PrincipalDep, today: TodayDep, response: Response) -> ActionRead:
    return _shown(session, who, key, today, response)


@router.patch("/{key}", summary="Change fields of it", dependencies=JSON_BODY, responses=CHANGES)
def edit(
    key: Key,
    changes: Annotated[ActionEdit, Body(examples=[CHANGE])],
    version: MatchedVersion,
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    today: TodayDep,
    response: Response,
) -> ActionRead:
    """Fields not given stay; null clears one. The status is moved by transitions."""
    edit_action(ws, who, key, changes, expected=version)
    return _shown(session, who, key, today, response)


@router.post(
    "/{key}/transitions",
    summary="Move it through its lifecycle",
    dependencies=JSON_BODY,
    responses=CHANGES,
)
def transition(
    key: Key,
    ask: Transition,
    version: MatchedVersion,
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    today: TodayDep,
    due_days: DueDaysDep,
    response: Response,
) -> ActionRead:
    """A move that the lifecycle forbids is 409 with the legal ones; one that lacks something is 422.

    What is accepted without a due date is given the default one of its priority.
    """
    move_action(ws, who, key, ask.as_move(), expected=version, due_days=due_days)
    return _shown(session, who, key, today, response)


@router.get("/{key}/history", summary="Every change of it", responses=reads(404))
def read_history(key: Key, session: SessionDep, who: PrincipalDep) -> Page[HistoryEntry]:
    """Oldest first, all of it."""
    action = find_action(session, who, key)
    return Page.whole([HistoryEntry.of_record(e) for e in history(session, action.id or 0)])


def _shown(session: SessionDep, who: Principal, key: str, today: TodayDep, response: Response) -> ActionRead:
    action = find_action(session, who, key)
    tag(response, action)
    return ActionRead.of(one_row(session, action), today)
