"""What of accounts and tokens an operator should know: nothing of it secret, nothing of it changed."""

import shlex
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.engine import Engine

from app.domain.vocabulary import Role, TokenKind
from app.store.accounts import AccountRow, TokenRow, list_accounts, list_tokens
from app.store.engine import reading
from app.usecases.checkup import Finding, Level
from app.usecases.tokens import known_token


def check_accounts(engine: Engine, now: datetime, *, by_proxy: bool) -> Iterator[Finding]:
    """`by_proxy`: a proxy signs people in, so that nobody needs a password."""
    with reading(engine) as session:
        accounts, tokens = list_accounts(session), list_tokens(session)
    if not accounts:
        yield Finding(Level.OK, "accounts", "none: whoever reaches it on this machine is its owner")
        return
    yield _summary(accounts, tokens, now)
    admins = _admins(accounts)
    if not by_proxy and not any(row.account.password for row in admins):
        what = "no administrator has a password: nobody can sign in to manage accounts"
        name = shlex.quote(admins[0].account.name) if admins else "NAME"
        yield Finding(Level.WARNING, "accounts", what, f"python -m app users reset {name}")
    orphans = [row.token.name for row in _usable(tokens, now) if not row.owner.active and _of_program(row)]
    if orphans:
        what = f"service tokens are refused because their owner is disabled: {', '.join(orphans)}"
        yield Finding(Level.WARNING, "accounts", what, "hand them over to somebody or revoke them, under Tokens")


def check_token(engine: Engine, now: datetime, token: str) -> Finding:
    """Of the one that commands come with."""
    found = known_token(engine, now, token)
    if found is None:
        what = "AFTERCARE_TOKEN holds no token that is known here, or one that was revoked or has expired"
        return Finding(Level.BROKEN, "token", what, "make a new one under Your account, or unset it")
    what = f"AFTERCARE_TOKEN: commands are the hand of {found[1].name}, until {found[0].expires_at:%Y-%m-%d}"
    return Finding(Level.OK, "token", what)


def _summary(accounts: list[AccountRow], tokens: list[TokenRow], now: datetime) -> Finding:
    enabled = sum(row.account.active for row in accounts)
    usable = _usable(tokens, now)
    in_force = sum(row.owner.active for row in usable)
    what = (
        f"{enabled} enabled, {len(accounts) - enabled} disabled; {len(_admins(accounts))} of them administrators; "
        f"{in_force} tokens in force, {len(usable) - in_force} refused because their owner is disabled"
    )
    return Finding(Level.OK, "accounts", what)


def _admins(accounts: list[AccountRow]) -> list[AccountRow]:
    return [row for row in accounts if row.account.active and row.account.role is Role.ADMIN]


def _usable(tokens: list[TokenRow], now: datetime) -> list[TokenRow]:
    return [row for row in tokens if row.token.revoked_at is None and row.token.expires_at > now]


def _of_program(row: TokenRow) -> bool:
    return row.token.kind is TokenKind.SERVICE
