"""Column kinds that SQLModel does not give by itself."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field


def enum(kind: type[StrEnum], *, null: bool = False, index: bool = False, default: Any = ...) -> Any:
    """An enum kept as its value (SQLModel would keep its name), readable in any database tool."""
    column = sa.Enum(
        kind, values_callable=lambda e: [m.value for m in e], native_enum=False, length=32, validate_strings=True
    )
    return Field(default=None if null else default, sa_type=column, nullable=null, index=index)


#: Text compared byte by byte on both databases, so that ISO times sort as times.
BYTEWISE = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def moment(*, null: bool = True, index: bool = False) -> Any:
    """A time in the text form of `Moment`."""
    return Field(default=None if null else "", sa_type=BYTEWISE, nullable=null, index=index)


def json_list() -> Any:
    """A list kept as JSON. Assign a new list to change it: SQLAlchemy does not see changes inside."""
    return Field(default_factory=list, sa_type=sa.JSON, nullable=False)


def long_text(*, null: bool = True) -> Any:
    return Field(default=None if null else "", sa_type=sa.Text, nullable=null)


def parent(target: str, *, null: bool = False, cascade: bool = True) -> Any:
    """A foreign key with an index; the rows go with their parent only where `cascade`."""
    return Field(
        default=None,
        foreign_key=target,
        nullable=null,
        index=True,
        ondelete="CASCADE" if cascade and not null else ("SET NULL" if null else "RESTRICT"),
    )
