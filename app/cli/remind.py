"""`remind`: who is told of which action items today, and why."""

from typing import Annotated

import typer

from app.cli.opening import acting, opened
from app.cli.plain import one_line
from app.domain.errors import CannotStart
from app.domain.owed import Addressee, LeftOut, Owed, Plan
from app.usecases.reminders import plan_reminders

TEXT = 80


def remind(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say who would be told of what, and why.")
    ] = False,
) -> None:
    """Tell owners of action items that are due soon or overdue, and managers of those overdue for long.

    With --dry-run nothing is sent: it prints for everybody what the letter would hold and why, and of every other
    action item why nobody is told of it today.

    \b
    Example:
      python -m app remind --dry-run
    """
    with opened() as runtime:
        if not dry_run:
            raise CannotStart("there is nothing set up that sends letters: look at them with --dry-run")
        found = plan_reminders(runtime, acting(runtime), runtime.settings.reminders)
        for line in said(found):
            typer.echo(line)


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


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
