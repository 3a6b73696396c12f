"""What actions answer of what went wrong, and what people said of it. A `point` is written as in `domain.gaps`."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.domain.models import NAME_MAX
from app.domain.vocabulary import LinkOrigin
from app.store.columns import enum, long_text, parent


class ActionLesson(SQLModel, table=True):
    """Which point of “what went wrong” an action answers, and how that is known."""

    __tablename__ = "action_lesson"

    action_id: int = Field(foreign_key="action_item.id", primary_key=True, ondelete="CASCADE")
    lesson_id: int = Field(foreign_key="lesson.id", primary_key=True, ondelete="CASCADE", index=True)
    origin: LinkOrigin = enum(LinkOrigin)


class NoAnswer(SQLModel, table=True):
    """An action that looks like an answer to a point, and of which somebody said that it is none."""

    __tablename__ = "no_answer"

    action_id: int = Field(foreign_key="action_item.id", primary_key=True, ondelete="CASCADE")
    point: str = Field(max_length=20, primary_key=True)
    said_by: str = Field(max_length=NAME_MAX)
    said_at: datetime


class GapAccepted(SQLModel, table=True):
    """A point that is left without an action, for a reason."""

    __tablename__ = "gap_accepted"

    point: str = Field(max_length=20, primary_key=True)
    postmortem_id: int = parent("postmortem.id")
    reason: str = long_text(null=False)
    said_by: str = Field(max_length=NAME_MAX)
    said_at: datetime
