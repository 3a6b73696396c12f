"""What a reviewer would say of a text, for programs."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from app.api.documents import ExtractJson, PathQuery, takes
from app.api.fields import Page
from app.api.problems import writes
from app.domain.capabilities import Capability
from app.http.bodies import Posted, markdown_or_json
from app.http.dependencies import allowed
from app.ingest.decoding import decode
from app.ingest.lint import Level
from app.ingest.lint import lint as findings_of

router = APIRouter(tags=["extract"])


class FindingRead(BaseModel):
    """`line` is a line of the text, from 1; the rules are in docs/lint.md."""

    line: int = Field(examples=[14])
    rule: str = Field(examples=["action-without-due"])
    level: Level
    message: str = Field(examples=["no day is named for “Alert on router uptime”"])


@router.post(
    "/lint",
    summary="What a reviewer would say",
    openapi_extra=takes(ExtractJson),
    responses=writes(),
    dependencies=[allowed(Capability.READ)],
)
def lint(
    posted: Annotated[Posted[ExtractJson], Depends(markdown_or_json(ExtractJson))], path: PathQuery = None
) -> Page[FindingRead]:
    """What is missing, cannot be checked, blames or must not be published. Nothing is stored, no secret shown."""
    name = (posted.fields.path if posted.fields else None) or path or "document.md"
    text, _encoding = decode(posted.data)
    found = findings_of(text, name)
    return Page.whole([FindingRead(line=f.line, rule=f.rule, level=f.level, message=f.message) for f in found])
