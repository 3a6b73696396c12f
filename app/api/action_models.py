"""Action items as the API takes and shows them."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.api.fields import LIST_MAX, Listing, Named, Read, Tagged
from app.api.targets import CoverageRead
from app.domain.lifecycle import Evidence, Move, legal_moves
from app.domain.models import REASON_MAX, ActionItemBase, Name, Sourced, Text, WebAddress
from app.domain.months import Days
from app.domain.vocabulary import UNFINISHED, ActionKind, ActionStatus, Grade, Priority, Strength
from app.http.dependencies import etag
from app.store.action_items import ORDERS, ActionFilter, ActionRow
from app.store.action_spans import Further, Lack


class EvidenceGiven(BaseModel):
    """What shows that the work is done: either a sentence or an address."""

    model_config = ConfigDict(extra="forbid")

    text: Text | None = Field(default=None, max_length=REASON_MAX)
    url: WebAddress | None = None


class EvidenceRead(BaseModel):
    text: str | None = None
    url: str | None = None


class ActionRead(ActionItemBase, Sourced, Tagged):
    """An action item. `line`, `rule` and `confidence` are null for one that stands in no document.

    `moves` are the statuses it may move to. `overdue`: unfinished and due before today (UTC).
    """

    key: str = Field(examples=["ACT-12"])
    status: ActionStatus
    moves: list[ActionStatus]
    overdue: bool
    owner: str | None
    team: str | None
    owner_raw: str | None = Field(description="The owner as the document writes it")
    due_raw: str | None = Field(description="The due date as the document writes it")
    postmortem: str | None = Field(description="Address (slug) of its postmortem")
    postmortem_title: str | None
    links: list[str]
    evidence: list[EvidenceRead]
    strength: Strength | None = Field(description="Null where no rule knows the wording and nobody said")
    strength_corrected: bool = Field(description="Somebody said so, whatever the wording says")
    grade: Grade | None
    self_verified: bool
    on_documents_word: bool = Field(description="Its status rests on the document alone")
    accepted_at: datetime | None
    accepted_by: str | None
    accepted_until: date | None
    superseded_by: str | None = Field(description="Key of the action that replaces it")
    targets: CoverageRead
    closed_at: datetime | None
    snoozed_until: date | None = Field(description="Its owner gets no reminder before")
    removed_in_revision: int | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: ActionRow, today: date) -> Self:
        action = row.action
        unfinished = action.status in UNFINISHED
        return cls.of_record(
            action,
            etag=etag(action.version),
            moves=list(legal_moves(action.status)),
            overdue=unfinished and action.due is not None and action.due < today,
            owner=row.owner,
            team=row.team,
            postmortem=row.postmortem_slug,
            postmortem_title=row.postmortem_title,
            superseded_by=row.superseded_by,
            targets=CoverageRead.of(row.coverage, today),
        )


class HistoryEntry(Read):
    """One change. Each row seals the one before: `hash` is over the row and `prev_hash`."""

    seq: int
    at: datetime
    actor: str
    field: str
    old: str | None
    new: str | None
    why: str | None
    prev_hash: str
    hash: str


class MoveAsked(BaseModel):
    """A move through the lifecycle; which fields a move needs is said by the refusal that lacks them."""

    model_config = ConfigDict(extra="forbid")

    to: ActionStatus
    evidence: list[EvidenceGiven] = Field(default_factory=list, max_length=20)
    grade: Grade | None = None
    accepted_by: Name | None = None
    until: date | None = None
    superseded_by: str | None = Field(default=None, pattern=r"^ACT-[1-9][0-9]{0,8}$")

    def as_move(self) -> Move:
        return Move(
            to=self.to,
            evidence=tuple(Evidence(e.text, e.url) for e in self.evidence),
            grade=self.grade,
            accepted_by=self.accepted_by,
            until=self.until,
            superseded_by=self.superseded_by,
        )


class Transition(MoveAsked):
    """A move through the lifecycle; which fields a move needs is said by the 422 that lacks them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"to": "done", "evidence": [{"url": "https://git.example/pull/7"}]},
                {"to": "verified", "grade": "acceptable"},
                {"to": "wont_do", "reason": "the router is gone"},
            ]
        },
    )

    reason: Text | None = Field(default=None, max_length=REASON_MAX)

    def as_move(self) -> Move:
        return replace(super().as_move(), reason=self.reason)


Many: Any = Field(default_factory=list, max_length=LIST_MAX)
_DAY = "([0-9]{4}-[0-9]{2}-[0-9]{2})?"


def _canonical_days(text: str) -> str:
    return str(Days.parse(text))


#: Days of UTC, both included.
DaysText = Annotated[
    str, Field(pattern=rf"^{_DAY}\.\.{_DAY}$", examples=["2026-11-01..2026-11-30"]), AfterValidator(_canonical_days)
]


def _days(text: str | None) -> Days | None:
    return Days.parse(text) if text else None


class ActionQuery(BaseModel):
    """Filters of the board: any of the values within one, all of them together."""

    model_config = ConfigDict(extra="forbid")

    status: list[ActionStatus] = Many
    owner: list[Named] = Many
    team: list[Named] = Many
    service: list[Named] = Many
    kind: list[ActionKind] = Many
    priority: list[Priority] = Many
    postmortem: Annotated[list[Named], Field(description="Addresses (slugs)")] = Many
    overdue: bool = False
    unfinished: bool = False
    due_from: date | None = None
    due_by: date | None = None
    q: Text = Field(default="", max_length=256, description="Words of its wording; all must occur")
    strength: list[Strength] = Many
    created: DaysText | None = None
    closed: DaysText | None = None
    slipped: DaysText | None = Field(default=None, description="Days on which its due date was moved later")
    reopened: DaysText | None = Field(default=None, description="Days on which it was opened again")
    open_on: date | None = Field(default=None, description="Recorded by that day and not closed by its end")
    without: list[Lack] = Many
    dated: bool = Field(default=False, description="Not closed on an unknown day, nor before it was recorded")
    sort: str = Field(default="due", json_schema_extra={"enum": list(ORDERS)})

    def as_filter(self, today: date) -> ActionFilter:
        return ActionFilter(
            status=tuple(self.status),
            owner=tuple(self.owner),
            team=tuple(self.team),
            service=tuple(self.service),
            kind=tuple(self.kind),
            priority=tuple(self.priority),
            postmortem=tuple(self.postmortem),
            overdue=self.overdue,
            unfinished=self.unfinished,
            due_from=self.due_from,
            due_by=self.due_by,
            q=self.q,
            today=today,
            further=self.further(),
        )

    def further(self) -> Further:
        return Further(
            strength=tuple(self.strength),
            created=_days(self.created),
            closed=_days(self.closed),
            slipped=_days(self.slipped),
            reopened=_days(self.reopened),
            open_on=self.open_on,
            without=tuple(self.without),
            dated=self.dated,
        )


class ActionListing(ActionQuery, Listing):
    pass
