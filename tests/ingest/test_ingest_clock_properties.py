"""What holds for every time that is read, whatever the text: it can be read back, and no joining goes back."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.moment import Moment, between
from app.ingest.clock.grammar import find_stamps
from app.ingest.clock.resolver import Carry, Clock
from app.ingest.clock.stamp import Day, Stamp, Time
from app.ingest.clock.zones import settled

ZONES = ["", " UTC", "Z", " CET", " CEST", " PST", " IST", " CST", " PT", " (GMT+2)", " +05:30", " Europe/Berlin"]
NOWHERE = "a word, (in) brackets - and – dashes. to until and & T+ ~ @ : / . , \n"

clocks = st.builds("{:02d}:{:02d}{}".format, st.integers(0, 24), st.integers(0, 59), st.sampled_from(ZONES))
halves = st.builds(
    "{}{} {}m".format, st.integers(0, 13), st.sampled_from(["", ":30", ".05"]), st.sampled_from("ap")
)
looser = st.sampled_from(
    [
        "17h00",
        "0305 UTC",
        "noon",
        "midnight UTC",
        "24:00",
        "at 10 UTC",
        "9-10am",
        "23:50-00:10",
        "~14:05",
        "T0",
        "T+15m",
        "T-1h30m",
        "T+1:30",
        "two hours later",
        "half an hour later",
        "40 minutes later",
    ]
)
dates = st.dates(date(1970, 1, 1), date(2100, 12, 31))
days = st.one_of(
    st.builds(str, dates),
    st.builds("{0:%d} {0:%B} {0:%Y}".format, dates),
    st.builds("{0:%A} {0:%B} {0.day}".format, dates),
    st.builds("{0.month}/{0.day}/{0:%y}".format, dates),
    st.builds("{0:%a} {0:%b} {0.day} 10:05:09 UTC {0.year}".format, dates),
    st.sampled_from(["the next morning", "the same day", "the day before", "yesterday", "last Friday", "Monday"]),
    st.sampled_from(["19. April", "29 February", "2023-02-30", "99/99/9999", "20202-01-16", "October 2023"]),
)
pieces = st.one_of(clocks, halves, looser, days, st.text(NOWHERE, max_size=6), st.text(max_size=4))
texts = st.lists(pieces, min_size=1, max_size=8).map(" ".join)
anchors = st.one_of(
    st.none(),
    dates.map(lambda d: Day(d.year, d.month, d.day)),
    dates.map(lambda d: Day(None, d.month, d.day)),
    dates.map(lambda d: Day(d.year, d.month)),
)


def silent(_line: int, _code: str, _message: str) -> None:
    """Diagnostics are looked at elsewhere."""


def clock_with(anchor: Day | None, **settings: object) -> Clock:
    return Clock(silent, anchor, **settings)  # type: ignore[arg-type]


@given(texts, anchors, st.booleans(), st.sampled_from([None, True, False]))
def test_every_time_that_is_printed_can_be_read_back(
    text: str, anchor: Day | None, told: bool, day_first: bool | None
) -> None:
    clock = clock_with(anchor, day_first=day_first, published=told, settled=settled({"IST": "Asia/Kolkata"}))
    carry = Carry(told=told)
    for stamp in find_stamps(text):
        for moment in clock.resolve(stamp, carry, 1):
            if moment is not None:
                assert Moment.parse(str(moment)) == moment


@given(texts)
def test_a_stamp_is_the_stretch_of_text_it_says(text: str) -> None:
    before = 0
    for stamp in find_stamps(text):
        assert text[stamp.start : stamp.end] == stamp.raw
        assert before <= stamp.start < stamp.end
        before = stamp.start


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 59)), min_size=2, max_size=12), dates)
def test_a_roll_over_never_goes_back_in_time(times: list[tuple[int, int]], day: date) -> None:
    noted: list[str] = []
    clock = Clock(lambda _line, code, _message: noted.append(code), Day(day.year, day.month, day.day))
    carry, last = Carry(), None
    for hour, minute in times:
        rolled = len(noted)
        moment, _ = clock.resolve(Stamp("", 0, 1, time=Time(hour, minute)), carry, 1)
        assert moment is not None
        wall = moment.wall
        assert wall is not None
        if last is not None:
            assert wall.date() >= last.date()
            if len(noted) > rolled:
                assert timedelta(0) < wall - last < timedelta(days=1)
            else:
                assert wall.date() == last.date()
        last = wall


@given(clocks, clocks, dates)
def test_a_range_never_ends_before_it_begins(first: str, last: str, day: date) -> None:
    for stamp in find_stamps(f"{day.isoformat()} {first[:5]} - {last[:5]}"):
        start, end = clock_with(None).resolve(stamp, Carry(), 1)
        if start is not None and end is not None:
            assert start.wall is not None
            assert end.wall is not None
            assert timedelta(0) <= end.wall - start.wall <= timedelta(days=1, hours=1)


@given(st.integers(0, 9999), st.sampled_from([("m", 1), (" min", 1), ("h", 60)]), dates, st.integers(0, 1439))
def test_an_elapsed_time_lies_as_far_from_the_first_as_it_says(
    number: int, unit: tuple[str, int], day: date, minute: int
) -> None:
    clock, carry = clock_with(None), Carry()
    text = f"{day.isoformat()} {minute // 60:02d}:{minute % 60:02d} UTC, T+{number}{unit[0]}"
    (start, _), (later, _) = (clock.resolve(stamp, carry, 1) for stamp in find_stamps(text))
    assert start is not None
    assert later is not None
    assert between(start, later) == timedelta(minutes=number * unit[1])
