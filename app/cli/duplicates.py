"""`duplicates`: postmortems that look like one, and what is said of them."""

from collections.abc import Callable
from typing import Annotated

import typer

from app.cli.opening import acting, opened
from app.cli.plain import one_line
from app.domain.capabilities import Capability
from app.domain.principal import Principal
from app.domain.vocabulary import DuplicateState
from app.store.duplicates import Pair, list_duplicates
from app.store.engine import reading
from app.usecases.duplicates import doubt_again, merge, separate, tell_apart
from app.usecases.workspace import Workspace

duplicates = typer.Typer(
    no_args_is_help=True, help="Postmortems that look like one: merge them or tell them apart."
)
Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The pair's, as `duplicates list` prints it.")]


@duplicates.command("list")
def list_(
    state: Annotated[
        list[DuplicateState] | None, typer.Option("--state", help="Those in this state; may be given again.")
    ] = None,
) -> None:
    """Print each pair: its number, state, why it looks like one, and the addresses of the two.

    \b
    Example:
      python -m app duplicates list --state merged
    """
    with opened() as runtime:
        who, cursor = acting(runtime, Capability.READ), None
        while True:
            with reading(runtime.engine) as session:
                page = list_duplicates(session, who, state or [DuplicateState.SUSPECTED], cursor=cursor, limit=100)
            for pair in page.items:
                typer.echo(_line(pair))
            cursor = page.next
            if cursor is None:
                return


@duplicates.command("merge")
def merge_(
    number: Number,
    into: Annotated[str, typer.Option("--into", metavar="SLUG", help="The address of the one that stays.")],
) -> None:
    """Make one of the two; its actions that say the same twice become one.

    \b
    Example:
      python -m app duplicates merge 3 --into core-router-reload
    """
    _settle(lambda ws, who: merge(ws, who, number, into))


@duplicates.command("separate")
def separate_(number: Number) -> None:
    """Undo a merge.

    \b
    Example:
      python -m app duplicates separate 3
    """
    _settle(lambda ws, who: separate(ws, who, number))


@duplicates.command("not-duplicate")
def not_duplicate(number: Number) -> None:
    """Say that they are two; they are not asked about again.

    \b
    Example:
      python -m app duplicates not-duplicate 3
    """
    _settle(lambda ws, who: tell_apart(ws, who, number))


@duplicates.command("doubt")
def doubt(number: Number) -> None:
    """Take that back.

    \b
    Example:
      python -m app duplicates doubt 3
    """
    _settle(lambda ws, who: doubt_again(ws, who, number))


def _settle(change: Callable[[Workspace, Principal], Pair]) -> None:
    with opened() as runtime:
        pair = change(runtime, acting(runtime))
    typer.echo(_line(pair))


def _line(pair: Pair) -> str:
    found = pair.duplicate
    why = ", ".join(reason.replace("_", " ") for reason in found.reasons)
    ends = (f"{post.slug} “{one_line(post.title)}”" for post in (pair.one, pair.other))
    return "\t".join((str(found.id), found.state.value.replace("_", " "), why, *ends))
