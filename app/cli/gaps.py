"""`gaps`: causes and what went wrong that no action answers."""

from typing import Annotated

import typer

from app.cli.listing import print_rows
from app.cli.opening import acting, opened
from app.cli.plain import as_json
from app.store.gaps import GapFilter
from app.store.paging import LIMIT_MAX
from app.usecases.gaps import Gaps
from app.usecases.gaps import gaps as found_gaps

_HEADS = ("Postmortem", "Point", "Line", "Text")


def gaps(
    service: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only of this service.")] = None,
    team: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only of this team.")] = None,
    as_json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List causes, and points of what went wrong, that no action answers and nobody accepted; newest first.

    \b
    Examples:
      python -m app gaps --service checkout
      python -m app gaps --json
    """
    where = GapFilter(tuple(service or ()), tuple(team or ()))
    with opened() as runtime:
        who, found, cursor = acting(runtime), list[Gaps](), None
        while True:
            page = found_gaps(runtime, who, where, cursor=cursor, limit=LIMIT_MAX)
            found, cursor = found + page.items, page.next
            if cursor is None:
                break
    rows = [(each.post.slug, str(p.point), str(p.line or ""), p.text) for each in found for p in each.points]
    if as_json_:
        names = ("postmortem", "point", "line", "text")
        typer.echo(as_json([dict(zip(names, row, strict=True)) for row in rows]))
        return
    print_rows(_HEADS, rows)
