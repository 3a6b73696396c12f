"""Every table, importable from one place."""

from app.store.tables.actions import ActionCause, ActionEvent, ActionItem, SearchChange
from app.store.tables.catalogue import (
    Alias,
    Person,
    PostmortemService,
    PostmortemTag,
    PostmortemTeam,
    Service,
    Tag,
    Team,
)
from app.store.tables.documents import Document, Revision
from app.store.tables.postmortems import (
    Cause,
    Lesson,
    Postmortem,
    PostmortemLink,
    SlugRedirect,
    TimelineEvent,
)

__all__ = [
    "ActionCause",
    "ActionEvent",
    "ActionItem",
    "Alias",
    "Cause",
    "Document",
    "Lesson",
    "Person",
    "Postmortem",
    "PostmortemLink",
    "PostmortemService",
    "PostmortemTag",
    "PostmortemTeam",
    "Revision",
    "SearchChange",
    "Service",
    "SlugRedirect",
    "Tag",
    "Team",
    "TimelineEvent",
]
