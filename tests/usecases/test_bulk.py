"""Many actions changed at once: each by its own rules, none overwritten, and all of it can be taken back."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select
from support.databases import Clock, Workspace
from support.documents import every

from app.domain.capabilities import Capability
from app.domain.due_dates import DueDays
from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.domain.lifecycle import Evidence, Move
from app.domain.principal import LOCAL_OWNER, Principal
from app.domain.targets import Result
from app.domain.vocabulary import ActionStatus, Priority, TargetState, Visibility
from app.store.engine import reading
from app.store.tables import ActionEvent, ActionItem, BulkChange, Person
from app.usecases.actions import ActionEdit, NewAction, create_action, edit_action, move_action
from app.usecases.audit_log import verify
from app.usecases.bulk import BULK_MAX, Bulk, Ending, change_many, foretell_bulk
from app.usecases.bulk_undo import bulk_of, undo_bulk
from app.usecases.targets import add_targets, set_target

S, E = ActionStatus, Ending
DUE = date(2024, 6, 1)
DAYS = DueDays(critical=28, high=28, medium=56, low=90)
BOB = Principal("Bob", frozenset(Visibility), frozenset(Capability))


def made(ws: Workspace, count: int = 3, **fields: Any) -> tuple[tuple[str, int], ...]:
    given = {"owner": "Ann", "due": DUE} | fields
    return tuple(
        (a.key, a.version)
        for a in (create_action(ws, LOCAL_OWNER, NewAction(text=f"Alert {i}", **given)) for i in range(count))
    )


def action(ws: Workspace, key: str) -> ActionItem:
    with reading(ws.engine) as session:
        return session.exec(select(ActionItem).where(ActionItem.number == int(key[4:]))).one()


def sound(ws: Workspace) -> bool:
    with reading(ws.engine) as session:
        return verify(session).broken is None


def endings(outcomes: list[Any]) -> list[Ending]:
    return [o.ending for o in outcomes]


def start(*rows: tuple[str, int], reason: str = "sprint 12") -> Bulk:
    return Bulk(rows, reason, Move(S.IN_PROGRESS))


def test_what_one_refuses_and_what_somebody_changed_does_not_stop_the_others(ws: Workspace) -> None:
    rows = made(ws)
    declined = create_action(ws, LOCAL_OWNER, NewAction(text="Paint it", due=None))
    edit_action(ws, BOB, rows[1][0], ActionEdit(text="Alert sooner"))
    ask = start(*rows, (declined.key, 1), ("ACT-999", 1))
    told = foretell_bulk(ws, LOCAL_OWNER, ask, DAYS)
    assert {action(ws, key).status for key, _ in rows} == {S.OPEN}, "a look changes nothing"
    done = change_many(ws, LOCAL_OWNER, ask, DAYS)
    assert done.outcomes == told
    assert endings(told) == [E.CHANGED, E.CONFLICT, E.CHANGED, E.REFUSED, E.REFUSED]
    assert told[0].changes == (("status", "open", "in_progress"),)
    assert "somebody else" in told[1].why
    assert "legal from here: open, wont_do, superseded" in told[3].why
    assert "no action item ACT-999" in told[4].why
    assert [action(ws, key).status for key, _ in rows] == [S.IN_PROGRESS, S.OPEN, S.IN_PROGRESS]
    reasons = [e.why for e in every(ws.engine, ActionEvent) if e.new == "in_progress"]
    assert reasons == ["sprint 12", "sprint 12"]
    assert sound(ws)


def test_owner_and_due_date_move_with_one_reason_and_what_is_so_already_is_unchanged(ws: Workspace) -> None:
    rows = made(ws, 2)
    edit = ActionEdit(owner="Cleo", due=DUE + timedelta(days=7), priority=Priority.HIGH)
    first = change_many(ws, LOCAL_OWNER, Bulk(rows, "Ann is away", edit=edit), DAYS)
    again = tuple((o.key, o.version or 0) for o in first.outcomes)
    second = change_many(ws, LOCAL_OWNER, Bulk(again, "Ann is away", edit=edit), DAYS)
    assert (endings(first.outcomes), endings(second.outcomes)) == ([E.CHANGED] * 2, [E.UNCHANGED] * 2)
    assert second.number is None
    assert set(first.outcomes[0].changes) == {
        ("owner", "Ann", "Cleo"), ("due", "2024-06-01", "2024-06-08"), ("priority", None, "high")
    }  # fmt: skip


def test_taking_back_restores_what_the_change_did_and_leaves_what_came_after(ws: Workspace, clock: Clock) -> None:
    proposed = made(ws, 2, owner=None, due=None, team="Ops")
    ask = Bulk(proposed, "agreed on Monday", Move(S.OPEN), ActionEdit(owner="Dora", team="Web"))
    before = [action(ws, key) for key, _ in proposed]
    done = change_many(ws, LOCAL_OWNER, ask, DAYS)
    assert endings(done.outcomes) == [E.CHANGED] * 2
    move_action(ws, BOB, proposed[1][0], Move(S.BLOCKED, "no parts"))
    clock.at += timedelta(minutes=1)
    undone = undo_bulk(ws, LOCAL_OWNER, done.number or 0)
    assert endings(undone) == [E.CHANGED, E.CONFLICT]
    kept = {"version", "updated_at"}
    assert action(ws, proposed[0][0]).model_dump(exclude=kept) == before[0].model_dump(exclude=kept)
    assert action(ws, proposed[1][0]).status is S.BLOCKED
    last = every(ws.engine, ActionEvent)[-1]
    assert last.why == "undone: agreed on Monday"
    assert sound(ws)
    with pytest.raises(Conflict):
        undo_bulk(ws, LOCAL_OWNER, done.number or 0)


def test_closed_actions_are_again_what_they_were_with_evidence_and_the_day_they_closed(ws: Workspace) -> None:
    rows = made(ws, 1)
    closed = move_action(ws, LOCAL_OWNER, rows[0][0], Move(S.DONE, evidence=(Evidence(text="seen"),)))
    before = action(ws, closed.key)
    again = Bulk(((closed.key, closed.version),), "not so", Move(S.OPEN))
    done = change_many(ws, LOCAL_OWNER, again, DAYS)
    assert action(ws, closed.key).closed_at is None
    undo_bulk(ws, LOCAL_OWNER, done.number or 0)
    kept = {"version", "updated_at"}
    assert action(ws, closed.key).model_dump(exclude=kept) == before.model_dump(exclude=kept)


def test_nothing_is_made_done_again_whose_targets_are_not_settled_any_more(ws: Workspace) -> None:
    ((key, _),) = made(ws, 1)
    add_targets(ws, LOCAL_OWNER, key, ["codebase"])
    set_target(ws, LOCAL_OWNER, key, "codebase", Result(TargetState.PASSED))
    closed = move_action(ws, LOCAL_OWNER, key, Move(S.DONE, evidence=(Evidence(text="seen"),)))
    done = change_many(ws, LOCAL_OWNER, Bulk(((key, closed.version),), "not so", Move(S.OPEN)), DAYS)
    set_target(ws, LOCAL_OWNER, key, "codebase", Result(TargetState.FAILED))
    (undone,) = undo_bulk(ws, LOCAL_OWNER, done.number or 0)
    assert undone.ending in (E.REFUSED, E.CONFLICT)
    assert action(ws, key).status is S.OPEN


def test_a_change_is_taken_back_by_the_one_who_made_it(ws: Workspace, clock: Clock) -> None:
    rows = made(ws, 1)
    number = change_many(ws, LOCAL_OWNER, start(*rows), DAYS).number or 0
    with pytest.raises(NotFound):
        undo_bulk(ws, BOB, number)
    assert bulk_of(ws, LOCAL_OWNER, number).what == "sprint 12"
    clock.at += timedelta(days=8)
    change_many(ws, LOCAL_OWNER, start(*made(ws, 1)), DAYS)
    assert len(every(ws.engine, BulkChange)) == 1


def test_a_name_that_only_refused_actions_would_need_is_not_added(ws: Workspace) -> None:
    rows = made(ws, 1)
    move_action(ws, LOCAL_OWNER, rows[0][0], Move(S.WONT_DO, "rare"))
    ask = Bulk(((rows[0][0], 2),), "x", Move(S.BLOCKED), ActionEdit(owner="Zoe"))
    assert endings(change_many(ws, LOCAL_OWNER, ask, DAYS).outcomes) == [E.REFUSED]
    with Session(ws.engine) as session:
        assert not session.execute(sa.select(Person.id).where(Person.name == "Zoe")).all()


@pytest.mark.parametrize(
    "ask",
    [
        Bulk((("ACT-1", 1),), " ", Move(S.IN_PROGRESS)),
        Bulk((("ACT-1", 1),), "why"),
        Bulk((("ACT-1", 1),), "why", edit=ActionEdit()),
        Bulk((), "why", Move(S.IN_PROGRESS)),
        Bulk(tuple((f"ACT-{n}", 1) for n in range(BULK_MAX + 1)), "why", Move(S.IN_PROGRESS)),
    ],
    ids=["no reason", "nothing to change", "no field", "no action", "too many"],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_change_needs_a_reason_something_to_change_and_actions_to_change(ws: Workspace, ask: Bulk) -> None:
    with pytest.raises(InvalidInput):
        change_many(ws, LOCAL_OWNER, ask, DAYS)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_who_may_not_change_many_may_not_even_look(ws: Workspace) -> None:
    author = Principal("Ann", frozenset(Visibility), frozenset({Capability.READ, Capability.MOVE_OWN}))
    for act in (foretell_bulk, change_many):
        with pytest.raises(Forbidden):
            act(ws, author, start(("ACT-1", 1)), DAYS)
