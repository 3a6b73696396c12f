"""Postmortems that look like one: flagged by imports, settled by people."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Body, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from app.api.fields import Listing, Page, Read, RecordId
from app.api.problems import reads, writes
from app.domain.models import Text
from app.domain.vocabulary import DuplicateReason, DuplicateState
from app.http.bodies import json_only
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep
from app.store.duplicates import Pair, list_duplicates
from app.store.tables import Postmortem
from app.usecases.duplicates import doubt_again, merge, separate, tell_apart

router = APIRouter(prefix="/duplicates", tags=["postmortems"])
SETTLED = writes(404, 409)


class TwinRead(Read):
    slug: str
    title: str
    started_at: str | None


class DuplicateRead(Read):
    """`one` was known first. `score` is how alike the two are for the strongest reason, 0 to 1."""

    id: int
    state: DuplicateState
    reasons: list[DuplicateReason]
    score: float
    one: TwinRead
    other: TwinRead
    found_at: datetime
    settled_by: str | None
    settled_at: datetime | None

    @classmethod
    def of(cls, pair: Pair) -> Self:
        return cls.of_record(pair.duplicate, one=_twin(pair.one), other=_twin(pair.other))


class DuplicateQuery(Listing):
    state: list[DuplicateState] = Field(default=[DuplicateState.SUSPECTED], max_length=len(DuplicateState))


class MergeInto(BaseModel):
    """`into` is the address of the one that stays."""

    model_config = ConfigDict(extra="forbid")

    into: Text = Field(max_length=200, examples=["core-router-reload"])


@router.get("", summary="Postmortems that look like one", responses=reads(400))
def list_pairs(
    query: Annotated[DuplicateQuery, Query()], session: SessionDep, who: PrincipalDep
) -> Page[DuplicateRead]:
    """The newest first: those in doubt, or in the states that are asked for."""
    found = list_duplicates(session, who, query.state, cursor=query.cursor, limit=query.limit)
    return Page(items=[DuplicateRead.of(pair) for pair in found.items], next=found.next, total=found.total)


@router.post("/{pair_id}/merge", summary="Merge the two", dependencies=[Depends(json_only)], responses=SETTLED)
def merge_pair(
    pair_id: RecordId,
    ask: Annotated[MergeInto, Body(examples=[{"into": "core-router-reload"}])],
    ws: WorkspaceDep,
    who: PrincipalDep,
) -> DuplicateRead:
    """The other one leaves lists and search, and its address leads to the one that stays.

    Its unfinished actions that say the same as one there are replaced by that one; the rest is shown there.
    """
    return DuplicateRead.of(merge(ws, who, pair_id, ask.into))


@router.post("/{pair_id}/separate", summary="Undo a merge", responses=SETTLED)
def separate_pair(pair_id: RecordId, ws: WorkspaceDep, who: PrincipalDep) -> DuplicateRead:
    """Both stand by themselves again, and what the merge replaced is owed again."""
    return DuplicateRead.of(separate(ws, who, pair_id))


@router.post("/{pair_id}/not-duplicate", summary="Say that they are two", responses=SETTLED)
def tell_pair_apart(pair_id: RecordId, ws: WorkspaceDep, who: PrincipalDep) -> DuplicateRead:
    """No later import of either raises the suspicion again."""
    return DuplicateRead.of(tell_apart(ws, who, pair_id))


@router.post("/{pair_id}/doubt", summary="Take that back", responses=SETTLED)
def doubt_pair(pair_id: RecordId, ws: WorkspaceDep, who: PrincipalDep) -> DuplicateRead:
    """They are among those in doubt again."""
    return DuplicateRead.of(doubt_again(ws, who, pair_id))


def _twin(post: Postmortem) -> TwinRead:
    return TwinRead.of_record(post)
