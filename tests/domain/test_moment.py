"""A time says no more than its source does, and its text form holds all of it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.moment import Moment, between
from app.domain.vocabulary import TimePrecision

DAYS = st.dates()
CLOCKS = st.times().map(lambda t: (t.hour, t.minute))
OFFSETS = st.one_of(st.none(), st.integers(-14 * 60, 14 * 60))
NOTHING = st.just((None, None))


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    """Every shape that a Moment can have: with and without year, day, clock and offset."""
    day, (hour, minute), offset = draw(DAYS), draw(CLOCKS), draw(OFFSETS)
    shape = draw(st.sampled_from(["full", "day", "month", "clock", "yearless", "yearless day"]))
    return {
        "full": Moment(day.year, day.month, day.day, hour, minute, offset),
        "day": Moment(day.year, day.month, day.day),
        "month": Moment(day.year, day.month),
        "clock": Moment(hour=hour, minute=minute, offset=offset),
        "yearless": Moment(None, day.month, day.day, hour, minute, offset),
        "yearless day": Moment(None, day.month, day.day),
    }[shape]


@given(moments())
def test_the_text_form_gives_the_same_moment_back(moment: Moment) -> None:
    assert Moment.parse(str(moment)) == moment
    assert str(Moment.parse(str(moment))) == str(moment)


@given(moments())
def test_every_moment_can_be_asked_everything(moment: Moment) -> None:
    assert moment.precision is not TimePrecision.NONE
    assert (moment.wall is None) == (moment.year is None or moment.day is None)
    assert moment.utc is None or moment.utc.tzinfo is UTC
    assert moment.sortable in ("", moment.local)


@given(st.text(alphabet="0123456789-+:TZ ٠٢", max_size=24))
def test_any_text_is_a_moment_with_a_canonical_form_or_a_value_error(text: str) -> None:
    try:
        moment = Moment.parse(text)
    except ValueError:
        return
    assert str(moment).isascii()
    assert Moment.parse(str(moment)) == moment
    assert moment.utc is None or moment.wall is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "yesterday",
        "2024",
        "2024-13",
        "2024-00",
        "2024-00-10",
        "2024-05-00",
        "0000-05-01",
        "2023-02-29",
        "2024-05T10:00",
        "--02-30",
        "--00-01",
        "T24:00",
        "T10:60",
        "2024-05-01T10:00+15:00",
        "2024-05-01T10:00+01:99",
        "2024-05-01T10:00 UTC",
        "2024-05-01 10:00",
        "٢٠٢٤-٠٥-٠١",
    ],
)
def test_what_no_calendar_or_clock_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Moment.parse(text)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2019-01-23T04:49-08:00", TimePrecision.MINUTE),
        ("2020-10-06T08:33", TimePrecision.MINUTE),
        ("2023-10-17", TimePrecision.DAY),
        ("2023-10", TimePrecision.MONTH),
        ("T21:00", TimePrecision.CLOCK),
        ("--10-25", TimePrecision.DAY),
        ("--10-25T04:01Z", TimePrecision.MINUTE),
    ],
)
def test_the_precision_is_that_of_the_known_parts(text: str, precision: TimePrecision) -> None:
    assert Moment.parse(text).precision is precision
    assert str(Moment.parse(text)) == text


def test_nothing_known_has_no_precision_and_no_text() -> None:
    assert Moment().precision is TimePrecision.NONE
    assert str(Moment()) == ""


def test_seconds_are_dropped_and_a_zero_offset_is_written_z() -> None:
    assert str(Moment.parse(" 2024-05-01T10:00:59+00:00 ")) == "2024-05-01T10:00Z"


def test_a_leap_day_without_a_year_is_a_day() -> None:
    assert Moment.parse("--02-29").day == 29


def test_utc_is_known_only_with_day_clock_and_offset() -> None:
    assert Moment.parse("2019-01-23T04:49-08:00").utc == datetime(2019, 1, 23, 12, 49, tzinfo=UTC)
    for text in ("2019-01-23T04:49", "2019-01-23", "T04:49Z", "--01-23T04:49Z", "2019-01"):
        assert Moment.parse(text).utc is None


def test_an_instant_outside_the_calendar_has_no_utc() -> None:
    assert Moment.parse("0001-01-01T00:00+14:00").utc is None
    assert Moment.parse("9999-12-31T23:59-14:00").utc is None


def test_the_wall_clock_of_a_day_is_its_midnight() -> None:
    assert str(Moment.parse("2023-10-17").wall) == "2023-10-17 00:00:00"
    assert Moment.parse("2023-10").wall is None
    assert Moment.parse("--10-17").wall is None


def test_sorting_uses_the_local_value_and_times_without_a_year_sort_first() -> None:
    texts = ["2020-10-06T08:33Z", "T21:00", "2020-10-06", "2019-01-23T23:49-08:00", "--12-31", "2020-10"]
    assert sorted((Moment.parse(t).sortable for t in texts), key=str) == [
        "",
        "",
        "2019-01-23T23:49",
        "2020-10",
        "2020-10-06",
        "2020-10-06T08:33",
    ]


@given(
    st.datetimes(
        timezones=st.one_of(st.none(), st.integers(-840, 840).map(lambda m: timezone(timedelta(minutes=m))))
    )
)
def test_a_datetime_is_taken_to_the_minute_with_its_offset(value: datetime) -> None:
    moment = Moment.from_datetime(value)
    assert moment.wall == value.replace(second=0, microsecond=0, tzinfo=None)
    assert (moment.offset is None) == (value.tzinfo is None)
    assert Moment.parse(str(moment)) == moment


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2020-01-01T10:00Z", "2020-01-01T10:30Z", 30),
        ("2020-01-01T10:00Z", "2020-01-01T12:30+01:00", 90),
        ("2020-01-01T10:00", "2020-01-02T10:01", 1441),
        ("2020-01-01T10:00Z", "2020-01-01T10:00Z", 0),
    ],
)
def test_a_duration_is_between_instants_or_between_wall_clocks(start: str, end: str, minutes: int) -> None:
    assert between(Moment.parse(start), Moment.parse(end)) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2020-01-01T10:00", "2020-01-01T10:30Z"),  # only one knows its zone
        ("2020-01-01T10:30Z", "2020-01-01T10:00Z"),  # the end is before the start
        ("2020-01-01", "2020-01-01T10:00"),
        ("2020-01-01T10:00", "2020-01-01"),
        ("T10:00", "T11:00"),
        ("--01-01T10:00", "2020-01-01T11:00"),
    ],
)
def test_a_duration_that_cannot_be_known_is_none(start: str, end: str) -> None:
    assert between(Moment.parse(start), Moment.parse(end)) is None


def test_a_duration_needs_both_ends() -> None:
    assert between(None, Moment.parse("2020-01-01T10:00")) is None
    assert between(Moment.parse("2020-01-01T10:00"), None) is None
