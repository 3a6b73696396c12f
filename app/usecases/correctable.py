"""What of a reading can be put right: the fields of each kind of fact, as people give them and rows keep them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.domain.models import REASON_MAX, TEXT_MAX, TITLE_MAX, MomentText, Name, Text
from app.domain.vocabulary import CauseCategory, CauseRole, EventKind, FactKind, PostmortemKind, Severity

SERVICES_MAX = 50
#: Every field that can be corrected, with what its text form becomes in the fact's row.
FIELDS: Mapping[FactKind, Mapping[str, Any]] = {
    FactKind.TIMELINE_EVENT: {"at": str, "end_at": str, "kind": EventKind, "text": str},
    FactKind.CAUSE: {"role": CauseRole, "category": CauseCategory, "text": str},
    FactKind.POSTMORTEM: {
        "title": str,
        "kind": PostmortemKind,
        "severity": Severity,
        "started_at": str,
        "detected_at": str,
        "mitigated_at": str,
        "resolved_at": str,
        "services": list,
    },
}


class Given(BaseModel):
    """Fields not given stay; null clears one. `reason` is kept with each change."""

    model_config = ConfigDict(extra="forbid")

    reason: Text | None = Field(default=None, max_length=REASON_MAX)


class EventGiven(Given):
    """What a timeline event says in truth."""

    at: MomentText | None = None
    end_at: MomentText | None = None
    kind: EventKind | None = None
    text: Text | None = Field(default=None, min_length=1, max_length=TEXT_MAX)


class CauseGiven(Given):
    """What a cause is in truth."""

    role: CauseRole | None = None
    category: CauseCategory | None = None
    text: Text | None = Field(default=None, min_length=1, max_length=TEXT_MAX)


class PostmortemGiven(Given):
    """What the postmortem's own fields are in truth. A new title gives a new address."""

    title: Text | None = Field(default=None, min_length=1, max_length=TITLE_MAX)
    kind: PostmortemKind | None = None
    severity: Severity | None = None
    started_at: MomentText | None = None
    detected_at: MomentText | None = None
    mitigated_at: MomentText | None = None
    resolved_at: MomentText | None = None
    services: list[Name] | None = Field(default=None, max_length=SERVICES_MAX)


GIVEN: Mapping[FactKind, type[Given]] = {
    FactKind.TIMELINE_EVENT: EventGiven,
    FactKind.CAUSE: CauseGiven,
    FactKind.POSTMORTEM: PostmortemGiven,
}
NEVER_EMPTY = frozenset({"kind", "text", "role", "category", "title"})


def plain(value: Any) -> Any:
    """A field's value in the form in which a correction keeps it: text, a list of names, or None."""
    return value.value if isinstance(value, StrEnum) else value


def typed(what: FactKind, name: str, value: Any) -> Any:
    """The value that the fact's row takes."""
    return None if value is None else FIELDS[what][name](value)


def spoken(value: Any) -> str:
    """A value for a sentence."""
    if not value:
        return "nothing"
    return ", ".join(value) if isinstance(value, list) else str(value)


def words(name: str) -> str:
    """What people call the field."""
    return {"at": "time", "end_at": "end", "text": "wording"}.get(name, name.removesuffix("_at").replace("_", " "))
