"""What action items are to be done for, one by one, and audits that repeat."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.domain.checks import POINTER_MAX, VALUE_MAX
from app.domain.models import ADDRESS_MAX, NAME_MAX
from app.domain.names import FOLD_MAX
from app.domain.targets import TARGET_NAME_MAX
from app.domain.vocabulary import TargetState
from app.store.columns import enum, long_text, parent


class ActionTarget(SQLModel, table=True):
    """One target of an action, and the last that was said of it. What was said before is in the action's history.

    `key` is the name as spellings of it meet. `until` is the last day of an exception. `set_by` and `set_at` are
    None until somebody says something of it.
    """

    __tablename__ = "action_target"
    __table_args__ = (
        sa.UniqueConstraint("action_id", "key"),
        sa.Index("ix_action_target_until", "state", "until"),
    )

    id: int | None = Field(default=None, primary_key=True)
    action_id: int = parent("action_item.id")
    key: str = Field(max_length=FOLD_MAX)
    name: str = Field(max_length=TARGET_NAME_MAX)
    state: TargetState = enum(TargetState)
    note: str | None = long_text()
    evidence_url: str | None = Field(default=None, max_length=ADDRESS_MAX)
    until: date | None = None
    set_by: str | None = Field(default=None, max_length=NAME_MAX)
    set_at: datetime | None = None
    added_by: str = Field(max_length=NAME_MAX)
    added_at: datetime


class TargetCheck(SQLModel, table=True):
    """What is asked of an address to find out how a target is. `status` is the one expected.

    `said` is what came of asking last, at `asked_at`; `silent` counts tries without an answer since there was one.
    """

    __tablename__ = "target_check"

    target_id: int = Field(foreign_key="action_target.id", primary_key=True, ondelete="CASCADE")
    url: str = Field(max_length=ADDRESS_MAX)
    status: int
    pointer: str | None = Field(default=None, max_length=POINTER_MAX)
    value: str | None = Field(default=None, max_length=VALUE_MAX)
    set_by: str = Field(max_length=NAME_MAX)
    set_at: datetime
    next_at: datetime = Field(index=True)
    asked_at: datetime | None = None
    said: str | None = long_text()
    silent: int = 0


class AuditCycle(SQLModel, table=True):
    """An action that is owed again so many days after it was closed."""

    __tablename__ = "audit_cycle"

    action_id: int = Field(foreign_key="action_item.id", primary_key=True, ondelete="CASCADE")
    days: int


class ServiceTag(SQLModel, table=True):
    __tablename__ = "service_tag"

    service_id: int = Field(foreign_key="service.id", primary_key=True, ondelete="CASCADE")
    tag_id: int = Field(foreign_key="tag.id", primary_key=True, ondelete="CASCADE", index=True)
