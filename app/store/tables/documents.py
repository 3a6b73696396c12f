"""The documents as they came: every byte ever seen is kept."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.store.columns import json_list, parent


class Document(SQLModel, table=True):
    """One file, upload or browser text. `origin` and `path` are its identity.

    `head` is the number of the revision that is shown; `conflict` is the number of one that arrived from the
    file while the head is a browser edit, until a person decides.
    """

    __table_args__ = (sa.UniqueConstraint("origin", "path"),)

    id: int | None = Field(default=None, primary_key=True)
    origin: str = Field(max_length=120)
    path: str = Field(max_length=1024)
    head: int = 0
    conflict: int | None = None
    created_at: datetime
    vanished_at: datetime | None = None


class Revision(SQLModel, table=True):
    """The raw bytes of a document at one time, and what reading them reported.

    `report` has an item for each post:
    {line, diagnostics: [{line, code, message}], unplaced: [{line, end_line, text}]}.
    """

    __table_args__ = (sa.UniqueConstraint("document_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = parent("document.id")
    number: int
    data: bytes = Field(sa_type=sa.LargeBinary)
    encoding: str = Field(max_length=32)
    sha256: str = Field(max_length=64, index=True)
    door: str = Field(max_length=16)  # file, upload, api or browser
    author: str = Field(max_length=120)
    at: datetime
    report: list[dict[str, Any]] = json_list()
