"""Tokens as pages show them: the lines of a list, the form for a new one, and the one time that it is seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response
from pydantic import BaseModel

from app.domain.capabilities import Capability
from app.domain.vocabulary import TokenKind, TokenScope
from app.http.absolute import absolute
from app.store.accounts import TokenRow
from app.usecases.tokens import MadeToken, NewToken
from app.web.asking import OncePage, Secret
from app.web.feeds import ADDRESS
from app.web.forms import FormState, validated
from app.web.rendering import render
from app.web.words import day

DAYS = ("30", "90", "365")


class TokenFields(BaseModel):
    """The form as it is typed."""

    name: str = ""
    kind: str = "personal"
    scopes: list[str] = []
    days: str = "90"


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    scope: TokenScope
    allows: str


@dataclass(frozen=True, slots=True)
class TokenLine:
    """`state` is "in force", "expired", "revoked", or "owner disabled" where nothing else keeps it from working."""

    row: TokenRow
    state: str


def scope_choices(may: Iterable[Capability]) -> list[ScopeChoice]:
    """The scopes by which a token would carry any of these, each with what it allows."""
    allowed = frozenset(may)
    sentences = {s: "; ".join(c.does for c in Capability if c in allowed and c.scope is s) for s in TokenScope}
    return [ScopeChoice(scope, said) for scope, said in sentences.items() if said]


def lines(rows: list[TokenRow], now: datetime) -> list[TokenLine]:
    """Those that work before those that do not."""
    found = [TokenLine(row, _state(row, now)) for row in rows]
    return sorted(found, key=lambda line: line.state in ("expired", "revoked"))


def _state(row: TokenRow, now: datetime) -> str:
    if row.token.revoked_at:
        return "revoked"
    if row.token.expires_at <= now:
        return "expired"
    return "in force" if row.owner.active else "owner disabled"


def empty_form(prefix: str = "token-") -> FormState:
    return FormState(form_values(TokenFields(scopes=[TokenScope.READ])), prefix=prefix)


def form_values(given: TokenFields) -> dict[str, str]:
    return {"name": given.name, "kind": given.kind, "scopes": " ".join(given.scopes), "days": given.days}


def asked_for(given: TokenFields, kind: TokenKind, owner: str | None = None) -> NewToken:
    """Raises InvalidInput with the faults."""
    fields = {"name": given.name, "kind": kind, "scopes": given.scopes, "days": given.days, "owner": owner}
    return validated(NewToken, fields)


def shown_once(request: Request, made: MadeToken, back: str) -> Response:
    token, secrets = made.token, [Secret("Token", made.secret, "Programs send it as “Authorization: Bearer …”.")]
    if token.kind is TokenKind.FEED:
        help_ = "For feed readers. Whoever has this address reads the feed."
        secrets = [Secret("Address of the feed", f"{absolute(request, ADDRESS)}?token={made.secret}", help_)]
        secrets.append(Secret("Token", made.secret, "It stands in the address; other feeds take it as well."))
    page = OncePage(
        title=f"Token “{token.name}”",
        message=f"It holds until {day(token.expires_at.date())}, or until it is revoked.",
        secrets=secrets,
        back=back,
    )
    return render(request, page, 201)
