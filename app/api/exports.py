"""A postmortem as the document it came from, with what was decided here written into its lines."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.api.fields import Page, Read
from app.api.problems import MOVED, answers, reads
from app.api.records import Found
from app.http.bodies import MARKDOWN
from app.http.dependencies import PrincipalDep, SessionDep
from app.usecases.folders import suffix_of
from app.usecases.written_back import Exported, export_document, export_post

router = APIRouter(prefix="/postmortems", tags=["postmortems"])
ONE = MOVED | reads(404, 410)
_PLAIN = "text/plain"
_COUNT = "Aftercare-Left-Out"
_FILE: dict[str, Any] = {MARKDOWN: {"schema": {"type": "string"}}, _PLAIN: {"schema": {"type": "string"}}}
_HEADERS = {
    _COUNT: {
        "description": "How many decisions have no place in the text",
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
    "Content-Disposition": {"description": "The file's name", "schema": {"type": "string"}},
}
Whole = Annotated[bool, Query(description="The whole document, with the other posts in it")]


class LeftOutRead(Read):
    """Something decided here that no line of the document says."""

    postmortem: str = Field(description="Address of the post that it belongs to")
    what: str = Field(description="Key of an action, or a kind of fact", examples=["ACT-12"])
    line: int | None
    field: str = Field(examples=["owner"])
    value: str | None = Field(description="What stands here")
    why: str


@router.get(
    "/{slug}/export",
    summary="Its document, with what was decided here",
    response_class=Response,
    responses=ONE | {200: answers(_FILE)[200] | {"headers": _HEADERS}},
)
def export(postmortem: Found, session: SessionDep, who: PrincipalDep, document: Whole = False) -> Response:
    """Byte for byte as it came in, but for the lines of action items changed here and of corrections.

    In the document's own encoding. Imported again it changes nothing. What has no place in the text is counted in
    a header, and told by `export/left-out`.
    """
    exported = (export_document if document else export_post)(session, who, postmortem)
    name = postmortem.slug + suffix_of(exported.path)
    kind = MARKDOWN if name.endswith((".md", ".markdown")) else _PLAIN  # a browser must never take it for a page
    return Response(exported.data, headers=_headers(exported, name, kind))


@router.get("/{slug}/export/left-out", summary="What its document cannot say", responses=ONE)
def left_out(
    postmortem: Found, session: SessionDep, who: PrincipalDep, document: Whole = False
) -> Page[LeftOutRead]:
    """Each with the reason: a line says nothing that it was not made for, and none is invented."""
    exported = (export_document if document else export_post)(session, who, postmortem)
    return Page.whole([LeftOutRead.of_record(left) for left in exported.left])


def _headers(exported: Exported, name: str, kind: str) -> dict[str, str]:
    encoding = "utf-8" if exported.encoding == "utf-8-sig" else exported.encoding
    return {
        "Content-Type": f"{kind}; charset={encoding}",
        "Content-Disposition": f'attachment; filename="{name}"',
        _COUNT: str(len(exported.left)),
    }
