"""One's own account as its page shows it: who one is, where one is signed in, what programs carry."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request
from sqlmodel import Session

from app.domain.principal import Principal
from app.http.cookies import SESSION, cookie
from app.http.dependencies import workspace
from app.store.accounts import account_by_id, list_tokens, one_account, sessions_of
from app.store.tables import Account, Person, SignInSession
from app.usecases.credentials import hashed
from app.usecases.passwords import LEAST
from app.usecases.signing_in import is_live
from app.web.forms import FormState
from app.web.rendering import Page
from app.web.token_forms import DAYS, ScopeChoice, TokenLine, empty_form, lines, scope_choices
from app.web.words import browser_words


@dataclass(frozen=True, slots=True)
class SessionLine:
    """`here`: the browser that asks."""

    row: SignInSession
    browser: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage(Page):
    """`password` and `token` are the two forms; `least` the length of a password."""

    template: ClassVar[str] = "pages/account.html"
    account: Account
    person: Person
    sessions: list[SessionLine]
    tokens: list[TokenLine]
    password: FormState
    least: int
    token: FormState
    scopes: list[ScopeChoice]
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAccountsPage(Page):
    """Nobody has one: how the first is added."""

    template: ClassVar[str] = "pages/no_accounts.html"


def no_accounts() -> NoAccountsPage:
    return NoAccountsPage(title="There are no accounts yet")


def account_page(
    request: Request,
    session: Session,
    principal: Principal,
    password: FormState | None = None,
    token: FormState | None = None,
) -> AccountPage:
    """Raises NotFound where the principal has no account."""
    row = one_account(session, account_by_id(session, principal.account or 0))
    now = workspace(request).now()
    account_id, own = row.account.id or 0, hashed(cookie(request, SESSION))
    return AccountPage(
        title="Your account",
        section="Your account",
        account=row.account,
        person=row.person,
        sessions=[
            SessionLine(found, browser_words(found.agent), found.hash == own)
            for found in sessions_of(session, account_id)
            if is_live(found, now)
        ],
        tokens=lines(list_tokens(session, account_id), now),
        password=password or FormState({}),
        least=LEAST,
        token=token or empty_form(),
        scopes=scope_choices(principal.may),
        days=DAYS,
    )
