"""Keyset pages: a cursor says after which row to go on, so pages stay right while rows are added."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from app.domain.errors import InvalidCursor, InvalidInput

LIMIT_MAX = 100


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order. It must never be null (coalesce it); `type` is what its values are in Python."""

    column: Any
    descending: bool = False
    type: type = str


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`next` is the cursor of the following page, None on the last; `total` counts all pages' rows."""

    items: list[T]
    next: str | None
    total: int


def fetch(
    session: Session, statement: sa.Select[Any], order: str, keys: Sequence[Key], cursor: str | None, limit: int
) -> tuple[list[Any], str | None]:
    """Rows of `statement` in the order of `keys` (the last one unique), and the next page's cursor.

    Raises InvalidCursor on a cursor of another order or not made here, InvalidInput on a limit out of 1..100.
    """
    if not 1 <= limit <= LIMIT_MAX:
        raise InvalidInput(f"limit must be from 1 to {LIMIT_MAX}")
    if cursor:
        statement = statement.where(_after(keys, _decode(order, keys, cursor)))
    statement = statement.order_by(*(k.column.desc() if k.descending else k.column.asc() for k in keys))
    rows = session.execute(statement.add_columns(*(k.column for k in keys)).limit(limit + 1)).all()
    more = len(rows) > limit
    rows = rows[:limit]
    following = _encode(order, rows[-1][-len(keys) :]) if more else None
    return [row[0] for row in rows], following


def _after(keys: Sequence[Key], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """(a, b, c) after (x, y, z), each column in its own direction."""
    choices = []
    for i, key in enumerate(keys):
        same = [keys[j].column == values[j] for j in range(i)]
        beyond = key.column < values[i] if key.descending else key.column > values[i]
        choices.append(sa.and_(*same, beyond))
    return sa.or_(*choices)


def _encode(order: str, values: Sequence[Any]) -> str:
    plain = [v.isoformat() if isinstance(v, date) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps([order, *plain]).encode()).decode().rstrip("=")


def _decode(order: str, keys: Sequence[Key], cursor: str) -> list[Any]:
    try:
        raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        made_for, *values = json.loads(raw)
        if made_for != order or len(values) != len(keys):
            raise ValueError("made for another order")
        return [_typed(key, value) for key, value in zip(keys, values, strict=True)]
    except (ValueError, TypeError, binascii.Error, RecursionError) as exc:
        raise InvalidCursor("this cursor does not belong to this list: start again without it") from exc


def _typed(key: Key, value: Any) -> Any:
    if key.type is date:
        return date.fromisoformat(value)
    if key.type is int and type(value) is int and abs(value) < 2**62:
        return value
    if key.type is str and type(value) is str and "\0" not in value:
        value.encode()  # half a surrogate pair raises ValueError
        return value
    raise TypeError("not a value of that column")
