"""Fields and limits, said once: the tables, the API and the forms all build on these.

Times are the text form of `Moment`. Nothing here knows a database.
"""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from app.domain.moment import Moment
from app.domain.vocabulary import (
    ActionKind,
    CauseCategory,
    CauseRole,
    EventKind,
    LessonKind,
    PostmortemKind,
    PostmortemStatus,
    Priority,
    Severity,
    Visibility,
)

TITLE_MAX = 300
NAME_MAX = 120
TEXT_MAX = 20_000
ADDRESS_MAX = 2_000
REASON_MAX = 2_000
EMAIL = r"^[^@\s\x00]+@[^@\s\x00]+$"


def _canonical_time(text: str) -> str:
    return str(Moment.parse(text))


def _web_address(text: str) -> str:
    if not text.startswith(("https://", "http://")) or any(c.isspace() for c in text):
        raise ValueError("write a web address that starts with https:// or http://")
    return text


def _printable(text: str) -> str:
    if any(ord(c) < 32 or ord(c) == 127 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise ValueError("control characters cannot stand in a name")
    return text


MomentText = Annotated[str, AfterValidator(_canonical_time), Field(max_length=32)]
#: Text that every database keeps: PostgreSQL refuses NUL, and half a surrogate pair is no text (nor passes here).
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_MAX), AfterValidator(_printable)
]
WebAddress = Annotated[Text, Field(max_length=ADDRESS_MAX), AfterValidator(_web_address)]
Line = Annotated[int, Field(ge=1)]
Confidence = Annotated[float, Field(ge=0, le=1)]


class PostmortemHead(BaseModel):
    """What a list shows of a postmortem; the prose comes with the whole record."""

    kind: PostmortemKind
    title: str = Field(min_length=1, max_length=TITLE_MAX)
    status: PostmortemStatus = PostmortemStatus.PUBLISHED
    severity: Severity | None = None
    severity_raw: str | None = Field(default=None, max_length=NAME_MAX)
    started_at: MomentText | None = None
    detected_at: MomentText | None = None
    mitigated_at: MomentText | None = None
    resolved_at: MomentText | None = None
    window_start: MomentText | None = None
    window_end: MomentText | None = None
    timezone: str | None = Field(default=None, max_length=NAME_MAX)
    visibility: Visibility = Visibility.INTERNAL


class PostmortemBase(PostmortemHead):
    summary: str | None = None
    impact: str | None = None
    detection: str | None = None
    resolution: str | None = None


class Sourced(BaseModel):
    """Where in the document a fact stands, which rule read it, and how sure that rule is (0 to 1)."""

    line: Line | None = None
    rule: str | None = Field(default=None, max_length=NAME_MAX)
    confidence: Confidence | None = None


class TimelineEventBase(Sourced):
    at: MomentText | None = None
    end_at: MomentText | None = None
    raw: str | None = Field(default=None, max_length=TITLE_MAX)
    text: str = Field(max_length=TEXT_MAX)
    kind: EventKind = EventKind.NOTE


class CauseBase(Sourced):
    role: CauseRole
    category: CauseCategory
    text: str = Field(max_length=TEXT_MAX)


class LessonBase(BaseModel):
    kind: LessonKind
    text: str = Field(max_length=TEXT_MAX)
    line: Line | None = None


class ActionItemBase(BaseModel):
    text: Text = Field(min_length=1, max_length=TEXT_MAX)
    kind: ActionKind = ActionKind.OTHER
    priority: Priority | None = None
    due: date | None = None
    tracker_url: WebAddress | None = None


class ServiceBase(BaseModel):
    name: Name
    description: Text | None = Field(default=None, max_length=REASON_MAX)


class TeamBase(BaseModel):
    name: Name


class PersonBase(BaseModel):
    name: Name
    email: str | None = Field(default=None, max_length=254, pattern=EMAIL)
    active: bool = True
