"""Every page of the browser's door."""

from fastapi import FastAPI

from app.web import (
    action,
    action_forms,
    actions,
    assets,
    catalogue,
    editing,
    home,
    imports,
    postmortem,
    postmortems,
    revisions,
    search,
    signing_in,
    theme,
    welcome,
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
    signing_in,
    welcome,
)


def include_pages(app: FastAPI) -> None:
    for part in _PARTS:
        app.include_router(part.router)
