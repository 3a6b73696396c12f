"""Requests that may come again under the same key, and what they were answered."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class KeyedRequest(SQLModel, table=True):
    """One request of one principal under one key, of both of which `id` is the SHA-256.

    `fingerprint` is that of what was asked for. `claim` names the try that is under way, which may be taken over
    after `leased_until` as long as it is not `effective`: it is from its first write transaction on, in which that
    is said. `status`, `headers` and `body` are the answer; None where there is none yet, or none was kept.
    """

    __tablename__ = "keyed_request"

    id: str = Field(max_length=64, primary_key=True)
    fingerprint: str = Field(max_length=64)
    claim: str = Field(max_length=32)
    at: datetime = Field(index=True)
    leased_until: datetime
    effective: bool = False
    status: int | None = None
    headers: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True), nullable=True)
    body: bytes | None = Field(default=None, sa_type=sa.LargeBinary, nullable=True)
