"""A time that says no more than its source does.

A third of real postmortems state no zone, many state no day. A Moment therefore keeps the parts that are
known, and its text form (ISO 8601, partial where the source is) is what the API prints and the database keeps:

    2019-01-23T04:49-08:00   minute, offset known         2023-10-17   day        T21:00             clock time only
    2020-10-06T08:33         minute, wall clock           2023-10      month      --10-25T04:01Z     year not stated
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from app.domain.vocabulary import TimePrecision

_FORM = re.compile(
    r"(?:(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?|--(?P<month2>\d\d)-(?P<day2>\d\d))?"
    r"(?:T(?P<hour>\d\d):(?P<minute>\d\d)(?::\d\d)?(?P<offset>Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """Known parts of a point in time; offset in minutes east of UTC, None where no zone is known."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    offset: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Moment":
        """Read the text form. Raises ValueError on anything else, also on days that no calendar has."""
        match = _FORM.fullmatch(text.strip())
        if not match or not match[0]:
            raise ValueError(f"not a time: {text!r} (write 2024-05-01T10:00Z, 2024-05-01, 2024-05 or T10:00)")
        part = {k: int(v) for k, v in match.groupdict().items() if v and k != "offset"}
        moment = cls(
            part.get("year"),
            part.get("month", part.get("month2")),
            part.get("day", part.get("day2")),
            part.get("hour"),
            part.get("minute"),
            _minutes(match["offset"]),
        )
        if moment.hour is not None and moment.year is not None and moment.day is None:
            raise ValueError(f"not a time: {text!r} has a clock time and a month but no day")
        _calendar(moment)
        return moment

    @classmethod
    def from_datetime(cls, value: datetime) -> "Moment":
        """To the minute; the offset is kept where the value is aware."""
        offset = value.utcoffset()
        minutes = None if offset is None else int(offset.total_seconds() // 60)
        return cls(value.year, value.month, value.day, value.hour, value.minute, minutes)

    def __str__(self) -> str:
        return self.local + self._suffix()

    @property
    def local(self) -> str:
        """The stated parts without the offset: what sorting and durations use where no zone is known."""
        text = ""
        if self.year is not None:
            text = f"{self.year:04d}-{self.month:02d}" + (f"-{self.day:02d}" if self.day is not None else "")
        elif self.month is not None:
            text = f"--{self.month:02d}-{self.day:02d}"
        return text + (f"T{self.hour:02d}:{self.minute:02d}" if self.hour is not None else "")

    def _suffix(self) -> str:
        if self.offset is None or self.hour is None:
            return ""
        if self.offset == 0:
            return "Z"
        sign, rest = ("-", -self.offset) if self.offset < 0 else ("+", self.offset)
        return f"{sign}{rest // 60:02d}:{rest % 60:02d}"

    @property
    def precision(self) -> TimePrecision:
        if self.hour is not None:
            return TimePrecision.MINUTE if self.day is not None else TimePrecision.CLOCK
        if self.day is not None:
            return TimePrecision.DAY
        return TimePrecision.MONTH if self.month is not None else TimePrecision.NONE

    @property
    def wall(self) -> datetime | None:
        """The local value as a naive datetime, where day and year are known (a day stands for its midnight)."""
        if self.year is None or self.day is None or self.month is None:
            return None
        return datetime(self.year, self.month, self.day, self.hour or 0, self.minute or 0)  # noqa: DTZ001

    @property
    def utc(self) -> datetime | None:
        """The instant, where day, clock time and offset are all known; else None."""
        wall = self.wall
        if wall is None or self.hour is None or self.offset is None:
            return None
        try:
            return wall.replace(tzinfo=timezone(timedelta(minutes=self.offset))).astimezone(UTC)
        except OverflowError:
            return None

    @property
    def sortable(self) -> str:
        """The local value where the year is known, else the empty string (which sorts before every time)."""
        return self.local if self.year is not None else ""


def between(start: Moment | None, end: Moment | None) -> timedelta | None:
    """The time from start to end: between instants where both are known, else between wall clocks.

    None where either lacks a day or a clock time, where only one knows its zone, or where end is before start.
    """
    if start is None or end is None or start.hour is None or end.hour is None:
        return None
    if start.utc is not None and end.utc is not None:
        gap = end.utc - start.utc
    elif start.wall is not None and end.wall is not None and (start.offset is None) == (end.offset is None):
        gap = end.wall - start.wall
    else:
        return None
    return gap if gap >= timedelta(0) else None


def _calendar(moment: Moment) -> None:
    """Raise ValueError on parts out of range. 2000 is a leap year, so that --02-29 passes."""
    year, month, day, hour, minute = (
        free if part is None else part
        for part, free in zip(
            (moment.year, moment.month, moment.day, moment.hour, moment.minute), (2000, 1, 1, 0, 0), strict=True
        )
    )
    datetime(year, month, day, hour, minute)  # noqa: DTZ001


def _minutes(offset: str | None) -> int | None:
    if offset is None:
        return None
    if offset == "Z":
        return 0
    minutes = int(offset[1:3]) * 60 + int(offset[4:6])
    if minutes > 14 * 60 or int(offset[4:6]) > 59:
        raise ValueError(f"not an offset from UTC: {offset}")
    return -minutes if offset[0] == "-" else minutes
