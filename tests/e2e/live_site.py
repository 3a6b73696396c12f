"""The program as people run it: a real server on a loopback port over a data folder of its own."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from support.ports import unused_port

from app.config import Settings
from app.domain.principal import SYSTEM
from app.http.connections import BoundedProtocol
from app.main import create_app
from app.runtime import Runtime, open_runtime
from app.usecases.folders import import_folder
from app.usecases.indexing import prepare_index


@dataclass(frozen=True, slots=True)
class Site:
    address: str
    runtime: Runtime


@contextmanager
def serving(folder: Path, content: Path | None) -> Iterator[Site]:
    """The program over a data folder of its own; the content is imported before it answers."""
    port = unused_port()
    settings = Settings(
        data_dir=folder / "data",
        search_dir=folder / "index",
        content_dir=content or folder / "none",
        watch=False,
        port=port,
    )
    runtime = open_runtime(settings)
    prepare_index(runtime)
    if content:
        import_folder(runtime, SYSTEM, content)
    config = uvicorn.Config(
        create_app(runtime),
        http=BoundedProtocol,
        port=port,
        ws="none",
        proxy_headers=False,
        log_config=None,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive(), "the server ended before it answered"
        assert time.monotonic() < deadline, "the server does not answer"
        time.sleep(0.02)
    try:
        yield Site(f"http://127.0.0.1:{port}", runtime)
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        runtime.close()
