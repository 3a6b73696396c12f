"""A time as written: the parts that the words give, before anything is joined to them."""

from dataclasses import dataclass

from app.ingest.clock.zones import Zone


@dataclass(slots=True, unsafe_hash=True)
class Day:
    """`first` and `second` hold the two numbers of a date whose order (day or month first) is open."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None  # Monday is 0
    first: int | None = None
    second: int | None = None
    shift: int | None = None  # days after the entry before ("the next morning")
    slip: bool = False  # a year of five digits, read as its first four
    before_writing: bool = False  # "yesterday": the day before the document was written

    @property
    def open(self) -> bool:
        return self.first is not None

    @property
    def numeric(self) -> bool:
        return self.open or self.month is not None


@dataclass(slots=True, unsafe_hash=True)
class Time:
    hour: int
    minute: int
    half: bool = False  # a.m. or p.m. was written
    next_day: bool = False  # written as 24:00


@dataclass(slots=True, unsafe_hash=True)
class Stamp:
    """text[start:end] is the time as written; `until` the end of a range.

    `elapsed`: minutes after the first time (T+15m). `later`: minutes after the time before ("two hours later").
    """

    raw: str
    start: int
    end: int
    day: Day | None = None
    time: Time | None = None
    zone: Zone | None = None
    until: Time | None = None
    until_day: Day | None = None
    approx: bool = False
    elapsed: int | None = None
    later: int | None = None
    vague: bool = False  # hour stated, minutes unknown ("14:??")
