"""Who signs in, with what, and what programs carry. No secret stands here: only hashes of them."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.domain.models import NAME_MAX, REASON_MAX
from app.domain.names import FOLD_MAX
from app.domain.vocabulary import Role, TokenKind
from app.store.columns import enum, json_list, long_text, parent

ADDRESS_TEXT_MAX = 64
AGENT_MAX = 200


class Account(SQLModel, table=True):
    """`key` is the name folded: one may sign in under any spelling of it. `password` is an argon2id hash."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=NAME_MAX)
    key: str = Field(max_length=FOLD_MAX, unique=True)
    person_id: int = Field(foreign_key="person.id", unique=True, ondelete="RESTRICT")
    role: Role = enum(Role)
    password: str | None = Field(default=None, max_length=200)
    active: bool = True
    version: int = 1
    created_at: datetime
    created_by: str = Field(max_length=NAME_MAX)
    signed_in_at: datetime | None = None


class SignInSession(SQLModel, table=True):
    """One browser that is signed in. `hash` is the SHA-256 of the id that its cookie holds."""

    __tablename__ = "sign_in_session"

    hash: str = Field(max_length=64, primary_key=True)
    account_id: int = parent("account.id")
    created_at: datetime
    seen_at: datetime
    address: str = Field(max_length=ADDRESS_TEXT_MAX)
    agent: str = Field(max_length=AGENT_MAX)


class OneTimeLink(SQLModel, table=True):
    """Lets its holder choose a password, once and until it expires; an account has at most one."""

    __tablename__ = "one_time_link"

    hash: str = Field(max_length=64, primary_key=True)
    account_id: int = Field(foreign_key="account.id", unique=True, ondelete="CASCADE")
    expires_at: datetime


class Token(SQLModel, table=True):
    """What a program carries. `hash` is the SHA-256 of all of it, `hint` its last characters.

    `account_id` is its owner: a token does no more than its owner may, and nothing once he is disabled.
    """

    __table_args__ = (sa.Index("ix_token_owner", "account_id", "revoked_at"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: TokenKind = enum(TokenKind)
    name: str = Field(max_length=NAME_MAX)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    scopes: list[str] = json_list()
    hash: str = Field(max_length=64, unique=True)
    hint: str = Field(max_length=8)
    created_at: datetime
    created_by: str = Field(max_length=NAME_MAX)
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str | None = Field(default=None, max_length=NAME_MAX)


class Change(SQLModel, table=True):
    """What was done to a record that has no history of its own: who, when, what. Append-only.

    `kind` is postmortem, service, team, person, account or token; `what` a sentence without its subject.
    """

    __table_args__ = (sa.Index("ix_change_record", "kind", "record_id"), {"sqlite_autoincrement": True})

    seq: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor: str = Field(max_length=NAME_MAX)
    kind: str = Field(max_length=16)
    record_id: int
    what: str = long_text(null=False)
    why: str | None = Field(default=None, max_length=REASON_MAX)
