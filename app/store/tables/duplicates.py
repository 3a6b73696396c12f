"""Postmortems that look like one, and what people said of them."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.domain.models import NAME_MAX
from app.domain.vocabulary import DuplicateState
from app.store.columns import enum, json_list, parent


class Duplicate(SQLModel, table=True):
    """Two postmortems, the one that was known first first. A pair is kept whatever was said of it.

    `reasons` are the names of `DuplicateReason`, `score` how alike the two are, 0 to 1. Of a merged pair `replaced`
    are the ids of actions that the merge replaced, each with the status that it had and the id of the other.
    """

    __table_args__ = (sa.UniqueConstraint("one_id", "other_id"),)

    id: int | None = Field(default=None, primary_key=True)
    one_id: int = parent("postmortem.id")
    other_id: int = parent("postmortem.id")
    reasons: list[str] = json_list()
    score: float
    state: DuplicateState = enum(DuplicateState, index=True)
    found_at: datetime
    settled_by: str | None = Field(default=None, max_length=NAME_MAX)
    settled_at: datetime | None = None
    replaced: list[tuple[int, str, int]] = json_list()


class LikenessKey(SQLModel, table=True):
    """A number that postmortems with the same source or much the same text share."""

    __tablename__ = "likeness_key"

    key: int = Field(sa_type=sa.BigInteger, primary_key=True)
    postmortem_id: int = Field(foreign_key="postmortem.id", primary_key=True, ondelete="CASCADE", index=True)
