"""`audit-log`: proof that the history of action items was not tampered with."""

from typing import Annotated

import typer

from app.cli.opening import acting, opened
from app.domain.capabilities import Capability
from app.store.engine import reading
from app.usecases.audit_log import Head, head, verify

audit_log = typer.Typer(no_args_is_help=True, help="Prove that the history of action items is what it was.")


@audit_log.command("head")
def head_() -> None:
    """Print the head of the history: one line to keep where whoever runs this server cannot change it.

    \b
    Example:
      python -m app audit-log head >> heads.txt
    """
    with opened() as runtime, reading(runtime.engine) as session:
        acting(runtime, Capability.READ)
        typer.echo(str(head(session)))


@audit_log.command("verify")
def verify_(
    heads: Annotated[
        list[str] | None,
        typer.Option(
            "--head", metavar="HEAD", help="A line that was kept; may be given again, and narrows it down."
        ),
    ] = None,
) -> None:
    """Read the whole history and name the first row that was changed or removed; the status is 1 then.

    Without a kept head it shows what was changed amid the history, but not that its end was cut off or that
    all of it was written anew.

    \b
    Example:
      python -m app audit-log verify --head "$(tail -n 1 heads.txt)"
    """
    with opened() as runtime, reading(runtime.engine) as session:
        acting(runtime, Capability.READ)
        kept = [Head.read(text) for text in heads or ()]
        verdict = verify(session, kept)
    if verdict.fault is not None:
        typer.echo(f"{verdict.fault} (rows 1 to {verdict.rows} seal each other)", err=True)
        raise typer.Exit(1)
    newest = max(kept, default=Head(0, ""))
    upto = f"; nothing up to row {newest.seq} was changed or removed since that head was kept" if kept else ""
    typer.echo(f"{verdict.rows} rows, each seals the one before{upto}")
