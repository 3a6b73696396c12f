"""What administrators see of accounts: all of them, and one with what was done to it."""

from dataclasses import dataclass
from typing import ClassVar

from pydantic import BaseModel
from sqlmodel import Session

from app.domain.vocabulary import Role
from app.store.accounts import AccountRow, changes_of, find_account, list_accounts, list_tokens, one_account
from app.store.catalogue import names_in_use
from app.store.tables import Account, Change
from app.usecases.accounts import NewAccount
from app.usecases.signing_in import IDLE
from app.usecases.workspace import Workspace
from app.web.forms import FormState, filled, typed, validated
from app.web.rendering import Page
from app.web.token_forms import TokenLine, lines


class AccountFields(BaseModel):
    """The form as it is typed."""

    name: str = ""
    person: str = ""
    email: str = ""
    role: str = "author"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsPage(Page):
    template: ClassVar[str] = "pages/accounts.html"
    rows: list[AccountRow]
    form: FormState
    roles: list[Role]
    people: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneAccountPage(Page):
    """`form` is that of the role."""

    template: ClassVar[str] = "pages/one_account.html"
    row: AccountRow
    tokens: list[TokenLine]
    changes: list[Change]
    form: FormState
    roles: list[Role]


def asked_for(given: AccountFields) -> NewAccount:
    """Raises InvalidInput with the faults."""
    fields = filled(typed(given))
    return validated(NewAccount, {name: value for name, value in fields.items() if value is not None})


def accounts_page(session: Session, ws: Workspace, form: FormState | None = None) -> AccountsPage:
    return AccountsPage(
        title="Accounts",
        section="Accounts",
        rows=list_accounts(session, ws.now() - IDLE, ws.now()),
        form=form or FormState(typed(AccountFields())),
        roles=list(Role),
        people=names_in_use(session, "person"),
    )


def one_account_page(session: Session, ws: Workspace, name: str, message: str = "") -> OneAccountPage:
    """Raises NotFound."""
    account: Account = find_account(session, name)
    now, values = ws.now(), {"role": account.role, "version": str(account.version)}
    return OneAccountPage(
        title=account.name,
        section="Accounts",
        row=one_account(session, account, now - IDLE, now),
        tokens=lines(list_tokens(session, account.id), now),
        changes=changes_of(session, "account", account.id),
        form=FormState(values, message=message),
        roles=list(Role),
    )
