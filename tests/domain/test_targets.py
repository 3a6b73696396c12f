"""What settles a target, what takes "done" back, and how lists of names are read."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.domain.lifecycle import ActionState, Evidence, Move, Setting, move
from app.domain.targets import (
    LIST_SIZE,
    TARGETS_MAX,
    VOUCHING,
    Coverage,
    Result,
    Target,
    audit_day,
    cause_of_reopening,
    check,
    distinct,
    names_in,
    risk_ran_out,
    unsettled,
)
from app.domain.vocabulary import ActionStatus, Grade, TargetState

S, T = ActionStatus, TargetState
TODAY = date(2024, 5, 1)
NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SEEN = (Evidence("seen"),)


@pytest.mark.parametrize(
    ("target", "settled"),
    [
        (Target("a", T.TODO), False),
        (Target("a", T.FAILED), False),
        (Target("a", T.PASSED), True),
        (Target("a", T.NOT_APPLICABLE), True),
        (Target("a", T.EXCEPTED, TODAY), True),
        (Target("a", T.EXCEPTED, TODAY - DAY), False),
        (Target("a", T.EXCEPTED), False),
    ],
)
def test_a_target_is_settled_when_it_passed_does_not_apply_or_is_excepted_still(
    target: Target, settled: bool
) -> None:
    assert target.settled(TODAY) is settled
    assert target.ran_out(TODAY) is (target.state is T.EXCEPTED and not settled)
    assert Coverage(((target.state, target.until, 3),)).settled(TODAY) == 3 * settled


@pytest.mark.parametrize(
    ("result", "fields"),
    [
        (Result(T.PASSED), []),
        (Result(T.FAILED, "two hosts"), []),
        (Result(T.NOT_APPLICABLE), ["note"]),
        (Result(T.NOT_APPLICABLE, "has no database"), []),
        (Result(T.EXCEPTED), ["note", "until"]),
        (Result(T.EXCEPTED, " ", until=TODAY), ["note"]),
        (Result(T.EXCEPTED, "the vendor", until=TODAY - DAY), ["until"]),
        (Result(T.EXCEPTED, "the vendor", until=TODAY), []),
        (Result(T.PASSED, until=TODAY), ["until"]),
    ],
)
def test_a_result_says_what_its_state_needs_and_nothing_that_it_cannot_have(
    result: Result, fields: list[str]
) -> None:
    if not fields:
        check(result, TODAY)
        return
    with pytest.raises(InvalidInput) as refused:
        check(result, TODAY)
    assert [fault.field for fault in refused.value.faults] == fields


def test_done_is_refused_with_the_targets_that_are_in_its_way() -> None:
    left = unsettled([Target("b"), Target("ok", T.PASSED), Target("z", T.FAILED)], TODAY)
    assert left == ("z", "b")
    state = ActionState("ACT-1", S.OPEN)
    with pytest.raises(InvalidInput, match=r"not: “z”, “b”$") as refused:
        move(state, Move(S.DONE, evidence=SEEN), Setting(NOW, unsettled=left))
    assert [fault.field for fault in refused.value.faults] == ["targets"]
    many = tuple(f"host {i}" for i in range(13))
    with pytest.raises(InvalidInput, match=r"“host 9” and 3 more$"):
        move(state, Move(S.DONE, evidence=SEEN), Setting(NOW, unsettled=many))


def test_verified_is_refused_as_well_but_not_that_the_work_is_sent_back() -> None:
    state = ActionState("ACT-1", S.DONE, closed_at=NOW, evidence=SEEN)
    setting = Setting(NOW, unsettled=("a",))
    with pytest.raises(InvalidInput, match="“a”"):
        move(state, Move(S.VERIFIED, grade=Grade.ACCEPTABLE), setting)
    back = move(state, Move(S.VERIFIED, "two are missing", grade=Grade.UNACCEPTABLE), setting)
    assert back.status is S.IN_PROGRESS


@pytest.mark.parametrize(
    ("target", "cause"),
    [
        (Target("db"), "target “db” is to be done"),
        (Target("db", T.FAILED), "target “db” failed"),
        (Target("db", T.EXCEPTED, TODAY - DAY), "the exception for target “db” ran out after 2024-04-30"),
        (Target("db", T.PASSED), None),
    ],
)
def test_what_takes_done_back_is_told_in_words(target: Target, cause: str | None) -> None:
    assert cause_of_reopening(S.VERIFIED, [Target("a", T.PASSED), target], TODAY) == cause
    assert cause_of_reopening(S.WONT_DO, [target], TODAY) is None
    assert cause_of_reopening(S.OPEN, [target], TODAY) is None


def test_several_causes_are_counted() -> None:
    assert cause_of_reopening(S.DONE, [Target("a"), Target("b")], TODAY) == "target “a” is to be done, and 1 more"


def test_a_risk_is_owed_again_on_the_day_it_was_accepted_until() -> None:
    declined = ActionState("ACT-1", S.WONT_DO, accepted_by="the CTO", accepted_until=TODAY)
    assert risk_ran_out(declined, TODAY - DAY) is None
    assert risk_ran_out(declined, TODAY) == "the risk was accepted by the CTO until 2024-05-01"
    assert risk_ran_out(replace(declined, accepted_by=None, accepted_until=None), TODAY) is None


def test_an_audit_is_owed_again_so_many_days_after_it_was_closed() -> None:
    done = ActionState("ACT-1", S.DONE, closed_at=NOW)
    assert audit_day(done, 90) == date(2024, 7, 30)
    assert audit_day(replace(done, status=S.OPEN, closed_at=None), 90) is None


def test_a_pasted_list_is_read_without_its_bullets_and_repetitions() -> None:
    text = "\ufeff- Identity\r\n* [ ] Deploy service\n\n  identity \n1password\n"
    assert names_in(text) == ["Identity", "Deploy service", "1password"]


@pytest.mark.parametrize(
    "text",
    [
        'owner,Name\nann,codebase\nbob,"deploy, blue"\n',
        'codebase,ann\n"deploy, blue",bob\n',
        'codebase\n\n"deploy, blue"',
    ],
)
def test_a_csv_gives_the_column_of_names_else_the_first(text: str) -> None:
    assert names_in(text, is_csv=True) == ["codebase", "deploy, blue"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no name"),
        ("- \n\n", "no name"),
        ("x" * 101, "longer than the 100"),
        ("a\x07b", "control"),
        ("x" * (LIST_SIZE + 1), "256 KiB"),
        ("\n".join(f"host {i}" for i in range(TARGETS_MAX + 1)), "1,000"),
    ],
)
def test_a_list_that_cannot_be_taken_is_refused_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        names_in(text)


def test_a_broken_csv_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no CSV"):
        names_in('"a\nb', is_csv=True)


@given(st.text(max_size=300), st.booleans())
def test_any_text_is_read_or_refused_and_what_was_read_is_read_again(text: str, is_csv: bool) -> None:
    try:
        names = names_in(text, is_csv=is_csv)
    except InvalidInput:
        return
    assert distinct(names) == names


DAYS = st.sampled_from([None, TODAY, TODAY - DAY])
TARGETS = st.lists(st.builds(Target, st.sampled_from("abcd"), st.sampled_from(T), DAYS), max_size=4)


@given(TARGETS, TARGETS, st.sampled_from([S.OPEN, S.IN_PROGRESS, S.BLOCKED, S.DONE, S.VERIFIED]))
def test_targets_and_status_agree_whatever_becomes_of_the_targets(
    before: list[Target], after: list[Target], status: ActionStatus
) -> None:
    """As long as a change of targets is followed by the reopening that it asks for."""
    closed = status in VOUCHING
    state = ActionState("ACT-1", status, evidence=SEEN, closed_at=NOW if closed else None)
    for targets in (before, after):
        if cause := cause_of_reopening(state.status, targets, TODAY):
            state = move(state, Move(S.OPEN, cause), Setting(NOW))
            assert state.closed_at is None
        assert state.status not in VOUCHING or not unsettled(targets, TODAY)
        ask = Move(S.DONE, evidence=SEEN)
        if state.status is S.OPEN and not unsettled(targets, TODAY):
            state = move(state, ask, Setting(NOW))
