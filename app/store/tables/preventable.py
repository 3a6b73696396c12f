"""What people said of an unfinished action and a later incident."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.domain.models import NAME_MAX
from app.domain.vocabulary import Bearing
from app.store.columns import enum, json_list


class Sparing(SQLModel, table=True):
    """Whether an action, had it been finished, might have spared a later incident; kept whatever was said.

    `words` are those that the two had in common when it was said, as they are written.
    """

    action_id: int = Field(foreign_key="action_item.id", primary_key=True, ondelete="CASCADE")
    postmortem_id: int = Field(foreign_key="postmortem.id", primary_key=True, ondelete="CASCADE", index=True)
    bearing: Bearing = enum(Bearing, index=True)
    words: list[str] = json_list()
    said_by: str = Field(max_length=NAME_MAX)
    said_at: datetime
