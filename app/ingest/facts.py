"""What reading a document yields: plain data with line numbers, no database in sight.

Every time is the text form of `app.domain.moment.Moment`; lines are 1-based lines of the file.
"""

from dataclasses import dataclass, field
from typing import Any

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
)


@dataclass(slots=True)
class Diagnostic:
    """A guess, a contradiction or a thing set aside. `code` is kebab-case and listed in docs/diagnostics.md."""

    line: int
    code: str
    message: str


@dataclass(slots=True)
class ParsedEvent:
    at: str | None
    end: str | None
    raw: str | None  # the time as written
    text: str
    kind: EventKind
    line: int
    rule: str
    confidence: float  # 0 to 1


@dataclass(slots=True)
class ParsedCause:
    role: CauseRole
    category: CauseCategory
    text: str
    line: int
    rule: str
    confidence: float


@dataclass(slots=True)
class ParsedLesson:
    kind: LessonKind
    text: str
    line: int


@dataclass(slots=True)
class ParsedAction:
    text: str
    owner: str | None
    team: str | None
    due: str | None  # ISO date
    due_raw: str | None
    status: str  # what the document claims: open, in_progress, blocked, done, wont_do
    kind: ActionKind
    priority: Priority | None
    tracker_url: str | None
    links: list[str]
    key: str | None  # ACT-n as written in our own notation
    causes: list[int]  # indexes into ParsedPost.causes
    line: int
    rule: str
    confidence: float


@dataclass(slots=True)
class ParsedLink:
    rel: str
    target: str
    text: str
    line: int


@dataclass(slots=True)
class ParsedSection:
    name: str  # a canonical section name, or "custom"
    heading: str
    level: int
    line: int
    end_line: int


@dataclass(slots=True)
class Unplaced:
    line: int
    end_line: int
    text: str


@dataclass(slots=True)
class ParsedPost:
    """One post of a document. `key` is its stable ordinal key within the file ("1", "2" …, or an explicit id)."""

    source: str
    key: str
    line: int
    end_line: int
    kind: PostmortemKind
    title: str
    id: str | None = None  # explicit id of the front matter
    dated: str | None = None  # the date its times are completed with: what it says, or when it was written
    severity: Severity | None = None
    severity_raw: str | None = None
    status: PostmortemStatus | None = None
    started_at: str | None = None
    detected_at: str | None = None
    mitigated_at: str | None = None
    resolved_at: str | None = None
    window_start: str | None = None
    window_end: str | None = None
    timezone: str | None = None
    services: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    summary: str | None = None
    impact: str | None = None
    detection: str | None = None
    resolution: str | None = None
    timeline: list[ParsedEvent] = field(default_factory=list)
    causes: list[ParsedCause] = field(default_factory=list)
    lessons: list[ParsedLesson] = field(default_factory=list)
    actions: list[ParsedAction] = field(default_factory=list)
    links: list[ParsedLink] = field(default_factory=list)
    sections: list[ParsedSection] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The object that `python -m app extract` prints (docs/extract-format.md)."""
        out = _plain(self)
        for facts in _FACTS:
            out[facts] = [_plain(fact) for fact in out[facts]]
        for hidden in ("key", "end_line", "id", "dated"):
            del out[hidden]
        if self.kind is not PostmortemKind.MAINTENANCE:
            del out["window_start"], out["window_end"]
        return out


_FACTS = ("timeline", "causes", "lessons", "actions", "links", "sections", "diagnostics", "unplaced")


def _plain(fact: Any) -> dict[str, Any]:
    """`dataclasses.asdict` of what holds but words, numbers and lists of them, without its copy of each."""
    values = ((name, getattr(fact, name)) for name in fact.__slots__)
    return {name: value.copy() if type(value) is list else value for name, value in values}
