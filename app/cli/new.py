"""`new`: a template to write a postmortem in."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.cli.plain import one_line
from app.ingest.template import new_postmortem


def new(title: Annotated[str, typer.Argument(metavar="TITLE", help="What happened, in a few words.")]) -> None:
    """Print a template for a postmortem, with this title, to be filled in and imported.

    \b
    Example:
      python -m app new "Orders fail for an hour" > postmortems/2024-orders-fail.md
    """
    if not one_line(title):
        raise typer.BadParameter("say in a few words what happened", param_hint="TITLE")
    typer.echo(new_postmortem(one_line(title), datetime.now(UTC).date()), nl=False)
