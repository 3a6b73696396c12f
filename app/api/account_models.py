"""Accounts as the API takes and shows them. No field says anything of a password."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from app.api.catalogue_models import no_defaults
from app.api.fields import Read, Tagged
from app.domain.capabilities import Capability
from app.domain.vocabulary import Role, TokenScope
from app.http.dependencies import etag
from app.store.accounts import AccountRow


class MeRead(BaseModel):
    """Who asks. `account` and `role` are null without accounts and for service tokens, `scopes` without a token."""

    name: str = Field(description="As it stands in every history")
    account: str | None
    role: Role | None
    scopes: list[TokenScope] | None
    capabilities: list[Capability] = Field(description="What of it is allowed; docs/roles.md says what each means")


class AccountRead(Tagged):
    """`sessions` are browsers that are signed in, `tokens` those that hold."""

    name: str = Field(examples=["ann"])
    person: str = Field(examples=["Ann Lee"])
    email: str | None
    role: Role
    active: bool
    pending: bool = Field(description="A password is still to be chosen, by a one-time link")
    sessions: int
    tokens: int
    signed_in_at: datetime | None
    created_at: datetime
    created_by: str

    @classmethod
    def of(cls, row: AccountRow, **more: object) -> Self:
        return cls.of_record(
            row.account,
            etag=etag(row.account.version),
            person=row.person.name,
            email=row.person.email,
            pending=row.account.password is None,
            sessions=row.sessions,
            tokens=row.tokens,
            **more,
        )


class InvitedRead(AccountRead):
    """`link` is shown this once. Whoever has it chooses the password, once."""

    link: str = Field(examples=["https://aftercare.example.org/welcome/…"])
    link_expires_at: datetime


class AccountPatch(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra=no_defaults)

    role: Role = Role.READER
    active: bool = True


class ChangeRead(Read):
    """What was done to a record: `what` is a sentence without its subject."""

    seq: int
    at: datetime
    actor: str
    what: str = Field(examples=["made manager, was author"])
    why: str | None
