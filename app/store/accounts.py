"""Reading accounts, their sessions and tokens, and what was changed by whom."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.errors import NotFound
from app.domain.names import fold
from app.domain.vocabulary import Role, TokenKind
from app.store.tables import Account, Change, Person, SignInSession, Token


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account with the name of its person, and how many sessions and usable tokens it has."""

    account: Account
    person: Person
    sessions: int
    tokens: int


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token with the account that owns it."""

    token: Token
    owner: Account


def any_account(session: Session) -> bool:
    return session.execute(sa.select(col(Account.id)).limit(1)).first() is not None


def enabled_accounts(session: Session, role: Role | None = None) -> int:
    query = sa.select(sa.func.count()).select_from(Account).where(col(Account.active))
    if role:
        query = query.where(col(Account.role) == role)
    return int(session.execute(query).scalar_one())


def find_account(session: Session, name: str) -> Account:
    """By any spelling of its name. Raises NotFound."""
    found = known_account(session, name)
    if found is None:
        raise NotFound(f"there is no account “{name}”")
    return found


def known_account(session: Session, name: str) -> Account | None:
    return session.exec(select(Account).where(Account.key == fold(name))).first()


def account_by_id(session: Session, account_id: int) -> Account:
    """Raises NotFound."""
    found = session.get(Account, account_id)
    if found is None:
        raise NotFound(f"there is no account {account_id}")
    return found


def account_of_person(session: Session, person_id: int | None) -> Account | None:
    return session.exec(select(Account).where(Account.person_id == person_id)).first()


def list_accounts(session: Session, since: datetime | None = None, now: datetime | None = None) -> list[AccountRow]:
    """All of them by name: an installation has at most some hundreds.

    Counted are sessions seen after `since`, and tokens that are not revoked and hold at `now`.
    """
    query = select(Account, Person).join(Person, col(Person.id) == col(Account.person_id))
    return _rows(session, list(session.exec(query.order_by(col(Account.key))).all()), since, now)


def one_account(
    session: Session, account: Account, since: datetime | None = None, now: datetime | None = None
) -> AccountRow:
    """Counted as by list_accounts."""
    person = session.exec(select(Person).where(Person.id == account.person_id)).one()
    return _rows(session, [(account, person)], since, now)[0]


def _rows(
    session: Session, found: list[tuple[Account, Person]], since: datetime | None, now: datetime | None
) -> list[AccountRow]:
    ids = [account.id for account, _ in found]
    open_ = sa.select(col(SignInSession.account_id), sa.func.count()).where(col(SignInSession.account_id).in_(ids))
    if since:
        open_ = open_.where(col(SignInSession.seen_at) > since)
    sessions = dict(session.execute(open_.group_by(col(SignInSession.account_id))).all())
    held = sa.select(col(Token.account_id), sa.func.count()).where(
        col(Token.account_id).in_(ids), col(Token.revoked_at).is_(None)
    )
    if now:
        held = held.where(col(Token.expires_at) > now)
    tokens = dict(session.execute(held.group_by(col(Token.account_id))).all())
    return [AccountRow(a, p, sessions.get(a.id, 0), tokens.get(a.id, 0)) for a, p in found]


def sessions_of(session: Session, account_id: int) -> list[SignInSession]:
    """The latest seen first."""
    query = select(SignInSession).where(SignInSession.account_id == account_id)
    return list(session.exec(query.order_by(col(SignInSession.seen_at).desc())).all())


def list_tokens(session: Session, account_id: int | None = None) -> list[TokenRow]:
    """Those of one account, or everybody's; the newest first, revoked ones last."""
    query = select(Token, Account).join(Account, col(Account.id) == col(Token.account_id))
    if account_id is not None:
        query = query.where(Token.account_id == account_id)
    order = (col(Token.revoked_at).is_not(None), col(Token.id).desc())
    return [TokenRow(token, owner) for token, owner in session.exec(query.order_by(*order)).all()]


def find_token(session: Session, token_id: int) -> Token:
    """Raises NotFound."""
    found = session.get(Token, token_id)
    if found is None:
        raise NotFound(f"there is no token {token_id}")
    return found


def same_name(session: Session, account_id: int, kind: TokenKind, name: str) -> bool:
    """True where the account holds a usable token of that kind and name."""
    query = select(Token.id).where(
        Token.account_id == account_id, Token.kind == kind, Token.name == name, col(Token.revoked_at).is_(None)
    )
    return session.exec(query).first() is not None


def changes_of(session: Session, kind: str, record_id: int | None) -> list[Change]:
    """What was done to one record, the latest first."""
    query = select(Change).where(Change.kind == kind, Change.record_id == record_id)
    return list(session.exec(query.order_by(col(Change.seq).desc())).all())
