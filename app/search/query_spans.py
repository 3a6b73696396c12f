"""Ranges of a query: `started:2024-01..2024-06`, `duration:>1h`, `due:<2026-01-01`.

A day is the number yyyymmdd, a length is in minutes. A month or year stands for all of its days, so that `>2024` is
from 2025 on and `2024-01..2024-06` ends with the last of June.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

#: What lies outside every day and length.
_MOST = 10**9
_DAY = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?", re.ASCII)
_LENGTH = re.compile(
    r"(?=\d)(?:(?P<days>\d{1,4})d)?(?:(?P<hours>\d{1,4})h)?(?:(?P<minutes>\d{1,5})m(?:in)?)?", re.ASCII
)
_BOUND = re.compile(r"(?P<sign><=|>=|<|>|=)?(?P<value>[^<>=.]+)")

#: (lowest, highest) number, both inside.
Span = tuple[int, int]


def days(text: str) -> Span | None:
    """The days that `2024`, `2024-06` or `2024-06-01` stands for; None for anything else."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = int(match["year"]), match["month"], match["day"]
    try:
        date(year, int(month or 1), int(day or 1))
    except ValueError:
        return None
    low = year * 10_000 + int(month or 0) * 100 + int(day or 0)
    return low, low + (0 if day else 99 if month else 9_999)


def minutes(text: str) -> Span | None:
    """The length that `90m`, `1h30m` or `2d` stands for; None for anything else."""
    match = _LENGTH.fullmatch(text)
    if match is None:
        return None
    length = int(match["days"] or 0) * 1440 + int(match["hours"] or 0) * 60 + int(match["minutes"] or 0)
    return length, length


MEASURES: Mapping[str, Callable[[str], Span | None]] = {"day": days, "length": minutes}


def span(measure: str, text: str) -> Span | None:
    """The numbers within a value as typed; None where it is none, or ends before it begins."""
    low, dots, high = text.lower().partition("..")
    read = MEASURES[measure]
    if not dots:
        return _bound(read, low)
    first = read(low) if low else (0, 0)
    last = read(high) if high else (_MOST, _MOST)
    if first is None or last is None or not (low or high) or first[0] > last[1]:
        return None
    return first[0], last[1]


def _bound(read: Callable[[str], Span | None], text: str) -> Span | None:
    match = _BOUND.fullmatch(text)
    found = read(match["value"]) if match is not None else None
    if match is None or found is None:
        return None
    low, high = found
    return {
        "<": (0, low - 1),
        "<=": (0, high),
        ">": (high + 1, _MOST),
        ">=": (low, _MOST),
    }.get(match["sign"] or "", found)
