"""Changes of many action items at once, kept for as long as they can be taken back."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from app.domain.models import NAME_MAX
from app.store.columns import json_list, long_text


class BulkChange(SQLModel, table=True):
    """`changed` holds of each action its key, the version that it was given, and what it was before.

    `others` are those that stayed as they were: key, wording, how it ended for them, and why. The history keeps
    every change by itself; this row may go.
    """

    __tablename__ = "bulk_change"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    actor: str = Field(max_length=NAME_MAX)
    account: int | None = None
    what: str = long_text(null=False)
    changed: list[dict[str, Any]] = json_list()
    others: list[dict[str, str]] = json_list()
    undone_at: datetime | None = None
