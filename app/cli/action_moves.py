"""`actions accept`, `done`, `verify` …: an action item's moves, one verb each."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer
from pydantic import Field

from app.cli.opening import acting, opened
from app.cli.plain import one_line
from app.cli.values import checked
from app.domain.lifecycle import Evidence, Move
from app.domain.models import REASON_MAX, Name, Text, WebAddress
from app.domain.vocabulary import ActionStatus, Grade
from app.usecases.actions import ActionEdit, edit_action, move_action, snooze_action

Words = Annotated[Text, Field(max_length=REASON_MAX)]
_words, _name, _day, _address = (
    checked(Words, "text"),
    checked(Name, "name"),
    checked(date, "date"),
    checked(WebAddress, "address"),
)
Key = Annotated[str, typer.Argument(metavar="KEY", help="Such as ACT-12.")]
_WHY = typer.Option("--reason", parser=_words, metavar="TEXT", help="Why; kept in its history.")
Why = Annotated[str | None, _WHY]
Reason = Annotated[str, _WHY]
Day = Annotated[date, typer.Argument(parser=_day, metavar="DATE", help="Such as 2030-01-31.")]


def accept(
    key: Key,
    owner: Annotated[
        str | None, typer.Option(parser=_name, metavar="NAME", help="The one person who answers for it.")
    ] = None,
    due: Annotated[date | None, typer.Option(parser=_day, metavar="DATE", help="By when.")] = None,
    reason: Why = None,
) -> None:
    """Commit to a proposed action item. It needs one owner, given here if it has none.

    So does a due date; without one it is due by its priority's default (AFTERCARE_DUE_DAYS).

    \b
    Example:
      python -m app actions accept ACT-12 --owner "Ada Byron" --due 2030-01-31
    """
    given = {name: value for name, value in (("owner", owner), ("due", due)) if value is not None}
    _move(key, Move(ActionStatus.OPEN, reason), ActionEdit(**given) if given else None)


def start(key: Key, reason: Why = None) -> None:
    """Say that work on an action item is under way, or is so again.

    \b
    Example:
      python -m app actions start ACT-12
    """
    _move(key, Move(ActionStatus.IN_PROGRESS, reason))


def block(key: Key, reason: Reason) -> None:
    """Say that work on an action item cannot go on, and why.

    \b
    Example:
      python -m app actions block ACT-12 --reason "waits for the new disks"
    """
    _move(key, Move(ActionStatus.BLOCKED, reason))


def done(
    key: Key,
    evidence: Annotated[
        list[str] | None,
        typer.Option(
            parser=_words,
            metavar="TEXT|URL",
            help="What shows that it is done: a sentence or a web address; may be given again.",
        ),
    ] = None,
    reason: Why = None,
) -> None:
    """Say that an action item is done, and what shows it.

    \b
    Example:
      python -m app actions done ACT-12 --evidence https://git.example/pull/7
    """
    _move(key, Move(ActionStatus.DONE, reason, evidence=tuple(_evidence(text) for text in evidence or ())))


def verify(
    key: Key,
    grade: Annotated[Grade, typer.Option(help="How well the work answers it; unacceptable sends it back to work.")],
    reason: Why = None,
) -> None:
    """Vouch for an action item that somebody else has done.

    \b
    Examples:
      python -m app actions verify ACT-12 --grade acceptable
      python -m app actions verify ACT-12 --grade unacceptable --reason "two databases are missing"
    """
    _move(key, Move(ActionStatus.VERIFIED, reason, grade=grade))


def wont_do(
    key: Key,
    reason: Reason,
    accepted_by: Annotated[
        str | None, typer.Option(parser=_name, metavar="NAME", help="Who accepts the risk.")
    ] = None,
    until: Annotated[
        date | None, typer.Option(parser=_day, metavar="DATE", help="Until when the risk is accepted.")
    ] = None,
) -> None:
    """Decline an action item; as the acceptance of a risk with who accepts it and until when.

    \b
    Examples:
      python -m app actions wont-do ACT-13 --reason "the router is gone"
      python -m app actions wont-do ACT-14 --reason "too dear" --accepted-by "Ada Byron" --until 2030-12-31
    """
    _move(key, Move(ActionStatus.WONT_DO, reason, accepted_by=accepted_by, until=until))


def supersede(
    key: Key, by: Annotated[str, typer.Argument(metavar="BY", help="The action item that replaces it.")]
) -> None:
    """Say that another action item replaces this one.

    \b
    Example:
      python -m app actions supersede ACT-13 ACT-20
    """
    _move(key, Move(ActionStatus.SUPERSEDED, superseded_by=by))


def reopen(key: Key, reason: Reason) -> None:
    """Say that an action item is owed again, or that work on it has stopped, and why.

    \b
    Example:
      python -m app actions reopen ACT-12 --reason "no list of applications was given"
    """
    _move(key, Move(ActionStatus.OPEN, reason))


def assign(
    key: Key,
    owner: Annotated[str, typer.Argument(parser=_name, metavar="NAME", help="The one person who answers for it.")],
    reason: Why = None,
) -> None:
    """Give an action item to somebody.

    \b
    Example:
      python -m app actions assign ACT-12 "Ada Byron"
    """
    _edit(key, ActionEdit(owner=owner, reason=reason), f"belongs to {owner}")


def due(key: Key, day: Day, reason: Why = None) -> None:
    """Move the due date of an action item; one that was promised moves with a reason only.

    \b
    Example:
      python -m app actions due ACT-12 2030-01-31 --reason "the disks come in January"
    """
    _edit(key, ActionEdit(due=day, reason=reason), f"is due on {day}")


def snooze(key: Key, day: Day, reason: Reason) -> None:
    """Send the owner of an action item no reminder before a day, and say why.

    At most 31 days from now. The manager of its team is told of it all the same once it is overdue for long.

    \b
    Example:
      python -m app actions snooze ACT-12 2030-01-20 --reason "waits for the new disks"
    """
    _snooze(key, day, reason, f"reminds nobody before {day}")


def wake(key: Key, reason: Why = None) -> None:
    """End a snooze: the owner of an action item gets reminders of it again.

    \b
    Example:
      python -m app actions wake ACT-12
    """
    _snooze(key, None, reason, "reminds its owner again")


#: Every verb by its name, in the order of an action's life.
VERBS: dict[str, Callable[..., None]] = {
    "accept": accept,
    "start": start,
    "block": block,
    "done": done,
    "verify": verify,
    "wont-do": wont_do,
    "supersede": supersede,
    "reopen": reopen,
    "assign": assign,
    "due": due,
    "snooze": snooze,
    "wake": wake,
}


def _evidence(text: str) -> Evidence:
    return Evidence(url=_address(text)) if text.startswith(("https://", "http://")) else Evidence(text=text)


def _move(key: str, ask: Move, filling: ActionEdit | None = None) -> None:
    with opened() as runtime:
        due_days = runtime.settings.due
        moved = move_action(runtime, acting(runtime), key, ask, filling=filling, due_days=due_days)
        typer.echo(f"{moved.key} is {moved.status.value} now: {one_line(moved.text)}")


def _edit(key: str, edit: ActionEdit, what: str) -> None:
    with opened() as runtime:
        edited = edit_action(runtime, acting(runtime), key, edit)
        typer.echo(f"{edited.key} {one_line(what)} now: {one_line(edited.text)}")


def _snooze(key: str, until: date | None, reason: str | None, what: str) -> None:
    with opened() as runtime:
        snoozed = snooze_action(runtime, acting(runtime), key, until, reason)
        typer.echo(f"{snoozed.key} {what} now: {one_line(snoozed.text)}")
