"""`doctor`: what is wrong, and how to mend it."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import typer
from sqlalchemy.engine import Engine, make_url

from app.cli.opening import one_sentence
from app.cli.plain import one_line
from app.config import Settings, load_settings
from app.domain.errors import AftercareError
from app.logs import configure_logs
from app.runtime import Runtime, open_database, open_index, utc_now
from app.usecases.account_checkup import check_accounts, check_token
from app.usecases.checkup import Finding, Level, check_database, check_index
from app.usecases.delivery_log import check_deliveries
from app.usecases.engine_advice import advise_engine

_COLOURS = {Level.OK: typer.colors.GREEN, Level.WARNING: typer.colors.YELLOW, Level.BROKEN: typer.colors.RED}


def doctor() -> None:
    """Look over settings, folders, database, accounts and search index, and say what is wrong and how to mend it.

    Nothing is changed. The exit status is 1 where something is broken.

    \b
    Example:
      python -m app doctor
    """
    configure_logs("error")  # what goes wrong here is a finding
    broken = False
    for finding in _findings():
        broken = broken or finding.level is Level.BROKEN
        typer.secho(f"{finding.level:8}", fg=_COLOURS[finding.level], nl=False)
        typer.echo(f"{finding.part:10}{one_line(finding.what)}")
        if finding.mend:
            typer.echo(f"{'':18}→ {one_line(finding.mend)}")
    if broken:
        raise typer.Exit(1)


def _findings() -> Iterator[Finding]:
    with one_sentence():
        settings = load_settings()
        file = _sqlite_file(settings)
    yield _content(settings.content_dir)
    if file is not None:
        yield _folder(file.parent, "data")
        if not file.exists():
            yield Finding(Level.WARNING, "database", f"there is none yet at {file}", "python -m app serve makes it")
            return
    try:
        engine = open_database(settings)
    except AftercareError as exc:
        yield Finding(Level.BROKEN, "database", str(exc), "see docs/settings.md")
        return
    found = list(check_database(engine))
    yield from found
    if found[-1].part == "records":  # the last thing that is looked at where nothing stands in the way
        yield from _accounts(settings, engine)
        yield check_deliveries(engine, utc_now(), settings.outlets)
        yield from _index(settings, engine)
    engine.dispose()


def _sqlite_file(settings: Settings) -> Path | None:
    """The file that holds the database, None where no file does."""
    if not settings.database.startswith("sqlite"):
        return None
    name = make_url(settings.database).database
    return Path(name) if name else None


def _accounts(settings: Settings, engine: Engine) -> Iterator[Finding]:
    now = utc_now()
    yield from check_accounts(engine, now, by_proxy=bool(settings.proxy_user_header))
    if token := settings.token.get_secret_value():
        yield check_token(engine, now, token)


def _index(settings: Settings, engine: Engine) -> Iterator[Finding]:
    if settings.search == "memory":
        yield Finding(Level.OK, "index", "in memory, made at every start")
        return
    yield _folder(settings.search_dir, "index")
    try:
        runtime = Runtime(settings, engine, open_index(settings))
        yield check_index(runtime)
        if settings.search == "whoosh" and (advice := advise_engine(runtime)):
            yield advice
    except AftercareError as exc:
        yield Finding(Level.BROKEN, "index", str(exc), "see docs/settings.md for AFTERCARE_SEARCH_DIR")


def _content(folder: Path) -> Finding:
    if not folder.is_dir():
        what = f"there is no content folder {folder}"
        return Finding(Level.WARNING, "content", what, "make it, or set AFTERCARE_CONTENT_DIR, or import by hand")
    if not os.access(folder, os.R_OK | os.X_OK):
        return Finding(Level.BROKEN, "content", f"{folder} may not be read", f"chmod u+rx {folder}")
    return Finding(Level.OK, "content", f"{folder} can be read")


def _folder(folder: Path, part: str) -> Finding:
    """A folder that Aftercare writes to and nobody else should."""
    if not folder.is_dir():
        return Finding(Level.WARNING, part, f"there is no folder {folder} yet", "python -m app serve makes it")
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding(Level.BROKEN, part, f"{folder} may not be written", f"chown or chmod {folder} for this user")
    mode = folder.stat().st_mode
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        what = f"other users may write to {folder} (mode {stat.S_IMODE(mode):04o})"
        return Finding(Level.BROKEN, part, what, f"chmod go-w {folder}")
    return Finding(Level.OK, part, f"{folder} is written by this user alone (mode {stat.S_IMODE(mode):04o})")
