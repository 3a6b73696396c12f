"""Tokens as the API takes and shows them: what was made cannot be read again."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from app.api.fields import Read
from app.domain.models import Name
from app.domain.vocabulary import TokenKind, TokenScope
from app.store.accounts import TokenRow


class TokenQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    all: bool = Field(default=False, description="Everybody's, for administrators")


class TokenRead(Read):
    """`owner` is an account: a token does no more than its owner may. `hint` are its last characters."""

    id: int
    kind: TokenKind
    name: str = Field(examples=["nightly report"])
    owner: str = Field(examples=["ann"])
    scopes: list[TokenScope]
    hint: str = Field(examples=["k3Xd"])
    in_force: bool = Field(description="Neither revoked nor expired, and its owner is not disabled")
    created_at: datetime
    created_by: str
    expires_at: datetime
    used_at: datetime | None = Field(description="Of uses within one minute the first")
    revoked_at: datetime | None
    revoked_by: str | None

    @classmethod
    def of(cls, row: TokenRow, now: datetime, **more: object) -> Self:
        token = row.token
        in_force = token.revoked_at is None and token.expires_at > now and row.owner.active
        return cls.of_record(token, owner=row.owner.name, in_force=in_force, **more)


class TokenMade(TokenRead):
    """`token` is the token itself. It is shown this once."""

    token: str = Field(examples=["aft_…"])


class NewOwner(BaseModel):
    """`owner` is the account that answers for the token from now on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"owner": "bob"}]})

    owner: Name
