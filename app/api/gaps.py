"""The cause-to-action matrix: which action answers which cause and what went wrong, and what is left open."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from fastapi import APIRouter, Body, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from app.api.fields import LIST_MAX, Key, Listing, Named, Page, Read, Slug
from app.api.problems import reads, writes
from app.domain.gaps import Point
from app.domain.models import REASON_MAX, Text
from app.domain.vocabulary import ActionStatus, LinkOrigin, PointKind
from app.http.bodies import json_only
from app.http.dependencies import PrincipalDep, WorkspaceDep
from app.store.gaps import GapFilter, Told
from app.usecases.gaps import (
    Answer,
    Gaps,
    Line,
    accept,
    answer,
    as_it_is,
    deny,
    gaps,
    matrix,
    take_back_answer,
    take_back_denial,
    withdraw_acceptance,
)

router = APIRouter(tags=["postmortems"])
PointName = Annotated[str, Path(pattern=r"^(cause|lesson)-[1-9][0-9]{0,9}$", examples=["cause-12"])]
_COVERAGE = "/postmortems/{slug}/coverage"
_ACTION = _COVERAGE + "/{point}/actions/{key}"
_ACCEPTANCE = _COVERAGE + "/{point}/acceptance"


class PointRead(BaseModel):
    """A cause or what went wrong. `point` is its name in addresses."""

    point: str
    kind: PointKind
    text: str
    line: int | None

    @classmethod
    def of(cls, told: Told) -> Self:
        return cls(point=str(told.point), kind=told.point.kind, text=told.text, line=told.line)


class AnswerRead(BaseModel):
    """An action against a point. `covers` is false for a suggestion, and for an action that was declined.

    `words` are those that a suggestion has in common with the point.
    """

    key: str
    text: str
    status: ActionStatus
    origin: LinkOrigin
    covers: bool
    words: list[str]

    @classmethod
    def of(cls, found: Answer) -> Self:
        action = found.row.action
        return cls(
            key=action.key,
            text=action.text,
            status=action.status,
            origin=found.origin,
            covers=found.covers,
            words=list(found.words),
        )


class DenialRead(BaseModel):
    key: str
    said_by: str
    said_at: datetime


class AcceptanceRead(Read):
    """Why the point may stay without an action."""

    reason: str
    said_by: str
    said_at: datetime


class LineRead(PointRead):
    """A point with what answers it. `gap`: no action covers it and nobody accepted that."""

    gap: bool
    answers: list[AnswerRead]
    suggested: list[AnswerRead]
    denied: list[DenialRead]
    accepted: AcceptanceRead | None

    @classmethod
    def of_line(cls, line: Line) -> Self:
        return cls(
            **PointRead.of(line.told).model_dump(),
            gap=line.gap,
            answers=[AnswerRead.of(each) for each in line.answers],
            suggested=[AnswerRead.of(each) for each in line.suggested],
            denied=[
                DenialRead(key=row.action.key, said_by=said.said_by, said_at=said.said_at)
                for row, said in line.denied
            ],
            accepted=AcceptanceRead.of_record(line.accepted) if line.accepted else None,
        )


class Matrix(BaseModel):
    """Every cause but triggers, and every point of what went wrong; `gaps` counts those that are open."""

    gaps: int
    items: list[LineRead]


class PostmortemGaps(BaseModel):
    slug: str
    title: str
    started_at: str | None
    points: list[PointRead]

    @classmethod
    def of(cls, found: Gaps) -> Self:
        post = found.post
        points = [PointRead.of(told) for told in found.points]
        return cls(slug=post.slug, title=post.title, started_at=post.started_at, points=points)


class GapQuery(Listing):
    service: list[Named] = Field(default_factory=list, max_length=LIST_MAX)
    team: list[Named] = Field(default_factory=list, max_length=LIST_MAX)


class Verdict(StrEnum):
    ANSWERS = "answers"
    UNRELATED = "unrelated"


class VerdictGiven(BaseModel):
    model_config = ConfigDict(extra="forbid")

    verdict: Verdict


class Acceptance(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Text = Field(min_length=1, max_length=REASON_MAX, examples=["the vendor has ended the product"])


@router.get(_COVERAGE, summary="What answers what", responses=reads(404, 410))
def coverage(slug: Slug, ws: WorkspaceDep, who: PrincipalDep) -> Matrix:
    """Suggestions share telling words with a point; they cover nothing until somebody confirms them."""
    return _shown(matrix(ws, who, slug))


@router.put(
    _ACTION,
    summary="Say whether an action answers it",
    dependencies=[Depends(json_only)],
    responses=writes(404, 410),
)
def say(
    slug: Slug,
    point: PointName,
    key: Key,
    given: Annotated[VerdictGiven, Body(examples=[{"verdict": "answers"}])],
    ws: WorkspaceDep,
    who: PrincipalDep,
) -> Matrix:
    """What is unrelated is not suggested again."""
    if given.verdict is Verdict.ANSWERS:
        answer(ws, who, slug, Point.parse(point), key)
    else:
        deny(ws, who, slug, Point.parse(point), key)
    return _shown(as_it_is(ws, who, slug))


@router.delete(_ACTION, summary="Take back what was said of an action", responses=writes(404, 409, 410))
def take_back(
    slug: Slug,
    point: PointName,
    key: Key,
    said: Annotated[Verdict, Query(description="Which of the two is taken back")],
    ws: WorkspaceDep,
    who: PrincipalDep,
) -> Matrix:
    """409 where the document itself says that the action answers it: change it there."""
    if said is Verdict.ANSWERS:
        take_back_answer(ws, who, slug, Point.parse(point), key)
    else:
        take_back_denial(ws, who, slug, Point.parse(point), key)
    return _shown(as_it_is(ws, who, slug))


@router.put(
    _ACCEPTANCE,
    summary="Leave it without an action, for a reason",
    dependencies=[Depends(json_only)],
    responses=writes(404, 410),
)
def leave(
    slug: Slug,
    point: PointName,
    given: Annotated[Acceptance, Body(examples=[{"reason": "the vendor has ended the product"}])],
    ws: WorkspaceDep,
    who: PrincipalDep,
) -> Matrix:
    """It counts as a gap no more."""
    accept(ws, who, slug, Point.parse(point), given.reason)
    return _shown(as_it_is(ws, who, slug))


@router.delete(_ACCEPTANCE, summary="It is a gap again", responses=writes(404, 410))
def no_longer(slug: Slug, point: PointName, ws: WorkspaceDep, who: PrincipalDep) -> Matrix:
    """No error where it was not accepted."""
    withdraw_acceptance(ws, who, slug, Point.parse(point))
    return _shown(as_it_is(ws, who, slug))


@router.get("/gaps", summary="What no action answers", responses=reads(400))
def list_gaps(query: Annotated[GapQuery, Query()], ws: WorkspaceDep, who: PrincipalDep) -> Page[PostmortemGaps]:
    """Incidents with causes or points of what went wrong that nothing covers, the newest first."""
    where = GapFilter(tuple(query.service), tuple(query.team))
    found = gaps(ws, who, where, cursor=query.cursor, limit=query.limit)
    return Page(items=[PostmortemGaps.of(each) for each in found.items], next=found.next, total=found.total)


def _shown(lines: list[Line]) -> Matrix:
    return Matrix(gaps=sum(line.gap for line in lines), items=[LineRead.of_line(line) for line in lines])
