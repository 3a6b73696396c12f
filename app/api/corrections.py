"""What was read wrongly put right: a postmortem's own fields, its timeline, its causes; taken back, and settled."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.fields import INT_MAX, Page, Slug, tag
from app.api.postmortem_models import CorrectionRead, PostmortemRead
from app.api.postmortems import ONE
from app.api.problems import TAGGED, writes
from app.api.records import Found, whole_record
from app.domain.vocabulary import FactKind
from app.http.bodies import json_only
from app.http.dependencies import MatchedVersion, PrincipalDep, SessionDep, TodayDep, WorkspaceDep
from app.store.facts import corrections
from app.store.tables import Postmortem
from app.usecases.correctable import CauseGiven, EventGiven, PostmortemGiven
from app.usecases.corrections import correct, keep, undo

router = APIRouter(prefix="/postmortems", tags=["postmortems"])
JSON_BODY = [Depends(json_only)]
CHANGES = TAGGED | writes(404, 409, 410, 412, 428)
FactId = Annotated[int, Path(ge=1, le=INT_MAX)]


class Keep(BaseModel):
    """`fact` is another fact of the same kind, where the corrected one left the text and that is it now."""

    model_config = ConfigDict(extra="forbid")

    fact: int | None = Field(default=None, ge=1, le=INT_MAX)


class _Answer:
    """What every change here answers: the whole record, as it is after it."""

    def __init__(self, session: SessionDep, who: PrincipalDep, today: TodayDep, response: Response) -> None:
        self.session, self.who, self.today, self.response = session, who, today, response

    def of(self, postmortem: Postmortem) -> PostmortemRead:
        tag(self.response, postmortem)
        return whole_record(self.session, self.who, postmortem, self.today)


Answer = Annotated[_Answer, Depends()]


@router.patch("/{slug}", summary="Correct its own fields", dependencies=JSON_BODY, responses=CHANGES)
def correct_record(
    slug: Slug,
    given: Annotated[PostmortemGiven, Body(examples=[{"severity": "sev1", "reason": "all of Europe was out"}])],
    version: MatchedVersion,
    ws: WorkspaceDep,
    who: PrincipalDep,
    answer: Answer,
) -> PostmortemRead:
    """Fields not given stay; null clears one. The document is not changed: its word is kept beside yours.

    A new title gives a new address; the old one redirects.
    """
    return answer.of(correct(ws, who, slug, FactKind.POSTMORTEM, None, given, expected=version))


@router.patch(
    "/{slug}/timeline/{fact_id}", summary="Correct a timeline event", dependencies=JSON_BODY, responses=CHANGES
)
def correct_event(
    slug: Slug,
    fact_id: FactId,
    given: Annotated[EventGiven, Body(examples=[{"at": "2024-05-01T09:57Z", "kind": "trigger"}])],
    version: MatchedVersion,
    ws: WorkspaceDep,
    who: PrincipalDep,
    answer: Answer,
) -> PostmortemRead:
    """`fact_id` is its `id` in the record. Fields not given stay; null clears a time. If-Match is the record's."""
    return answer.of(correct(ws, who, slug, FactKind.TIMELINE_EVENT, fact_id, given, expected=version))


@router.patch("/{slug}/causes/{fact_id}", summary="Correct a cause", dependencies=JSON_BODY, responses=CHANGES)
def correct_cause(
    slug: Slug,
    fact_id: FactId,
    given: Annotated[CauseGiven, Body(examples=[{"role": "trigger"}])],
    version: MatchedVersion,
    ws: WorkspaceDep,
    who: PrincipalDep,
    answer: Answer,
) -> PostmortemRead:
    """`fact_id` is its `id` in the record. Fields not given stay. If-Match is the record's."""
    return answer.of(correct(ws, who, slug, FactKind.CAUSE, fact_id, given, expected=version))


@router.get("/{slug}/corrections", summary="What people corrected of it", responses=ONE)
def read_corrections(postmortem: Found, session: SessionDep) -> Page[CorrectionRead]:
    """The first one first, all of them; `conflict` tells which wait for somebody to decide."""
    return Page.whole([CorrectionRead.of(c) for c in corrections(session, postmortem.id or 0)])


@router.delete("/{slug}/corrections/{correction_id}", summary="Take a correction back", responses=CHANGES)
def undo_correction(
    slug: Slug,
    correction_id: FactId,
    version: MatchedVersion,
    ws: WorkspaceDep,
    who: PrincipalDep,
    answer: Answer,
) -> PostmortemRead:
    """What the document says stands again; that also settles a conflict for the document."""
    return answer.of(undo(ws, who, slug, correction_id, expected=version))


@router.post(
    "/{slug}/corrections/{correction_id}/keep",
    summary="Settle a conflict for the correction",
    dependencies=JSON_BODY,
    responses=CHANGES,
)
def keep_correction(
    slug: Slug,
    correction_id: FactId,
    given: Annotated[Keep, Body(examples=[{}])],
    version: MatchedVersion,
    ws: WorkspaceDep,
    who: PrincipalDep,
    answer: Answer,
) -> PostmortemRead:
    """409 where there is no conflict, or where the other fact is corrected in the same field already."""
    return answer.of(keep(ws, who, slug, correction_id, fact_id=given.fact, expected=version))
