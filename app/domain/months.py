"""Calendar months and spans of days, as reports and their addresses name them. Days are those of UTC."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_YEARS = (1900, 9998)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `2026-11`. Raises ValueError with a sentence."""
        match = _MONTH.fullmatch(text)
        if not match or not 1 <= int(match[2]) <= 12 or not _YEARS[0] <= int(match[1]) <= _YEARS[1]:
            raise ValueError("write a month as 2026-11")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def plus(self, months: int) -> "Month":
        """Raises ValueError beyond the year 9999."""
        years, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month.of(date(years, month + 1, 1))

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return self.plus(1).first - timedelta(days=1)


def months(since: Month, last: Month) -> list[Month]:
    """Every month from one to the other, both included; none where the last comes first."""
    count = (last.year - since.year) * 12 + last.month - since.month + 1
    return [since.plus(i) for i in range(count)]


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both included; None: open on that side."""

    first: date | None = None
    last: date | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `2026-11-01..2026-11-30`, `2026-11-01..` or `..2026-11-30`. Raises ValueError with a sentence."""
        first, dots, last = text.partition("..")
        try:
            if not dots:
                raise ValueError(text)
            return cls(*(date.fromisoformat(day) if day else None for day in (first, last)))
        except ValueError as exc:
            raise ValueError("write days as 2026-11-01..2026-11-30; either may be left out") from exc

    def __str__(self) -> str:
        return f"{self.first or ''}..{self.last or ''}"
