"""Every page of the browser's door."""

from fastapi import FastAPI

from app.web import (
    action,
    action_forms,
    actions,
    assets,
    catalogue,
    editing,
    faults,
    home,
    imports,
    postmortem,
    postmortems,
    revisions,
    search,
    theme,
)

_PARTS = (
    assets,
    home,
    search,
    postmortems,
    postmortem,
    revisions,
    editing,
    actions,
    action_forms,
    action,
    catalogue,
    imports,
    theme,
)


def include_pages(app: FastAPI) -> None:
    """Call it after the API is included: errors under /api keep the handlers that are there by then."""
    for part in _PARTS:
        app.include_router(part.router)
    faults.install(app)
