"""Documents written: imported, a post's text replaced, a postmortem withdrawn and restored; the dry run."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.extracted import EXTRACTED
from app.api.fields import ORIGIN_MAX, PATH_MAX, Slug, tag
from app.api.postmortem_models import (
    DocumentRead,
    DocumentReport,
    PostmortemItem,
    PostmortemRead,
    diagnostics_of,
)
from app.api.problems import CREATED, TAGGED, answers, writes
from app.api.records import whole_record
from app.domain.capabilities import Capability
from app.domain.models import Text
from app.http.bodies import JSON, MARKDOWN, MarkdownJson, Posted, markdown_or_json
from app.http.dependencies import MatchedVersion, PrincipalDep, SessionDep, TodayDep, WorkspaceDep, allowed
from app.ingest.decoding import decode
from app.store.postmortems import rows_of
from app.usecases import documents
from app.usecases.importing import Imported, Incoming, import_document
from app.usecases.reading import read_document, sha256

router = APIRouter(prefix="/postmortems", tags=["postmortems"])
dry_run = APIRouter(tags=["extract"])

EXAMPLE = """# Core router reload

Severity: SEV2
Services: edge

## Timeline

- 2024-05-01 09:58 UTC: the core router reloads
- 2024-05-01 10:14 UTC: traffic is back

## Action items

- [ ] Alert on router uptime (@maria, due 2024-06-01)
"""
#: The name of a file decides how it is read, and with the origin which document it is.
Path = Annotated[Text, Field(min_length=1, max_length=PATH_MAX)]
PathQuery = Annotated[Path | None, Query(description="Name of the file, such as 2024/router.md")]


class TextJson(MarkdownJson):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"markdown": EXAMPLE}]})


class ExtractJson(TextJson):
    path: Path | None = None


class DocumentJson(ExtractJson):
    """`origin` and `path` say which document it is; posted again under the same two it is a new revision."""

    origin: Annotated[Text, Field(min_length=1, max_length=ORIGIN_MAX)] = "api"


def takes(model: type[BaseModel]) -> dict[str, Any]:
    """The request body's description: the text itself, or the model as JSON."""
    content = {
        MARKDOWN: {"schema": {"type": "string", "minLength": 1}, "example": EXAMPLE},
        JSON: {"schema": model.model_json_schema()},
    }
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "",
    status_code=201,
    summary="Import a document",
    openapi_extra=takes(DocumentJson),
    responses=CREATED
    | {200: {"model": DocumentReport, "description": "A document that was known, changed or unchanged"}}
    | writes(),
)
def import_posted(
    posted: Annotated[Posted[DocumentJson], Depends(markdown_or_json(DocumentJson))],
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    response: Response,
    path: PathQuery = None,
) -> DocumentReport:
    """Keep the document and what it says; it may hold several posts. At most 1 MiB.

    Without a path the text itself says which document it is: the same text again changes nothing.
    """
    given = posted.fields or DocumentJson(markdown="")
    name = given.path or path or f"{sha256(posted.data)[:16]}.md"
    imported = import_document(ws, who, Incoming(given.origin, name, posted.data, "api"))
    if imported.outcome != "new":
        response.status_code = 200
    if len(imported.postmortems) == 1:
        tag(response, imported.postmortems[0])
    response.headers["Location"] = f"/api/v1/postmortems/{imported.postmortems[0].slug}"
    return _report(session, imported)


def _report(session: SessionDep, imported: Imported) -> DocumentReport:
    return DocumentReport(
        document=DocumentRead.of_record(imported.document),
        postmortems=[PostmortemItem.of(row) for row in rows_of(session, imported.postmortems)],
        diagnostics=diagnostics_of(imported.report),
    )


@router.put(
    "/{slug}",
    summary="Replace its own lines",
    openapi_extra=takes(TextJson),
    responses=TAGGED | writes(404, 409, 410, 412, 428),
)
def replace(
    slug: Slug,
    posted: Annotated[Posted[TextJson], Depends(markdown_or_json(TextJson))],
    version: MatchedVersion,
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    today: TodayDep,
    response: Response,
) -> PostmortemRead:
    """The rest of its document stays byte for byte. A new title gives a new address; the old one redirects."""
    text, _encoding = decode(posted.data)
    postmortem, _reading = documents.replace_text(ws, who, slug, text, door="api", expected=version)
    tag(response, postmortem)
    return whole_record(session, who, postmortem, today)


@router.delete("/{slug}", summary="Withdraw", responses=TAGGED | writes(404, 410, 412, 428))
def withdraw(
    slug: Slug,
    version: MatchedVersion,
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    response: Response,
) -> PostmortemItem:
    """Out of lists and search. Its actions stay owed; it can be restored."""
    return _item(session, response, documents.withdraw(ws, who, slug, expected=version))


@router.post("/{slug}/restore", summary="Restore", responses=TAGGED | writes(404, 409))
def restore(
    slug: Slug, ws: WorkspaceDep, session: SessionDep, who: PrincipalDep, response: Response
) -> PostmortemItem:
    """Undo a withdrawal."""
    return _item(session, response, documents.restore(ws, who, slug))


def _item(session: SessionDep, response: Response, postmortem: Any) -> PostmortemItem:
    tag(response, postmortem)
    return PostmortemItem.of(rows_of(session, [postmortem])[0])


@dry_run.post(
    "/extract",
    summary="Read a text, store nothing",
    openapi_extra=takes(ExtractJson),
    responses=answers(EXTRACTED) | writes(),
    dependencies=[allowed(Capability.READ)],
)
def extract(
    posted: Annotated[Posted[ExtractJson], Depends(markdown_or_json(ExtractJson))], path: PathQuery = None
) -> list[dict[str, Any]]:
    """What would be understood of the text, one object a post. Nothing is stored."""
    name = (posted.fields.path if posted.fields else None) or path or "document.md"
    return [post.as_dict() for post in read_document(posted.data, name).posts]
