"""`serve`: the program for browsers and for programs."""

import gc
import resource
import signal
import socket
import sys

import typer
import uvicorn

from app.cli.opening import opened
from app.config import LOOPBACK, Settings
from app.domain.errors import CannotStart
from app.http.connections import BUSY_MOST, BoundedProtocol
from app.logs import configure_logs
from app.main import create_app
from app.runtime import Runtime
from app.scheduled import scheduled
from app.usecases.indexing import prepare_index
from app.usecases.signing_in import has_accounts
from app.watching import sync_content

#: Open files that the process asks for: several for every connection it answers.
FILES = 4096


def serve() -> None:
    """Bring the database up to date, import the content folder, and serve until stopped.

    Reminders go out every day at AFTERCARE_REMIND_AT, once, however many servers share the database.

    Settings come from the environment (docs/settings.md). Ctrl-C or SIGTERM ends it after the requests under way.

    \b
    Example:
      PORT=9000 python -m app serve
    """
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_number, _stop)
    with opened() as runtime:
        configure_logs(runtime.settings.log_level)
        _may_listen(runtime)
        listener = _listen(runtime.settings)
        prepare_index(runtime)
        if runtime.settings.content_dir.is_dir():
            sync_content(runtime, runtime.settings.content_dir)
        _say_where(runtime, listener)
        config = uvicorn.Config(
            create_app(runtime),
            http=BoundedProtocol,
            ws="none",
            proxy_headers=False,  # the program knows which proxies to believe
            log_config=None,
            log_level="warning",  # of the server's own; ours are as set
            access_log=False,
            server_header=False,
            limit_concurrency=BUSY_MOST,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=10,
        )
        gc.collect()
        gc.freeze()  # what is there by now stays: looking through it held some request up for a quarter of a second
        with scheduled(runtime):
            uvicorn.Server(config).run(sockets=[listener])


def _stop(_signal: int, _frame: object) -> None:
    """Stopping is no failure. The server hands its signals on to this once it has finished."""
    raise SystemExit(0)


def _may_listen(runtime: Runtime) -> None:
    """Without accounts everybody who reaches the server is its owner: then only this machine may."""
    settings = runtime.settings
    confined = settings.host in LOOPBACK or (settings.container and settings.host == "0.0.0.0")
    if not confined and not has_accounts(runtime):
        raise CannotStart(
            f"AFTERCARE_HOST={settings.host} is refused: without accounts the server listens on loopback only; "
            "add the first one with: python -m app users add NAME"
        )


def allow_files() -> None:
    """As many open files as connections need and as we may have: macOS starts with 256, many a shell with 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _listen(settings: Settings) -> socket.socket:
    """Take the port before anything else is done, so that a port in use is said at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # The protocol must be named: only then does asyncio switch Nagle's delay (40 ms an answer) off.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(128)
    except OSError as exc:
        listener.close()
        raise CannotStart(
            f"port {settings.port} on {settings.host} is in use or refused: stop what uses it or set another PORT"
        ) from exc
    return listener


def _say_where(runtime: Runtime, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    where = runtime.settings.database if runtime.settings.database_url == "" else "AFTERCARE_DATABASE_URL"
    typer.echo(f"Aftercare: http://{shown}:{port}")
    typer.echo(f"Data: {where} · content: {runtime.settings.content_dir} · index: {runtime.settings.search_dir}")
    sys.stdout.flush()
