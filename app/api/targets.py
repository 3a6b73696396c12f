"""Targets of an action item: what it is to be done for, reported on by people and by programs such as a CI."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Body, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlmodel import Session

from app.api.fields import Key, Page, Read
from app.api.problems import reads, writes
from app.domain.models import NAME_MAX, REASON_MAX, Text
from app.domain.principal import Principal
from app.domain.targets import (
    AGAIN_MAX,
    LIST_SIZE,
    NO_TARGETS,
    TARGET_NAME_MAX,
    TARGETS_MAX,
    Coverage,
    Target,
    names_in,
)
from app.domain.vocabulary import TargetState
from app.http.bodies import CSV, JSON, csv_or_json, json_only
from app.http.dependencies import PrincipalDep, SessionDep, TodayDep, WorkspaceDep
from app.store.action_items import find_action
from app.store.tables import ActionTarget, TargetCheck
from app.store.target_checks import checks_of
from app.store.targets import audit_days, coverages, targets_of
from app.usecases.targets import (
    TargetResult,
    add_tagged_services,
    add_targets,
    remove_target,
    repeat_audit,
    set_target,
)

router = APIRouter(prefix="/action-items/{key}", tags=["action items"])
#: One target by any spelling of its name; it may hold slashes, as names of repositories do.
TargetName = Annotated[Text, Path(max_length=TARGET_NAME_MAX, examples=["identity"])]
RESULT = {"state": "passed", "evidence_url": "https://ci.example/runs/812", "note": "uses the virtual IP"}


class CoverageRead(BaseModel):
    """How many targets an action has, how many of them are settled by today (UTC), how many failed."""

    total: int
    settled: int
    failed: int

    @classmethod
    def of(cls, coverage: Coverage, today: date) -> Self:
        return cls(total=coverage.total, settled=coverage.settled(today), failed=coverage.failed)


class CheckRead(Read):
    """What is asked of an address about the target, and what came of it last."""

    url: str
    status: int
    pointer: str | None
    value: str | None
    set_by: str
    set_at: datetime
    asked_at: datetime | None
    said: str | None
    next_at: datetime


class TargetRead(Read):
    """`settled`: passed, not applicable, or excepted until a day that is not past."""

    name: str
    state: TargetState
    settled: bool
    note: str | None
    evidence_url: str | None
    until: date | None
    set_by: str | None
    set_at: datetime | None
    added_by: str
    added_at: datetime
    check: CheckRead | None

    @classmethod
    def of(cls, target: ActionTarget, today: date, check: TargetCheck | None) -> Self:
        settled = Target(target.name, target.state, target.until).settled(today)
        return cls.of_record(target, settled=settled, check=check and CheckRead.of_record(check))


class Targets(Page[TargetRead]):
    """All of an action's targets by name. `re_audit_days`: it is owed again so many days after it is closed."""

    settled: int
    failed: int
    re_audit_days: int | None


class TargetsGiven(BaseModel):
    """One of the three: names, a CSV with a column `name`, or a tag of services in the catalogue."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"names": ["codebase", "deploy"]}]})

    names: list[Text] = Field(default_factory=list, max_length=TARGETS_MAX)
    csv: Text | None = Field(default=None, max_length=LIST_SIZE)
    tag: Text | None = Field(default=None, max_length=NAME_MAX)

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum(map(bool, (self.names, self.csv, self.tag))) != 1:
            raise ValueError("give names, csv or tag: one of them")
        return self


class ReAudit(BaseModel):
    model_config = ConfigDict(extra="forbid")

    days: int | None = Field(ge=1, le=AGAIN_MAX, description="So many days after it is closed; null: no more")


_TAKES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": TargetsGiven.model_json_schema()},
            CSV: {"schema": {"type": "string"}, "example": "name\r\ncodebase\r\ndeploy\r\n"},
        },
    }
}


@router.get("/targets", summary="What it is to be done for", responses=reads(404))
def list_targets(key: Key, session: SessionDep, who: PrincipalDep, today: TodayDep) -> Targets:
    """Every target with what was said of it last; the history has what was said before."""
    return _shown(session, who, key, today)


@router.post("/targets", summary="Add targets", openapi_extra=_TAKES, responses=writes(404))
def add(
    key: Key,
    given: Annotated[TargetsGiven, Depends(csv_or_json(TargetsGiven))],
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    today: TodayDep,
) -> Targets:
    """Those known stay as they are. A new one opens the action again where it was done or verified."""
    if given.tag:
        add_tagged_services(ws, who, key, given.tag)
    else:
        add_targets(ws, who, key, given.names or names_in(given.csv or "", is_csv=True))
    return _shown(session, who, key, today)


@router.put(
    "/targets/{target:path}",
    summary="Report a result for a target",
    dependencies=[Depends(json_only)],
    responses=writes(404),
)
def report(
    key: Key,
    target: TargetName,
    result: Annotated[TargetResult, Body(examples=[RESULT])],
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    today: TodayDep,
) -> TargetRead:
    """No If-Match: a report stands for itself, and the same again changes nothing.

    Where the action was done or verified, a target that is no longer settled opens it again.
    """
    found = set_target(ws, who, key, target, result.as_result())
    return TargetRead.of(found, today, session.get(TargetCheck, found.id))


@router.delete("/targets/{target:path}", summary="Take a target out", responses=writes(404))
def remove(
    key: Key,
    target: TargetName,
    reason: Annotated[Text, Query(min_length=1, max_length=REASON_MAX, examples=["it was shut down"])],
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    today: TodayDep,
) -> Targets:
    """Answers those that stay; the history keeps the reason and what was said of it."""
    remove_target(ws, who, key, target, reason)
    return _shown(session, who, key, today)


@router.put(
    "/re-audit", summary="Have it owed again at intervals", dependencies=[Depends(json_only)], responses=writes(404)
)
def repeat(
    key: Key,
    ask: Annotated[ReAudit, Body(examples=[{"days": 90}])],
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    today: TodayDep,
) -> Targets:
    """So many days after it is closed it is opened again, and every target that had passed is to be done again."""
    repeat_audit(ws, who, key, ask.days)
    return _shown(session, who, key, today)


def _shown(session: Session, who: Principal, key: str, today: date) -> Targets:
    own = find_action(session, who, key).id or 0
    found: Sequence[ActionTarget] = targets_of(session, own)
    coverage, checks = coverages(session, [own]).get(own, NO_TARGETS), checks_of(session, own)
    return Targets(
        items=[TargetRead.of(target, today, checks.get(target.id or 0)) for target in found],
        total=coverage.total,
        settled=coverage.settled(today),
        failed=coverage.failed,
        re_audit_days=audit_days(session, own),
    )
