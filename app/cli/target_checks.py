"""`actions targets KEY check|ask|uncheck`: addresses that are asked how a target is; and `actions ask-due`."""

from typing import Annotated

import typer
from pydantic import Field

from app.cli.opening import acting, opened
from app.cli.plain import one_line
from app.cli.values import checked
from app.domain.capabilities import Capability
from app.domain.checks import POINTER_MAX, VALUE_MAX
from app.domain.errors import InvalidInput
from app.domain.models import Name, Text, WebAddress
from app.usecases import target_checks
from app.usecases.target_checks import CheckGiven, remove_check, set_check

_address, _name = checked(WebAddress, "address"), checked(Name, "name")
_pointer = checked(Annotated[Text, Field(max_length=POINTER_MAX)], "pointer")
_value = checked(Annotated[Text, Field(max_length=VALUE_MAX)], "value")
One = Annotated[str, typer.Argument(metavar="NAME", parser=_name, help="The target, by any spelling of its name.")]


def check(
    context: typer.Context,
    name: One,
    url: Annotated[str, typer.Argument(metavar="URL", parser=_address, help="What to GET.")],
    status: Annotated[int, typer.Option(min=100, max=599, help="The status that is expected.")] = 200,
    pointer: Annotated[
        str | None,
        typer.Option(parser=_pointer, metavar="POINTER", help="Where a value is expected, such as /database/host"),
    ] = None,
    value: Annotated[
        str | None, typer.Option(parser=_value, metavar="VALUE", help="That value, as JSON or plain words.")
    ] = None,
) -> None:
    """Have an address asked about a target once a day. Its host must be listed in AFTERCARE_CHECK_HOSTS.

    \b
    Example:
      python -m app actions targets ACT-12 check identity https://identity.example/health \\
        --pointer /database/host --value db-vip
    """
    wanted = CheckGiven(url=url, status=status, pointer=pointer, value=value).as_check()
    with opened() as runtime:
        set_check(runtime, acting(runtime), runtime.settings.reach, context.obj, name, wanted)
    typer.echo(f"{one_line(name)} is asked about once a day")


def ask(context: typer.Context, name: One) -> None:
    """Ask now, and keep what is found.

    \b
    Example:
      python -m app actions targets ACT-12 ask identity
    """
    with opened() as runtime:
        asked = target_checks.ask(runtime, acting(runtime), runtime.settings.reach, context.obj, name)
    typer.echo(one_line(f"{asked.target.name} is {asked.target.state.value}: {asked.said}"))


def uncheck(context: typer.Context, name: One) -> None:
    """Have it asked no more; what was found stays.

    \b
    Example:
      python -m app actions targets ACT-12 uncheck identity
    """
    with opened() as runtime:
        remove_check(runtime, acting(runtime), context.obj, name)
    typer.echo(f"{one_line(name)} is not asked about any more")


def ask_due() -> None:
    """Ask every address whose time has come, for five minutes at most.

    A server does so by itself; this is for installations without one.

    \b
    Example:
      python -m app actions ask-due
    """
    with opened() as runtime:
        acting(runtime, Capability.WRITE)
        if not runtime.settings.check_hosts:
            raise InvalidInput("checks are off: AFTERCARE_CHECK_HOSTS names no host that may be asked")
        asked = target_checks.ask_due(runtime, runtime.settings.reach)
    typer.echo(f"{asked} asked", err=True)
