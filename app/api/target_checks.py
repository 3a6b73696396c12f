"""Addresses that are asked how a target is, on demand and once a day."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Depends
from sqlmodel import Session

from app.api.fields import Key
from app.api.problems import writes
from app.api.targets import TargetName, TargetRead
from app.domain.principal import Principal
from app.http.bodies import json_only
from app.http.dependencies import PrincipalDep, ReachDep, SessionDep, TodayDep, WorkspaceDep
from app.store.action_items import find_action
from app.store.tables import TargetCheck
from app.store.targets import find_target
from app.usecases.target_checks import CheckGiven, ask, remove_check, set_check

router = APIRouter(prefix="/action-items/{key}/checks", tags=["action items"])
CHECK = {"url": "https://identity.example/health", "status": 200, "pointer": "/database/host", "value": "db-vip"}


@router.put(
    "/{target:path}",
    summary="Have an address asked about a target",
    dependencies=[Depends(json_only)],
    responses=writes(404),
)
def keep(
    key: Key,
    target: TargetName,
    given: Annotated[CheckGiven, Body(examples=[CHECK])],
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    reach: ReachDep,
    today: TodayDep,
) -> TargetRead:
    """Its host must be listed in AFTERCARE_CHECK_HOSTS. It is asked once a day, and when you say so."""
    set_check(ws, who, reach, key, target, given.as_check())
    return _shown(session, who, key, target, today)


@router.post("/{target:path}", summary="Ask it now", responses=writes(404))
def ask_now(
    key: Key,
    target: TargetName,
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    reach: ReachDep,
    today: TodayDep,
) -> TargetRead:
    """Waits for the answer, twenty seconds at most. `check.said` is what was found, also where nothing answers."""
    ask(ws, who, reach, key, target)
    return _shown(session, who, key, target, today)


@router.delete("/{target:path}", summary="Have it asked no more", responses=writes(404))
def remove(
    key: Key, target: TargetName, ws: WorkspaceDep, session: SessionDep, who: PrincipalDep, today: TodayDep
) -> TargetRead:
    """What was found stays."""
    remove_check(ws, who, key, target)
    return _shown(session, who, key, target, today)


def _shown(session: Session, who: Principal, key: str, name: str, today: date) -> TargetRead:
    found = find_target(session, find_action(session, who, key), name)
    return TargetRead.of(found, today, session.get(TargetCheck, found.id))
