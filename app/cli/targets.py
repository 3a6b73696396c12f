"""`actions targets KEY …`: what an action item is to be done for, one by one; and `actions expire`."""

from datetime import date
from typing import Annotated, BinaryIO

import typer
from pydantic import Field

from app.cli.action_moves import Reason
from app.cli.listing import print_rows
from app.cli.opening import acting, opened
from app.cli.plain import as_json, one_line
from app.cli.target_checks import ask, check, uncheck
from app.cli.values import checked
from app.domain.capabilities import Capability
from app.domain.errors import InvalidInput
from app.domain.models import REASON_MAX, Name, Text, WebAddress
from app.domain.targets import LIST_SIZE, NO_TARGETS, Target, names_in
from app.domain.vocabulary import TargetState
from app.store.action_items import find_action
from app.store.engine import reading
from app.store.target_checks import checks_of
from app.store.targets import coverages, targets_of
from app.usecases.expiries import settle_expiries
from app.usecases.records_out import target_record
from app.usecases.targets import (
    TargetResult,
    add_tagged_services,
    add_targets,
    remove_target,
    repeat_audit,
    set_target,
)

targets = typer.Typer()

_day, _address, _name = checked(date, "date"), checked(WebAddress, "address"), checked(Name, "name")
_words = checked(Annotated[Text, Field(max_length=REASON_MAX)], "text")
_One = Annotated[str, typer.Argument(metavar="NAME", parser=_name, help="The target, by any spelling of its name.")]
_HEADS = ("Target", "State", "Until", "By", "When", "Note", "Evidence")


@targets.callback(invoke_without_command=True)
def of(context: typer.Context, key: Annotated[str, typer.Argument(metavar="KEY", help="Such as ACT-12.")]) -> None:
    """What an action item is to be done for: list, add, report on, take out. Without a verb they are listed.

    \b
    Examples:
      python -m app actions targets ACT-12
      python -m app actions targets ACT-12 add codebase deploy identity
    """
    context.obj = key
    if context.invoked_subcommand is None:
        list_(context)


@targets.command("list")
def list_(
    context: typer.Context, as_json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List its targets with what was said of them last.

    \b
    Example:
      python -m app actions targets ACT-12 list --json
    """
    with opened() as runtime, reading(runtime.engine) as session:
        action = find_action(session, acting(runtime, Capability.READ), context.obj)
        today, own = runtime.now().date(), action.id or 0
        found, checks = targets_of(session, own), checks_of(session, own)
        coverage = coverages(session, [own]).get(own, NO_TARGETS)
    if as_json_:
        typer.echo(as_json([target_record(target, today, checks.get(target.id or 0)) for target in found]))
        return
    rows = []
    for target in found:
        over = Target(target.name, target.state, target.until).ran_out(today)
        until = f"{target.until}{' ran out' if over else ''}" if target.until else ""
        when = f"{target.set_at:%Y-%m-%d %H:%M}" if target.set_at else ""
        told = (target.set_by or "", when, target.note or "", target.evidence_url or "")
        rows.append((target.name, target.state.value, until, *told))
    print_rows(_HEADS, rows)
    typer.echo(f"{coverage.settled(today)} of {coverage.total} settled, {coverage.failed} failed", err=True)


@targets.command()
def add(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Names of targets.")] = None,
    file: Annotated[
        typer.FileBinaryRead | None,
        typer.Option(metavar="FILE", help="A list, one a line, or a .csv; - is standard input."),
    ] = None,
    tag: Annotated[str | None, typer.Option(metavar="TAG", help="Every service that carries this tag.")] = None,
) -> None:
    """Add targets. What is done or verified is owed again by them; those known stay as they are.

    \b
    Examples:
      python -m app actions targets ACT-12 add codebase deploy identity
      python -m app actions targets ACT-12 add --file applications.csv
      python -m app actions targets ACT-12 add --tag uses-postgres
    """
    if sum(map(bool, (names, file, tag))) != 1:
        raise typer.BadParameter("give names, --file or --tag: one of them")
    with opened() as runtime:
        who, given = acting(runtime), _listed(file) if file else names or []
        if tag:
            made = add_tagged_services(runtime, who, context.obj, tag)
        else:
            made = add_targets(runtime, who, context.obj, given)
    for target in made:
        typer.echo(one_line(target.name))
    typer.echo(f"{len(made)} added", err=True)


def _listed(file: BinaryIO) -> list[str]:
    try:
        text = file.read(LIST_SIZE * 4 + 1).decode()
    except UnicodeDecodeError as exc:
        raise InvalidInput(f"{file.name} is not UTF-8") from exc
    return names_in(text, is_csv=str(file.name).endswith(".csv"))


@targets.command("set")
def set_(
    context: typer.Context,
    name: _One,
    state: Annotated[TargetState, typer.Argument(help="What is found.")],
    note: Annotated[
        str | None,
        typer.Option(parser=_words, metavar="TEXT", help="A remark; why, where it does not apply or is excepted."),
    ] = None,
    evidence: Annotated[
        str | None, typer.Option(parser=_address, metavar="URL", help="The address that shows it.")
    ] = None,
    until: Annotated[
        date | None, typer.Option(parser=_day, metavar="DATE", help="The last day of an exception.")
    ] = None,
) -> None:
    """Report a result for a target. The same again changes nothing.

    \b
    Examples:
      python -m app actions targets ACT-12 set identity passed --evidence https://ci.example/runs/812
      python -m app actions targets ACT-12 set deploy excepted --until 2030-01-31 --note "the vendor mends it"
    """
    result = TargetResult(state=state, note=note, evidence_url=evidence, until=until).as_result()
    with opened() as runtime:
        target = set_target(runtime, acting(runtime), context.obj, name, result)
    typer.echo(f"{one_line(target.name)} is {target.state.value} now")


@targets.command()
def remove(context: typer.Context, name: _One, reason: Reason) -> None:
    """Take a target out; the reason is kept in the history.

    \b
    Example:
      python -m app actions targets ACT-12 remove identity --reason "it was shut down"
    """
    with opened() as runtime:
        remove_target(runtime, acting(runtime), context.obj, name, reason)
    typer.echo(f"{one_line(name)} is no target any more")


@targets.command("re-audit")
def re_audit(
    context: typer.Context,
    days: Annotated[int, typer.Argument(metavar="DAYS", min=0, help="So many days; 0: no more.")],
) -> None:
    """Have the action owed again so many days after it is closed, with every target that had passed.

    \b
    Example:
      python -m app actions targets ACT-12 re-audit 90
    """
    with opened() as runtime:
        repeat_audit(runtime, acting(runtime), context.obj, days or None)
    again = f"is owed again {days} days after it is closed" if days else "is owed once"
    typer.echo(f"{one_line(context.obj)} {again}")


targets.command()(check)
targets.command()(ask)
targets.command()(uncheck)


def expire() -> None:
    """Open again what time alone opens again: exceptions, accepted risks and audits whose day has come.

    A server does so by itself; this is for installations without one. Run again it changes nothing.

    \b
    Example:
      python -m app actions expire
    """
    with opened() as runtime:
        found = settle_expiries(runtime, acting(runtime))
    for one in found:
        typer.echo(one_line(f"{one.key} is open again: {one.cause}"))
    typer.echo(f"{len(found)} opened again", err=True)
