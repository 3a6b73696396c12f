"""How values read on the pages."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.vocabulary import ActionStatus, Severity
from app.web import words

TODAY = date(2024, 5, 1)


@pytest.mark.parametrize(
    ("away", "reads", "looks"),
    [
        (0, "today", "soon"),
        (1, "tomorrow", "soon"),
        (3, "in 3 days", "soon"),
        (8, "in 8 days", ""),
        (14, "in 14 days", ""),
        (15, "16 May 2024", ""),
        (-1, "1 day overdue", "overdue"),
        (-12, "12 days overdue", "overdue"),
        (-150, "5 months overdue", "overdue"),
        (-1100, "3 years overdue", "overdue"),
    ],
)
def test_a_due_date_says_how_far_it_is(away: int, reads: str, looks: str) -> None:
    due = TODAY + timedelta(days=away)
    assert words.due(due, TODAY) == reads
    assert words.due_class(due, TODAY) == looks


@pytest.mark.parametrize(
    ("minutes", "reads"),
    [(0, "0 min"), (59, "59 min"), (125, "2 h 5 min"), (60, "1 h"), (1440 + 61, "1 d 1 h"), (3000, "2 d 2 h")],
)
def test_a_span_shows_its_two_largest_units(minutes: int, reads: str) -> None:
    assert words.duration(timedelta(minutes=minutes)) == reads
    assert words.duration(None) == ""


@pytest.mark.parametrize(
    ("stated", "reads", "beside"),
    [
        ("2019-01-23T04:49-08:00", "23 January 2019, 04:49 UTC−08:00", "12:49 UTC"),
        ("2019-01-23T20:49-08:00", "23 January 2019, 20:49 UTC−08:00", "24 January, 04:49 UTC"),
        ("2024-05-01T10:00Z", "1 May 2024, 10:00 UTC", ""),
        ("2024-05-01T10:00+05:30", "1 May 2024, 10:00 UTC+05:30", "04:30 UTC"),
        ("2020-10-06T08:33", "6 October 2020, 08:33", ""),
        ("2023-10-17", "17 October 2023", ""),
        ("2023-10", "October 2023", ""),
        ("--10-25", "25 October", ""),
        ("T21:00", "21:00", ""),
        (None, "", ""),
        ("no time at all", "", ""),
    ],
)
def test_a_time_is_shown_as_stated_with_utc_beside_it(stated: str | None, reads: str, beside: str) -> None:
    assert words.when(stated) == reads
    assert words.utc(stated) == beside


@pytest.mark.parametrize(
    ("start", "end", "reads"),
    [
        ("2012-05-07T21:00", "2012-05-09T05:10", "7 May 2012, 21:00 – 9 May 2012, 05:10 (zone not stated)"),
        ("2024-05-01T10:00Z", "2024-05-01T10:14Z", "1 May 2024, 10:00 – 10:14 UTC"),
        ("2024-05-01", "2024-05-02", "1 May 2024 – 2 May 2024"),
        ("2024-05-01T10:00Z", "2024-05-01", "1 May 2024, 10:00 UTC"),
        ("2024-05-01", None, "1 May 2024"),
        (None, "2024-05-01", "1 May 2024"),
        (None, None, ""),
    ],
)
def test_a_range_says_the_day_once_and_whether_a_zone_is_known(
    start: str | None, end: str | None, reads: str
) -> None:
    assert words.when_range(start, end) == reads


def test_a_moment_of_the_past_says_how_long_ago_it_was() -> None:
    at = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
    assert words.ago(at, TODAY) == "today"
    assert words.ago(at - timedelta(days=1), TODAY) == "yesterday"
    assert words.ago(at - timedelta(days=5), TODAY) == "5 days ago"
    assert words.ago(at - timedelta(days=90), TODAY) == "1 February 2024"
    assert words.stamp(at) == "1 May 2024, 09:00 UTC"


def test_values_read_as_words() -> None:
    assert words.words(ActionStatus.IN_PROGRESS) == "in progress"
    assert words.words(ActionStatus.WONT_DO) == "won’t do"
    assert words.words(Severity.SEV1) == "SEV1"
    assert words.words("database pool") == "database pool"


def test_counts_take_the_right_number() -> None:
    assert words.plural(1, "action") == "1 action"
    assert words.plural(0, "action") == "0 actions"
    assert words.plural(1200, "reply", "replies") == "1,200 replies"
