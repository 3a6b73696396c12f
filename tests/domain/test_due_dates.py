"""By when accepted work is due that nobody gave a date."""

from datetime import date

import pytest

from app.domain.due_dates import DueDays
from app.domain.vocabulary import Priority

P = Priority


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("28,28,56,90", (28, 28, 56, 90)),
        (" 1, 2 ,3,3650", (1, 2, 3, 3650)),
        ("Atlassian", (28, 28, 56, 90)),
        ("pagerduty", (15, 15, 30, 30)),
    ],
)
def test_days_are_written_out_or_named_by_a_profile(text: str, days: tuple[int, ...]) -> None:
    assert tuple(DueDays.parse(text).of(p) for p in (P.CRITICAL, P.HIGH, P.MEDIUM, P.LOW)) == days


@pytest.mark.parametrize(
    "text", ["", "28", "28,28,56,90,1", "28,28,-1,90", "28,0,56,90", "28,28,56,3651", "٣,1,1,1"]
)
def test_anything_else_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="write atlassian or pagerduty, or days for critical"):
        DueDays.parse(text)


def test_without_a_priority_it_is_due_as_a_medium_one() -> None:
    assert DueDays(1, 2, 3, 4).of(None) == 3


def test_it_counts_from_the_day_of_acceptance() -> None:
    assert DueDays(1, 2, 3, 4).due(P.LOW, date(2030, 1, 1)) == date(2030, 1, 5)
