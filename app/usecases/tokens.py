"""Tokens: made and shown once, recognised, revoked, handed over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from app.domain.capabilities import Capability, capabilities_of, within
from app.domain.errors import Conflict, FieldFault, Forbidden, InvalidInput, NotFound
from app.domain.models import NAME_MAX, Name
from app.domain.principal import Principal, require
from app.domain.vocabulary import Role, TokenKind, TokenScope, Visibility
from app.store.accounts import account_by_id, find_account, find_token, same_name
from app.store.engine import Bind, reading, writing
from app.store.tables import Account, Person, Token
from app.usecases.changes import note
from app.usecases.credentials import hashed, is_token, new_token
from app.usecases.workspace import Workspace

DAYS_MAX = 366
#: How often a token's last use is written down.
USED_EVERY = timedelta(minutes=1)
#: What a service token can carry: a program owns neither work nor tokens.
SERVICE = capabilities_of(Role.AUTHOR) - {Capability.MOVE_OWN, Capability.OWN_TOKENS}


class NewToken(BaseModel):
    """`owner` is the account that answers for a service token; `days` until it expires."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    kind: TokenKind = TokenKind.PERSONAL
    scopes: list[TokenScope] = Field(default_factory=list, max_length=10)
    days: int = Field(default=90, ge=1, le=DAYS_MAX)
    owner: Name | None = None


@dataclass(frozen=True, slots=True)
class MadeToken:
    """`secret` is the token itself: shown once, stored only as a hash."""

    token: Token
    secret: str


def make_token(ws: Workspace, principal: Principal, new: NewToken) -> MadeToken:
    """One's own, or as an administrator a service token for an owner.

    Raises InvalidInput, Forbidden (also for more scopes than the token that one came with has), NotFound, and
    Conflict where the owner has one of that name.
    """
    service = new.kind is TokenKind.SERVICE
    require(principal, Capability.ACCOUNTS if service else Capability.OWN_TOKENS)
    scopes = _scopes(principal, new)
    now = ws.now()
    with writing(ws.engine) as session:
        owner = _owner(session, principal, new)
        if same_name(session, owner.id or 0, new.kind, new.name):
            raise Conflict(f"“{owner.name}” has a token “{new.name}” already: revoke it or choose another name")
        secret = new_token(new.kind)
        token = Token(
            kind=new.kind,
            name=new.name,
            account_id=owner.id or 0,
            scopes=scopes,
            hash=hashed(secret),
            hint=secret[-4:],
            created_at=now,
            created_by=principal.name,
            expires_at=now + timedelta(days=new.days),
        )
        session.add(token)
        session.flush()
        said = f"{new.kind} token “{new.name}” made for {owner.name} ({', '.join(scopes)})"
        note(session, principal, "token", token.id, said, now)
    return MadeToken(token, secret)


def _scopes(principal: Principal, new: NewToken) -> list[str]:
    wanted = {TokenScope.FEEDS} if new.kind is TokenKind.FEED else set(new.scopes)
    if not wanted:
        raise InvalidInput("a token needs at least one scope", [FieldFault("scopes", "choose at least one")])
    if new.kind is TokenKind.SERVICE and TokenScope.ADMIN in wanted:
        message = "administration takes a person: a service token cannot have the scope admin"
        raise InvalidInput(message, [FieldFault("scopes", message)])
    if principal.scopes is not None and not wanted <= principal.scopes:
        raise Forbidden("a token cannot make another that may do more than itself")
    return [scope.value for scope in TokenScope if scope in wanted]


def _owner(session: Session, principal: Principal, new: NewToken) -> Account:
    if new.kind is TokenKind.SERVICE:
        if not new.owner:
            message = "name the account that answers for it"
            raise InvalidInput(message, [FieldFault("owner", message)])
        owner = find_account(session, new.owner)
        if not owner.active:
            raise Conflict(f"“{owner.name}” is disabled: name somebody who is there")
        return owner
    if new.owner:
        raise InvalidInput("only a service token has another owner", [FieldFault("owner", "leave it out")])
    if principal.account is None:
        raise Conflict("there are no accounts yet: tokens belong to one")
    return account_by_id(session, principal.account)


def managed_token(session: Session, principal: Principal, token_id: int) -> Token:
    """One's own, or any for an administrator: for others it is not there. Raises NotFound, Forbidden."""
    token = find_token(session, token_id)
    if principal.can(Capability.ACCOUNTS):
        return token
    require(principal, Capability.OWN_TOKENS)
    if principal.account is None or token.account_id != principal.account:
        raise NotFound(f"there is no token {token_id}")
    return token


def revoke_token(ws: Workspace, principal: Principal, token_id: int) -> Token:
    """One's own or, as an administrator, anybody's; at once, in every process. Raises NotFound, Forbidden."""
    with writing(ws.engine) as session:
        token = managed_token(session, principal, token_id)
        if token.revoked_at is None:
            token.revoked_at, token.revoked_by = ws.now(), principal.name
            session.add(token)
            note(session, principal, "token", token.id, f"token “{token.name}” revoked", ws.now())
    return token


def hand_over(ws: Workspace, principal: Principal, token_id: int, owner: str) -> Token:
    """Make another account answer for a service token. Raises NotFound, Forbidden, Conflict."""
    require(principal, Capability.ACCOUNTS)
    with writing(ws.engine) as session:
        token = find_token(session, token_id)
        heir = find_account(session, owner)
        if token.kind is not TokenKind.SERVICE:
            raise Conflict("a person's own token cannot be handed over")
        if not heir.active:
            raise Conflict(f"“{heir.name}” is disabled: name somebody who is there")
        token.account_id = heir.id or 0
        session.add(token)
        note(session, principal, "token", token.id, f"token “{token.name}” handed over to {heir.name}", ws.now())
    return token


def who_by_token(ws: Workspace, secret: str, *, feed: bool = False) -> tuple[int, Principal] | None:
    """The token's id and who comes with it; None where it is invented, expired, revoked or its owner disabled.

    `feed`: one that only reads feeds, which nothing else takes.
    """
    now = ws.now()
    found = known_token(ws.engine, now, secret, feed=feed)
    if found is None:
        return None
    token, principal = found
    if token.used_at is None or now - token.used_at >= USED_EVERY:
        with writing(ws.engine) as session:
            used = find_token(session, token.id or 0)
            used.used_at = now
            session.add(used)
    return token.id or 0, principal


def known_token(engine: Bind, now: datetime, secret: str, *, feed: bool = False) -> tuple[Token, Principal] | None:
    """As who_by_token, and its use is not written down."""
    if not is_token(secret, feed=feed):
        return None
    with reading(engine) as session:
        found = session.exec(
            select(Token, Account, Person)
            .join(Account, col(Account.id) == col(Token.account_id))
            .join(Person, col(Person.id) == col(Account.person_id))
            .where(Token.hash == hashed(secret), col(Token.revoked_at).is_(None), col(Account.active))
        ).first()
    if found is None or found[0].expires_at <= now:
        return None
    return found[0], _principal(*found)


def _principal(token: Token, account: Account, person: Person) -> Principal:
    scopes = frozenset(TokenScope(scope) for scope in token.scopes)
    sees = frozenset(Visibility)
    if token.kind is TokenKind.SERVICE:
        may = within(SERVICE, scopes)
        return Principal(f"{token.name[: NAME_MAX - 10]} (service)", sees, may, scopes=scopes)
    may = within(capabilities_of(account.role), scopes)
    suffix = f" (token {token.name[:40]})"
    name = person.name[: NAME_MAX - len(suffix)] + suffix
    return Principal(name, sees, may, account=account.id, person=person.id, scopes=scopes)
