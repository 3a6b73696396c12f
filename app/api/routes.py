"""Every route of the REST API, under /api/v1."""

from functools import partial

from fastapi import APIRouter, FastAPI

from app.api import (
    accounts,
    action_files,
    action_items,
    action_reports,
    bulk,
    corrections,
    docs_page,
    documents,
    duplicates,
    exports,
    gaps,
    imports,
    lint,
    people,
    postmortems,
    preventable,
    reminders,
    reports,
    search,
    services,
    tags,
    target_checks,
    targets,
    teams,
    tokens,
)
from app.api.openapi import describe

PREFIX = "/api/v1"
#: In the order of the documentation. The board as a file comes before the single action, whose path it fits.
_PARTS = (
    postmortems.router,
    documents.router,
    imports.router,
    exports.router,
    corrections.router,
    duplicates.router,
    preventable.router,
    gaps.router,
    reports.router,
    documents.dry_run,
    lint.router,
    action_files.router,
    bulk.router,
    action_items.router,
    targets.router,
    target_checks.router,
    action_reports.router,
    reminders.router,
    search.router,
    services.router,
    teams.router,
    people.router,
    tags.router,
    accounts.me,
    accounts.router,
    tokens.router,
)


def include_api(app: FastAPI, stylesheet: str = "") -> None:
    """`stylesheet` is the address of the one that the page describing the API uses."""
    api = APIRouter(prefix=PREFIX)
    for part in _PARTS:
        api.include_router(part)
    app.include_router(api)
    app.include_router(docs_page.router_for(stylesheet))
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
