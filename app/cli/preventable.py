"""`preventable`: unfinished actions of earlier incidents that might have spared one."""

from typing import Annotated

import typer

from app.cli.opening import acting, opened
from app.cli.plain import one_line
from app.usecases.preventable import Beside
from app.usecases.preventable import preventable as found_for


def preventable(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The address of the postmortem.")],
) -> None:
    """Print the unfinished actions of earlier incidents that might have spared this one.

    One a line: what was said of it (undecided, related, not related), its key, what it was when the incident began,
    the words in common, the address of the earlier incident, and the wording.

    \b
    Example:
      python -m app preventable core-router-reload
    """
    with opened() as runtime:
        found = found_for(runtime, acting(runtime), slug)
    groups = {"undecided": found.undecided, "related": found.related, "not related": found.unrelated}
    for said, group in groups.items():
        for beside in group:
            typer.echo(_line(said, beside))
    if found.at is None:
        typer.echo("no day is known for it, so nobody can tell what was unfinished when it began", err=True)


def _line(said: str, beside: Beside) -> str:
    address = beside.earlier.slug if beside.earlier else ""
    words = ", ".join(beside.words)
    return "\t".join((said, beside.promise.key, _then(beside), words, address, one_line(beside.promise.text)))


def _then(beside: Beside) -> str:
    then = beside.then
    if then.unfinished is None:
        return "closed, nobody knows when"
    if not then.unfinished:
        return "finished before"
    return f"{then.overdue} days overdue" if then.overdue else f"due {then.due}" if then.due else "no due date"
