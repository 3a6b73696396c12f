"""Days to dates: what the words leave out is joined from the entry before and the document's own date.

What cannot be joined stays out, and each such case is noted as a diagnostic.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.ingest.clock.stamp import Day

Note = Callable[[int, str, str], None]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NEAR_DAYS = 3


@dataclass(slots=True)
class Dates:
    """The document's side of every day: its date (`anchor`) and its order of numeric dates (None: undecided).

    `published`: the anchor is the day it was written, which no event of it comes after.
    """

    note: Note
    anchor: Day | None = None
    day_first: bool | None = None
    published: bool = False

    def date_of(self, day: Day, before: Day | None, line: int, told: bool = False) -> Day | None:
        """The day with all that its words and `before`, the day of the entry before it, say.

        `told`: the entries are sentences of a story, which may look back.
        """
        known = before or self.anchor
        if day.shift is not None and day.weekday is None:
            return moved(known, day.shift)
        if day.before_writing:
            return moved(self.anchor, -1) if self.published else known
        if day.slip:
            self.note(line, "year-typo", f"a year has five digits; read as {day.year}")
        if day.open:
            ordered = self._ordered(day, line)
            if ordered is None:
                return None
            day = ordered
        if day.month is None:
            return self._weekday(day, before, line, told)
        if day.year is None:
            day = self._with_year(day, known, line)
        self._check_weekday(day, line)
        return day

    def _ordered(self, day: Day, line: int) -> Day | None:
        """Day and month of two numbers, by the document's own evidence."""
        orders = [
            Day(day.year, day.first, day.second, day.weekday),
            Day(day.year, day.second, day.first, day.weekday),
        ]
        if self.day_first is not None:
            return orders[1] if self.day_first else orders[0]
        near = [o for o in orders if self.anchor and (o.month, o.day) == (self.anchor.month, self.anchor.day)]
        if len(near) == 1:
            return near[0]
        self.note(
            line,
            "ambiguous-date-order",
            f"{day.first} and {day.second} may be day and month or month and day: the day is left open",
        )
        return None

    def _weekday(self, day: Day, before: Day | None, line: int, told: bool) -> Day | None:
        known = before or self.anchor
        if day.weekday is None:
            return known
        base, name = as_date(known), WEEKDAYS[day.weekday]
        if base is None:
            self.note(line, "weekday-only", f"{name}: the document has no date for it, so the day is left open")
            return None
        by = (day.weekday - base.weekday()) % 7
        if self._looks_back(day, by, before, told):
            by -= 7
        if by:
            way = "after" if by > 0 else "before"
            self.note(line, "weekday-resolved", f"{name} is read as the next one {way} {base.isoformat()}")
        return moved(known, by)

    def _looks_back(self, day: Day, by: int, before: Day | None, told: bool) -> bool:
        """Whether the weekday is the one before the day at hand, of those `by` days ahead and 7 days earlier."""
        if day.shift is not None:
            return day.shift < 0
        if before is None and self.published:
            return by > 0
        return by > _NEAR_DAYS and (told or before is None)

    def _with_year(self, day: Day, known: Day | None, line: int) -> Day:
        """The year that another date of the document gives; none where there is none."""
        base = known if known is not None and known.year is not None else self.anchor
        if base is None or base.year is None or day.month is None:
            self._propose_years(day, line)
            return day
        candidates = [d for y in (base.year - 1, base.year, base.year + 1) if (d := as_date(replace(day, year=y)))]
        around = as_date(base) or date(base.year, base.month or 7, 1)
        if day.day is None or not candidates:
            return replace(day, year=base.year)
        fitting = [c for c in candidates if day.weekday in (None, c.weekday())] or candidates
        return replace(day, year=min(fitting, key=lambda c: abs(c - around)).year)

    def _propose_years(self, day: Day, line: int) -> None:
        fits = []
        if day.weekday is not None and day.day is not None:
            dates = (as_date(replace(day, year=y)) for y in range(2000, 2031))
            fits = [d.year for d in dates if d is not None and d.weekday() == day.weekday]
        hint = f"; {WEEKDAYS[day.weekday or 0]} fits {', '.join(map(str, fits))}" if fits else ""
        self.note(line, "year-unknown", f"the document states no year for this date{hint}")

    def _check_weekday(self, day: Day, line: int) -> None:
        stated = as_date(day)
        if stated is not None and day.weekday is not None and stated.weekday() != day.weekday:
            real = WEEKDAYS[stated.weekday()]
            self.note(line, "weekday-mismatch", f"{stated.isoformat()} was a {real}, not a {WEEKDAYS[day.weekday]}")


def as_date(day: Day | None) -> date | None:
    if day is None or day.year is None or day.month is None or day.day is None:
        return None
    try:
        return date(day.year, day.month, day.day)
    except ValueError:
        return None


def moved(day: Day | None, by: int) -> Day | None:
    """The day so many days on; a day without a year moves within its month only."""
    base = as_date(day)
    if base is not None:
        try:
            to = base + timedelta(days=by)
        except OverflowError:
            return None
        return Day(to.year, to.month, to.day)
    if day is None or by == 0:
        return day
    if day.month is None or day.day is None or not 1 <= day.day + by <= 28:
        return None
    return Day(None, day.month, day.day + by)
