"""The application: doors, errors, guard and what runs beside the requests, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import anyio.to_thread
from fastapi import Depends, FastAPI
from starlette.types import ASGIApp

from app.api.routes import include_api
from app.config import Settings
from app.http.guard import Guard
from app.http.handlers import register_handlers
from app.http.health import router as health
from app.http.identity import admitted, form_checked
from app.http.proxies import Proxies
from app.http.repeats import Repeats
from app.http.throttle import Throttle
from app.http.uploads import Uploads
from app.runtime import Runtime
from app.store.engine import POOL_SIZE
from app.watching import watch_content
from app.web.assets import asset
from app.web.faults import fault_page
from app.web.routes import include_pages

VERSION = "0.1.0"


class Application(FastAPI):
    """FastAPI with the guard outside everything, so that its rules hold for errors too."""

    settings: Settings

    def build_middleware_stack(self) -> ASGIApp:
        guard = Guard(super().build_middleware_stack(), hosts_of(self.settings))
        return Proxies(guard, self.settings.proxy_peers, self.settings.proxy_user_header)


def create_app(runtime: Runtime) -> FastAPI:
    """The whole program over an opened runtime; closing the runtime is the caller's."""
    app = Application(
        title="Aftercare",
        version=VERSION,
        summary="Incident postmortems in, structured records out, every action item tracked until it is closed.",
        lifespan=_lifespan,
        dependencies=[Depends(admitted), Depends(form_checked)],
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.settings = runtime.settings
    app.state.runtime, app.state.throttle, app.state.uploads = runtime, Throttle(), Uploads()
    app.include_router(health)
    include_api(app, stylesheet=asset("app.css"))
    register_handlers(app, fault_page)
    include_pages(app)
    app.router.middleware_stack = Repeats(app.router.middleware_stack)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    # No more handlers at once than database connections: a waiting handler would hold a thread for nothing.
    anyio.to_thread.current_default_thread_limiter().total_tokens = POOL_SIZE
    runtime: Runtime = app.state.runtime
    with watch_content(runtime, folder_of(runtime.settings)):
        yield


def hosts_of(settings: Settings) -> frozenset[str]:
    """The names under which the server answers: those allowed, and the one of its public address."""
    public = urlsplit(settings.public_url).hostname
    return frozenset(h.casefold() for h in (*settings.allowed_hosts, *([public] if public else [])))


def folder_of(settings: Settings) -> Path | None:
    """The content folder to watch; None where there is none or watching is switched off."""
    return settings.content_dir if settings.watch and settings.content_dir.is_dir() else None
