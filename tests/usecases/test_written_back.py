"""Decisions written into the document they are about, one by one; and what is left out, with the reason."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session
from support.databases import Workspace
from support.documents import DISK, a_post, bring, every, with_actions

from app.domain.errors import Forbidden, SignInNeeded
from app.domain.lifecycle import Evidence, Move
from app.domain.principal import ANONYMOUS, LOCAL_OWNER, Principal
from app.domain.vocabulary import ActionStatus, CauseRole, EventKind, FactKind, Grade, Severity, Visibility
from app.store.engine import reading, writing
from app.store.postmortems import find_postmortem
from app.store.tables import ActionItem, Cause, Correction, Person, Postmortem, Revision, TimelineEvent
from app.usecases.actions import ActionEdit, NewAction, create_action, edit_action, move_action
from app.usecases.catalogue import FIELDS, add_record, merge_records
from app.usecases.correctable import CauseGiven, EventGiven, PostmortemGiven
from app.usecases.corrections import correct
from app.usecases.written_back import Exported, export_document, export_post

S = ActionStatus
SLUG = "disk-full-on-db-01"
ALERT = "Add an alert on free space"
DUE = date(2030, 1, 31)


def out(ws: Workspace, slug: str = SLUG, *, whole: bool = True) -> Exported:
    with reading(ws.engine) as session:
        post = find_postmortem(session, LOCAL_OWNER, slug)
        return (export_document if whole else export_post)(session, LOCAL_OWNER, post)


def difference(ws: Workspace, before: str, slug: str = SLUG) -> list[str]:
    """The lines that differ, as they go out."""
    after = out(ws, slug).data.decode()
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [new for old, new in pairs if old != new]


def reasons(exported: Exported) -> list[tuple[str, str, str]]:
    return [(left.what, left.field, left.why) for left in exported.left]


def move(ws: Workspace, to: ActionStatus, key: str = "ACT-1", **ask: Any) -> None:
    evidence = (Evidence("it rang"),) if to is S.DONE else ()
    move_action(ws, LOCAL_OWNER, key, Move(to, reason="it is so", evidence=evidence, **ask))


def unchanged_by_import(ws: Workspace, path: str = "disk.md") -> bool:
    """True where the export comes in again without a trace in actions and history."""

    def seen() -> list[tuple[Any, ...]]:
        return [(a.key, a.text, a.status, a.owner_id, a.due, a.closed_at) for a in every(ws.engine, ActionItem)]

    before, data = seen(), out(ws).data
    bring(ws, data, path)
    return seen() == before and out(ws).data == data


ENCODINGS = [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")]


@pytest.mark.parametrize(("encoding", "mark"), [*ENCODINGS, ("windows-1252", b"")])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_bytes_stay_what_they_were_but_for_the_line(ws: Workspace, encoding: str, mark: bytes, end: str) -> None:
    text = DISK.replace("Writes failed", "Störung: Writes failed").rstrip("\n").replace("\n", end)
    bring(ws, mark + text.encode(encoding))
    assert out(ws).data == out(ws, whole=False).data == mark + text.encode(encoding)
    move(ws, S.DONE)
    ticked = text.replace("[ ] Add an alert", "[x] Add an alert")
    assert out(ws).data == out(ws, whole=False).data == mark + ticked.encode(encoding)


def test_mixed_ends_and_a_missing_last_one_stay(ws: Workspace) -> None:
    text = DISK.replace("days\n", "days\r\n").replace("## Timeline (UTC)\n", "## Timeline (UTC)\r") + "last\t "
    bring(ws, text)
    assert out(ws).data == text.encode()
    move(ws, S.DONE)
    assert out(ws).data == text.replace("[ ] Add an alert", "[x] Add an alert").encode()


STATES = [
    (S.IN_PROGRESS, "- [ ] Add it (@ann, due 2024-04-01) {#ACT-1 status=in_progress}"),
    (S.BLOCKED, "- [ ] Add it (@ann, due 2024-04-01) {#ACT-1 status=blocked}"),
    (S.DONE, "- [x] Add it (@ann, due 2024-04-01)"),
    (S.WONT_DO, "- [ ] Add it (@ann, due 2024-04-01) {#ACT-1 status=wont_do}"),
]


@pytest.mark.parametrize(("to", "line"), STATES)
def test_a_state_is_written_and_read_again(ws: Workspace, to: ActionStatus, line: str) -> None:
    text = with_actions("[ ] Add it (@ann, due 2024-04-01)")
    bring(ws, text)
    move(ws, to)
    assert difference(ws, text) == [line]
    assert unchanged_by_import(ws)


def test_what_was_verified_here_is_written_as_such_and_stays_so(ws: Workspace) -> None:
    text = with_actions("[ ] Add it (@ann, due 2024-04-01)")
    bring(ws, text)
    move(ws, S.DONE)
    bring(ws, out(ws).data)
    move(ws, S.VERIFIED, grade=Grade.ACCEPTABLE)
    assert difference(ws, text) == ["- [x] Add it (@ann, due 2024-04-01) {#ACT-1 status=verified}"]
    assert unchanged_by_import(ws)
    move(ws, S.OPEN)
    assert difference(ws, text) == ["- [ ] Add it (@ann, due 2024-04-01) {#ACT-1 status=open}"]
    assert unchanged_by_import(ws)


def test_what_a_document_calls_verified_is_not_written_otherwise_before_somebody_says_so(ws: Workspace) -> None:
    text = with_actions("[x] Add it {#ACT-1 status=verified}")
    bring(ws, text)
    assert difference(ws, text) == []
    move(ws, S.OPEN)
    move(ws, S.DONE)
    assert difference(ws, text) == ["- [x] Add it {#ACT-1 status=done}"]


def test_accepting_writes_owner_and_due_date(ws: Workspace) -> None:
    text = with_actions("[ ] Add it")
    bring(ws, text)
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(S.OPEN), filling=ActionEdit(owner="Ann Lee", due=DUE))
    assert difference(ws, text) == ["- [ ] Add it (Ann Lee, due 2030-01-31) {#ACT-1}"]
    assert unchanged_by_import(ws)


def test_work_that_nobody_accepted_is_not_accepted_by_writing_it_down(ws: Workspace) -> None:
    text = with_actions("[ ] Add it")
    bring(ws, text)
    edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(owner="Ann", due=DUE))
    assert difference(ws, text) == ["- [ ] Add it (@Ann, due 2030-01-31) {#ACT-1 status=proposed}"]
    assert unchanged_by_import(ws)
    assert every(ws.engine, ActionItem)[0].status is S.PROPOSED


def test_accepted_work_that_lost_its_owner_stays_accepted(ws: Workspace) -> None:
    text = with_actions("[ ] Add it (@ann, due 2024-04-01)")
    bring(ws, text)
    edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(owner=None))
    assert difference(ws, text) == ["- [ ] Add it (due 2024-04-01) {#ACT-1}"]
    assert unchanged_by_import(ws)
    assert every(ws.engine, ActionItem)[0].status is S.OPEN


def test_a_new_wording_is_found_again_by_its_key(ws: Workspace) -> None:
    text = with_actions("[ ] Add it", "[ ] Mend it")
    bring(ws, text)
    edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(text="Something | else *altogether*"))
    assert difference(ws, text) == ["- [ ] Something \\| else \\*altogether\\* {#ACT-1}"]
    assert unchanged_by_import(ws)


def test_a_person_whose_name_has_no_form_is_written_by_an_address_that_means_the_same(ws: Workspace) -> None:
    text = with_actions("[ ] Add it (due 2024-04-01)")
    bring(ws, text)
    edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(owner="Lee, Ann (SRE) <ann@example.org>"))
    assert difference(ws, text) == [
        "- [ ] Add it (@ann@example.org, due 2024-04-01) {#ACT-1 status=proposed}"
    ] or reasons(out(ws))
    assert unchanged_by_import(ws)


def test_a_merged_person_is_nobody_new(ws: Workspace) -> None:
    text = with_actions("[ ] Add it (@ann, due 2024-04-01)")
    bring(ws, text)
    edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(owner="Ann Lee"))
    edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(owner="ann"))
    ids = {p.name: p.id for p in every(ws.engine, Person)}
    merge_records(ws, LOCAL_OWNER, "person", ids["ann"] or 0, ids["Ann Lee"] or 0)
    assert difference(ws, text) == []


def test_a_team_that_gets_a_name_later_takes_nothing_over(ws: Workspace) -> None:
    bring(ws, with_actions("[ ] Add it (@storage, due 2024-04-01)", "[ ] Mend it"))
    add_record(ws, LOCAL_OWNER, "team", _team("storage"))
    move(ws, S.WONT_DO, "ACT-2")
    assert unchanged_by_import(ws)


def _team(name: str) -> Any:
    return FIELDS["team"](name=name)


def test_a_person_in_a_teams_place_is_left_out_where_the_team_would_be_lost(ws: Workspace) -> None:
    add_record(ws, LOCAL_OWNER, "team", _team("storage"))
    text = with_actions("[ ] Add it (@storage, due 2024-04-01)")
    bring(ws, text)
    edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(owner="Ann"))
    exported = out(ws)
    assert exported.data == text.encode()
    assert [(what, field) for what, field, _ in reasons(exported)] == [("ACT-1", "owner")]
    assert unchanged_by_import(ws)


def test_an_action_made_by_hand_stands_in_no_line(ws: Workspace) -> None:
    post = bring(ws, DISK).postmortems[0]
    create_action(ws, LOCAL_OWNER, NewAction(text=ALERT, postmortem=post.slug))
    exported = out(ws)
    assert exported.data == DISK.encode()
    [left] = exported.left
    assert (left.what, left.line, left.value) == ("ACT-4", None, ALERT)
    assert str(left) == f"ACT-4: wording is {ALERT} here: it was made here, and no line of the text is its own"


def test_an_action_whose_line_is_gone_is_named(ws: Workspace) -> None:
    bring(ws, with_actions("[ ] Add it (@ann, due 2024-04-01)", "[ ] Mend it"))
    move(ws, S.BLOCKED)
    bring(ws, with_actions("[ ] Mend it"))
    exported = out(ws)
    assert exported.data == with_actions("[ ] Mend it").encode()
    assert reasons(exported) == [("ACT-1", "status", "its line is no longer in the text")]


TITLES = ("Mail is down", "Network is slow", "Power is out in hall two")


def test_of_a_file_with_several_posts_each_has_its_own_lines(ws: Workspace) -> None:
    text = "".join(a_post(t, f"[ ] Look after it: {t}") for t in TITLES)
    slugs = [p.slug for p in bring(ws, text).postmortems]
    assert "".join(out(ws, slug, whole=False).data.decode() for slug in slugs) == text
    move(ws, S.WONT_DO, "ACT-2")
    changed = text.replace("it: Network is slow\n", "it: Network is slow {#ACT-2 status=wont_do}\n")
    assert out(ws, slugs[0]).data == changed.encode()
    assert "".join(out(ws, slug, whole=False).data.decode() for slug in slugs) == changed


def test_a_mark_stands_before_the_first_post_alone(ws: Workspace) -> None:
    text = "".join(a_post(t, f"[ ] Look after it: {t}") for t in TITLES)
    slugs = [p.slug for p in bring(ws, text.encode("utf-8-sig")).postmortems]
    assert b"".join(out(ws, slug, whole=False).data for slug in slugs) == text.encode("utf-8-sig")


def test_a_document_with_a_post_that_one_may_not_read_is_not_given_whole(ws: Workspace) -> None:
    posts = bring(ws, "".join(a_post(t, "[ ] Look after it") for t in TITLES)).postmortems
    with writing(ws.engine) as session:
        session.get_one(Postmortem, posts[1].id).visibility = Visibility.RESTRICTED
    anyone = Principal("anyone", frozenset({Visibility.INTERNAL}), LOCAL_OWNER.may)
    with reading(ws.engine) as session:
        post = find_postmortem(session, anyone, posts[0].slug)
        assert export_post(session, anyone, post).data
        with pytest.raises(Forbidden):
            export_document(session, anyone, post)


def test_who_may_not_read_may_not_export(ws: Workspace, session: Session) -> None:
    post = bring(ws, DISK).postmortems[0]
    for export in (export_post, export_document):
        with pytest.raises(SignInNeeded):
            export(session, ANONYMOUS, post)


def test_exporting_leaves_nothing_behind(ws: Workspace) -> None:
    bring(ws, DISK)
    move(ws, S.BLOCKED)

    def rows() -> Sequence[int]:
        return [len(every(ws.engine, table)) for table in (Person, Revision, ActionItem)]

    before = rows()
    out(ws)
    assert rows() == before


def test_corrections_go_into_their_lines_and_are_done_with_when_they_come_in_again(ws: Workspace) -> None:
    post = bring(ws, DISK).postmortems[0]
    first = _event_id(ws, "Ann looks")
    correct(ws, LOCAL_OWNER, SLUG, FactKind.TIMELINE_EVENT, first, EventGiven(at="2024-03-05T10:07Z"))
    correct(ws, LOCAL_OWNER, SLUG, FactKind.POSTMORTEM, post.id, PostmortemGiven(severity=Severity.SEV1))
    assert difference(ws, DISK) == ["severity: sev1", "- 10:07 Ann looks at the disk"]
    bring(ws, out(ws).data)
    assert every(ws.engine, Correction) == []
    with reading(ws.engine) as session:
        assert find_postmortem(session, LOCAL_OWNER, SLUG).severity is Severity.SEV1
    assert (_event(ws, "Ann looks").at, _event(ws, "Ann looks").id) == ("2024-03-05T10:07Z", first)


def test_a_correction_that_no_line_can_say_is_kept_and_named(ws: Workspace) -> None:
    bring(ws, DISK)
    correct(
        ws,
        LOCAL_OWNER,
        SLUG,
        FactKind.TIMELINE_EVENT,
        _event_id(ws, "Ann looks"),
        EventGiven(kind=EventKind.TRIGGER),
    )
    correct(ws, LOCAL_OWNER, SLUG, FactKind.CAUSE, _cause_id(ws), CauseGiven(role=CauseRole.TRIGGER))
    exported = out(ws)
    assert exported.data == DISK.encode()
    assert sorted((what, field) for what, field, _ in reasons(exported)) == [
        ("cause", "role"),
        ("timeline event", "kind"),
    ]


def test_a_correction_that_waits_for_a_decision_is_not_written(ws: Workspace) -> None:
    bring(ws, DISK)
    correct(
        ws,
        LOCAL_OWNER,
        SLUG,
        FactKind.TIMELINE_EVENT,
        _event_id(ws, "Ann looks"),
        EventGiven(at="2024-03-05T10:07Z"),
    )
    later = DISK.replace("10:05 Ann", "10:06 Ann")
    bring(ws, later)
    exported = out(ws)
    assert exported.data == later.encode()
    assert reasons(exported) == [
        ("timeline event", "time", "the document has moved on since, and nobody has decided yet")
    ]


def _event(ws: Workspace, words: str) -> Any:
    return next(e for e in every(ws.engine, TimelineEvent) if words in e.text)


def _event_id(ws: Workspace, words: str) -> int:
    return _event(ws, words).id or 0


def _cause_id(ws: Workspace) -> int:
    return every(ws.engine, Cause)[0].id or 0
