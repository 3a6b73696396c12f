"""`reindex`: the search index made anew."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from app.cli.opening import opened
from app.usecases.checkup import index_state
from app.usecases.indexing import prepare_index, rebuild


def reindex(
    if_needed: Annotated[
        bool, typer.Option("--if-needed", help="Only what is missing; all only where the index is not right.")
    ] = False,
) -> None:
    """Make the search index anew from the database. Nothing is lost by that: the index is derived from it.

    \b
    Examples:
      python -m app reindex
      python -m app reindex --if-needed
    """
    with opened() as runtime:
        if if_needed:
            prepare_index(runtime)
            state = index_state(runtime)
            if state.in_step:
                typer.echo(f"The index is in step: {state.indexed} postmortems.")
                return
        with _progress() as progress:
            count = rebuild(runtime, progress)
        typer.echo(f"The index is made anew: {count} postmortems.")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    console = Console(stderr=True)
    columns = (TextColumn("Indexing"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("")
        yield lambda done, total: bar.update(task, completed=done, total=total)
