"""Action items and their history."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.domain.models import ADDRESS_MAX, NAME_MAX, ActionItemBase
from app.domain.strength import strength_of
from app.domain.vocabulary import ActionKind, ActionStatus, Grade, LinkOrigin, Priority, Strength
from app.store.columns import enum, json_list, long_text, parent

REPORTED = (
    "created_at",
    "status",
    "closed_at",
    "due",
    "team_id",
    "priority",
    "strength",
    "strength_corrected",
    "postmortem_id",
)
COUNTED = ("status", "postmortem_id", "owner_id", "team_id", "kind", "priority", "due")


class ActionItem(ActionItemBase, SQLModel, table=True):
    """One piece of promised work. Its wording follows the document, its status what was done here.

    `claimed` is what the document said last (`app.usecases.claims`), as text, so that a later import can tell its
    own changes from those made here. `on_documents_word` says that the status rests on the
    document alone. `owner_raw` is the owner as written. `strength` is what its wording says (None: nothing that
    a rule knows), unless `strength_corrected`: then it is what somebody said, whatever becomes of the wording.
    """

    __tablename__ = "action_item"
    __table_args__ = (
        sa.Index("ix_action_item_lane", "status", "due", "number"),  # a lane of the board in its order
        sa.Index("ix_action_item_owner_status", "owner_id", "status"),
        # All that the board counts by.
        sa.Index("ix_action_item_facets", *COUNTED),
        # All that the reports count by: they read this and no row.
        sa.Index("ix_action_item_report", *REPORTED),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(unique=True)
    postmortem_id: int | None = parent("postmortem.id", null=True)
    text: str = long_text(null=False)
    kind: ActionKind = enum(ActionKind, index=True)
    priority: Priority | None = enum(Priority, null=True, index=True)
    strength: Strength | None = enum(Strength, null=True)
    strength_corrected: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    status: ActionStatus = enum(ActionStatus, index=True)
    owner_id: int | None = parent("person.id", null=True)
    owner_raw: str | None = Field(default=None, max_length=NAME_MAX)
    team_id: int | None = parent("team.id", null=True)
    due: date | None = Field(default=None, index=True)
    default_due: date | None = None  # by its priority, as it was when it was accepted
    due_raw: str | None = Field(default=None, max_length=NAME_MAX)
    tracker_url: str | None = Field(default=None, max_length=ADDRESS_MAX)
    links: list[str] = json_list()
    claimed: dict[str, str | None] | None = Field(default=None, sa_type=sa.JSON)
    on_documents_word: bool = False
    evidence: list[dict[str, str]] = json_list()
    grade: Grade | None = enum(Grade, null=True)
    self_verified: bool = False
    accepted_at: datetime | None = None
    accepted_by: str | None = Field(default=None, max_length=NAME_MAX)
    accepted_until: date | None = None
    superseded_by: int | None = parent("action_item.id", null=True)
    closed_at: datetime | None = None
    snoozed_until: date | None = None
    line: int | None = None
    rule: str | None = Field(default=None, max_length=NAME_MAX)
    confidence: float | None = None
    position: int = 0
    removed_in_revision: int | None = None
    version: int = 1
    created_at: datetime
    updated_at: datetime

    @property
    def key(self) -> str:
        return f"ACT-{self.number}"


@sa.event.listens_for(ActionItem, "before_insert")
@sa.event.listens_for(ActionItem, "before_update")
def _judge(_mapper: Any, _connection: Any, action: ActionItem) -> None:
    """Kept in the row, so that the database can count it: whoever writes a wording cannot forget it."""
    if not action.strength_corrected:
        action.strength = strength_of(action.text).strength


class ActionCause(SQLModel, table=True):
    """Which cause an action answers, and how that is known."""

    __tablename__ = "action_cause"

    action_id: int = Field(foreign_key="action_item.id", primary_key=True, ondelete="CASCADE")
    cause_id: int = Field(foreign_key="cause.id", primary_key=True, ondelete="CASCADE", index=True)
    origin: LinkOrigin = enum(LinkOrigin)


def _only(name: str, which: str) -> sa.Index:
    """By time, of these rows only. A query uses it where it says the same in the same words."""
    return sa.Index(
        name, "at", "action_id", "old", "new", sqlite_where=sa.text(which), postgresql_where=sa.text(which)
    )


class ActionEvent(SQLModel, table=True):
    """One change of one action. Append-only; `seq` runs over all actions and each row seals the one before.

    `old` and `new` are the field's values as text, None for nothing; `hash` is over everything else of the row.
    """

    __tablename__ = "action_event"
    __table_args__ = (
        # Reports look for two sorts of rows among many: due dates that moved, and closed actions that were touched.
        _only("ix_action_event_due", "field = 'due' AND old IS NOT NULL"),
        _only("ix_action_event_left", "field = 'status' AND old IN ('done', 'verified', 'wont_do', 'superseded')"),
    )

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    action_id: int = parent("action_item.id", cascade=False)
    at: datetime
    actor: str = Field(max_length=NAME_MAX)
    field: str = Field(max_length=NAME_MAX)
    old: str | None = long_text()
    new: str | None = long_text()
    why: str | None = long_text()
    prev_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class SearchChange(SQLModel, table=True):
    """A postmortem whose searched text or facts changed: the outbox that every search index follows."""

    __tablename__ = "search_change"
    __table_args__ = {"sqlite_autoincrement": True}  # a number is never given twice

    seq: int | None = Field(default=None, primary_key=True)
    postmortem_id: int = Field(index=True)
