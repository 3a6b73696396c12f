"""What was sent to whom, and when everybody was last told of what."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.domain.models import ADDRESS_MAX, NAME_MAX, REASON_MAX
from app.domain.vocabulary import Channel, DeliveryState
from app.store.columns import enum


class Telling(SQLModel, table=True):
    """When a person was last told of an action; `role` says in which: its owner, or the manager of its team."""

    action_id: int = Field(foreign_key="action_item.id", primary_key=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", primary_key=True, ondelete="CASCADE", index=True)
    role: str = Field(max_length=16, primary_key=True)
    day: date


class Delivery(SQLModel, table=True):
    """One message to one address: what it says, and what became of sending it.

    `next_at` is the time from which it may be tried (again); who tries it moves that on first, so that no two
    do at once. `key` names the message to its receiver, the same at every try. `body` is the digest.
    """

    __table_args__ = (
        sa.UniqueConstraint("channel", "person_id", "day"),
        sa.Index("ix_delivery_pending", "state", "next_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=NAME_MAX, unique=True)
    channel: Channel = enum(Channel)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    address: str = Field(max_length=ADDRESS_MAX)
    day: date
    body: dict[str, Any] = Field(sa_type=sa.JSON, nullable=False)
    state: DeliveryState = enum(DeliveryState)
    tries: int = 0
    fault: str | None = Field(default=None, max_length=REASON_MAX)
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None = None


class Job(SQLModel, table=True):
    """Work that is done at set times by one process of however many: who does it now, until when at the latest.

    `done_for` is the set time for which it was last done.
    """

    name: str = Field(max_length=NAME_MAX, primary_key=True)
    holder: str | None = Field(default=None, max_length=NAME_MAX)
    leased_until: datetime | None = None
    done_for: datetime | None = None
