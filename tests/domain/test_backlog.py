"""What is open and overdue over time, by hand and against looking at each action by itself; bands of ages."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.backlog import AGES, Lot, Point, age_bands, middle, points
from app.domain.months import Days, Month, months

LOTS = st.lists(
    st.builds(
        lambda came, stay, given_up, late, count: Lot(
            came, None if stay is None or came + stay > 3 else came + stay, given_up, late, count
        ),
        st.integers(-1, 3),
        st.none() | st.integers(0, 5),
        st.booleans(),
        st.none() | st.integers(-1, 3),
        st.integers(1, 9),
    ),
    max_size=10,
)


def test_the_points_of_four_months_are_those_counted_by_hand() -> None:
    lots = [
        Lot(came=-1, left=None, given_up=False, late=-1, count=5),  # old, and overdue all the time
        Lot(came=0, left=2, given_up=False, late=1, count=3),  # overdue in the second month, done in the third
        Lot(came=1, left=1, given_up=True, late=None, count=2),  # came and was given up at once
        Lot(came=3, left=None, given_up=False, late=None, count=1),
    ]
    assert points(lots, 4) == [
        Point(created=3, open=8, overdue=5),
        Point(created=2, given_up=2, open=8, overdue=8),
        Point(done=3, open=5, overdue=5),
        Point(created=1, open=6, overdue=5),
    ]


@given(LOTS)
def test_what_was_open_and_what_came_less_what_went_is_what_is_open(lots: list[Lot]) -> None:
    found = points(lots, 4)
    for before, now in pairwise(found):
        assert now.open == before.open + now.created - now.done - now.given_up
    assert all(0 <= p.overdue <= p.open for p in found)


def test_ages_fall_into_their_bands() -> None:
    bands = age_bands({-1: 1, 0: 1, 28: 2, 29: 4, 56: 8, 57: 16, 365: 32, 366: 64, 4000: 128})
    assert [(b.label, b.count) for b in bands] == [
        ("0–28 days", 4), ("29–56 days", 12), ("57–90 days", 16), ("91–180 days", 0), ("181–365 days", 32),
        ("over 365 days", 192),
    ]  # fmt: skip


@given(st.dictionaries(st.integers(-3, 5000), st.integers(1, 9)))
def test_every_age_is_in_one_band(ages: dict[int, int]) -> None:
    bands = age_bands(ages)
    assert sum(b.count for b in bands) == sum(ages.values())
    assert [b.first for b in bands] == list(AGES)


@given(st.lists(st.integers(-50, 50)))
def test_the_middle_is_the_lower_median(values: list[int]) -> None:
    expected = sorted(values)[(len(values) - 1) // 2] if values else None
    assert middle(Counter(values)) == expected


@pytest.mark.parametrize("text", ["2026-11", "1999-01", "2000-12"])
def test_a_month_reads_as_it_is_written(text: str) -> None:
    assert str(Month.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "26-11", "2026-11-01", "0000-01", "９９９９-11"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write a month as"):
        Month.parse(text)


def test_months_follow_one_another_over_the_year() -> None:
    assert [str(m) for m in months(Month(2025, 11), Month(2026, 2))] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert months(Month(2026, 2), Month(2026, 1)) == []
    assert (Month(2024, 2).first, Month(2024, 2).last) == (date(2024, 2, 1), date(2024, 2, 29))


@given(st.dates(date(1900, 1, 1), date(9998, 12, 31)), st.integers(-100, 11))
def test_a_day_is_in_its_month(day: date, by: int) -> None:
    month = Month.of(day)
    assert month.first <= day <= month.last
    assert month.plus(1).first == month.last + timedelta(days=1)
    assert months(month.plus(-abs(by)), month)[-1] == month


@pytest.mark.parametrize("text", ["2026-11-01..2026-11-30", "2026-11-01..", "..2026-11-30", ".."])
def test_days_read_as_they_are_written(text: str) -> None:
    assert str(Days.parse(text)) == text


@pytest.mark.parametrize("text", ["", "2026-11-01", "a..b", "2026-11-01..2026-11-31", "1..2..3", "2026-11-01...."])
def test_what_are_no_days_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write days as"):
        Days.parse(text)
