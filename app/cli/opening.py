"""How commands open the program's parts, and how they end when that cannot be done."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from app.config import load_settings
from app.domain.errors import AftercareError, CannotStart
from app.runtime import Runtime, open_runtime


@contextmanager
def opened() -> Iterator[Runtime]:
    """A runtime from the environment's settings. Errors of ours end the command with one sentence, status 1.

    CannotStart ends it with status 2: it is the installation that is at fault, not what was asked.
    """
    try:
        runtime = open_runtime(load_settings())
        try:
            yield runtime
        finally:
            runtime.close()
    except CannotStart as exc:
        typer.echo(f"aftercare: {exc}", err=True)
        raise typer.Exit(2) from exc
    except AftercareError as exc:
        typer.echo(f"aftercare: {exc}", err=True)
        raise typer.Exit(1) from exc
