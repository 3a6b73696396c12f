"""Many action items changed at once, and that taken back."""

from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Body, Depends
from pydantic import BaseModel, ConfigDict, Field

from app.api.action_models import MoveAsked
from app.api.fields import RecordId
from app.api.problems import writes
from app.domain.models import REASON_MAX, Name, Text
from app.domain.vocabulary import Priority
from app.http.bodies import json_only
from app.http.dependencies import DueDaysDep, PrincipalDep, WorkspaceDep, etag
from app.usecases.actions import ActionEdit
from app.usecases.bulk import BULK_MAX, Bulk, Ending, Outcome, change_many, foretell_bulk
from app.usecases.bulk_undo import undo_bulk

router = APIRouter(prefix="/action-items/bulk", tags=["action items"])
EXAMPLE = {
    "items": [{"key": "ACT-12", "etag": '"v3"'}, {"key": "ACT-15", "etag": '"v1"'}],
    "edit": {"owner": "Maria Ortiz", "due": "2024-07-01"},
    "reason": "the team took this over",
}


class BulkItem(BaseModel):
    model_config = ConfigDict(extra="forbid")

    key: str = Field(pattern=r"^ACT-[1-9][0-9]{0,8}$", examples=["ACT-12"])
    etag: str = Field(pattern=r'^"v[0-9]{1,9}"$', examples=['"v3"'], description="The version that you read")


class BulkEdit(BaseModel):
    """Fields to change in each; null clears one, those not given stay."""

    model_config = ConfigDict(extra="forbid")

    owner: Name | None = None
    team: Name | None = None
    due: date | None = None
    priority: Priority | None = None


class BulkAsk(BaseModel):
    """A move, fields to change, or both. With `dry_run` nothing changes: it is told what would become of each."""

    model_config = ConfigDict(extra="forbid")

    items: list[BulkItem] = Field(min_length=1, max_length=BULK_MAX)
    reason: Text = Field(min_length=1, max_length=REASON_MAX, description="Kept in the history of each")
    move: MoveAsked | None = None
    edit: BulkEdit | None = None
    dry_run: bool = False

    def as_bulk(self) -> Bulk:
        fields = self.edit.model_dump(exclude_unset=True) if self.edit else {}
        return Bulk(
            tuple((item.key, int(item.etag[2:-1])) for item in self.items),
            self.reason,
            self.move.as_move() if self.move else None,
            ActionEdit(**fields) if fields else None,
        )


class BulkResult(BaseModel):
    """`conflict`: somebody changed it meanwhile; `detail` says why it was refused."""

    key: str = Field(examples=["ACT-12"])
    result: Ending
    detail: str | None
    etag: str | None = Field(description="Its newest version where it was changed", examples=['"v4"'])

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        tagged = etag(outcome.version) if outcome.version else None
        return cls(key=outcome.key, result=outcome.ending, detail=outcome.why or None, etag=tagged)


class BulkRead(BaseModel):
    """`results` are in the order of `items`."""

    undo: int | None = Field(description="What it is taken back by, for a week", examples=[7])
    changed: int
    results: list[BulkResult]

    @classmethod
    def of(cls, outcomes: list[Outcome], undo: int | None = None) -> Self:
        changed = sum(o.ending is Ending.CHANGED for o in outcomes)
        return cls(undo=undo, changed=changed, results=[BulkResult.of(o) for o in outcomes])


@router.post("", summary="Change many at once", dependencies=[Depends(json_only)], responses=writes())
def change(
    ask: Annotated[BulkAsk, Body(examples=[EXAMPLE])], ws: WorkspaceDep, who: PrincipalDep, due_days: DueDaysDep
) -> BulkRead:
    """All in one transaction, each as by itself: what one refuses does not stop the others, and is told of it."""
    if ask.dry_run:
        return BulkRead.of(foretell_bulk(ws, who, ask.as_bulk(), due_days))
    done = change_many(ws, who, ask.as_bulk(), due_days)
    return BulkRead.of(done.outcomes, done.number)


@router.post("/{record_id}/undo", summary="Take such a change back", responses=writes(404, 409))
def undo(record_id: RecordId, ws: WorkspaceDep, who: PrincipalDep) -> BulkRead:
    """Exactly what it did, by the one who did it. An action that was changed since is a conflict, and stays."""
    return BulkRead.of(undo_bulk(ws, who, record_id))
