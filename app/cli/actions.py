"""`actions`: the board on the command line."""

from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Annotated, Any

import typer
from pydantic import BeforeValidator

from app.cli.action_moves import VERBS, Key
from app.cli.listing import print_rows
from app.cli.opening import acting, opened
from app.cli.plain import as_json, one_line
from app.cli.target_checks import ask_due
from app.cli.targets import expire, targets
from app.cli.values import checked
from app.domain.capabilities import Capability
from app.domain.months import Days
from app.domain.vocabulary import UNFINISHED, ActionKind, ActionStatus, Priority, Strength
from app.store.action_items import ORDERS, ActionFilter, ActionRow, find_action, history, list_actions, one_row
from app.store.action_spans import Further, Lack
from app.store.engine import reading
from app.store.tables import ActionEvent
from app.usecases.exporting import every_action
from app.usecases.records_out import action_record, event_record
from app.usecases.reminders import list_orphans

actions = typer.Typer(no_args_is_help=True, help="List, show and move action items.")

_day = checked(date, "date")
_days = checked(Annotated[Days, BeforeValidator(Days.parse)], "days")
_DAYS = "DAY..DAY"
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_SHOWN = (
    *("status", "overdue", "owner", "team", "due", "priority", "kind", "postmortem", "postmortem_title"),
    *("tracker_url", "links", "evidence", "grade", "self_verified", "accepted_by", "accepted_until"),
    *("superseded_by", "on_documents_word", "closed_at", "snoozed_until", "moves"),
)
_HEADS = ("Key", "Status", "Due", "Owner", "Action", "Postmortem")


@actions.command("list")
def list_(
    status: Annotated[list[ActionStatus] | None, typer.Option(help="In this state; may be given again.")] = None,
    owner: Annotated[list[str] | None, typer.Option(help="Owned by this person.")] = None,
    team: Annotated[list[str] | None, typer.Option(help="Answered for by this team.")] = None,
    service: Annotated[list[str] | None, typer.Option(help="From a postmortem of this service.")] = None,
    kind: Annotated[list[ActionKind] | None, typer.Option(help="Of this kind.")] = None,
    priority: Annotated[list[Priority] | None, typer.Option(help="Of this priority.")] = None,
    postmortem: Annotated[list[str] | None, typer.Option(help="From the postmortem at this address.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Unfinished and past the due date.")] = False,
    unfinished: Annotated[bool, typer.Option("--unfinished", help="Still owed.")] = False,
    due_by: Annotated[
        date | None, typer.Option(parser=_day, metavar="DATE", help="Due on this day or before.")
    ] = None,
    due_from: Annotated[
        date | None, typer.Option(parser=_day, metavar="DATE", help="Due on this day or later.")
    ] = None,
    q: Annotated[str, typer.Option("--q", help="All of these words stand in its wording.")] = "",
    strength: Annotated[list[Strength] | None, typer.Option(help="So strong by the RCA² hierarchy.")] = None,
    created: Annotated[Days | None, typer.Option(parser=_days, metavar=_DAYS, help="Recorded then.")] = None,
    closed: Annotated[Days | None, typer.Option(parser=_days, metavar=_DAYS, help="Closed then.")] = None,
    slipped: Annotated[
        Days | None, typer.Option(parser=_days, metavar=_DAYS, help="Its due date was moved later then.")
    ] = None,
    reopened: Annotated[Days | None, typer.Option(parser=_days, metavar=_DAYS, help="Opened again then.")] = None,
    open_on: Annotated[
        date | None,
        typer.Option(parser=_day, metavar="DATE", help="Recorded by that day, not closed by its end."),
    ] = None,
    without: Annotated[list[Lack] | None, typer.Option(help="Lacking this.")] = None,
    dated: Annotated[bool, typer.Option("--dated", help="Not closed on a day that nobody knows.")] = False,
    sort: Annotated[str, typer.Option(help=f"One of {', '.join(ORDERS)}.")] = "due",
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    as_json_: AsJson = False,
) -> None:
    """List action items, the earliest due first. Values of one option are alternatives; options narrow each other.

    \b
    Examples:
      python -m app actions list --overdue
      python -m app actions list --unfinished --owner "Ada Byron" --due-by 2030-12-31 --json
    """
    where = ActionFilter(
        status=tuple(status or ()),
        owner=tuple(owner or ()),
        team=tuple(team or ()),
        service=tuple(service or ()),
        kind=tuple(kind or ()),
        priority=tuple(priority or ()),
        postmortem=tuple(postmortem or ()),
        overdue=overdue,
        unfinished=unfinished,
        due_from=due_from,
        due_by=due_by,
        q=q,
        further=Further(
            tuple(strength or ()), created, closed, slipped, reopened, open_on, tuple(without or ()), dated
        ),
    )
    _print_list(where, sort, limit, as_json_)


def _print_list(where: ActionFilter, sort: str, limit: int, as_json_: bool) -> None:
    with opened() as runtime, reading(runtime.engine) as session:
        who = acting(runtime, Capability.READ)
        today = runtime.now().date()
        where = replace(where, today=today)
        total = list_actions(session, who, where, sort=sort, limit=1).total
        rows = list(islice(every_action(session, who, where, sort=sort), limit))
        if as_json_:
            typer.echo(as_json([action_record(row, today) for row in rows]))
            return
    print_rows(_HEADS, [_cells(row, today) for row in rows])
    typer.echo(f"{len(rows)} of {total}", err=True)


@actions.command()
def show(key: Key, as_json_: AsJson = False) -> None:
    """Show one action item with its history.

    \b
    Example:
      python -m app actions show ACT-12
    """
    with opened() as runtime, reading(runtime.engine) as session:
        row = one_row(session, find_action(session, acting(runtime, Capability.READ), key))
        events = history(session, row.action.id or 0)
        record = action_record(row, runtime.now().date())
        if as_json_:
            typer.echo(as_json({**record, "history": [event_record(event) for event in events]}))
            return
        _show(record)
        typer.echo("\nHistory")
        for event in events:
            typer.echo(_event(event))


@actions.command("orphans")
def orphans(as_json_: AsJson = False) -> None:
    """List action items that nobody answers for: without an owner, or whose owner left or is known by name only.

    \b
    Example:
      python -m app actions orphans
    """
    with opened() as runtime:
        found = list_orphans(runtime, acting(runtime))
    rows = [(one.action.key, str(one.action.due or ""), one.reason, one.action.text) for one in found]
    if as_json_:
        names = ("key", "due", "reason", "text")
        typer.echo(as_json([dict(zip(names, row, strict=True)) for row in rows]))
        return
    print_rows(("Key", "Due", "Why", "Action"), rows)


for _verb, _command in VERBS.items():
    actions.command(_verb)(_command)
actions.command("expire")(expire)
actions.command("ask-due")(ask_due)
actions.add_typer(targets, name="targets")


def _cells(row: ActionRow, today: date) -> tuple[str, ...]:
    action = row.action
    late = action.status in UNFINISHED and action.due is not None and action.due < today
    due = (action.due.isoformat() if action.due else "") + (" overdue" if late else "")
    return action.key, action.status.value, due, row.owner or "", action.text, row.postmortem_slug or ""


def _show(record: dict[str, Any]) -> None:
    typer.echo(f"{record['key']}  {one_line(record['text'])}\n")
    for name in _SHOWN:
        value = record[name]
        if value not in (None, [], False):
            shown = ", ".join(map(_worded, value)) if isinstance(value, list) else str(value)
            typer.echo(f"{name.replace('_', ' ') + ':':20}{one_line(shown)}")


def _worded(value: Any) -> str:
    """Evidence is a text or an address; anything else is itself."""
    return str(value.get("text") or value.get("url")) if isinstance(value, dict) else str(value)


def _event(event: ActionEvent) -> str:
    change = f"{event.field}: {event.old or 'nothing'} → {event.new or 'nothing'}"
    why = f" ({event.why})" if event.why else ""
    return one_line(f"{event.at:%Y-%m-%d %H:%M} UTC  {event.actor}  {change}{why}")
