"""Accounts: added, given a role, disabled and enabled, and the one-time links by which passwords are chosen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, delete, select

from app.domain.capabilities import Capability
from app.domain.errors import Conflict, FieldFault, Forbidden, InvalidInput, PreconditionFailed
from app.domain.models import EMAIL, Name
from app.domain.names import fold
from app.domain.principal import OPERATOR, Principal, require
from app.domain.vocabulary import Role
from app.store.accounts import account_of_person, any_account, enabled_accounts, find_account, known_account
from app.store.catalogue import find_by_name, person_by_email
from app.store.engine import reading, writing
from app.store.tables import Account, Alias, OneTimeLink, Person, SignInSession
from app.usecases.changes import note
from app.usecases.credentials import hashed, is_secret, new_secret
from app.usecases.naming import named
from app.usecases.passwords import hash_password
from app.usecases.workspace import Workspace

#: How long a link holds: the first administrator stands before the terminal, others get theirs by mail or chat.
FIRST_LINK = timedelta(minutes=15)
LINK = timedelta(hours=24)


class NewAccount(BaseModel):
    """`name` is what one signs in with, `person` the full name that documents use; without it the same."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    person: Name | None = None
    email: str | None = Field(default=None, max_length=254, pattern=EMAIL)
    role: Role = Role.AUTHOR


@dataclass(frozen=True, slots=True)
class Invitation:
    """`secret` is the last part of the link's address: shown once, stored only as a hash."""

    account: Account
    secret: str
    expires_at: datetime


def add_account(ws: Workspace, principal: Principal, new: NewAccount) -> Invitation:
    """An account with the link by which its owner chooses a password.

    It belongs to the person known under the name or the e-mail address, else to a new one. The first account is an
    administrator, added on the terminal: a port on loopback is open to every user of the machine.
    Raises Conflict where the name or the person has an account, InvalidInput, Forbidden.
    """
    require(principal, Capability.ACCOUNTS)
    now = ws.now()
    with writing(ws.engine) as session:
        first = not any_account(session)
        if first and principal is not OPERATOR:
            raise Forbidden("the first account is added on the terminal: python -m app users add NAME")
        if first and new.role is not Role.ADMIN:
            message = "the first account must be an administrator: nobody else could add others"
            raise InvalidInput(message, [FieldFault("role", message)])
        account = new_account(session, principal, new, now)
        return _invite(session, account, now + (FIRST_LINK if first else LINK))


def new_account(session: Session, principal: Principal, new: NewAccount, now: datetime) -> Account:
    """The row, in a transaction under way. Errors as for add_account."""
    if not fold(new.name):
        raise InvalidInput("a name needs letters or digits", [FieldFault("name", "needs letters or digits")])
    if known_account(session, new.name):
        message = f"there is an account “{new.name}” already"
        raise Conflict(message)
    person = _person(session, new)
    taken = account_of_person(session, person.id)
    if taken:
        raise Conflict(f"{person.name} has the account “{taken.name}” already")
    account = Account(
        name=new.name,
        key=fold(new.name),
        person_id=person.id or 0,
        role=new.role,
        created_at=now,
        created_by=principal.name,
    )
    session.add(account)
    session.flush()
    note(session, principal, "account", account.id, f"added as {new.role} for {person.name}", now)
    return account


def _person(session: Session, new: NewAccount) -> Person:
    full = new.person or new.name
    person: Person | None = find_by_name(session, "person", full)
    if person is None and new.email:
        person = person_by_email(session, new.email)
    if person is None:
        person = named(session, "person", full)
    if person is None:
        raise InvalidInput("a name needs letters or digits", [FieldFault("person", "needs letters or digits")])
    person.email = person.email or new.email
    person.settled, person.active = True, True
    person.version += 1
    session.add(person)
    if find_by_name(session, "person", new.name) is None:
        session.add(Alias(kind="person", key=fold(new.name), name=new.name, target_id=person.id or 0))
    session.flush()
    return person


def change_role(
    ws: Workspace, principal: Principal, name: str, role: Role, *, expected: int | None = None
) -> Account:
    """Raises NotFound, PreconditionFailed, Forbidden, and Conflict where no administrator would be left."""
    require(principal, Capability.ACCOUNTS)
    with writing(ws.engine) as session:
        account = _found(session, name, expected)
        if role is not account.role:
            _keep_an_admin(session, account)
            note(session, principal, "account", account.id, f"made {role}, was {account.role}", ws.now())
            account.role = role
            account.version += 1
            session.add(account)
    return account


def disable_account(ws: Workspace, principal: Principal, name: str, *, expected: int | None = None) -> Account:
    """Out at once, everywhere: its sessions and links end, its tokens are refused. Errors as for change_role."""
    require(principal, Capability.ACCOUNTS)
    with writing(ws.engine) as session:
        account = _found(session, name, expected)
        if account.active:
            _keep_an_admin(session, account)
            end_sessions(session, account)
            session.exec(delete(OneTimeLink).where(col(OneTimeLink.account_id) == account.id))
            _switch(session, principal, account, active=False, now=ws.now())
    return account


def enable_account(ws: Workspace, principal: Principal, name: str, *, expected: int | None = None) -> Account:
    """Its password and its tokens hold again. Raises NotFound, PreconditionFailed, Forbidden."""
    require(principal, Capability.ACCOUNTS)
    with writing(ws.engine) as session:
        account = _found(session, name, expected)
        if not account.active:
            _switch(session, principal, account, active=True, now=ws.now())
    return account


def reset_account(ws: Workspace, principal: Principal, name: str) -> Invitation:
    """A new link to choose a password by; the old password and all sessions end at once.

    Raises NotFound, Forbidden, and Conflict where the account is disabled.
    """
    require(principal, Capability.ACCOUNTS)
    now = ws.now()
    with writing(ws.engine) as session:
        account = find_account(session, name)
        if not account.active:
            raise Conflict(f"“{account.name}” is disabled: enable it first")
        end_sessions(session, account)
        account.password = None
        account.version += 1
        session.add(account)
        note(session, principal, "account", account.id, "password reset", now)
        return _invite(session, account, now + LINK)


def invited(ws: Workspace, secret: str) -> Account | None:
    """The account that the link is for; None where it was used, has run out or was never made."""
    if not is_secret(secret):
        return None
    with reading(ws.engine) as session:
        return _holder(session, secret, ws.now())


def redeem_link(ws: Workspace, secret: str, password: str) -> Account | None:
    """Set the password by the link, which is used up by that; None as for invited. Raises InvalidInput."""
    if invited(ws, secret) is None:
        return None
    kept = hash_password(password)
    now = ws.now()
    with writing(ws.engine) as session:
        account = _holder(session, secret, now)
        if account is None:
            return None  # somebody was faster with the same link
        session.exec(delete(OneTimeLink).where(col(OneTimeLink.hash) == hashed(secret)))
        end_sessions(session, account)
        account.password = kept
        account.version += 1
        session.add(account)
        note(session, Principal(account.name), "account", account.id, "password chosen by a one-time link", now)
    return account


def end_sessions(session: Session, account: Account, but: str = "") -> None:
    """All of the account's, except the one with this hash."""
    ended = delete(SignInSession).where(col(SignInSession.account_id) == account.id, col(SignInSession.hash) != but)
    session.exec(ended)


def _holder(session: Session, secret: str, now: datetime) -> Account | None:
    link = session.get(OneTimeLink, hashed(secret))
    if link is None or link.expires_at <= now:
        return None
    return session.exec(select(Account).where(Account.id == link.account_id, col(Account.active))).first()


def _invite(session: Session, account: Account, expires_at: datetime) -> Invitation:
    session.exec(delete(OneTimeLink).where(col(OneTimeLink.account_id) == account.id))
    secret = new_secret()
    session.add(OneTimeLink(hash=hashed(secret), account_id=account.id or 0, expires_at=expires_at))
    session.flush()
    return Invitation(account, secret, expires_at)


def _found(session: Session, name: str, expected: int | None) -> Account:
    account = find_account(session, name)
    if expected is not None and account.version != expected:
        raise PreconditionFailed(f"“{account.name}” was changed by somebody else meanwhile: look at it again")
    return account


def _keep_an_admin(session: Session, account: Account) -> None:
    if account.active and account.role is Role.ADMIN and enabled_accounts(session, Role.ADMIN) == 1:
        raise Conflict(f"“{account.name}” is the only administrator: make somebody else one first")


def _switch(session: Session, principal: Principal, account: Account, *, active: bool, now: datetime) -> None:
    account.active = active
    account.version += 1
    session.add(account)
    note(session, principal, "account", account.id, "enabled" if active else "disabled", now)
