"""Action items made, moved and edited by people: every change is told, and nobody overwrites another."""

from datetime import date

import pytest
from sqlmodel import Session
from support.databases import Clock, Workspace
from support.documents import DISK, bring, changes, every, the_one

from app.domain.errors import Gone, IllegalMove, InvalidInput, NotFound, PreconditionFailed
from app.domain.lifecycle import Evidence, Move
from app.domain.principal import LOCAL_OWNER, Principal
from app.domain.vocabulary import ActionKind, ActionStatus, Grade, Priority, Visibility
from app.store.catalogue import find_by_name
from app.store.engine import writing
from app.store.tables import ActionCause, ActionEvent, ActionItem, Cause, Postmortem
from app.usecases.actions import ActionEdit, NewAction, create_action, edit_action, link_cause, move_action
from app.usecases.catalogue import PersonFields, add_record
from app.usecases.documents import withdraw

S = ActionStatus
ANN = Principal("Ann", frozenset(Visibility))
OUTSIDER = Principal("Otto", frozenset({Visibility.INTERNAL}))
DUE = date(2024, 6, 1)


def history(ws: Workspace) -> list[tuple[str, str | None, str | None]]:
    return [(e.field, e.old, e.new) for e in every(ws.engine, ActionEvent)]


def committed(ws: Workspace, text: str = "Add an alert", owner: str = "Ann") -> ActionItem:
    return create_action(ws, LOCAL_OWNER, NewAction(text=text, owner=owner, due=DUE))


def test_an_action_with_owner_and_due_date_is_open_and_accepted(ws: Workspace, clock: Clock) -> None:
    action = create_action(
        ws, ANN, NewAction(text="  Add an alert ", owner="@bob", team="Ops", due=DUE, kind=ActionKind.DETECT)
    )
    assert (action.key, action.text, action.status, action.accepted_at) == (
        "ACT-1",
        "Add an alert",
        S.OPEN,
        clock.at,
    )
    assert (action.line, action.version, action.on_documents_word) == (None, 1, False)
    event = every(ws.engine, ActionEvent)[0]
    assert (event.actor, event.at, event.field, event.old, event.new) == ("Ann", clock.at, "status", None, "open")


@pytest.mark.parametrize("rest", [{}, {"owner": "Ann"}, {"due": DUE}])
def test_an_action_without_owner_or_due_date_is_proposed(ws: Workspace, rest: dict[str, object]) -> None:
    action = create_action(ws, LOCAL_OWNER, NewAction(text="x", **rest))
    assert (action.status, action.accepted_at) == (S.PROPOSED, None)


def test_an_action_needs_a_wording_and_a_postmortem_that_is_there(ws: Workspace) -> None:
    slug = bring(ws, DISK).postmortems[0].slug
    with pytest.raises(InvalidInput, match="wording"):
        create_action(ws, LOCAL_OWNER, NewAction(text="  \n"))
    with pytest.raises(NotFound):
        create_action(ws, LOCAL_OWNER, NewAction(text="x", postmortem="none-such"))
    withdraw(ws, LOCAL_OWNER, slug)
    with pytest.raises(Gone):
        create_action(ws, LOCAL_OWNER, NewAction(text="x", postmortem=slug))
    assert len(every(ws.engine, ActionItem)) == 3


def test_a_move_is_told_field_by_field_with_actor_reason_and_time(ws: Workspace, clock: Clock) -> None:
    committed(ws)
    clock.forward(hours=3)
    proof = Evidence(url="https://example.com/change/1")
    action = move_action(ws, ANN, "ACT-1", Move(S.DONE, "all hosts", evidence=(proof,)))
    assert (action.status, action.closed_at, action.version) == (S.DONE, clock.at, 2)
    rows = every(ws.engine, ActionEvent)[1:]
    assert [(e.field, e.old, e.new) for e in rows] == [
        ("status", "open", "done"),
        ("closed_at", None, clock.at.isoformat()),
        ("evidence", None, '[{"url": "https://example.com/change/1"}]'),
    ]
    assert {(e.actor, e.why, e.at) for e in rows} == {("Ann", "all hosts", clock.at)}


def test_closing_time_outlasts_verification_and_edits_and_stays_in_history_after_reopening(
    ws: Workspace, clock: Clock
) -> None:
    committed(ws)
    move_action(ws, ANN, "ACT-1", Move(S.DONE, evidence=(Evidence(text="seen"),)))
    closed = clock.at
    clock.forward(days=1)
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(S.VERIFIED, grade=Grade.ACCEPTABLE_ALTERNATE))
    clock.forward(days=1)
    assert edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(text="Add two alerts")).closed_at == closed
    clock.forward(days=1)
    assert move_action(ws, LOCAL_OWNER, "ACT-1", Move(S.OPEN, "it was switched off")).closed_at is None
    assert ("closed_at", closed.isoformat(), None) in history(ws)


def test_the_owner_is_known_by_any_spelling_and_cannot_verify(ws: Workspace) -> None:
    add_record(ws, LOCAL_OWNER, "person", PersonFields(name="Ann", aliases=["Anna Smith"]))
    add_record(ws, LOCAL_OWNER, "person", PersonFields(name="Bob"))
    committed(ws)
    move_action(ws, ANN, "ACT-1", Move(S.DONE, evidence=(Evidence(text="seen"),)))
    for name in ("Ann", "ann", "Anna Smith"):
        with pytest.raises(IllegalMove, match="somebody other"):
            move_action(ws, Principal(name, ANN.sees), "ACT-1", Move(S.VERIFIED, grade=Grade.ACCEPTABLE))
    verified = move_action(ws, Principal("Bob", ANN.sees), "ACT-1", Move(S.VERIFIED, grade=Grade.ACCEPTABLE))
    assert (verified.status, verified.self_verified) == (S.VERIFIED, False)


def test_where_only_one_person_is_active_work_is_self_verified(ws: Workspace) -> None:
    add_record(ws, LOCAL_OWNER, "person", PersonFields(name="Bob", active=False))
    committed(ws)
    move_action(ws, ANN, "ACT-1", Move(S.DONE, evidence=(Evidence(text="seen"),)))
    assert move_action(ws, ANN, "ACT-1", Move(S.VERIFIED, grade=Grade.ACCEPTABLE)).self_verified


def test_a_refused_move_leaves_no_trace(ws: Workspace) -> None:
    create_action(ws, LOCAL_OWNER, NewAction(text="x"))
    before = history(ws)
    with pytest.raises(IllegalMove):
        move_action(ws, ANN, "ACT-1", Move(S.DONE))
    with pytest.raises(InvalidInput):
        move_action(ws, ANN, "ACT-1", Move(S.OPEN))
    with pytest.raises(NotFound):
        move_action(ws, ANN, "ACT-2", Move(S.OPEN))
    assert history(ws) == before
    assert every(ws.engine, ActionItem)[0].version == 1


def test_a_replaced_action_names_its_successor_and_forgets_it_on_reopening(ws: Workspace) -> None:
    committed(ws, "Old")
    committed(ws, "New")
    move_action(ws, ANN, "ACT-1", Move(S.SUPERSEDED, superseded_by="act-2"))
    assert every(ws.engine, ActionItem)[0].superseded_by == every(ws.engine, ActionItem)[1].id
    move_action(ws, ANN, "ACT-1", Move(S.OPEN, "the new one was declined"))
    told = [(old, new) for field, old, new in history(ws) if field == "superseded_by"]
    assert [(o and o.upper(), n and n.upper()) for o, n in told] == [(None, "ACT-2"), ("ACT-2", None)]


def test_a_successor_has_to_be_there_and_must_not_be_replaced_by_the_same(ws: Workspace) -> None:
    for text in ("One", "Two", "Three"):
        committed(ws, text)
    with pytest.raises(InvalidInput) as refused:
        move_action(ws, ANN, "ACT-1", Move(S.SUPERSEDED, superseded_by="ACT-99"))
    assert [f.field for f in refused.value.faults] == ["superseded_by"]
    move_action(ws, ANN, "ACT-1", Move(S.SUPERSEDED, superseded_by="ACT-2"))
    move_action(ws, ANN, "ACT-2", Move(S.SUPERSEDED, superseded_by="ACT-3"))
    with pytest.raises(InvalidInput, match="lost between them"):
        move_action(ws, ANN, "ACT-3", Move(S.SUPERSEDED, superseded_by="ACT-1"))


def test_a_declined_risk_keeps_who_accepted_it_and_until_when(ws: Workspace) -> None:
    committed(ws)
    until = date(2025, 1, 1)
    action = move_action(ws, ANN, "ACT-1", Move(S.WONT_DO, "rare", accepted_by="CTO", until=until))
    assert (action.accepted_by, action.accepted_until) == ("CTO", until)
    assert ("accepted_until", None, "2025-01-01") in history(ws)


def test_edits_are_one_row_a_field_in_a_fixed_order_with_the_reason(ws: Workspace, session: Session) -> None:
    create_action(ws, LOCAL_OWNER, NewAction(text="Add an alert"))
    edit = ActionEdit(
        due=DUE, owner="@ann", team="Ops", priority=Priority.HIGH, kind=ActionKind.DETECT, text=" Add alerts ",
        tracker_url="https://tracker.example/1", reason="agreed in the review",
    )  # fmt: skip
    action = edit_action(ws, ANN, "ACT-1", edit)
    assert (action.version, action.owner_id) == (2, find_by_name(session, "person", "Ann").id)
    assert history(ws)[1:] == [
        ("text", "Add an alert", "Add alerts"),
        ("kind", "other", "detect"),
        ("priority", None, "high"),
        ("owner", None, "ann"),
        ("team", None, "Ops"),
        ("due", None, "2024-06-01"),
        ("tracker_url", None, "https://tracker.example/1"),
    ]
    assert {e.why for e in every(ws.engine, ActionEvent)[1:]} == {"agreed in the review"}


def test_none_clears_a_field_and_a_field_not_given_stays(ws: Workspace) -> None:
    committed(ws)
    action = edit_action(ws, ANN, "ACT-1", ActionEdit(owner=None))
    assert (action.owner_id, action.due) == (None, DUE)
    assert history(ws)[-1] == ("owner", "Ann", None)


@pytest.mark.parametrize("edit", [{"text": None}, {"text": "   "}, {"kind": None}])
def test_wording_and_kind_cannot_be_cleared(ws: Workspace, edit: dict[str, object]) -> None:
    committed(ws)
    with pytest.raises(InvalidInput, match="cannot be empty"):
        edit_action(ws, ANN, "ACT-1", ActionEdit.model_validate(edit))


def test_an_edit_that_changes_nothing_is_no_change(ws: Workspace) -> None:
    action = committed(ws)
    outbox = changes(ws.engine)
    same = edit_action(ws, ANN, "ACT-1", ActionEdit(text=action.text, owner="ann", due=DUE))
    assert (same.version, len(history(ws)), changes(ws.engine)) == (1, 1, outbox)


def test_of_two_people_who_saw_the_same_state_the_second_is_told(ws: Workspace) -> None:
    seen = committed(ws).version
    move_action(ws, ANN, "ACT-1", Move(S.IN_PROGRESS), expected=seen)
    with pytest.raises(PreconditionFailed, match="somebody else"):
        move_action(ws, LOCAL_OWNER, "ACT-1", Move(S.BLOCKED, "no access"), expected=seen)
    with pytest.raises(PreconditionFailed):
        edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(due=None), expected=seen)
    assert edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(due=None), expected=seen + 1).due is None


def test_an_action_answers_causes_of_its_own_postmortem_only(ws: Workspace) -> None:
    bring(ws, DISK, "a.md")
    other = bring(ws, DISK.replace("db-01", "db-02"), "b.md").postmortems[0]
    mine, others = (
        next(c.id for c in every(ws.engine, Cause) if (c.postmortem_id == other.id) is foreign)
        for foreign in (False, True)
    )
    for _ in range(2):
        link_cause(ws, ANN, "ACT-1", mine)
    assert [link.cause_id for link in every(ws.engine, ActionCause)] == [mine]
    assert [h for h in history(ws) if h[0] == "cause"] == [
        ("cause", None, "The log rotation was switched off in January.")
    ]
    for wrong in (others, 4711):
        with pytest.raises(InvalidInput, match="its own postmortem"):
            link_cause(ws, ANN, "ACT-1", wrong)


def test_what_may_not_be_seen_cannot_be_changed_or_added_to(ws: Workspace) -> None:
    slug = bring(ws, DISK).postmortems[0].slug
    with writing(ws.engine) as session:
        the_one(session, Postmortem).visibility = Visibility.RESTRICTED
        session.flush()
    for change in (
        lambda: move_action(ws, OUTSIDER, "ACT-1", Move(S.IN_PROGRESS)),
        lambda: edit_action(ws, OUTSIDER, "ACT-1", ActionEdit(text="x")),
        lambda: link_cause(ws, OUTSIDER, "ACT-1", 1),
        lambda: create_action(ws, OUTSIDER, NewAction(text="x", postmortem=slug)),
        lambda: withdraw(ws, OUTSIDER, slug),
    ):
        with pytest.raises(NotFound):
            change()
