"""Action items made, moved and edited by people: every change is told, and nobody overwrites another."""

from datetime import date

import pytest
from sqlmodel import Session
from support import accounts
from support.databases import Clock, Workspace
from support.documents import DISK, bring, changes, every, the_one

from app.domain.capabilities import Capability
from app.domain.due_dates import DueDays
from app.domain.errors import Forbidden, Gone, IllegalMove, InvalidInput, NotFound, PreconditionFailed
from app.domain.lifecycle import Evidence, Move
from app.domain.principal import LOCAL_OWNER, OPERATOR, SYSTEM, Principal
from app.domain.vocabulary import ActionKind, ActionStatus, Grade, Priority, Role, Visibility
from app.store.catalogue import find_by_name
from app.store.engine import reading, writing
from app.store.tables import ActionCause, ActionEvent, ActionItem, Cause, Postmortem
from app.usecases.accounts import disable_account
from app.usecases.actions import ActionEdit, NewAction, create_action, edit_action, link_cause, move_action
from app.usecases.catalogue import PersonFields, add_record
from app.usecases.documents import withdraw

S = ActionStatus
ANN = Principal("Ann", frozenset(Visibility), frozenset(Capability))
OUTSIDER = Principal("Otto", frozenset({Visibility.INTERNAL}), frozenset(Capability))
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


def somebody(ws: Workspace, name: str, role: Role, person: str | None = None) -> Principal:
    """As one who has an account acts."""
    accounts.add(ws, name, role, person)
    return accounts.principal(ws, name)


def test_an_owner_cannot_verify_where_others_could(ws: Workspace) -> None:
    """Whatever the document calls him, and whatever he is called by now."""
    ann = somebody(ws, "ann", Role.MANAGER, "Ann Smith")
    bob = somebody(ws, "bob", Role.MANAGER)
    committed(ws, owner="@ann")
    move_action(ws, ann, "ACT-1", Move(S.DONE, evidence=(Evidence(text="seen"),)))
    with pytest.raises(IllegalMove, match="somebody other"):
        move_action(ws, ann, "ACT-1", Move(S.VERIFIED, grade=Grade.ACCEPTABLE))
    verified = move_action(ws, bob, "ACT-1", Move(S.VERIFIED, grade=Grade.ACCEPTABLE))
    assert (verified.status, verified.self_verified) == (S.VERIFIED, False)
    assert every(ws.engine, ActionEvent)[-1].actor == "bob"


def test_where_only_one_account_is_active_its_owner_verifies_himself_and_it_is_said(ws: Workspace) -> None:
    root = somebody(ws, "root", Role.ADMIN)
    somebody(ws, "bob", Role.MANAGER)
    committed(ws, owner="root")
    move_action(ws, root, "ACT-1", Move(S.DONE, evidence=(Evidence(text="seen"),)))
    with pytest.raises(IllegalMove, match="somebody other"):
        move_action(ws, root, "ACT-1", Move(S.VERIFIED, grade=Grade.ACCEPTABLE))
    disable_account(ws, root, "bob")
    assert move_action(ws, root, "ACT-1", Move(S.VERIFIED, grade=Grade.ACCEPTABLE)).self_verified


def test_without_accounts_the_local_owner_is_alone_whoever_documents_name(ws: Workspace) -> None:
    add_record(ws, LOCAL_OWNER, "person", PersonFields(name="Bob"))
    committed(ws)
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(S.DONE, evidence=(Evidence(text="seen"),)))
    assert move_action(ws, LOCAL_OWNER, "ACT-1", Move(S.VERIFIED, grade=Grade.ACCEPTABLE)).self_verified


def test_an_author_moves_his_own_work_and_nobody_elses(ws: Workspace) -> None:
    ann = somebody(ws, "ann", Role.AUTHOR, "Ann")
    committed(ws, "Mine")
    committed(ws, "Not mine", owner="Bob")
    assert move_action(ws, ann, "ACT-1", Move(S.IN_PROGRESS)).status is S.IN_PROGRESS
    assert edit_action(ws, ann, "ACT-1", ActionEdit(text="Mine, told better", due=DUE)).text == "Mine, told better"
    for refused in (
        lambda: move_action(ws, ann, "ACT-2", Move(S.IN_PROGRESS)),
        lambda: move_action(ws, ann, "ACT-1", Move(S.WONT_DO, "no time")),
        lambda: edit_action(ws, ann, "ACT-1", ActionEdit(text="Mine", due=date(2030, 1, 1))),
        lambda: edit_action(ws, ann, "ACT-1", ActionEdit(owner="Bob")),
        lambda: edit_action(ws, ann, "ACT-2", ActionEdit(text="x")),
    ):
        before = history(ws)
        with pytest.raises(Forbidden, match="Ann may not"):
            refused()
        assert history(ws) == before
    assert find_by_name_in(ws, "Bob") is not None


def test_what_an_author_adds_is_proposed_until_a_manager_accepts_it(ws: Workspace) -> None:
    ann, mia = somebody(ws, "ann", Role.AUTHOR), somebody(ws, "mia", Role.MANAGER)
    proposed = create_action(ws, ann, NewAction(text="x", owner="ann", due=DUE))
    assert (proposed.status, proposed.accepted_at) == (S.PROPOSED, None)
    with pytest.raises(Forbidden, match="accept"):
        move_action(ws, ann, "ACT-1", Move(S.OPEN))
    assert move_action(ws, mia, "ACT-1", Move(S.OPEN)).status is S.OPEN


def test_accepting_sets_what_is_missing_in_one_change_or_nothing(ws: Workspace) -> None:
    mia = somebody(ws, "mia", Role.MANAGER)
    create_action(ws, mia, NewAction(text="x"))
    with pytest.raises(InvalidInput):
        move_action(ws, mia, "ACT-1", Move(S.OPEN), filling=ActionEdit(owner="Bob"))
    assert find_by_name_in(ws, "Bob") is None
    moved = move_action(ws, mia, "ACT-1", Move(S.OPEN), filling=ActionEdit(owner="Bob", due=DUE), expected=1)
    assert (moved.status, moved.due, moved.version) == (S.OPEN, DUE, 2)


def test_what_is_accepted_without_a_due_date_has_its_prioritys_default_and_the_history_tells_it(
    ws: Workspace, clock: Clock
) -> None:
    days = DueDays(1, 2, 3, 4)
    create_action(ws, LOCAL_OWNER, NewAction(text="x", owner="Ann", priority=Priority.HIGH))
    create_action(ws, LOCAL_OWNER, NewAction(text="y", owner="Ann"))
    clock.forward(days=10)
    assert move_action(ws, LOCAL_OWNER, "ACT-1", Move(S.OPEN), due_days=days).due == date(2024, 5, 13)
    assert ("due", None, "2024-05-13") in history(ws)
    day = ActionEdit(due=DUE)
    assert move_action(ws, LOCAL_OWNER, "ACT-2", Move(S.OPEN), filling=day, due_days=days).due == DUE
    edit_action(ws, LOCAL_OWNER, "ACT-2", ActionEdit(due=None, reason="unclear"))
    assert move_action(ws, LOCAL_OWNER, "ACT-2", Move(S.IN_PROGRESS), due_days=days).due is None


def test_what_runs_by_itself_moves_nobodys_work(ws: Workspace) -> None:
    committed(ws)
    for unattended in (SYSTEM, OPERATOR):
        with pytest.raises(Forbidden, match="takes a person"):
            move_action(ws, unattended, "ACT-1", Move(S.DONE, evidence=(Evidence(text="seen"),)))


def find_by_name_in(ws: Workspace, name: str) -> object | None:
    with reading(ws.engine) as session:
        return find_by_name(session, "person", name)


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
        edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(priority=None), expected=seen)
    assert edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(owner="Bob"), expected=seen + 1).version == seen + 2


@pytest.mark.parametrize("due", [date(2030, 1, 1), None])
@pytest.mark.parametrize("reason", [None, "  "])
def test_a_promised_day_moves_with_a_reason_only(ws: Workspace, due: date | None, reason: str | None) -> None:
    committed(ws)
    rows = len(history(ws))
    with pytest.raises(InvalidInput, match="say why") as refused:
        edit_action(ws, ANN, "ACT-1", ActionEdit(due=due, text="Add two alerts", reason=reason))
    assert [fault.field for fault in refused.value.faults] == ["reason"]
    kept = every(ws.engine, ActionItem)[0]
    assert (kept.due, kept.version, len(history(ws))) == (DUE, 1, rows)
    edit_action(ws, ANN, "ACT-1", ActionEdit(due=due, reason="the disks come later"))
    slip = every(ws.engine, ActionEvent)[-1]
    assert (slip.field, slip.old, slip.why) == ("due", str(DUE), "the disks come later")


def test_a_day_that_nobody_promised_moves_as_it_likes(ws: Workspace) -> None:
    create_action(ws, ANN, NewAction(text="Add an alert", due=DUE))
    assert edit_action(ws, ANN, "ACT-1", ActionEdit(due=date(2030, 1, 1))).due == date(2030, 1, 1)
    move_action(ws, ANN, "ACT-1", Move(S.OPEN), filling=ActionEdit(owner="Bob", due=DUE))
    with pytest.raises(InvalidInput, match="say why"):
        move_action(ws, ANN, "ACT-1", Move(S.IN_PROGRESS), filling=ActionEdit(due=None))
    assert move_action(ws, ANN, "ACT-1", Move(S.IN_PROGRESS, "late"), filling=ActionEdit(due=None)).due is None


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
