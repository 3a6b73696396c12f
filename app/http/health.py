"""Is the process there, and can it do its work."""

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Response
from sqlalchemy.exc import SQLAlchemyError

from app.domain.errors import AftercareError
from app.http.dependencies import WorkspaceDep
from app.store.engine import reading

router = APIRouter(tags=["operation"])


@router.get("/healthz", summary="The process answers")
async def healthz() -> dict[str, str]:
    """Touches neither database nor index."""
    return {"status": "ok"}


@router.get("/readyz", summary="The database answers", responses={503: {"description": "It does not"}})
def readyz(ws: WorkspaceDep, response: Response) -> dict[str, Any]:
    """503 while the database does not answer. A search index that does not is reported, since lists still work."""
    parts = {"database": _database(ws), "search": _search(ws)}
    if parts["database"] != "ok":
        response.status_code = 503
    return {"status": "ok" if parts["database"] == "ok" else "unavailable", **parts}


def _database(ws: WorkspaceDep) -> str:
    try:
        with reading(ws.engine) as session:
            session.execute(sa.text("select 1"))
    except SQLAlchemyError:
        return "does not answer"
    return "ok"


def _search(ws: WorkspaceDep) -> str:
    try:
        ws.index.watermark()
    except AftercareError:
        return "does not answer"
    return "ok"
