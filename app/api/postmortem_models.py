"""Postmortems as the API shows them."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field

from app.api.action_models import ActionRead
from app.api.fields import Read, Tagged
from app.domain.models import (
    CauseBase,
    LessonBase,
    PostmortemBase,
    PostmortemHead,
    TimelineEventBase,
)
from app.domain.vocabulary import FactKind, LinkOrigin
from app.http.dependencies import etag
from app.ingest.facts import Diagnostic, ParsedSection, Unplaced
from app.store.postmortems import PostmortemRow
from app.store.tables import Correction


class PostmortemItem(PostmortemHead, Tagged):
    """One line of a list. `actions` and `unfinished` count its action items."""

    slug: str = Field(examples=["core-router-reload"])
    services: list[str]
    actions: int
    unfinished: int
    updated_at: datetime

    @classmethod
    def of(cls, row: PostmortemRow) -> Self:
        post = row.postmortem
        return cls.of_record(
            post, etag=etag(post.version), services=row.services, actions=row.actions, unfinished=row.unfinished
        )


class Fact(Read):
    """`removed_in_revision` is set where the fact no longer stands in the text."""

    id: int
    removed_in_revision: int | None


class TimelineEventRead(TimelineEventBase, Fact):
    """`at` says no more than the document does; `utc` is the instant where the zone is known."""

    utc: datetime | None


class CauseRead(CauseBase, Fact):
    """`actions` are the keys of the actions that answer it."""

    actions: list[str]


class LessonRead(LessonBase, Fact):
    pass


class LinkRead(Fact):
    """`postmortem` is the address of the postmortem that `target` names, where it is one of these."""

    rel: str
    target: str
    text: str
    line: int | None
    origin: LinkOrigin
    postmortem: str | None


class CorrectionRead(BaseModel):
    """One field that a person put right: `value` stands, `said` is what the document says now.

    `was` is what it said when that person decided. `conflict` tells why somebody has to decide again, null where
    nobody has to. `fact` is the id of the event or cause, for `what` postmortem its own.
    """

    id: int
    what: FactKind
    fact: int
    field: str = Field(examples=["at"])
    value: str | list[str] | None
    was: str | list[str] | None
    said: str | list[str] | None
    source: str | None = Field(description="The line that was corrected, as it stood then")
    actor: str
    at: datetime
    conflict: str | None

    @classmethod
    def of(cls, correction: Correction) -> Self:
        names = (name for name in cls.model_fields if name != "fact")
        return cls(fact=correction.fact_id, **{name: getattr(correction, name) for name in names})


class DocumentRead(Read):
    """The file or text. `head` is the revision that is shown, `conflict` one that stands against it."""

    origin: str
    path: str
    head: int
    conflict: int | None
    created_at: datetime
    vanished_at: datetime | None


class RevisionRead(Read):
    """One state of the document; its bytes are at …/revisions/{number}."""

    number: int
    sha256: str
    encoding: str
    door: str = Field(description="file, upload, api or browser", examples=["api"])
    author: str
    at: datetime


class PostmortemRead(PostmortemBase, Tagged):
    """The whole record. Lines count in the document; `line` to `end_line` are the post's own."""

    slug: str = Field(examples=["core-router-reload"])
    authors: list[str]
    services: list[str]
    teams: list[str]
    tags: list[str]
    timeline: list[TimelineEventRead]
    causes: list[CauseRead]
    lessons: list[LessonRead]
    actions: list[ActionRead]
    links: list[LinkRead]
    sections: list[ParsedSection]
    corrections: list[CorrectionRead]
    diagnostics: list[Diagnostic]
    unplaced: list[Unplaced]
    document: DocumentRead
    line: int
    end_line: int
    removed_in_revision: int | None
    created_at: datetime
    updated_at: datetime


class DocumentReport(BaseModel):
    """What became of a document: what it holds now, and what reading it reported."""

    document: DocumentRead
    postmortems: list[PostmortemItem]
    diagnostics: list[Diagnostic]


def diagnostics_of(report: list[dict[str, Any]]) -> list[Diagnostic]:
    """Of all posts of a document, by line."""
    found = [Diagnostic(**d) for post in report for d in post["diagnostics"]]
    return sorted(found, key=lambda d: d.line)
