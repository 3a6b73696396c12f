"""Action items across re-imports: who they are, and who wins where text and tool disagree."""

from datetime import date

import pytest
from support.databases import Clock, Workspace
from support.documents import actions_by_text, bring, diagnostics, every, with_actions

from app.domain.lifecycle import Evidence, Move
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import ActionStatus, Grade, Priority
from app.store.engine import reading
from app.store.tables import ActionEvent, ActionItem, Alias, Person, Team
from app.usecases.actions import ActionEdit, NewAction, create_action, edit_action, move_action
from app.usecases.audit_log import verify
from app.usecases.catalogue import merge_records

S = ActionStatus
ALERT = "Add an alert on free space of every database host"
ROTATE = "Switch the log rotation on again"
DELETE = "Delete the old logs from all machines"


def only(ws: Workspace) -> ActionItem:
    (action,) = every(ws.engine, ActionItem)
    return action


def keys(ws: Workspace) -> dict[str, str]:
    return {text: action.key for text, action in actions_by_text(ws.engine).items()}


def fields_of(ws: Workspace, key: str) -> list[tuple[str, str | None, str | None]]:
    number = int(key.removeprefix("ACT-"))
    ids = {a.id for a in every(ws.engine, ActionItem) if a.number == number}
    return [(e.field, e.old, e.new) for e in every(ws.engine, ActionEvent) if e.action_id in ids]


def test_reworded_reordered_and_new_items_are_told_apart(ws: Workspace) -> None:
    bring(ws, with_actions(f"[ ] {ALERT}", f"[ ] {ROTATE}", f"[ ] {DELETE}"))
    reworded = "Add alerts on the free space of all database hosts"
    bring(ws, with_actions(f"[ ] {DELETE}", f"[ ] {reworded}", f"[ ] {ROTATE}", "[ ] Buy larger disks"))
    assert keys(ws) == {reworded: "ACT-1", ROTATE: "ACT-2", DELETE: "ACT-3", "Buy larger disks": "ACT-4"}
    order = sorted(every(ws.engine, ActionItem), key=lambda a: a.position)
    assert [a.number for a in order] == [3, 1, 2, 4]


def test_the_history_tells_of_the_new_wording_and_where_it_stands(ws: Workspace) -> None:
    bring(ws, with_actions(f"[ ] {ALERT}"))
    bring(ws, with_actions(f"[ ] {ALERT} soon"))
    last = every(ws.engine, ActionEvent)[-1]
    assert (last.field, last.old, last.new) == ("text", ALERT, f"{ALERT} soon")
    assert last.why == "revision 2 of disk.md, line 7"


def test_an_item_cut_from_the_text_is_marked_and_comes_back_as_itself(ws: Workspace) -> None:
    bring(ws, with_actions(f"[ ] {ALERT}", f"[ ] {ROTATE}"))
    bring(ws, with_actions(f"[ ] {ROTATE}"))
    gone = actions_by_text(ws.engine)[ALERT]
    assert (gone.removed_in_revision, gone.status) == (2, S.PROPOSED)
    bring(ws, with_actions(f"[ ] {ROTATE}", f"[ ] {ALERT}"))
    assert keys(ws) == {ALERT: "ACT-1", ROTATE: "ACT-2"}
    assert actions_by_text(ws.engine)[ALERT].removed_in_revision is None
    assert [f for f, _, _ in fields_of(ws, "ACT-1")] == ["status", "document", "document"]


def test_a_split_item_leaves_no_key_doubled(ws: Workspace) -> None:
    bring(ws, with_actions("[ ] Add an alert on free space and switch the log rotation on again", f"[ ] {DELETE}"))
    bring(
        ws, with_actions("[ ] Add an alert on free space", "[ ] Switch the log rotation on again", f"[ ] {DELETE}")
    )
    actions = every(ws.engine, ActionItem)
    assert len({a.number for a in actions}) == len(actions)
    assert len([a for a in actions if a.removed_in_revision is None]) == 3
    assert keys(ws)[DELETE] == "ACT-2"


def test_equal_wordings_keep_their_order(ws: Workspace) -> None:
    bring(ws, with_actions("[ ] Update the runbook (@ann)", "[ ] Update the runbook (@bob)"))
    owners = {a.number: a.owner_raw for a in every(ws.engine, ActionItem)}
    bring(ws, with_actions("[ ] Update the runbook (@ann)", "[ ] Update the runbook (@bob)", f"[ ] {ALERT}"))
    now = {a.number: a.owner_raw for a in every(ws.engine, ActionItem)}
    assert {n: now[n] for n in owners} == owners


def test_an_items_own_key_beside_it_finds_it_under_any_wording(ws: Workspace) -> None:
    bring(ws, with_actions(f"[ ] {ALERT}", f"[ ] {ROTATE}"))
    bring(ws, with_actions("[ ] Something else entirely {#ACT-1 status=open}", f"[ ] {ROTATE} {{#ACT-2}}"))
    assert keys(ws) == {"Something else entirely": "ACT-1", ROTATE: "ACT-2"}


def test_a_key_of_another_postmortem_is_reported_and_not_followed(ws: Workspace) -> None:
    bring(ws, with_actions(f"[ ] {ALERT}"), "other.md")
    imported = bring(ws, with_actions(f"[ ] {ROTATE} {{#ACT-1}}", title="Mail is slow"), "mail.md")
    assert keys(ws) == {ALERT: "ACT-1", ROTATE: "ACT-2"}
    assert (7, "foreign-action-key") in diagnostics(ws.engine, imported)


def test_an_action_made_by_hand_can_be_written_into_the_document(ws: Workspace) -> None:
    post = bring(ws, with_actions(f"[ ] {ALERT}")).postmortems[0]
    created = create_action(ws, LOCAL_OWNER, NewAction(text=ROTATE, postmortem=post.slug))
    bring(ws, with_actions(f"[ ] {ALERT}", f"[ ] {ROTATE} {{#{created.key}}}"))
    assert keys(ws) == {ALERT: "ACT-1", ROTATE: created.key}
    assert actions_by_text(ws.engine)[ROTATE].line == 8


def test_an_action_made_by_hand_is_not_marked_because_no_text_holds_it(ws: Workspace) -> None:
    post = bring(ws, with_actions(f"[ ] {ALERT}")).postmortems[0]
    create_action(ws, LOCAL_OWNER, NewAction(text=ROTATE, postmortem=post.slug))
    bring(ws, with_actions(f"[ ] {ALERT}", "[ ] Buy disks"))
    assert actions_by_text(ws.engine)[ROTATE].removed_in_revision is None


def test_a_tracker_address_finds_its_item_under_any_wording(ws: Workspace) -> None:
    at = "https://tracker.example/browse/OPS-"
    bring(ws, with_actions(f"[ ] {ALERT} [OPS-1]({at}1)", f"[ ] {ROTATE} [OPS-2]({at}2)"))
    before = {a.tracker_url: a.number for a in every(ws.engine, ActionItem)}
    assert set(before) == {at + "1", at + "2"}
    bring(ws, with_actions(f"[ ] Entirely new words [OPS-2]({at}2)", f"[ ] Also another text [OPS-1]({at}1)"))
    assert {a.tracker_url: a.number for a in every(ws.engine, ActionItem)} == before


def test_items_that_share_a_tracker_address_are_told_apart_by_their_words(ws: Workspace) -> None:
    at = "[OPS-1](https://tracker.example/browse/OPS-1)"
    bring(ws, with_actions(f"[ ] {ALERT} {at}", f"[ ] {ROTATE} {at}"))
    before = {a.text[:10]: a.number for a in every(ws.engine, ActionItem)}
    bring(ws, with_actions(f"[ ] {ALERT} {at}", f"[ ] {ROTATE} {at}", f"[ ] {DELETE} {at}"))
    now = {a.text[:10]: a.number for a in every(ws.engine, ActionItem)}
    assert {t: now[t] for t in before} == before


def test_unfinished_work_is_open_with_owner_and_due_date_and_else_proposed(ws: Workspace) -> None:
    bring(
        ws,
        with_actions(
            f"[ ] {ALERT} (@ann, due 2024-06-01)", f"[ ] {ROTATE} (@ann)", f"[ ] {DELETE} (due 2024-06-01)"
        ),
    )
    assert [a.status for a in every(ws.engine, ActionItem)] == [S.OPEN, S.PROPOSED, S.PROPOSED]
    assert not any(a.on_documents_word for a in every(ws.engine, ActionItem))


def test_what_the_document_calls_done_is_done_on_its_word_with_no_closing_time(ws: Workspace) -> None:
    bring(ws, with_actions(f"[x] {DELETE}"))
    action = only(ws)
    assert (action.status, action.on_documents_word, action.closed_at) == (S.DONE, True, None)
    assert fields_of(ws, "ACT-1") == [("status", None, "done")]


def test_a_tick_set_later_is_followed_while_nobody_moved_the_item_here(ws: Workspace) -> None:
    bring(ws, with_actions(f"[ ] {DELETE}"))
    imported = bring(ws, with_actions(f"[x] {DELETE}"))
    action = only(ws)
    assert (action.status, action.on_documents_word, action.closed_at) == (S.DONE, True, None)
    bring(ws, with_actions(f"[ ] {DELETE}"))
    assert (only(ws).status, only(ws).on_documents_word) == (S.PROPOSED, False)
    assert diagnostics(ws.engine, imported) == []


def test_owner_and_due_date_written_later_make_it_open(ws: Workspace) -> None:
    bring(ws, with_actions(f"[ ] {DELETE}"))
    bring(ws, with_actions(f"[ ] {DELETE} (@ann, due 2024-06-01)"))
    action = only(ws)
    assert (action.status, action.due, action.owner_raw) == (S.OPEN, date(2024, 6, 1), "@ann")
    assert [f for f, _, _ in fields_of(ws, "ACT-1")][1:] == ["owner", "due", "status"]
    assert ("owner", None, "ann") in fields_of(ws, "ACT-1")


def test_a_status_moved_here_wins_over_the_text_and_the_report_says_so(ws: Workspace) -> None:
    bring(ws, with_actions(f"[ ] {DELETE} (@ann, due 2024-06-01)"))
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(S.IN_PROGRESS))
    imported = bring(ws, with_actions(f"[x] {DELETE} (@ann, due 2024-06-01)"))
    assert only(ws).status is S.IN_PROGRESS
    assert diagnostics(ws.engine, imported) == [(7, "action-status-conflict")]


def test_work_reopened_here_stays_open_though_the_text_has_its_tick(ws: Workspace) -> None:
    bring(ws, with_actions(f"[x] {DELETE}"))
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(S.OPEN, "no list was given"))
    imported = bring(ws, with_actions(f"[x] {DELETE}", f"[ ] {ALERT}"))
    assert actions_by_text(ws.engine)[DELETE].status is S.OPEN
    assert diagnostics(ws.engine, imported) == [(7, "action-status-conflict")]


def test_verified_work_agrees_with_a_text_that_calls_it_done(ws: Workspace, clock: Clock) -> None:
    bring(ws, with_actions(f"[ ] {DELETE} (@ann, due 2024-06-01)"))
    closed = clock.at
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(S.DONE, evidence=(Evidence(text="df"),)))
    clock.forward(days=1)
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(S.VERIFIED, grade=Grade.ACCEPTABLE))
    clock.forward(days=1)
    imported = bring(ws, with_actions(f"[x] {DELETE} (@ann, due 2024-06-01)"))
    assert (only(ws).status, only(ws).closed_at) == (S.VERIFIED, closed)
    assert diagnostics(ws.engine, imported) == []


@pytest.mark.parametrize(
    ("edit", "field", "kept"),
    [
        (ActionEdit(due=date(2024, 12, 24), reason="later"), "due", date(2024, 12, 24)),
        (ActionEdit(priority=Priority.CRITICAL), "priority", Priority.CRITICAL),
        (ActionEdit(tracker_url="https://tracker.example/1"), "tracker_url", "https://tracker.example/1"),
    ],
)
def test_a_field_changed_here_outlasts_imports_that_say_otherwise(
    ws: Workspace, edit: ActionEdit, field: str, kept: object
) -> None:
    bring(ws, with_actions(f"[ ] {DELETE} (@ann, due 2024-06-01)"))
    edit_action(ws, LOCAL_OWNER, "ACT-1", edit)
    bring(ws, with_actions(f"[ ] {DELETE} (@ann, due 2024-07-01)"))
    assert getattr(only(ws), field) == kept
    bring(ws, with_actions(f"[ ] {DELETE} (@ann, due 2024-07-01)", f"[ ] {ALERT}"))
    assert getattr(actions_by_text(ws.engine)[DELETE], field) == kept


def test_a_field_left_alone_here_follows_the_text(ws: Workspace) -> None:
    bring(ws, with_actions(f"[ ] {DELETE} (@ann, due 2024-06-01)"))
    edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(priority=Priority.LOW))
    bring(ws, with_actions(f"[ ] {DELETE} (@bob, due 2024-07-01)"))
    action = only(ws)
    assert (action.due, action.owner_raw, action.priority) == (date(2024, 7, 1), "@bob", Priority.LOW)
    assert ("owner", "ann", "bob") in fields_of(ws, "ACT-1")


def test_an_item_reworded_here_is_still_recognised_and_keeps_its_wording(ws: Workspace) -> None:
    bring(ws, with_actions(f"[ ] {DELETE}", f"[ ] {ALERT}"))
    edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(text="Make room", reason="shorter"))
    bring(ws, with_actions(f"[ ] {DELETE}", f"[ ] {ALERT}, soon", f"[ ] {ROTATE}"))
    assert keys(ws) == {"Make room": "ACT-1", f"{ALERT}, soon": "ACT-2", ROTATE: "ACT-3"}


def test_what_the_document_comes_to_say_against_a_change_made_here_is_reported_once(ws: Workspace) -> None:
    bring(ws, with_actions(f"[ ] {DELETE} (@ann, due 2024-06-01)"))
    edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(owner="Bob", text="Make room"))
    changed = with_actions(f"[ ] {DELETE} now (@cy, due 2024-07-01)")
    imported = bring(ws, changed)
    action = only(ws)
    assert (action.text, action.owner_raw, action.due) == ("Make room", "@cy", date(2024, 7, 1))
    assert diagnostics(ws.engine, imported) == [(7, "action-field-conflict")] * 2
    messages = [d["message"] for d in imported.report[0]["diagnostics"]]
    assert "the document's owner is now cy, ACT-1 was given another here: the latter stands" in messages
    assert diagnostics(ws.engine, bring(ws, changed + "\n")) == []


def test_an_owner_merged_into_another_is_not_taken_for_a_change_made_here(ws: Workspace) -> None:
    bring(ws, with_actions(f"[ ] {DELETE} (@ann, due 2024-06-01)"))
    bring(ws, with_actions("[ ] Other (@anna)"), "other.md")
    ann, anna = (p.id for p in every(ws.engine, Person))
    merge_records(ws, LOCAL_OWNER, "person", ann, anna)
    bring(ws, with_actions(f"[ ] {DELETE} (@bob, due 2024-07-01)"))
    assert actions_by_text(ws.engine)[DELETE].owner_raw == "@bob"
    assert actions_by_text(ws.engine)[DELETE].owner_id not in (ann, anna)


def test_a_change_elsewhere_in_the_text_leaves_an_item_at_its_version(ws: Workspace, clock: Clock) -> None:
    text = with_actions(f"[ ] {DELETE} (@ann, due 2024-06-01)", f"[ ] {ALERT}")
    bring(ws, text)
    before = {a.number: (a.version, a.updated_at) for a in every(ws.engine, ActionItem)}
    clock.forward(days=1)
    bring(ws, text.replace("Writes failed.", "Reads failed.").replace(ALERT, "Add alerts on free space"))
    after = {a.number: (a.version, a.updated_at) for a in every(ws.engine, ActionItem)}
    assert after[1] == before[1]
    assert after[2] != before[2]


def test_an_owner_that_is_known_as_a_team_is_the_team(ws: Workspace) -> None:
    bring(ws, "---\nteams: [Storage]\n---\n" + with_actions(f"[ ] {DELETE} (@storage)"))
    action = only(ws)
    assert (action.owner_id, action.team_id) == (None, every(ws.engine, Team)[0].id)
    assert [a.kind for a in every(ws.engine, Alias)] == ["team"]


def test_numbers_are_given_once_and_the_chain_of_all_imports_is_whole(ws: Workspace) -> None:
    for n in range(3):
        bring(ws, with_actions(*(f"[ ] Do thing {n}{i} at once" for i in range(3))), f"{n}.md")
        bring(ws, with_actions("[x] Nothing else to do"), f"{n}.md")
    assert [a.number for a in every(ws.engine, ActionItem)] == list(range(1, 13))
    with reading(ws.engine) as session:
        assert verify(session).fault is None
