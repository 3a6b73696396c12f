"""The grammar of times and the resolver: what is read, what is left open, what is never guessed."""

import pytest

from app.domain.moment import Moment
from app.ingest.clock.grammar import find_stamps
from app.ingest.clock.resolver import Carry, Clock
from app.ingest.clock.stamp import Day
from app.ingest.clock.zones import ZONE, Zone, read_zone


class Notes:
    def __init__(self) -> None:
        self.codes: list[str] = []

    def __call__(self, _line: int, code: str, _message: str) -> None:
        self.codes.append(code)


def read(text: str, anchor: Day | None = None, **clock: object) -> tuple[list[str | None], list[str]]:
    """(each time as printed, ranges with a slash; the codes of the diagnostics)."""
    notes = Notes()
    resolver = Clock(notes, anchor, **clock)  # type: ignore[arg-type]
    carry, out = Carry(), []
    for stamp in find_stamps(text):
        start, end = resolver.resolve(stamp, carry, 1)
        out.append(f"{start}/{end}" if end is not None else str(start) if start is not None else None)
    return out, notes.codes


MAY = Day(2012, 5, 8)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("14:51 UTC", ["2012-05-08T14:51Z"]),
        ("2016-11-21 13:05 CET", ["2016-11-21T13:05+01:00"]),
        ("2019-05-03T08:00Z", ["2019-05-03T08:00Z"]),
        ("2021-05-26T16:52:01.123+02:00", ["2021-05-26T16:52+02:00"]),
        ("2021-05-26T16:52-03:30", ["2021-05-26T16:52-03:30"]),
        ("3 May 2019, 8.15am PDT", ["2019-05-03T08:15-07:00"]),
        ("04:49 PM UTC", ["2012-05-08T16:49Z"]),
        ("12pm and 12am", ["2012-05-08T12:00", "2012-05-08T00:00"]),
        ("7:27a incident began", ["2012-05-08T07:27"]),
        ("9:30 a.m. EDT", ["2012-05-08T09:30-04:00"]),
        ("at 17h00", ["2012-05-08T17:00"]),
        ("0305 UTC", ["2012-05-08T03:05Z"]),
        ("On April 26, 2023 between the hours of 1900 and 2100 UTC", ["2023-04-26T19:00Z/2023-04-26T21:00Z"]),
        ("between 4am & 5am UTC on Tuesday 8th May", ["2012-05-08T04:00Z/2012-05-08T05:00Z"]),
        ("4.30am until 6.30am (GMT+1)", ["2012-05-08T04:30+01:00/2012-05-08T06:30+01:00"]),
        ("8:10–8:13 PM", ["2012-05-08T20:10/2012-05-08T20:13"]),
        ("23:50 to 00:20 UTC", ["2012-05-08T23:50Z/2012-05-09T00:20Z"]),
        ("from 2012-05-08 22:00 to 2012-05-10 01:00", ["2012-05-08T22:00/2012-05-10T01:00"]),
        ("midnight UTC", ["2012-05-08T00:00Z"]),
        ("noon", ["2012-05-08T12:00"]),
        ("2018-07-08 ca. 18:30", ["2018-07-08T18:30"]),
        ("15.26", [None]),
        ("2023-09-18 15.26 compared", ["2023-09-18T15:26"]),
        ("12 June 2020", ["2020-06-12"]),
        ("June 30, 2017", ["2017-06-30"]),
        ("Nov 1st at 10:00", ["2012-11-01T10:00"]),
        ("October 2023", ["2023-10"]),
        ("28-07-2017", ["2017-07-28"]),
        ("5-26-21", ["2021-05-26"]),
        ("12.24.2020", ["2020-12-24"]),
        ("7/7/2020", ["2020-07-07"]),
        ("10am the next morning", ["2012-05-09T10:00"]),
        ("3pm the same day", ["2012-05-08T15:00"]),
        ("tomorrow (11th May 2012)", ["2012-05-11"]),
        ("Apr 29, 2016 9:02 AM Pacific", ["2016-04-29T09:02-07:00"]),
        ("Jan 29, 2016 9:02 AM Pacific Daylight Time", ["2016-01-29T09:02-07:00"]),
        ("10:00 Eastern Standard Time", ["2012-05-08T10:00-05:00"]),
        ("10:00 Europe/Berlin", ["2012-05-08T10:00+02:00"]),
        ("10:00 UTC+5:30", ["2012-05-08T10:00+05:30"]),
        ("10:00-11:00", ["2012-05-08T10:00/2012-05-08T11:00"]),
    ],
)
def test_forms_in_use_are_read(text: str, want: list[str | None]) -> None:
    assert read(text, MAY)[0] == ([] if want == [None] else want)


@pytest.mark.parametrize(
    "text",
    [
        "We may add 5 s to 8080 of #1234, 3 of the 12 in a day",
        "see 10.0.0.5:8080 and v1.2.3, or 17.5% and 4.5 GB",
        "sat on the sun, fri and mon",
        "https://example.org/2024-05-01/10:00",
        "version 3.5 of 2024.13.45",
    ],
)
def test_numbers_that_are_no_times_are_left_alone(text: str) -> None:
    assert read(text, MAY)[0] == []


@pytest.mark.parametrize("name", ["IST", "BST", "CST", "AST"])
def test_an_ambiguous_zone_leaves_the_wall_clock_and_names_candidates(name: str) -> None:
    times, codes = read(f"10:00 {name}", MAY)
    assert times == ["2012-05-08T10:00"]
    assert codes == ["ambiguous-zone"]


def test_a_zone_that_the_season_contradicts_is_not_applied() -> None:
    assert read("2022-06-02 10:00 CET") == (["2022-06-02T10:00"], ["zone-against-season"])
    assert read("2022-01-02 10:00 CET") == (["2022-01-02T10:00+01:00"], [])


def test_a_pair_of_zones_stays_open() -> None:
    assert read("2024-01-05 10:00 CET/CEST") == (["2024-01-05T10:00"], ["ambiguous-zone"])


def test_a_region_needs_a_date() -> None:
    assert read("10:00 PT") == (["T10:00"], ["unresolved-zone"])


def test_without_a_date_a_clock_time_stays_one() -> None:
    assert read("On Monday evening at 9pm") == (["T21:00"], ["weekday-only"])
    assert read("10:00 UTC") == (["T10:00Z"], [])


def test_a_day_without_a_year_proposes_years_and_prints_none() -> None:
    times, codes = read("04:01 UTC on Tuesday 25th October")
    assert times == ["--10-25T04:01Z"]
    assert codes == ["year-unknown"]


def test_the_year_comes_from_the_nearest_other_date() -> None:
    assert read("On January 9", Day(2018, 1, 11))[0] == ["2018-01-09"]
    assert read("On December 31", Day(2018, 1, 2))[0] == ["2017-12-31"]
    assert read("On Tuesday January 9", Day(2019, 1, 1))[0] == ["2018-01-09"]


def test_a_clock_time_far_before_the_last_evening_is_of_the_next_day() -> None:
    times, codes = read("23:50, 00:10, 08:00", MAY)
    assert times == ["2012-05-08T23:50", "2012-05-09T00:10", "2012-05-09T08:00"]
    assert codes == ["midnight-rollover"]


def test_a_list_that_runs_backward_does_not_roll_over() -> None:
    clock, carry = Clock(Notes(), MAY), Carry(newest_first=True)
    late, early = list(find_stamps("23:50 00:10"))
    clock.resolve(late, carry, 1)
    assert str(clock.resolve(early, carry, 2)[0]) == "2012-05-08T00:10"


def test_numeric_dates_follow_the_documents_own_evidence() -> None:
    assert read("03/04/2019", day_first=True)[0] == ["2019-04-03"]
    assert read("03/04/2019", day_first=False)[0] == ["2019-03-04"]
    assert read("03/04/2019", Day(2019, 4, 3))[0] == ["2019-04-03"]
    assert read("03/04/2019 10:00") == (["T10:00"], ["ambiguous-date-order"])


def test_slips_are_noted() -> None:
    assert read("20202-01-16 12:00") == (["2020-01-16T12:00"], ["year-typo"])
    assert read("2024-03-13 14:??") == (["2024-03-13"], ["minutes-unknown"])
    assert read("Wednesday 28-07-2017") == (["2017-07-28"], ["weekday-mismatch"])
    assert read("February 29", Day(2023, 3, 1)) == (["2024-02-29"], [])
    assert read("2023-02-30") == ([None], ["impossible-date"])


def test_a_weekday_after_a_date_is_the_next_one() -> None:
    assert read("2012-05-08 10:00, then Wednesday 05:00") == (
        ["2012-05-08T10:00", "2012-05-09T05:00"],
        ["weekday-resolved"],
    )


def test_elapsed_times_count_from_the_first_entry() -> None:
    assert read("2012-05-08 10:00 then T+15m, T+1h, T+1:30 and T0")[0] == [
        "2012-05-08T10:00",
        "2012-05-08T10:15",
        "2012-05-08T11:00",
        "2012-05-08T11:30",
        "2012-05-08T10:00",
    ]
    assert read("T+15m")[0] == [None]


def test_zones_outside_the_map_are_none() -> None:
    match = ZONE.match("Europe/Nowhere")
    assert match is not None
    assert read_zone(match) == Zone("Europe/Nowhere")
    wide = ZONE.match("UTC+25")
    assert wide is not None
    assert read_zone(wide).minutes is None


def test_every_time_that_is_printed_can_be_read_back() -> None:
    text = "2020-02-29 23:59 UTC, March 1 00:00, --, 5-26-21 at 9pm PST, October 2023, 31/12/1999 and noon"
    times = [t for t in read(text, MAY)[0] if t]
    assert times
    for time in times:
        assert str(Moment.parse(time)) == time
