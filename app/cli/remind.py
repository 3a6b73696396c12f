"""`remind`: who is told of which action items today, and why."""

from typing import Annotated

import typer

from app.cli.listing import print_rows
from app.cli.opening import acting, opened
from app.cli.plain import one_line
from app.domain.owed import Addressee, LeftOut, Owed, Plan
from app.usecases.delivery_log import Sending, list_deliveries
from app.usecases.reminders import plan_reminders
from app.usecases.reminding import remind as run_reminders

TEXT = 80
LOG = 200
_HEADS = ("Day", "Person", "By", "To", "State", "Tries", "Time", "Fault")


def remind(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say who would be told of what, and why.")
    ] = False,
    log: Annotated[bool, typer.Option("--log", help="Only print what was sent, the latest first.")] = False,
) -> None:
    """Tell owners of action items that are due soon or overdue, and managers of those overdue for long.

    It may be run as often as one likes: nobody is sent more than one letter a day, and nothing twice. What could
    not be delivered is tried again by a later run; then the exit status is 1.

    With --dry-run nothing is sent: it prints for everybody what the letter would hold and why, and of every other
    action item why nobody is told of it today. With --log it prints what became of the latest letters.

    \b
    Examples:
      python -m app remind --dry-run
      python -m app remind
      python -m app remind --log
    """
    with opened() as runtime:
        rules, who = runtime.settings.reminders, acting(runtime)
        if dry_run:
            for line in said(plan_reminders(runtime, who, rules)):
                typer.echo(line)
            return
        if log:
            print_rows(_HEADS, [_cells(one) for one in list_deliveries(runtime, who, LOG)])
            return
        sent = run_reminders(runtime, who, rules, runtime.settings.outlets)
    typer.echo(f"{_count(sent.written, 'letter')} written, {sent.delivered} delivered")
    for fault in sent.faults:
        typer.echo(one_line(f"not delivered to {fault}"), err=True)
    raise typer.Exit(1 if sent.faults else 0)


def said(found: Plan) -> list[str]:
    """The plan by person, in alphabetical order, those actions last that nobody could be told of."""
    letters = {digest.person.id: digest for digest in found.digests}
    people = {one.person.id: one.person for one in found.left_out if one.person}
    people |= {digest.person.id: digest.person for digest in found.digests}
    rest: dict[int | None, list[LeftOut]] = {}
    for one in found.left_out:
        rest.setdefault(one.person.id if one.person else None, []).append(one)
    lines = [f"{_count(len(letters), 'letter')} today"]
    for person in sorted(people.values(), key=lambda p: (p.name.casefold(), p.id)):
        letter = letters.get(person.id)
        lines += ["", one_line(f"{_named(person)} gets {'a letter' if letter else 'no letter'}")]
        lines += [_line("+", line.action, line.reason) for line in letter.lines] if letter else []
        lines += [_line("-", one.action, one.reason) for one in rest.get(person.id, [])]
    if None in rest:
        lines += ["", "Nobody could be told of"]
        lines += [_line("-", one.action, one.reason) for one in rest[None]]
    return lines


def _line(mark: str, action: Owed, reason: str) -> str:
    text = one_line(action.text)
    return f"  {mark} {action.key}  {one_line(reason)}  | {text[:TEXT]}{'…' if len(text) > TEXT else ''}"


def _named(person: Addressee) -> str:
    return f"{person.name} <{person.email}>" if person.email else person.name


def _cells(one: Sending) -> tuple[str, ...]:
    """The time is the one of its arrival, of the next try, or of its writing where there is neither."""
    at = one.sent_at or one.next_at or one.created_at
    who = (str(one.day), one.person, one.channel.value, one.address)
    return *who, one.state.value, str(one.tries), f"{at:%Y-%m-%d %H:%M} UTC", one.fault or ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
