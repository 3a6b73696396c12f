"""Stamps to times: what the words leave out is joined from the entry before, the document's date and its zone.

What cannot be joined stays out: a clock time without a day is printed as `T21:00`, an ambiguous zone as none.
Each such case is noted as a diagnostic.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from app.domain.moment import Moment
from app.ingest.clock.stamp import Day, Stamp, Time
from app.ingest.clock.zones import Zone

Note = Callable[[int, str, str], None]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EVENING, _MORNING = 18, 8


@dataclass(slots=True)
class Carry:
    """What an entry hands to the next: the day last stated or joined, and the time of that entry."""

    day: Day | None = None
    time: Time | None = None
    start: datetime | None = None
    newest_first: bool = False


@dataclass(slots=True)
class Clock:
    """The document's side of every time: its date (`anchor`), default zone, order of numeric dates; zones seen."""

    note: Note
    anchor: Day | None = None
    zone: Zone | None = None
    day_first: bool | None = None
    zones: dict[str, int] = field(default_factory=dict)

    def resolve(self, stamp: Stamp, carry: Carry, line: int) -> tuple[Moment | None, Moment | None]:
        """(start, end) of the stamp; `carry` moves on to it."""
        if stamp.elapsed is not None:
            return self._elapsed(stamp.elapsed, carry), None
        if stamp.zone is not None:
            name = "UTC" if stamp.zone.raw == "Z" else stamp.zone.raw
            self.zones[name] = self.zones.get(name, 0) + 1
        day, certain = self._day(stamp, carry, line)
        if stamp.time is not None and not certain:
            day = self._rolled(day, stamp.time, carry, line)
        if stamp.vague:
            self.note(line, "minutes-unknown", f"“{stamp.raw}” leaves the minutes open: only the day is taken")
        start = self._moment(day, stamp.time, stamp.zone, line)
        end = None
        if stamp.until is not None:
            end_day = self._until_day(stamp, day, carry, line)
            end = self._moment(end_day, stamp.until, stamp.zone, line)
        self._hand_on(carry, day, stamp, start)
        return start, end

    def _until_day(self, stamp: Stamp, day: Day | None, carry: Carry, line: int) -> Day | None:
        if stamp.until_day is not None:
            return self._day(replace(stamp, day=stamp.until_day), carry, line)[0] or day
        assert stamp.until is not None
        if stamp.time is not None and (stamp.until.hour, stamp.until.minute) < (stamp.time.hour, stamp.time.minute):
            return _moved(day, 1)
        return day

    def _hand_on(self, carry: Carry, day: Day | None, stamp: Stamp, start: Moment | None) -> None:
        if day is not None and day.day is not None:
            carry.day = day
        if stamp.time is not None:
            carry.time = stamp.time
        elif stamp.day is not None and stamp.day.numeric:
            carry.time = None
        if carry.start is None and start is not None and start.hour is not None:
            carry.start = start.wall

    def _day(self, stamp: Stamp, carry: Carry, line: int) -> tuple[Day | None, bool]:
        """The day of a stamp, and whether it was stated (rather than carried on)."""
        day = stamp.day
        known = carry.day or self.anchor
        if day is None:
            return known, False
        if day.shift is not None:
            return _moved(known, day.shift), True
        if day.slip:
            self.note(line, "year-typo", f"the year of “{stamp.raw}” has five digits; read as {day.year}")
        if day.open:
            day = self._ordered(day, stamp.raw, line)
            if day is None:
                return None, True
        if day.month is None:
            return self._weekday(day, known, line), True
        if day.year is None:
            day = self._with_year(day, known, line)
        self._check_weekday(day, line)
        return day, True

    def _ordered(self, day: Day, raw: str, line: int) -> Day | None:
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
            line, "ambiguous-date-order", f"“{raw}” may be day and month or month and day: the day is left open"
        )
        return None

    def _weekday(self, day: Day, known: Day | None, line: int) -> Day | None:
        if day.weekday is None:
            return known
        base = as_date(known)
        name = WEEKDAYS[day.weekday]
        if base is None:
            self.note(line, "weekday-only", f"{name}: the document has no date for it, so the day is left open")
            return None
        ahead = (day.weekday - base.weekday()) % 7
        if ahead:
            self.note(line, "weekday-resolved", f"{name} is read as the next one on or after {base.isoformat()}")
        return _moved(known, ahead)

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

    def _rolled(self, day: Day | None, time: Time, carry: Carry, line: int) -> Day | None:
        """A clock time far before the last one, in a list that runs forward, is of the next day."""
        last = carry.time
        if last is None or day is None or carry.newest_first:
            return day
        if last.hour >= _EVENING and time.hour <= _MORNING:
            self.note(line, "midnight-rollover", "earlier than the entry before it: read as the day after")
            return _moved(day, 1)
        return day

    def _moment(self, day: Day | None, time: Time | None, zone: Zone | None, line: int) -> Moment | None:
        year, month, number = (day.year, day.month, day.day) if day is not None else (None, None, None)
        if day is not None and number is not None and year is not None and as_date(day) is None:
            self.note(line, "impossible-date", f"{year:04d}-{month:02d}-{number:02d} is in no calendar")
            return None
        if time is None:
            if year is None and number is None:
                return None
            return Moment(year, month, number)
        if number is None:
            year = month = None
        moment = Moment(year, month, number, time.hour, time.minute)
        return replace(moment, offset=self._offset(zone or self.zone, moment, line))

    def _offset(self, zone: Zone | None, moment: Moment, line: int) -> int | None:
        if zone is None:
            return None
        if zone.candidates:
            choices = ", ".join(zone.candidates)
            self.note(line, "ambiguous-zone", f"{zone.raw} may be {choices}: the time is kept without a zone")
            return None
        wall = moment.wall
        if wall is not None and zone.against_season(wall):
            self.note(line, "zone-against-season", f"{zone.raw} is not in force on {wall.date().isoformat()}")
            return None
        offset = zone.offset(wall)
        if offset is None:
            self.note(line, "unresolved-zone", f"the offset of {zone.raw} cannot be told without a full date")
        return offset

    def _elapsed(self, minutes: int, carry: Carry) -> Moment | None:
        if carry.start is None:
            return None
        try:
            return Moment.from_datetime(carry.start + timedelta(minutes=minutes))
        except OverflowError:
            return None


def as_date(day: Day | None) -> date | None:
    if day is None or day.year is None or day.month is None or day.day is None:
        return None
    try:
        return date(day.year, day.month, day.day)
    except ValueError:
        return None


def _moved(day: Day | None, by: int) -> Day | None:
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
    if day.month is None or day.day is None or day.day + by > 28:
        return None
    return Day(None, day.month, day.day + by)
