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
from app.store.engine import reading
from app.store.report_facts import Doubtful, doubtful_facts
from app.usecases.importing import Failed, Imported
from app.usecases.named_paths import import_named, name_paths
from app.usecases.rehearsal import Difference, Foretold, PostForetold, rehearse
from app.usecases.workspace import Workspace

_OUTCOMES = ("new", "changed", "unchanged", "conflict", "failed", "moved")
_PASSAGE = 120
_PAIRS = 20  # that are printed one by one
_ALWAYS = _OUTCOMES[:-1]


def import_paths(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="Files, folders, archives (.zip) and feeds of status pages."),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; store nothing.")] = False,
    report: Annotated[
        bool, typer.Option("--report", help="Print what reading each document reported, unchanged ones too.")
    ] = False,
) -> None:
    """Take postmortems in: Markdown, HTML and plain text.

    What was taken in before is brought up to date, and nothing is ever deleted. Files below the content folder
    are known by their place in it, others by their absolute path, those of an archive by the archive's path and
    theirs in it, entries of a feed (Atom, RSS, JSON: .atom, .rss, .xml, .json) by their ids. In a git working
    tree each text has the author and date of the last commit that changed its file.

    A dry run does all of it and then undoes it: what it says is what would happen. The exit status is 1 where
    any of them failed.

    \b
    Examples:
      python -m app import postmortems
      python -m app import --dry-run ~/wiki-export notes/2024-05-01-outage.md
      python -m app import ~/wiki.zip ~/history.atom
      python -m app import --dry-run --report draft.md
    """
    with opened() as runtime:
        who = acting(runtime, Capability.READ if dry_run else Capability.WRITE)
        named = name_paths(paths, runtime.settings.content_dir, _note)
        with _progress(len(named)) as done:
            results: Sequence[Imported | Foretold | Failed]
            if dry_run:
                results = rehearse(runtime, who, named.sources(), done)
            else:
                results = import_named(runtime, who, named, done)
        if report:
            _print_notes(runtime, results)
    _report(results, dry_run)
    if any(isinstance(result, Failed) for result in results):
        raise typer.Exit(1)


def _note(sentence: str) -> None:
    typer.echo(f"note: {one_line(sentence)}", err=True)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Any], None]]:
    """A bar on standard error while that is a terminal; gives what to call after each document."""
    console = Console(stderr=True)
    columns = (TextColumn("Importing"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        yield lambda _result: bar.advance(task)


def _print_notes(ws: Workspace, results: Sequence[Imported | Foretold | Failed]) -> None:
    """`path:line: code: words`, as editors take it: diagnostics, passages not placed, facts that are doubtful."""
    for result in results:
        if isinstance(result, Failed):
            continue
        imported = result.imported if isinstance(result, Foretold) else result
        doubtful = result.doubtful if isinstance(result, Foretold) else _doubtful(ws, imported)
        found = [
            *((d["line"], d["code"], d["message"]) for part in imported.report for d in part["diagnostics"]),
            *((u["line"], "unplaced", u["text"][:_PASSAGE]) for part in imported.report for u in part["unplaced"]),
            *((d.line, "doubtful", _doubt(d)) for d in doubtful),
        ]
        for line, code, words in sorted(found):
            typer.echo(f"{one_line(imported.document.path)}:{line}: {code}: {one_line(words)}")


def _doubtful(ws: Workspace, imported: Imported) -> list[Doubtful]:
    ids = [post.id for post in imported.postmortems]
    with reading(ws.engine) as session:
        return [d for found in doubtful_facts(session, ids).values() for d in found]


def _doubt(found: Doubtful) -> str:
    return f"{found.fact.kind} “{found.text[:_PASSAGE]}” by {found.rule}, {round(found.confidence * 100)} % sure"


def _report(results: Sequence[Imported | Foretold | Failed], dry_run: bool) -> None:
    for result in results:
        if isinstance(result, Failed):
            typer.echo(f"failed: {one_line(result.path)}: {one_line(str(result.error))}", err=True)
        elif isinstance(result, Foretold) or result.outcome == "conflict":
            typer.echo(_line(result))
    sys.stdout.flush()
    counts = Counter(_outcome(result) for result in results)
    summary = ", ".join(f"{counts[name]} {name}" for name in _OUTCOMES if counts[name] or name in _ALWAYS)
    typer.echo(f"{'Nothing stored; it would be: ' if dry_run else ''}{summary}")
    _alike(results)


def _alike(results: Sequence[Imported | Foretold | Failed]) -> None:
    """Each pair once, though both of the two may have come in just now."""
    imported = [r.imported if isinstance(r, Foretold) else r for r in results if not isinstance(r, Failed)]
    pairs = {pair.duplicate.id: pair for one in imported for pair in one.alike}
    for pair in list(pairs.values())[:_PAIRS]:
        why = ", ".join(reason.replace("_", " ") for reason in pair.duplicate.reasons)
        typer.echo(f"look like one: “{one_line(pair.one.title)}” and “{one_line(pair.other.title)}”: {why}")
    if pairs:
        more = f"{len(pairs) - _PAIRS} more pairs look like one. " if len(pairs) > _PAIRS else ""
        typer.echo(f"{more}Say which they are: python -m app duplicates list")


def _outcome(result: Imported | Foretold | Failed) -> str:
    """A document that only has another path now has moved."""
    if isinstance(result, Failed):
        return "failed"
    imported = result.imported if isinstance(result, Foretold) else result
    return "moved" if imported.moved_from and imported.outcome == "unchanged" else imported.outcome


def _line(result: Imported | Foretold) -> str:
    imported = result.imported if isinstance(result, Foretold) else result
    path = one_line(imported.document.path)
    if imported.moved_from:
        path += f" (before: {one_line(imported.moved_from)})"
    if imported.outcome == "conflict":
        return f"conflict: {path}: edited here and changed in the file; choose on the postmortem's page"
    told = (
        [*map(_post, result.posts), *map(_difference, result.differences)] if isinstance(result, Foretold) else []
    )
    return f"{_outcome(result)}: {path}: {'; '.join(told) or 'no post in it'}"


def _post(post: PostForetold) -> str:
    return (
        f"{post.postmortem.kind.value} “{one_line(post.postmortem.title)}” (timeline {post.events}, "
        f"causes {post.causes}, actions {post.actions}, diagnostics {post.diagnostics})"
    )


def _difference(found: Difference) -> str:
    counts = (("more", found.added), ("changed", found.changed), ("gone", found.gone))
    return f"{found.kind}s: " + ", ".join(f"{count} {what}" for what, count in counts if count)
