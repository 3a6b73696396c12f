"""The board as one file, with the board's filters."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from app.api.action_models import ActionQuery, ActionRead
from app.api.problems import answers, reads
from app.http.bodies import JSON
from app.http.dependencies import PrincipalDep, SessionDep, TodayDep
from app.usecases.exporting import actions_csv, every_action

router = APIRouter(prefix="/action-items", tags=["action items"])


class ExportQuery(ActionQuery):
    format: Literal["csv", "json"] = "csv"


_FILES: dict[str, Any] = {
    "text/csv": {
        "schema": {"type": "string"},
        "example": "key,text,status\r\nACT-12,Alert on router uptime,open\r\n",
    },
    JSON: {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/ActionRead"}}},
}


@router.get(
    "/export",
    summary="All of them as a file",
    response_class=Response,
    responses=answers(_FILES) | reads(),
)
def export(
    query: Annotated[ExportQuery, Query()], session: SessionDep, who: PrincipalDep, today: TodayDep
) -> Response:
    """Not in pages. In CSV a cell that a spreadsheet would take for a formula starts with an apostrophe."""
    rows = every_action(session, who, query.as_filter(today), sort=query.sort)
    if query.format == "json":
        body = "[" + ",".join(ActionRead.of(row, today).model_dump_json() for row in rows) + "]"
        return _file(body, JSON, "action-items.json")
    return _file(actions_csv(rows), "text/csv; charset=utf-8", "action-items.csv")


def _file(body: str, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body.encode(), media_type=media_type, headers=headers)
