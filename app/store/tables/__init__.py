"""Every table, importable from one place."""

from app.store.tables.accounts import Account, Change, OneTimeLink, SignInSession, Token
from app.store.tables.actions import ActionCause, ActionEvent, ActionItem, SearchChange
from app.store.tables.bulk import BulkChange
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
from app.store.tables.corrections import Correction
from app.store.tables.documents import Document, Revision
from app.store.tables.duplicates import Duplicate, LikenessKey
from app.store.tables.gaps import ActionLesson, GapAccepted, NoAnswer
from app.store.tables.postmortems import (
    Cause,
    Lesson,
    Postmortem,
    PostmortemLink,
    SlugRedirect,
    TimelineEvent,
)
from app.store.tables.preventable import Sparing
from app.store.tables.reminders import Delivery, Job, Telling
from app.store.tables.repeats import KeyedRequest
from app.store.tables.targets import ActionTarget, AuditCycle, ServiceTag, TargetCheck

__all__ = [
    "Account",
    "ActionCause",
    "ActionEvent",
    "ActionItem",
    "ActionLesson",
    "ActionTarget",
    "Alias",
    "AuditCycle",
    "BulkChange",
    "Cause",
    "Change",
    "Correction",
    "Delivery",
    "Document",
    "Duplicate",
    "GapAccepted",
    "Job",
    "KeyedRequest",
    "Lesson",
    "LikenessKey",
    "NoAnswer",
    "OneTimeLink",
    "Person",
    "Postmortem",
    "PostmortemLink",
    "PostmortemService",
    "PostmortemTag",
    "PostmortemTeam",
    "Revision",
    "SearchChange",
    "Service",
    "ServiceTag",
    "SignInSession",
    "SlugRedirect",
    "Sparing",
    "Tag",
    "TargetCheck",
    "Team",
    "Telling",
    "TimelineEvent",
    "Token",
]
