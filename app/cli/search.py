"""`search`: postmortems found."""

from typing import Annotated, Any

import typer

from app.cli.opening import acting, opened
from app.cli.plain import as_json, one_line, piece
from app.search.fragments import Fragment
from app.usecases.searching import LIMIT_MAX, Order, SearchResult, SearchResults
from app.usecases.searching import search as find


def search(
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help="What to look for.")],
    limit: Annotated[int, typer.Option(min=1, max=LIMIT_MAX, help="At most so many.")] = 10,
    sort: Annotated[Order, typer.Option(help="What comes first: the best match or the newest.")] = Order.RELEVANCE,
    as_json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find postmortems, the best match first, with the places where they match.

    Words must all occur; OR, -without, "a phrase", prefix* and field:value narrow further (docs/search.md). A query
    with a minus or quotation marks needs quotes of the shell, and -- before it where it starts with a minus.

    \b
    Examples:
      python -m app search certificate expired
      python -m app search '"replication lag" year:2023 -staging' --json
    """
    with opened() as runtime:
        found = find(runtime, acting(runtime), " ".join(query), limit=limit, order=sort)
    if as_json_:
        typer.echo(as_json(_record(found)))
        return
    for result in found.results:
        _show(result)
    if found.instead is not None:
        typer.echo(f"nothing fits as typed: these fit {one_line(str(found.instead))}", err=True)
    if found.ignored:
        typer.echo(f"too common to count: {', '.join(map(one_line, found.ignored))}", err=True)
    typer.echo(f"{len(found.results)} of {found.total}", err=True)


def _show(result: SearchResult) -> None:
    post = result.row.postmortem
    typer.secho(one_line(post.title), bold=True)
    severity = post.severity.value.upper() if post.severity else ""
    facts = (post.slug, severity, post.kind.value, post.sort_at[:10], ", ".join(result.row.services))
    typer.echo("  " + " · ".join(one_line(fact) for fact in facts if fact))
    for fragment in result.fragments:
        typer.echo(f"  {one_line(fragment.label)}: {_marked(fragment)}")
    typer.echo()


def _marked(fragment: Fragment) -> str:
    """Matches stand out on a terminal; elsewhere the styling falls away by itself."""
    return "".join(
        typer.style(piece(text), bold=True, fg=typer.colors.YELLOW) if found else piece(text)
        for text, found in fragment.pieces
    )


def _record(found: SearchResults) -> dict[str, Any]:
    return {
        "query": str(found.query),
        "total": found.total,
        "ignored": list(found.ignored),
        "instead": None if found.instead is None else str(found.instead),
        "items": [
            {
                "slug": result.row.postmortem.slug,
                "title": result.row.postmortem.title,
                "kind": result.row.postmortem.kind,
                "status": result.row.postmortem.status,
                "severity": result.row.postmortem.severity,
                "started_at": result.row.postmortem.started_at,
                "services": result.row.services,
                "actions": result.row.actions,
                "unfinished": result.row.unfinished,
                "fragments": [
                    {"label": f.label, "anchor": f.anchor, "text": "".join(text for text, _ in f.pieces)}
                    for f in result.fragments
                ],
            }
            for result in found.results
        ],
    }
