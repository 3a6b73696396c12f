"""Filters of the board that reports lead to: their names in the address, and what they are called on a chip."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from app.domain.errors import FieldFault, InvalidInput
from app.domain.months import Days
from app.domain.vocabulary import Strength
from app.store.action_spans import Further, Lack
from app.web.addresses import Address, members

LABELS = {
    "strength": "Strength",
    "created": "Recorded",
    "closed": "Closed",
    "slipped": "Due date moved later",
    "reopened": "Opened again",
    "open_on": "Open at the end of",
    "due_from": "Due from",
    "due_by": "Due by",
    "without": "Without",
    "dated": "",
}
Value = TypeVar("Value")


def further_of(address: Address) -> Further:
    """Raises InvalidInput on a value that the field cannot have."""
    return Further(
        strength=members(Strength, "strength", address.values("strength")),
        created=_read(address, "created", Days.parse),
        closed=_read(address, "closed", Days.parse),
        slipped=_read(address, "slipped", Days.parse),
        reopened=_read(address, "reopened", Days.parse),
        open_on=day_of(address, "open_on"),
        without=members(Lack, "without", address.values("without")),
        dated=bool(address.value("dated")),
    )


def day_of(address: Address, name: str) -> date | None:
    return _read(address, name, _day)


def _read(address: Address, name: str, parse: Callable[[str], Value]) -> Value | None:
    value = address.value(name)
    try:
        return parse(value) if value else None
    except ValueError as exc:
        raise InvalidInput(f"{name}: {exc}", [FieldFault(name, str(exc))]) from exc


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise ValueError("write a day as 2026-03-31") from exc
