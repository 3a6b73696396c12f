"""Stamps to times: what the words leave out is joined from the entry before, the document's date and its zone.

What cannot be joined stays out: a clock time without a day is printed as `T21:00`, an ambiguous zone as none.
Each such case is noted as a diagnostic.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from app.domain.moment import Moment
from app.ingest.clock.dates import Dates, as_date, moved
from app.ingest.clock.stamp import Day, Stamp, Time
from app.ingest.clock.zones import Zone

__all__ = ["Carry", "Clock", "as_date"]

_EVENING, _MORNING = 18, 8
_HALF_DAY = 12 * 60
_DAY_MINUTES = 24 * 60


@dataclass(slots=True)
class Carry:
    """What an entry hands to the next: the day last stated or joined, and the time of that entry.

    `stated` is the day of all entries that name none, where the list says so; `start` is the first time, which
    `T+15m` counts from; `last` the one before, which "an hour later" does.
    """

    day: Day | None = None
    time: Time | None = None
    start: Moment | None = None
    last: Moment | None = None
    newest_first: bool = False
    told: bool = False  # sentences of a story, which may look back
    zone: Zone | None = None  # the one that the entries so far state, where they agree on one
    zones_differ: bool = False
    stated: Day | None = None


@dataclass(slots=True)
class Clock(Dates):
    """The document's side of every time. `zone` is its default, `zones` counts those seen.

    `settled`: ambiguous abbreviations, in capitals, to the zone that whoever runs this has chosen for them.
    """

    zone: Zone | None = None
    zones: dict[str, int] = field(default_factory=dict)
    settled: Mapping[str, Zone] = field(default_factory=dict)

    def resolve(self, stamp: Stamp, carry: Carry, line: int) -> tuple[Moment | None, Moment | None]:
        """(start, end) of the stamp; `carry` moves on to it."""
        if stamp.elapsed is not None:
            return _on(carry.start, stamp.elapsed), None
        if stamp.later is not None:
            return self._later(stamp.later, carry, line), None
        if stamp.zone is not None:
            name = "UTC" if stamp.zone.raw == "Z" else stamp.zone.raw
            self.zones[name] = self.zones.get(name, 0) + 1
            carry.zones_differ = carry.zones_differ or carry.zone not in (None, stamp.zone)
            carry.zone = stamp.zone
        day = self._start_day(stamp, carry, line)
        if stamp.vague:
            self.note(line, "minutes-unknown", f"“{stamp.raw}” leaves the minutes open: only the day is taken")
        zone = self._zone(stamp, carry, line)
        start = self._moment(day, stamp.time, zone, line)
        end = None
        if stamp.until is not None:
            end_day = self._until_day(stamp, day, carry, line)
            end = self._moment(end_day, stamp.until, zone, line)
        self._hand_on(carry, day, stamp, start)
        return start, end

    def _zone(self, stamp: Stamp, carry: Carry, line: int) -> Zone | None:
        """As stated, else the document's; else the one that all the entries of the list so far have stated."""
        if stamp.zone is not None or self.zone is not None or stamp.time is None:
            return stamp.zone or self.zone
        if carry.zone is None or carry.zones_differ:
            return None
        self.note(
            line,
            "zone-carried",
            f"no zone beside “{stamp.raw}”: read in {carry.zone.raw}, as the entries before it",
        )
        return carry.zone

    def _start_day(self, stamp: Stamp, carry: Carry, line: int) -> Day | None:
        if stamp.day is not None:
            day = self.date_of(stamp.day, carry.day, line, carry.told)
        else:
            day = carry.day or self.anchor
            if stamp.time is not None:
                day = self._rolled(day, stamp.time, carry, line)
        return moved(day, 1) if stamp.time is not None and stamp.time.next_day else day

    def _until_day(self, stamp: Stamp, day: Day | None, carry: Carry, line: int) -> Day | None:
        until, time = stamp.until, stamp.time
        assert until is not None
        if stamp.until_day is not None:
            day = self.date_of(stamp.until_day, day or carry.day, line) or day
            return moved(day, 1) if until.next_day else day
        if time is not None and time.next_day:
            day = moved(day, -1)
        over = time is not None and _minutes(until) < _minutes(time)
        return moved(day, 1) if over or until.next_day else day

    def _hand_on(self, carry: Carry, day: Day | None, stamp: Stamp, start: Moment | None) -> None:
        looks_back = stamp.day is not None and (stamp.day.shift or 0) < 0
        if stamp.day is not None and carry.stated is not None:
            carry.day = carry.stated
        elif day is not None and day.day is not None and not looks_back and (day.year is None or as_date(day)):
            carry.day = day
        if stamp.time is not None and not looks_back:
            carry.time = stamp.time if carry.day == day else None
        elif stamp.day is not None and stamp.day.numeric:
            carry.time = None
        if start is not None and start.hour is not None:
            carry.last = start
            carry.start = carry.start or start

    def _rolled(self, day: Day | None, time: Time, carry: Carry, line: int) -> Day | None:
        """A clock time far before the last one, in a list that runs forward, is of the next day."""
        last = carry.time
        if last is None or day is None or carry.newest_first or time.hour > _MORNING:
            return day
        if last.hour >= _EVENING or _minutes(last) - _minutes(time) > _HALF_DAY:
            self.note(line, "midnight-rollover", "earlier than the entry before it: read as the day after")
            return moved(day, 1)
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
        return replace(moment, offset=self._offset(zone, moment, line))

    def _offset(self, zone: Zone | None, moment: Moment, line: int) -> int | None:
        if zone is None:
            return None
        if zone.candidates:
            if zone.raw.upper() not in self.settled:
                choices = ", ".join(zone.candidates)
                self.note(line, "ambiguous-zone", f"{zone.raw} may be {choices}: the time is kept without a zone")
                return None
            zone = replace(self.settled[zone.raw.upper()], raw=zone.raw)
        wall = moment.wall
        if wall is not None and zone.against_season(wall):
            self.note(line, "zone-against-season", f"{zone.raw} is not in force on {wall.date().isoformat()}")
            return None
        offset = zone.offset(wall)
        if offset is None:
            self.note(line, "unresolved-zone", f"the offset of {zone.raw} cannot be told without a full date")
        return offset

    def _later(self, minutes: int, carry: Carry, line: int) -> Moment | None:
        moment = _on(carry.last, minutes)
        if moment is not None and moment.hour is not None and moment.minute is not None:
            self.note(line, "time-counted", f"{moment}: counted from the entry before it")
            carry.last, carry.time = moment, Time(moment.hour, moment.minute)
            if moment.day is not None:
                carry.day = Day(moment.year, moment.month, moment.day)
        return moment


def _minutes(time: Time) -> int:
    return _DAY_MINUTES if time.next_day else time.hour * 60 + time.minute


def _on(moment: Moment | None, minutes: int) -> Moment | None:
    """So many minutes on, in the same zone; a moment without its whole date moves within its day only."""
    if moment is None or moment.hour is None or moment.minute is None:
        return None
    if moment.wall is not None:
        try:
            return replace(Moment.from_datetime(moment.wall + timedelta(minutes=minutes)), offset=moment.offset)
        except OverflowError:
            return None
    clock = moment.hour * 60 + moment.minute + minutes
    return replace(moment, hour=clock // 60, minute=clock % 60) if 0 <= clock < _DAY_MINUTES else None
