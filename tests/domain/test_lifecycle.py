"""The action item's state machine: the whole table, every closing rule, and what time of closing means."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.errors import IllegalMove, InvalidInput
from app.domain.lifecycle import (
    CLOSING,
    MOVES,
    ActionState,
    Evidence,
    Move,
    Setting,
    is_reopening,
    legal_moves,
    move,
)
from app.domain.vocabulary import UNFINISHED, ActionStatus, Grade

S = ActionStatus
NOW = datetime(2024, 5, 1, 10, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=9)
PROOF = (Evidence(url="https://example.com/change/1"),)
SETTING = Setting(NOW)

#: Said here a second time on purpose: a change of the table has to be made in two places.
LEGAL = {
    "proposed": "open wont_do superseded",
    "open": "in_progress blocked done wont_do superseded",
    "in_progress": "open blocked done wont_do superseded",
    "blocked": "open in_progress done wont_do superseded",
    "done": "verified open in_progress",
    "verified": "open",
    "wont_do": "open",
    "superseded": "open",
}


def state(status: ActionStatus, **other: object) -> ActionState:
    closed = None if status in UNFINISHED else BEFORE
    base = ActionState("ACT-1", status, owner="ann", due=date(2024, 6, 1), closed_at=closed)
    return replace(base, **other)  # type: ignore[arg-type]


def complete(to: ActionStatus) -> Move:
    """A move with everything that any move may need."""
    return Move(
        to,
        reason="because",
        evidence=PROOF if to is S.DONE else (),
        grade=Grade.ACCEPTABLE if to is S.VERIFIED else None,
        superseded_by="ACT-2" if to is S.SUPERSEDED else None,
    )


def faults(status: ActionStatus, ask: Move, **other: object) -> set[str]:
    with pytest.raises(InvalidInput) as refused:
        move(state(status, **other), ask, SETTING)
    assert all(f.message in str(refused.value) for f in refused.value.faults)
    return {f.field for f in refused.value.faults}


@pytest.mark.parametrize("old", S)
def test_the_table_is_the_one_agreed_on(old: ActionStatus) -> None:
    assert " ".join(legal_moves(old)) == LEGAL[old]


@pytest.mark.parametrize(("old", "new"), [(o, n) for o in S for n in S])
def test_a_move_is_made_where_the_table_allows_it_and_else_refused_with_the_legal_ones(
    old: ActionStatus, new: ActionStatus
) -> None:
    if new.value in LEGAL[old].split():
        assert move(state(old), complete(new), SETTING).status is new
    else:
        with pytest.raises(IllegalMove) as refused:
            move(state(old), complete(new), SETTING)
        assert refused.value.legal == tuple(LEGAL[old].split())
        assert ", ".join(refused.value.legal) in str(refused.value)


@pytest.mark.parametrize(("old", "new"), [(o, n) for o in S for n in MOVES[o]])
def test_closed_at_is_set_by_closing_left_by_verifying_and_cleared_by_reopening(
    old: ActionStatus, new: ActionStatus
) -> None:
    moved = move(state(old), complete(new), SETTING)
    if new in CLOSING:
        assert moved.closed_at == NOW
    elif new is S.VERIFIED:
        assert moved.closed_at == BEFORE
    else:
        assert moved.closed_at is None


def test_leaving_a_finished_status_for_an_unfinished_one_is_reopening() -> None:
    assert {(o, n) for o in S for n in MOVES[o] if is_reopening(o, n)} == {
        (S.DONE, S.OPEN),
        (S.DONE, S.IN_PROGRESS),
        (S.VERIFIED, S.OPEN),
        (S.WONT_DO, S.OPEN),
        (S.SUPERSEDED, S.OPEN),
    }


def test_accepting_needs_one_owner_and_a_due_date() -> None:
    assert faults(S.PROPOSED, Move(S.OPEN), owner=None, due=None) == {"owner", "due"}
    assert faults(S.PROPOSED, Move(S.OPEN), owner=None) == {"owner"}
    assert faults(S.PROPOSED, Move(S.OPEN), due=None) == {"due"}
    assert move(state(S.PROPOSED), Move(S.OPEN), SETTING).accepted_at == NOW


def test_work_once_accepted_keeps_the_day_it_was_accepted() -> None:
    moved = move(state(S.BLOCKED, accepted_at=BEFORE), Move(S.OPEN), SETTING)
    assert moved.accepted_at == BEFORE
    assert move(state(S.DONE, accepted_at=BEFORE), complete(S.OPEN), SETTING).accepted_at == BEFORE


@pytest.mark.parametrize("reason", [None, "", "  \n"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (S.DONE, S.OPEN),
        (S.DONE, S.IN_PROGRESS),
        (S.VERIFIED, S.OPEN),
        (S.WONT_DO, S.OPEN),
        (S.SUPERSEDED, S.OPEN),
        (S.OPEN, S.BLOCKED),
        (S.PROPOSED, S.WONT_DO),
    ],
)
def test_reopening_blocking_and_declining_need_a_reason(
    old: ActionStatus, new: ActionStatus, reason: str | None
) -> None:
    assert faults(old, Move(new, reason=reason)) == {"reason"}


def test_done_needs_evidence() -> None:
    assert faults(S.OPEN, Move(S.DONE)) == {"evidence"}


def test_evidence_given_earlier_is_enough_and_new_evidence_is_added_to_it() -> None:
    earlier = (Evidence(text="merged"),)
    assert move(state(S.OPEN, evidence=earlier), Move(S.DONE), SETTING).evidence == earlier
    both = move(state(S.OPEN, evidence=earlier), Move(S.DONE, evidence=PROOF), SETTING)
    assert both.evidence == earlier + PROOF


@pytest.mark.parametrize(("old", "new"), [(o, n) for o in S for n in MOVES[o]])
def test_evidence_given_with_any_move_is_kept(old: ActionStatus, new: ActionStatus) -> None:
    moved = move(state(old, evidence=PROOF), replace(complete(new), evidence=(Evidence(text="seen"),)), SETTING)
    before = () if is_reopening(old, moved.status) else PROOF
    assert moved.evidence == (*before, Evidence(text="seen"))


@pytest.mark.parametrize("piece", [Evidence(), Evidence(text="x", url="https://example.com"), Evidence(text="")])
def test_a_piece_of_evidence_is_either_a_text_or_an_address(piece: Evidence) -> None:
    assert faults(S.OPEN, Move(S.DONE, evidence=(piece,))) == {"evidence"}


def test_a_risk_acceptance_names_who_accepts_it_and_until_when() -> None:
    assert faults(S.OPEN, Move(S.WONT_DO, "rare", accepted_by="cto")) == {"accepted_by"}
    assert faults(S.OPEN, Move(S.WONT_DO, "rare", until=date(2025, 1, 1))) == {"accepted_by"}
    assert faults(S.OPEN, Move(S.WONT_DO, "rare", accepted_by="cto", until=NOW.date())) == {"until"}
    until = NOW.date() + timedelta(days=1)
    moved = move(state(S.OPEN), Move(S.WONT_DO, "rare", accepted_by="cto", until=until), SETTING)
    assert (moved.accepted_by, moved.accepted_until) == ("cto", until)


def test_declining_without_a_risk_names_nobody() -> None:
    moved = move(state(S.OPEN), Move(S.WONT_DO, "a duplicate"), SETTING)
    assert (moved.accepted_by, moved.accepted_until) == (None, None)


def test_superseding_names_another_action() -> None:
    assert faults(S.OPEN, Move(S.SUPERSEDED)) == {"superseded_by"}
    assert faults(S.OPEN, Move(S.SUPERSEDED, superseded_by="ACT-1")) == {"superseded_by"}
    assert faults(S.OPEN, Move(S.SUPERSEDED, superseded_by="act-1")) == {"superseded_by"}
    assert move(state(S.OPEN), Move(S.SUPERSEDED, superseded_by="ACT-2"), SETTING).superseded_by == "ACT-2"


def test_the_owner_cannot_verify_his_own_work() -> None:
    with pytest.raises(IllegalMove, match="somebody other than its owner") as refused:
        move(state(S.DONE), complete(S.VERIFIED), Setting(NOW, actor_is_owner=True))
    assert refused.value.legal == ("open", "in_progress")


@pytest.mark.parametrize("owner", [True, False])
def test_where_there_is_only_one_person_it_reads_self_verified(owner: bool) -> None:
    moved = move(state(S.DONE), complete(S.VERIFIED), Setting(NOW, actor_is_owner=owner, single_person=True))
    assert (moved.status, moved.self_verified) == (S.VERIFIED, True)


@pytest.mark.parametrize("grade", [Grade.ACCEPTABLE, Grade.ACCEPTABLE_ALTERNATE])
def test_verifying_by_another_keeps_the_grade(grade: Grade) -> None:
    moved = move(state(S.DONE, on_documents_word=True), Move(S.VERIFIED, grade=grade), SETTING)
    assert (moved.status, moved.grade, moved.self_verified) == (S.VERIFIED, grade, False)
    assert not moved.on_documents_word


def test_verifying_needs_a_grade() -> None:
    assert faults(S.DONE, Move(S.VERIFIED)) == {"grade"}


def test_unacceptable_work_goes_back_into_progress_with_the_reason() -> None:
    assert faults(S.DONE, Move(S.VERIFIED, grade=Grade.UNACCEPTABLE)) == {"reason"}
    moved = move(state(S.DONE), Move(S.VERIFIED, "no list", grade=Grade.UNACCEPTABLE), SETTING)
    assert (moved.status, moved.grade, moved.closed_at) == (S.IN_PROGRESS, Grade.UNACCEPTABLE, None)


def test_reopening_forgets_how_it_was_closed() -> None:
    closed = state(
        S.VERIFIED,
        grade=Grade.ACCEPTABLE,
        self_verified=True,
        accepted_by="cto",
        accepted_until=date(2025, 1, 1),
        superseded_by="ACT-2",
        on_documents_word=True,
        evidence=PROOF,
    )
    moved = move(closed, Move(S.OPEN, "again", grade=Grade.ACCEPTABLE), SETTING)
    assert moved == state(S.OPEN)
    with pytest.raises(InvalidInput, match="needs evidence"):
        move(moved, Move(S.DONE), SETTING)


def test_moves_keep_key_owner_and_due_date() -> None:
    for old in S:
        for new in MOVES[old]:
            moved = move(state(old), complete(new), SETTING)
            assert (moved.key, moved.owner, moved.due) == ("ACT-1", "ann", date(2024, 6, 1))


def test_work_in_hand_no_longer_rests_on_the_documents_word() -> None:
    for new in MOVES[S.OPEN]:
        assert not move(state(S.OPEN, on_documents_word=True), complete(new), SETTING).on_documents_word
