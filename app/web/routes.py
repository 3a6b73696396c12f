"""Every page of the browser's door."""

from fastapi import FastAPI

from app.web import (
    account,
    accounts,
    action,
    action_forms,
    action_reports,
    actions,
    assets,
    bulk,
    catalogue,
    corrections,
    duplicates,
    editing,
    export,
    feeds,
    home,
    imports,
    people,
    postmortem,
    postmortems,
    preventable,
    reminders,
    reports,
    revisions,
    search,
    signing_in,
    targets,
    theme,
    tokens,
    uploads,
    welcome,
)

_PARTS = (
    assets,
    home,
    search,
    postmortems,
    postmortem,
    revisions,
    export,
    editing,
    corrections,
    duplicates,
    preventable,
    actions,
    action_forms,
    bulk,
    reminders,
    action,
    targets,
    people,
    catalogue,
    imports,
    uploads,
    reports,
    action_reports,
    theme,
    signing_in,
    welcome,
    account,
    accounts,
    tokens,
    feeds,
)


def include_pages(app: FastAPI) -> None:
    for part in _PARTS:
        app.include_router(part.router)
