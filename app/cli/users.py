"""`users`: who may come in. Whoever holds the database has the right to say so."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from pydantic import Field

from app.cli.listing import print_rows
from app.cli.opening import opened
from app.cli.plain import as_json, one_line
from app.cli.values import checked
from app.config import Settings
from app.domain.models import EMAIL, Name
from app.domain.principal import OPERATOR
from app.domain.vocabulary import Role
from app.runtime import Runtime
from app.store.accounts import AccountRow, list_accounts
from app.store.engine import reading
from app.usecases.accounts import (
    Invitation,
    NewAccount,
    add_account,
    change_role,
    disable_account,
    enable_account,
    reset_account,
)
from app.usecases.signing_in import IDLE, has_accounts

users = typer.Typer(no_args_is_help=True, help="Add, list and change the accounts by which people sign in.")

_name = checked(Name, "name")
_email = checked(Annotated[str, Field(max_length=254, pattern=EMAIL)], "e-mail")
Account = Annotated[str, typer.Argument(parser=_name, metavar="NAME", help="Any spelling of the account's name.")]
_HEADS = ("Account", "Person", "Role", "State", "Signed in", "Sessions", "Tokens")


@users.command()
def add(
    name: Annotated[str, typer.Argument(parser=_name, metavar="NAME", help="What one signs in with.")],
    person: Annotated[
        str | None, typer.Option(parser=_name, metavar="FULL", help="The full name, as documents write it.")
    ] = None,
    email: Annotated[str | None, typer.Option(parser=_email, metavar="ADDRESS", help="An e-mail address.")] = None,
    role: Annotated[Role | None, typer.Option(help="Unless given author; the first account is an admin.")] = None,
) -> None:
    """Add an account, and print the link by which its owner chooses a password.

    The first account switches signing in on, and is an administrator's. Its link holds for 15 minutes, those of
    others for 24 hours; each works once. The account belongs to the person known under the full name or the e-mail
    address, else to a new one.

    \b
    Examples:
      python -m app users add ann --person "Ann Lee" --email ann@example.org
      python -m app users add bob --role manager
    """
    with opened() as runtime:
        usual = Role.AUTHOR if has_accounts(runtime) else Role.ADMIN
        new = NewAccount(name=name, person=person, email=email, role=role or usual)
        _hand_out(runtime, add_account(runtime, OPERATOR, new))


@users.command("list")
def list_(as_json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List accounts by name, with how many browsers are signed in and how many tokens hold.

    \b
    Example:
      python -m app users list --json
    """
    with opened() as runtime, reading(runtime.engine) as session:
        rows = list_accounts(session, runtime.now() - IDLE, runtime.now())
    if as_json_:
        typer.echo(as_json([_record(row) for row in rows]))
        return
    print_rows(_HEADS, [_cells(row) for row in rows])
    typer.echo(f"{len(rows)} accounts", err=True)


@users.command()
def disable(name: Account) -> None:
    """Shut an account out at once: its sessions end, its tokens are refused. Its name stays in every history.

    \b
    Example:
      python -m app users disable bob
    """
    with opened() as runtime:
        account = disable_account(runtime, OPERATOR, name)
        typer.echo(f"{one_line(account.name)} is disabled: signed out everywhere, its tokens are refused")


@users.command()
def enable(name: Account) -> None:
    """Let an account in again; its password and its tokens hold as before.

    \b
    Example:
      python -m app users enable bob
    """
    with opened() as runtime:
        typer.echo(f"{one_line(enable_account(runtime, OPERATOR, name).name)} is enabled")


@users.command("role")
def role_(
    name: Account, role: Annotated[Role, typer.Argument(metavar="ROLE", help=f"One of {', '.join(Role)}.")]
) -> None:
    """Give an account another role; docs/roles.md says what each may do. One administrator always remains.

    \b
    Example:
      python -m app users role bob manager
    """
    with opened() as runtime:
        account = change_role(runtime, OPERATOR, name, role)
        typer.echo(f"{one_line(account.name)} has the role {account.role} now")


@users.command()
def reset(name: Account) -> None:
    """Print a new link to choose a password by. The old password and all sessions end at once.

    \b
    Example:
      python -m app users reset bob
    """
    with opened() as runtime:
        _hand_out(runtime, reset_account(runtime, OPERATOR, name))


def _hand_out(runtime: Runtime, invitation: Invitation) -> None:
    """The link on standard output, alone; what is to be known of it beside."""
    account = invitation.account
    holds = _span(invitation.expires_at - runtime.now())
    typer.echo(f"{_base(runtime.settings)}/welcome/{invitation.secret}")
    typer.echo(
        f"By this link {one_line(account.name)} ({account.role}) chooses a password. It works once, for {holds}; "
        "hand it over where nobody else reads it.",
        err=True,
    )


def _base(settings: Settings) -> str:
    """Where people reach the server: the public address, else the one that it listens on."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return settings.public_url or f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{settings.port or 'PORT'}"


def _span(time: timedelta) -> str:
    minutes = round(time.total_seconds() / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"


def _record(row: AccountRow) -> dict[str, Any]:
    """With the field names of the REST API."""
    account = row.account
    return {
        "name": account.name,
        "person": row.person.name,
        "email": row.person.email,
        "role": account.role,
        "active": account.active,
        "pending": account.password is None,
        "sessions": row.sessions,
        "tokens": row.tokens,
        "signed_in_at": _time(account.signed_in_at),
        "created_at": _time(account.created_at),
        "created_by": account.created_by,
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None


def _cells(row: AccountRow) -> tuple[str, ...]:
    account = row.account
    state = "disabled" if not account.active else "no password yet" if account.password is None else "enabled"
    seen = f"{account.signed_in_at:%Y-%m-%d %H:%M}" if account.signed_in_at else ""
    return account.name, row.person.name, account.role, state, seen, str(row.sessions), str(row.tokens)
