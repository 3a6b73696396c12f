"""Who asks: by name and password, by the session of a browser, or by what a trusted proxy says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from app.domain.capabilities import capabilities_of
from app.domain.errors import Forbidden
from app.domain.models import NAME_MAX
from app.domain.names import fold
from app.domain.principal import SYSTEM, Principal
from app.domain.vocabulary import Role, Visibility
from app.store.accounts import account_by_id, any_account, known_account
from app.store.engine import reading, writing
from app.store.tables import Account, Person, SignInSession
from app.store.tables.accounts import ADDRESS_TEXT_MAX, AGENT_MAX
from app.usecases.accounts import NewAccount, end_sessions, new_account
from app.usecases.changes import note
from app.usecases.credentials import hashed, is_secret, new_secret
from app.usecases.naming import clean
from app.usecases.passwords import hash_password, is_outdated, is_password
from app.usecases.workspace import Workspace

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(days=7)
#: How often a session's last use is written down: each time would be a write for every read.
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a sign-in comes from, for its owner to recognise."""

    address: str
    agent: str


def has_accounts(ws: Workspace) -> bool:
    with reading(ws.engine) as session:
        return any_account(session)


def principal_of(account: Account, person: Person) -> Principal:
    """What somebody signed in may do: everything that his role may."""
    return Principal(
        person.name, frozenset(Visibility), capabilities_of(account.role), account=account.id, person=person.id
    )


def sign_in(ws: Workspace, name: str, password: str, browser: Browser, former: str = "") -> str | None:
    """The id of a new session; None where name and password do not belong together, whatever is wrong.

    A session that the browser had before (`former`) ends. Raises Unavailable while too many sign in.
    """
    name = clean(name[:1000])
    with reading(ws.engine) as session:
        account = known_account(session, name) if fold(name) else None
    kept = account.password if account and account.active else None
    if not is_password(password, kept) or account is None or kept is None:
        return None
    renewed = hash_password(password) if is_outdated(kept) else kept
    with writing(ws.engine) as session:
        account = account_by_id(session, account.id or 0)
        if not account.active or account.password != kept:
            return None  # disabled or reset while the password was compared
        account.password = renewed
        return _begin(session, account, browser, former, ws.now())


def begin_session(ws: Workspace, account: Account, browser: Browser, former: str = "") -> str | None:
    """As sign_in, for somebody who has just chosen a password by a one-time link. None where it is disabled."""
    with writing(ws.engine) as session:
        account = account_by_id(session, account.id or 0)
        return _begin(session, account, browser, former, ws.now()) if account.active else None


def _begin(session: Session, account: Account, browser: Browser, former: str, now: datetime) -> str:
    """A session with a new id, which is stored only as a hash. Sessions that ran out go meanwhile."""
    account.signed_in_at = now
    session.add(account)
    over = sa.or_(
        col(SignInSession.hash) == hashed(former),
        col(SignInSession.created_at) <= now - ABSOLUTE,
        col(SignInSession.seen_at) <= now - IDLE,
    )
    session.exec(delete(SignInSession).where(over))
    secret = new_secret()
    row = SignInSession(
        hash=hashed(secret),
        account_id=account.id or 0,
        created_at=now,
        seen_at=now,
        address=clean(browser.address)[:ADDRESS_TEXT_MAX],
        agent=clean(browser.agent[:1000])[:AGENT_MAX],
    )
    session.add(row)
    session.flush()
    return secret


def is_live(row: SignInSession, now: datetime) -> bool:
    """False where it ran out: unused for IDLE, or older than ABSOLUTE."""
    return now - row.created_at < ABSOLUTE and now - row.seen_at < IDLE


def who_by_session(ws: Workspace, secret: str) -> Principal | None:
    """Whose session it is; None where it ended, ran out, or its account is disabled."""
    if not is_secret(secret):
        return None
    now = ws.now()
    with reading(ws.engine) as session:
        found = session.exec(
            select(SignInSession, Account, Person)
            .join(Account, col(Account.id) == col(SignInSession.account_id))
            .join(Person, col(Person.id) == col(Account.person_id))
            .where(SignInSession.hash == hashed(secret), col(Account.active))
        ).first()
    if found is None:
        return None
    row, account, person = found
    if not is_live(row, now):
        return None
    if now - row.seen_at >= SEEN_EVERY:
        with writing(ws.engine) as session:
            still = session.get(SignInSession, row.hash)
            if still:
                still.seen_at = now
                session.add(still)
    return principal_of(account, person)


def who_by_proxy(ws: Workspace, name: str) -> Principal | None:
    """The account that the proxy names, added as a reader where it is unknown; None where it is disabled.

    Before there is any account it is None for everybody: the first is an administrator, added on the terminal.
    """
    name = clean(name)[:NAME_MAX]
    if not fold(name):
        return None
    with reading(ws.engine) as session:
        found = _with_person(session, name)
        first = not any_account(session)
    if found is None and not first:
        with writing(ws.engine) as session:
            if known_account(session, name) is None:
                new_account(session, SYSTEM, NewAccount(name=name, role=Role.READER), ws.now())
            found = _with_person(session, name)
    return principal_of(*found) if found and found[0].active else None


def _with_person(session: Session, name: str) -> tuple[Account, Person] | None:
    query = select(Account, Person).join(Person, col(Person.id) == col(Account.person_id))
    return session.exec(query.where(Account.key == fold(name))).first()


def sign_out(ws: Workspace, secret: str) -> None:
    with writing(ws.engine) as session:
        session.exec(delete(SignInSession).where(col(SignInSession.hash) == hashed(secret)))


def sign_out_everywhere(ws: Workspace, principal: Principal) -> None:
    """Every session of the principal's account ends, in every process. Raises Forbidden for a token."""
    _in_person(principal)
    if principal.account is None:
        return
    with writing(ws.engine) as session:
        account = account_by_id(session, principal.account)
        end_sessions(session, account)
        note(session, principal, "account", account.id, "signed out everywhere", ws.now())


def end_session(ws: Workspace, principal: Principal, session_hash: str) -> None:
    """One of the principal's own sessions, by its hash; any other stays. Raises Forbidden for a token."""
    _in_person(principal)
    with writing(ws.engine) as session:
        own = col(SignInSession.account_id) == principal.account
        session.exec(delete(SignInSession).where(own, col(SignInSession.hash) == session_hash))


def change_password(ws: Workspace, principal: Principal, old: str, new: str, own: str = "") -> bool:
    """One's own; all other sessions than `own` end. False where `old` is wrong.

    Raises InvalidInput for what cannot be a password, Forbidden for a token, and Unavailable.
    """
    _in_person(principal)
    if principal.account is None:
        return False
    with reading(ws.engine) as session:
        kept = account_by_id(session, principal.account).password
    if not is_password(old, kept):
        return False
    hash_new = hash_password(new)
    with writing(ws.engine) as session:
        account = account_by_id(session, principal.account)
        if account.password != kept:
            return False
        account.password = hash_new
        account.version += 1
        session.add(account)
        end_sessions(session, account, but=hashed(own))
        note(session, principal, "account", account.id, "password changed", ws.now())
    return True


def _in_person(principal: Principal) -> None:
    """A token, which may be lost, does not reach what its owner could take it back with."""
    if principal.scopes is not None:
        raise Forbidden(f"{principal.name} may not do this: that takes its owner, signed in")
