"""`check-links`: which sources no longer answer."""

import typer

from app.cli.opening import acting, opened
from app.cli.plain import one_line
from app.usecases.link_check import LinkState, check_links


def check_links_command() -> None:
    """Visit the web addresses that postmortems name, and say which are dead or have moved.

    Exit status 1 where one does not answer. Private networks are not visited; AFTERCARE_OUTBOUND_HOSTS lists
    the names that may lead there.

    \b
    Example:
      python -m app check-links
    """
    with opened() as runtime:
        trusted = frozenset(h.casefold() for h in runtime.settings.outbound_hosts)
        states = check_links(runtime, acting(runtime), trusted, _say)
    faulty = [s for s in states if s.problem]
    typer.echo(f"{len(states)} addresses, {len(faulty)} with a problem")
    raise typer.Exit(1 if any(s.status is None or s.status >= 400 for s in faulty) else 0)


def _say(state: LinkState) -> None:
    if state.problem:
        typer.echo(one_line(f"{state.url}: {state.problem} ({', '.join(state.slugs)})"))
