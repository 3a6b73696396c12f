"""Time to close: the curve of Kaplan and Meier, by hand and by its properties."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.survival import at_risk, kaplan_meier, reached, share_open

AGES = st.dictionaries(st.integers(0, 400), st.integers(1, 50), max_size=12)


def test_the_curve_of_ten_actions_is_the_one_worked_out_by_hand() -> None:
    """Closed after 3, 3, 8 and 20 days; given up after 8; still open after 5, 12, 20, 30 and 30.

    Day 3: 2 of 10, 0.8. Day 8: 10 - 2 - 1 = 7 at risk, 1 closed, 0.8 · 6/7. Day 20: 7 - 2 - 1 = 4 at risk, 1
    closed, 0.8 · 6/7 · 3/4.
    """
    steps = kaplan_meier({3: 2, 8: 1, 20: 1}, {5: 1, 8: 1, 12: 1, 20: 1, 30: 2})
    assert [(s.day, s.at_risk, s.closed) for s in steps] == [(3, 10, 2), (8, 7, 1), (20, 4, 1)]
    assert [s.share for s in steps] == pytest.approx([0.8, 0.8 * 6 / 7, 0.8 * 6 / 7 * 3 / 4])
    assert reached(steps, 0.25) == 8
    assert reached(steps, 0.5) is None


def test_the_trial_of_freireich_gives_the_published_shares() -> None:
    """Remission under 6-mercaptopurine (Freireich 1963), the textbooks' example: 21 patients, weeks for days."""
    relapsed = {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1}
    censored = {6: 1, 9: 1, 10: 1, 11: 1, 17: 1, 19: 1, 20: 1, 25: 1, 32: 2, 34: 1, 35: 1}
    steps = kaplan_meier(relapsed, censored)
    published = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert [round(s.share, 3) for s in steps] == published
    assert reached(steps, 0.5) == 23


def test_where_nothing_is_open_half_are_closed_at_the_median() -> None:
    steps = kaplan_meier({1: 1, 2: 1, 4: 1, 9: 1}, {})
    assert reached(steps, 0.5) == 2
    assert reached(steps, 1) == 9
    assert (share_open(steps, 0), share_open(steps, 3), share_open(steps, 99)) == (1.0, 0.5, 0.0)


def test_floats_do_not_hide_the_half() -> None:
    assert reached(kaplan_meier({1: 1, 2: 1}, {1: 1, 3: 1}), 0.5) == 2


def test_nothing_gives_no_curve() -> None:
    assert kaplan_meier({}, {}) == []
    assert kaplan_meier({}, {7: 3}) == []
    assert reached([], 0.5) is None
    assert share_open([], 10) == 1.0


def test_those_watched_long_enough_are_counted() -> None:
    assert [at_risk({3: 2, 8: 1}, {5: 1, 8: 4}, day) for day in (0, 4, 8, 9)] == [8, 6, 5, 0]


@given(AGES, AGES)
def test_a_curve_never_rises_and_stays_between_one_and_zero(
    closed: dict[int, int], censored: dict[int, int]
) -> None:
    steps = kaplan_meier(closed, censored)
    shares = [1.0, *(s.share for s in steps)]
    assert shares == sorted(shares, reverse=True)
    assert all(-1e-9 <= share <= 1 for share in shares)
    assert [(s.day, s.closed) for s in steps] == sorted(closed.items())
    assert all(s.at_risk == at_risk(closed, censored, s.day) for s in steps)


@given(AGES)
def test_with_nothing_censored_it_is_the_plain_share(closed: dict[int, int]) -> None:
    total = sum(closed.values())
    for step in kaplan_meier(closed, {}):
        later = sum(n for day, n in closed.items() if day > step.day)
        assert step.share == pytest.approx(later / total)


@given(AGES, AGES, st.integers(0, 400))
def test_what_is_censored_after_a_day_does_not_change_the_curve_before(
    closed: dict[int, int], censored: dict[int, int], day: int
) -> None:
    """Of those watched beyond the day it plays no part what became of them."""
    cut = Counter({age: n for age, n in closed.items() if age < day})
    rest = Counter({age: n for age, n in censored.items() if age < day})
    rest[day] += at_risk(closed, censored, day)
    assert share_open(kaplan_meier(cut, rest), day - 1) == pytest.approx(
        share_open(kaplan_meier(closed, censored), day - 1)
    )
