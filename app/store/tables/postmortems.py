"""The structured record that reading a document yields."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.domain.models import (
    NAME_MAX,
    TITLE_MAX,
    CauseBase,
    LessonBase,
    PostmortemBase,
    TimelineEventBase,
)
from app.domain.vocabulary import (
    CauseCategory,
    CauseRole,
    EventKind,
    LessonKind,
    LinkOrigin,
    PostmortemKind,
    PostmortemStatus,
    Severity,
    Visibility,
)
from app.store.columns import enum, json_list, long_text, moment, parent


class Postmortem(PostmortemBase, SQLModel, table=True):
    """One post of a document.

    `sort_at` is the start (else the next time known, else the document's date) as local value, "" for none.
    `merged_into` is the postmortem that tells of it now; `keyed` the version of the rule that its likeness keys
    were made by.
    """

    __table_args__ = (
        sa.UniqueConstraint("document_id", "post_key"),
        sa.Index("ix_postmortem_newest", "sort_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = parent("document.id")
    post_key: str = Field(max_length=NAME_MAX)
    slug: str = Field(max_length=120, unique=True)
    title: str = Field(max_length=TITLE_MAX)
    kind: PostmortemKind = enum(PostmortemKind, index=True)
    status: PostmortemStatus = enum(PostmortemStatus, index=True)
    severity: Severity | None = enum(Severity, null=True, index=True)
    visibility: Visibility = enum(Visibility, index=True, default=Visibility.INTERNAL)
    started_at: str | None = moment()
    detected_at: str | None = moment()
    mitigated_at: str | None = moment()
    resolved_at: str | None = moment()
    window_start: str | None = moment()
    window_end: str | None = moment()
    sort_at: str = moment(null=False)
    summary: str | None = long_text()
    impact: str | None = long_text()
    detection: str | None = long_text()
    resolution: str | None = long_text()
    authors: list[str] = json_list()
    sections: list[dict[str, Any]] = json_list()
    line: int
    end_line: int
    removed_in_revision: int | None = None
    withdrawn_from: PostmortemStatus | None = enum(PostmortemStatus, null=True)
    merged_into: int | None = Field(default=None, index=True)  # a key would have SQLite copy the table
    keyed: int = Field(default=0, index=True)
    version: int = 1
    created_at: datetime
    updated_at: datetime


class SlugRedirect(SQLModel, table=True):
    """An address that a postmortem had before its title changed."""

    slug: str = Field(max_length=120, primary_key=True)
    postmortem_id: int = parent("postmortem.id")


class Kept(SQLModel):
    """A fact that keeps its id across re-imports; one no longer in the text is marked, never deleted."""

    position: int
    removed_in_revision: int | None = None


class TimelineEvent(TimelineEventBase, Kept, table=True):
    __tablename__ = "timeline_event"

    id: int | None = Field(default=None, primary_key=True)
    postmortem_id: int = parent("postmortem.id")
    at: str | None = moment()
    end_at: str | None = moment()
    utc: datetime | None = Field(default=None, index=True)  # where the offset is known
    text: str = long_text(null=False)
    kind: EventKind = enum(EventKind)


class Cause(CauseBase, Kept, table=True):
    id: int | None = Field(default=None, primary_key=True)
    postmortem_id: int = parent("postmortem.id")
    role: CauseRole = enum(CauseRole)
    category: CauseCategory = enum(CauseCategory, index=True)
    text: str = long_text(null=False)


class Lesson(LessonBase, Kept, table=True):
    id: int | None = Field(default=None, primary_key=True)
    postmortem_id: int = parent("postmortem.id")
    kind: LessonKind = enum(LessonKind)
    text: str = long_text(null=False)


class PostmortemLink(Kept, table=True):
    """A related incident, maintenance or address that the text names."""

    __tablename__ = "postmortem_link"

    id: int | None = Field(default=None, primary_key=True)
    postmortem_id: int = parent("postmortem.id")
    rel: str = Field(max_length=NAME_MAX)
    target: str = long_text(null=False)
    target_id: int | None = parent("postmortem.id", null=True)
    text: str = long_text(null=False)
    line: int | None = None
    origin: LinkOrigin = enum(LinkOrigin)
