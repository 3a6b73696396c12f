"""`import`: postmortems from files and folders."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from app.cli.opening import acting, opened
from app.cli.plain import one_line
from app.domain.capabilities import Capability
from app.usecases.importing import Failed, Imported
from app.usecases.named_paths import import_named, name_paths, preview_named
from app.usecases.previewing import Preview

_OUTCOMES = ("new", "changed", "unchanged", "conflict", "failed")


def import_paths(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Files, and folders with documents in them.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; store nothing.")] = False,
) -> None:
    """Take postmortems in: Markdown, HTML and plain text.

    What was taken in before is brought up to date, and nothing is ever deleted. Files below the content folder
    are known by their place in it, others by their absolute path. The exit status is 1 where any of them failed.

    \b
    Examples:
      python -m app import postmortems
      python -m app import --dry-run ~/wiki-export notes/2024-05-01-outage.md
    """
    with opened() as runtime:
        who = acting(runtime, Capability.READ if dry_run else Capability.WRITE)
        named = name_paths(paths, runtime.settings.content_dir)
        with _progress(len(named)) as done:
            results: Sequence[Imported | Preview | Failed]
            results = preview_named(runtime, named, done) if dry_run else import_named(runtime, who, named, done)
    _report(results, dry_run)
    if any(isinstance(result, Failed) for result in results):
        raise typer.Exit(1)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Any], None]]:
    """A bar on standard error while that is a terminal; gives what to call after each document."""
    console = Console(stderr=True)
    columns = (TextColumn("Importing"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        yield lambda _result: bar.advance(task)


def _report(results: Sequence[Imported | Preview | Failed], dry_run: bool) -> None:
    for result in results:
        if isinstance(result, Failed):
            typer.echo(f"failed: {one_line(result.path)}: {one_line(str(result.error))}", err=True)
        elif dry_run or result.outcome == "conflict":
            typer.echo(_line(result))
    sys.stdout.flush()
    counts = Counter("failed" if isinstance(r, Failed) else r.outcome for r in results)
    summary = ", ".join(f"{counts[name]} {name}" for name in _OUTCOMES)
    typer.echo(f"{'Nothing stored; it would be: ' if dry_run else ''}{summary}")


def _line(result: Imported | Preview) -> str:
    if isinstance(result, Imported):
        path = one_line(result.document.path)
        return f"conflict: {path}: edited here and changed in the file; choose on the postmortem's page"
    posts = "; ".join(
        f"{post.kind.value} “{one_line(post.title)}” (timeline {len(post.timeline)}, causes {len(post.causes)}, "
        f"actions {len(post.actions)}, diagnostics {len(post.diagnostics)})"
        for post in result.posts
    )
    return f"{result.outcome}: {one_line(result.path)}: {posts or 'no post in it'}"
