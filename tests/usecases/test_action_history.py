"""The history is a chain: what was written can be shown to be what is there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from support.databases import Workspace
from support.documents import bring, every, with_actions

from app.domain.lifecycle import Move
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import ActionStatus, Priority
from app.store.engine import reading, writing
from app.store.tables import ActionEvent, ActionItem
from app.usecases.action_history import GENESIS, seal
from app.usecases.actions import ActionEdit, NewAction, create_action, edit_action, move_action
from app.usecases.audit_log import verify

S = ActionStatus


def broken(ws: Workspace) -> int | None:
    with reading(ws.engine) as session:
        return verify(session).broken


@pytest.fixture
def chain(ws: Workspace) -> list[ActionEvent]:
    """A dozen rows of imports, moves and edits, over several actions."""
    bring(ws, with_actions("[ ] Add an alert", "[x] Delete the old logs", "[ ] Buy disks (@zoë, due 2024-06-01)"))
    create_action(ws, LOCAL_OWNER, NewAction(text="Ask the vendor"))
    edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(owner="Ann", priority=Priority.LOW, reason="agreed, ünïcode"))
    for status, reason in ((S.IN_PROGRESS, None), (S.BLOCKED, "no access"), (S.OPEN, None)):
        move_action(ws, LOCAL_OWNER, "ACT-3", Move(status, reason))
    bring(ws, with_actions("[ ] Add alerts", "[x] Delete the old logs"))
    return list(every(ws.engine, ActionEvent))


def test_a_history_that_nobody_touched_is_whole(ws: Workspace, chain: list[ActionEvent]) -> None:
    assert [e.seq for e in chain] == list(range(1, len(chain) + 1))
    assert len(chain) >= 10
    assert chain[0].prev_hash == GENESIS
    assert [e.prev_hash for e in chain[1:]] == [e.hash for e in chain[:-1]]
    assert broken(ws) is None


def test_no_history_is_whole_too(ws: Workspace) -> None:
    assert broken(ws) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("action_id", lambda e: e.action_id + 1),
        ("at", lambda e: e.at + timedelta(microseconds=1)),
        ("actor", lambda _: "somebody else"),
        ("field", lambda _: "due"),
        ("old", lambda _: "made up"),
        ("new", lambda _: None),
        ("why", lambda _: "made up"),
        ("prev_hash", lambda _: "f" * 64),
        ("hash", lambda _: "f" * 64),
    ],
)
def test_a_change_to_any_field_of_a_row_is_found(
    ws: Workspace, chain: list[ActionEvent], field: str, value: Any
) -> None:
    victim = chain[4]
    changed = value(victim)
    assert getattr(victim, field) != changed
    with writing(ws.engine) as session:
        session.execute(sa.update(ActionEvent).where(ActionEvent.seq == victim.seq).values({field: changed}))
    assert broken(ws) == victim.seq


def test_tampering_with_any_row_is_found_at_that_row(ws: Workspace, chain: list[ActionEvent]) -> None:
    for event in chain:
        change = sa.update(ActionEvent).where(ActionEvent.seq == event.seq)
        with writing(ws.engine) as session:
            session.execute(change.values(actor="somebody else"))
        assert broken(ws) == event.seq
        with writing(ws.engine) as session:
            session.execute(change.values(actor=event.actor))
    assert broken(ws) is None


@pytest.mark.usefixtures("chain")
def test_a_row_sealed_anew_after_tampering_is_given_away_by_the_next(ws: Workspace) -> None:
    with writing(ws.engine) as session:
        event = session.get_one(ActionEvent, 3)
        event.new = "made up"
        event.hash = seal(event)
        session.add(event)
    assert broken(ws) == 4


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("seq", [1, 5])
def test_a_row_taken_out_is_missed(ws: Workspace, seq: int) -> None:
    with writing(ws.engine) as session:
        session.execute(sa.delete(ActionEvent).where(ActionEvent.seq == seq))
    assert broken(ws) == seq


def test_many_writers_at_once_leave_no_gap_and_no_fork(ws: Workspace) -> None:
    numbers = [create_action(ws, LOCAL_OWNER, NewAction(text=f"Task {n}")).number for n in range(4)]

    def work(number: int) -> None:
        for i in range(5):
            edit_action(ws, LOCAL_OWNER, f"ACT-{number}", ActionEdit(text=f"Task {number}, take {i}"))
        create_action(ws, LOCAL_OWNER, NewAction(text=f"Another of {number}"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, numbers))
    seqs = [e.seq for e in every(ws.engine, ActionEvent)]
    assert seqs == list(range(1, 4 + 4 * 6 + 1))
    assert sorted(a.number for a in every(ws.engine, ActionItem)) == list(range(1, 9))
    assert broken(ws) is None
    for action in every(ws.engine, ActionItem)[:4]:
        told = [e.new for e in every(ws.engine, ActionEvent) if e.action_id == action.id and e.field == "text"]
        assert told == [f"Task {action.number}, take {i}" for i in range(5)]
