"""What an unfinished action has in common with a later incident, and what it was when that one began."""

from datetime import UTC, date, datetime

import pytest

from app.domain.preventable import Standing, Subject, began, lasted, match, own_words, rarity, standing, telling
from app.domain.vocabulary import ActionStatus

S = ActionStatus
AT = datetime(2024, 3, 5, 10, tzinfo=UTC)
BEFORE, AFTER = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 3, 9, tzinfo=UTC)
LATER = Subject(frozenset({"vip", "postgr", "failov"}), frozenset({"pgbouncer"}), frozenset({1}))
RARE = {"vip": 1.0, "postgr": 0.8, "pgbouncer": 0.9, "failov": 0.3, "standbi": 0.1}


def test_numbers_short_words_and_what_all_speak_of_tell_nothing() -> None:
    assert telling(["alert", "vip", "42", "3rd", "go", "incid", "virtual"]) == {"vip", "virtual"}


@pytest.mark.parametrize(
    ("holding", "of", "rare"), [(2, 1000, 1), (1000, 1000, 0), (1, 1000, 1), (2, 2, 0), (1, 0, 0)]
)
def test_what_two_hold_is_rarest_and_what_all_hold_is_not_rare(holding: int, of: int, rare: float) -> None:
    assert rarity(holding, of) == rare


def test_a_rarer_word_counts_more() -> None:
    assert 1 > rarity(10, 1000) > rarity(100, 1000) > rarity(900, 1000) > 0


def test_an_action_shares_two_telling_words_or_nothing() -> None:
    assert own_words(LATER, {"vip", "postgr", "codebas"}, RARE) == {"vip", "postgr"}
    assert own_words(LATER, {"vip", "codebas"}, RARE) == frozenset()
    assert own_words(LATER, {"failov", "postgr"}, RARE) == frozenset()  # two, but said by too many


def test_what_is_shared_adds_up_to_a_match_the_rarest_first() -> None:
    found = match(
        LATER, Subject(frozenset({"failov", "disk"}), services=frozenset({1, 2})), {"postgr", "vip"}, RARE
    )
    assert found
    assert (found.own, found.topic) == (("vip", "postgr"), ("failov",))
    assert found.score == pytest.approx(1.8 + 0.35 * 0.3 + 0.4)
    assert match(LATER, Subject(frozenset()), {"postgr", "vip"}, RARE) is None
    assert match(LATER, Subject(frozenset({"vip"})), frozenset(), RARE) is None


@pytest.mark.parametrize(
    ("status", "closed_at", "changed", "unfinished"),
    [
        (S.OPEN, None, {}, True),
        (S.PROPOSED, None, {}, True),
        (S.OPEN, None, {"status": "done"}, False),  # opened again since
        (S.VERIFIED, BEFORE, {}, False),
        (S.VERIFIED, BEFORE, {"status": "done"}, False),
        (S.DONE, BEFORE, {"status": "open"}, False),  # its document told us late
        (S.DONE, AFTER, {}, True),
        (S.DONE, AFTER, {"status": "in_progress"}, True),
        (S.DONE, AFTER, {"status": "wont_do"}, False),
        (S.DONE, None, {"status": "open"}, True),
        (S.DONE, None, {}, None),
        (S.DONE, None, {"status": "done"}, None),
    ],
)
def test_what_was_closed_since_was_unfinished_then(
    status: ActionStatus, closed_at: datetime | None, changed: dict[str, str | None], unfinished: bool | None
) -> None:
    assert standing(status, None, closed_at, changed, AT).unfinished is unfinished


def test_days_overdue_are_those_of_the_due_date_that_stood_then() -> None:
    assert standing(S.OPEN, date(2024, 3, 1), None, {}, AT) == Standing(True, date(2024, 3, 1), 4)
    assert standing(S.OPEN, date(2024, 5, 1), None, {"due": "2024-02-29"}, AT).overdue == 5
    assert standing(S.OPEN, date(2024, 3, 1), None, {"due": None}, AT) == Standing(True, None, 0)
    assert standing(S.OPEN, date(2024, 3, 5), None, {}, AT).overdue == 0


def test_what_was_added_here_later_was_not_there() -> None:
    assert standing(S.OPEN, None, None, {}, AT, AFTER) == Standing(False)
    assert standing(S.OPEN, None, None, {}, AT, BEFORE).unfinished


@pytest.mark.parametrize(
    ("started", "sort_at", "begins"),
    [
        ("2024-03-05T10:00+02:00", "2024-03-05T10:00", datetime(2024, 3, 5, 8, tzinfo=UTC)),
        ("2024-03-05T10:00", "2024-03-05T10:00", AT),
        (None, "2024-03-05", datetime(2024, 3, 5, tzinfo=UTC)),
        ("T10:00", "2024-03", datetime(2024, 3, 1, tzinfo=UTC)),
        ("T10:00", "", None),
        ("--03-05T10:00", "", None),
        (None, "", None),
    ],
)
def test_an_incident_begins_as_far_as_its_day_is_known(
    started: str | None, sort_at: str, begins: datetime | None
) -> None:
    assert began(started, sort_at) == begins


def test_minutes_are_known_where_both_ends_are() -> None:
    assert lasted("2024-03-05T10:00Z", "2024-03-05T11:30Z") == 90
    assert lasted("2024-03-05", "2024-03-05T11:30Z") is None
    assert lasted("2024-03-05T10:00Z", None) is None
