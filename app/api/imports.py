"""Many documents at once: files, an archive of them, or a status page's feed, rehearsed or taken in."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlmodel import Session

from app.api.documents import EXAMPLE, PathQuery
from app.api.fields import ORIGIN_MAX, Read
from app.api.postmortem_models import diagnostics_of
from app.api.problems import writes
from app.api.reports import DoubtfulRead, UnplacedRead
from app.domain.errors import InvalidInput
from app.domain.models import Text
from app.domain.vocabulary import PostmortemKind
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep
from app.http.errors import status_of
from app.http.uploads import DESCRIBED, FILES_MAX, MULTIPART, SentBodyDep, UploadsDep
from app.ingest.facts import Diagnostic
from app.store.report_facts import Doubtful, doubtful_facts
from app.usecases.importing import Failed
from app.usecases.reading import sha256
from app.usecases.rehearsal import Foretold
from app.usecases.uploads import (
    OUTCOMES,
    Door,
    Result,
    Upload,
    UploadKind,
    import_uploads,
    imported_of,
    outcome_word,
    rehearse_uploads,
    whole_refusal,
)

router = APIRouter(prefix="/imports", tags=["postmortems"])
_FILE = {"type": "string", "format": "binary"}
_FILES = {
    "type": "object",
    "properties": {"file": {"type": "array", "items": _FILE, "maxItems": FILES_MAX}},
    "required": ["file"],
}
_ENTRY = "<id>tag:status.example,2024:1</id><title>Mail is late</title><updated>2024-05-01T10:00:00Z</updated>"
_EXAMPLES = {
    "application/zip": "PK… (the bytes of the archive)",
    "application/atom+xml": f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{_ENTRY}</entry></feed>',
    "application/rss+xml": "<rss><channel><item><guid>1</guid><title>Mail is late</title></item></channel></rss>",
    "application/feed+json": '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1"}]}',
}
_BODY = {
    "required": True,
    "content": {MULTIPART: {"schema": _FILES, "example": {"file": [EXAMPLE]}}}
    | {kind: {"schema": _FILE, "example": _EXAMPLES[kind]} for kind in DESCRIBED},
}
Origin = Annotated[Text, Field(min_length=1, max_length=ORIGIN_MAX)]


class PostRead(Read):
    """A postmortem of a document; in a dry run the address is the one that it would have."""

    slug: str
    title: str
    kind: PostmortemKind


class DifferenceRead(Read):
    """How many facts of a kind (postmortem, event, cause, lesson, action) would come, change and go."""

    kind: str
    added: int
    changed: int
    gone: int


class TakenIn(BaseModel):
    """What became of a document, or would become of it. `moved_from` is the path that it was known by before.

    `differences` are told of a known document in a dry run. The rest is what reading it reported.
    """

    outcome: str = Field(examples=["new"], json_schema_extra={"enum": [o for o in OUTCOMES if o != "failed"]})
    path: str
    moved_from: str | None
    postmortems: list[PostRead]
    differences: list[DifferenceRead]
    diagnostics: list[Diagnostic]
    unplaced: list[UnplacedRead]
    doubtful: list[DoubtfulRead]


class Refused(BaseModel):
    """What is not taken in, and why. `status` is what it would be answered with alone."""

    path: str
    reason: str
    status: int = Field(examples=[422])
    entry: str | None = Field(description="Entry of the archive for which that is refused")

    @classmethod
    def of(cls, failed: Failed) -> Self:
        error = failed.error
        return cls(path=failed.path, reason=str(error), status=status_of(error), entry=error.entry)


class ImportAnswer(BaseModel):
    """`counts` by outcome: new, changed, moved, unchanged, conflict, failed."""

    dry_run: bool
    counts: dict[str, int]
    documents: list[TakenIn]
    failed: list[Refused]


@router.post("", summary="Import many documents", openapi_extra={"requestBody": _BODY}, responses=writes())
def import_many(
    sent: SentBodyDep,
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    uploads: UploadsDep,
    dry_run: Annotated[bool, Query(description="Say what would happen; store nothing")] = False,
    path: PathQuery = None,
    origin: Annotated[Origin, Query(description="With the path it says which documents they are")] = "api",
) -> ImportAnswer:
    """Files in a form, or a body that is a zip archive or a feed: at most 50 MiB and 1,000 entries.

    Each document is whole or not there; one that is refused holds up no other. Where the one file that was sent is
    refused as a whole the answer is a problem, which names the entry.
    """
    files = _named(sent, path)
    with uploads.work():
        act = rehearse_uploads if dry_run else import_uploads
        results = act(ws, who, files, Door(origin, "api"))
    if refusal := whole_refusal(files, results):
        raise refusal
    counts = Counter(map(outcome_word, results))
    return ImportAnswer(
        dry_run=dry_run,
        counts={name: counts[name] for name in OUTCOMES},
        documents=list(_documents(session, results)),
        failed=[Refused.of(r) for r in results if isinstance(r, Failed)],
    )


def _named(sent: Sequence[Upload], path: str | None) -> list[Upload]:
    """One file may be called by the path; without any name the bytes themselves say which it is."""
    if path and len(sent) > 1:
        raise InvalidInput("a path names one file, and several were sent")
    return [replace(file, name=path or file.name or _by_itself(file)) for file in sent]


def _by_itself(file: Upload) -> str:
    return f"{sha256(file.data)[:16]}{'.zip' if file.kind is UploadKind.ARCHIVE else ''}"


def _documents(session: Session, results: Sequence[Result]) -> Iterator[TakenIn]:
    taken = [r for r in results if not isinstance(r, Failed)]
    kept = [post.id for r in taken if not isinstance(r, Foretold) for post in imported_of(r).postmortems]
    doubts = doubtful_facts(session, kept) if kept else {}
    for result in taken:
        imported = imported_of(result)
        foretold = result if isinstance(result, Foretold) else None
        own: list[Doubtful] = [d for post in imported.postmortems for d in doubts.get(post.id, [])]
        unplaced: list[Any] = [u for part in imported.report for u in part["unplaced"]]
        yield TakenIn(
            outcome=outcome_word(result),
            path=imported.document.path,
            moved_from=imported.moved_from,
            postmortems=[PostRead.of_record(post) for post in imported.postmortems],
            differences=[DifferenceRead.of_record(d) for d in foretold.differences] if foretold else [],
            diagnostics=diagnostics_of(imported.report),
            unplaced=[UnplacedRead(line=u["line"], text=u["text"]) for u in unplaced],
            doubtful=[DoubtfulRead.of(d) for d in (foretold.doubtful if foretold else own)],
        )
