"""What people put right stands beside the document's word, outlives its re-import, and is never lost silently."""

from typing import Any

import pytest
from support.databases import Workspace
from support.documents import DISK, a_post, bring, every

from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound, PreconditionFailed
from app.domain.principal import LOCAL_OWNER, SYSTEM, Principal
from app.domain.vocabulary import CauseRole, EventKind, FactKind, PostmortemKind, Severity, Visibility
from app.store.accounts import changes_of
from app.store.catalogue import find_by_name
from app.store.engine import reading
from app.store.postmortems import find_postmortem, names_of
from app.store.tables import ActionItem, Cause, Correction, Postmortem, TimelineEvent
from app.usecases.catalogue import ServiceFields, edit_record
from app.usecases.correctable import CauseGiven, EventGiven, PostmortemGiven
from app.usecases.corrected import CHANGED, GONE
from app.usecases.corrections import correct, keep, undo
from app.usecases.records_out import postmortem_record
from app.usecases.searching import search

EVENT, CAUSE, RECORD = FactKind.TIMELINE_EVENT, FactKind.CAUSE, FactKind.POSTMORTEM
ANN = Principal("Ann Lee", LOCAL_OWNER.sees, LOCAL_OWNER.may)


@pytest.fixture
def post(ws: Workspace) -> Postmortem:
    return bring(ws, DISK).postmortems[0]


def event(ws: Workspace, words: str) -> TimelineEvent:
    return next(e for e in every(ws.engine, TimelineEvent) if words in e.text)


def corrections(ws: Workspace) -> list[tuple[str, Any, Any, str | None]]:
    """Field, what stands, what the document says, conflict."""
    return [(c.field, c.value, c.said, c.conflict) for c in every(ws.engine, Correction)]


def fix_event(ws: Workspace, post: Postmortem, words: str, **given: Any) -> Correction:
    correct(ws, ANN, post.slug, EVENT, event(ws, words).id or 0, EventGiven(**given))
    return every(ws.engine, Correction)[-1]


def told(ws: Workspace, post: Postmortem) -> list[tuple[str, str, str | None]]:
    """Who did what, why; the latest first."""
    with reading(ws.engine) as session:
        return [(c.actor, c.what, c.why) for c in changes_of(session, "postmortem", post.id)]


def test_a_corrected_time_stands_and_the_documents_word_is_kept_beside_it(ws: Workspace, post: Postmortem) -> None:
    made = fix_event(ws, post, "Alert", at="2024-03-05T09:58Z", reason="the pager's log")
    found = event(ws, "Alert")
    assert (found.at, found.utc and found.utc.minute) == ("2024-03-05T09:58Z", 58)
    assert (made.value, made.said, made.was) == ("2024-03-05T09:58Z", "2024-03-05T10:00Z", "2024-03-05T10:00Z")
    assert (made.actor, made.at, made.source) == ("Ann Lee", ws.now(), "- 10:00 Alert fires for db-01")
    words = (
        "time of the timeline event “Alert fires for db-01” corrected from 2024-03-05T10:00Z to 2024-03-05T09:58Z"
    )
    assert told(ws, post) == [("Ann Lee", words, "the pager's log")]


def test_it_survives_an_edit_of_the_document_that_leaves_its_line_recognisable(
    ws: Workspace, post: Postmortem
) -> None:
    fix_event(ws, post, "Alert", at="2024-03-05T09:58Z", kind="trigger", text="The alert fired, finally")
    fixed = event(ws, "finally")
    bring(ws, DISK.replace("- 10:05", "- 10:02 Bob is called\n- 10:05").replace("half an hour", "30 minutes"))
    after = event(ws, "finally")
    assert (after.id, after.at, after.kind) == (fixed.id, "2024-03-05T09:58Z", EventKind.TRIGGER)
    assert after.removed_in_revision is None
    assert len(every(ws.engine, TimelineEvent)) == 4
    assert {conflict for *_, conflict in corrections(ws)} == {None}


def test_a_fact_whose_wording_is_read_otherwise_is_known_by_its_source_line(
    ws: Workspace, post: Postmortem
) -> None:
    """Lines that follow make another wording of it, the line itself is as it was."""
    fix_event(ws, post, "Alert", kind="trigger")
    more = "\n  The pager of the storage team rang too, and nobody heard it because of the concert next door."
    bring(ws, DISK.replace("Alert fires for db-01", "Alert fires for db-01" + more))
    found = [e for e in every(ws.engine, TimelineEvent) if e.text.startswith("Alert")]
    assert [(e.kind, e.removed_in_revision) for e in found] == [(EventKind.TRIGGER, None)]
    assert "concert" in found[0].text


def test_where_the_document_changed_the_field_the_correction_stands_and_says_so(
    ws: Workspace, post: Postmortem
) -> None:
    fix_event(ws, post, "Alert", at="2024-03-05T09:58Z")
    bring(ws, DISK.replace("10:00 Alert", "10:01 Alert"))
    assert event(ws, "Alert").at == "2024-03-05T09:58Z"
    assert corrections(ws) == [("at", "2024-03-05T09:58Z", "2024-03-05T10:01Z", CHANGED)]
    bring(ws, DISK)
    assert corrections(ws) == [("at", "2024-03-05T09:58Z", "2024-03-05T10:00Z", None)]


def test_where_the_document_comes_to_say_it_nothing_is_left_to_hold_against_it(
    ws: Workspace, post: Postmortem
) -> None:
    fix_event(ws, post, "Alert", at="2024-03-05T09:58Z")
    bring(ws, DISK.replace("10:00 Alert", "09:58 Alert"))
    assert corrections(ws) == []
    who, what, _ = told(ws, post)[0]
    assert (who, "the document now says 2024-03-05T09:58Z, as Ann Lee" in what) == (SYSTEM.name, True)
    bring(ws, DISK.replace("10:00 Alert", "09:57 Alert"))
    assert event(ws, "Alert").at == "2024-03-05T09:57Z"


def test_a_correction_whose_line_is_gone_is_a_conflict_and_comes_back_with_the_line(
    ws: Workspace, post: Postmortem
) -> None:
    fix_event(ws, post, "Alert", kind="trigger")
    bring(ws, DISK.replace("- 10:00 Alert fires for db-01\n", ""))
    gone = event(ws, "Alert")
    assert (gone.removed_in_revision, gone.kind) == (2, EventKind.TRIGGER)
    assert corrections(ws)[0][3] == GONE
    bring(ws, DISK)
    assert event(ws, "Alert").kind is EventKind.TRIGGER
    assert corrections(ws)[0][3] is None


def test_a_conflict_is_settled_for_the_person(ws: Workspace, post: Postmortem) -> None:
    made = fix_event(ws, post, "Alert", at="2024-03-05T09:58Z")
    changed = DISK.replace("10:00 Alert", "10:01 Alert")
    bring(ws, changed)
    keep(ws, LOCAL_OWNER, post.slug, made.id or 0)
    assert corrections(ws) == [("at", "2024-03-05T09:58Z", "2024-03-05T10:01Z", None)]
    bring(ws, changed + "\n")
    assert corrections(ws)[0][3] is None
    assert "conflict settled" in told(ws, post)[0][1]
    with pytest.raises(Conflict):
        keep(ws, LOCAL_OWNER, post.slug, made.id or 0)


def test_a_conflict_is_settled_for_the_document(ws: Workspace, post: Postmortem) -> None:
    made = fix_event(ws, post, "Alert", at="2024-03-05T09:58Z")
    bring(ws, DISK.replace("10:00 Alert", "10:01 Alert"))
    undo(ws, LOCAL_OWNER, post.slug, made.id or 0)
    found = event(ws, "Alert")
    assert (found.at, found.utc and found.utc.minute) == ("2024-03-05T10:01Z", 1)
    assert corrections(ws) == []


def test_a_correction_whose_line_was_rewritten_is_hung_on_the_new_fact(ws: Workspace, post: Postmortem) -> None:
    made = fix_event(ws, post, "Alert", kind="trigger")
    bring(ws, DISK.replace("10:00 Alert fires for db-01", "09:40 Somebody noticed that nothing was saved"))
    new = event(ws, "Somebody")
    keep(ws, ANN, post.slug, made.id or 0, fact_id=new.id)
    assert event(ws, "Somebody").kind is EventKind.TRIGGER
    assert event(ws, "Alert").kind is not EventKind.TRIGGER
    found = every(ws.engine, Correction)[0]
    assert (found.fact_id, found.conflict, found.source) == (
        new.id,
        None,
        "- 09:40 Somebody noticed that nothing was saved",
    )


def test_it_is_not_hung_on_a_fact_that_is_corrected_in_the_same_field(ws: Workspace, post: Postmortem) -> None:
    made = fix_event(ws, post, "Alert", kind="trigger")
    other = fix_event(ws, post, "Ann", kind="diagnosed")
    bring(ws, DISK.replace("- 10:00 Alert fires for db-01\n", ""))
    with pytest.raises(Conflict, match="kind of that timeline event is corrected already"):
        keep(ws, ANN, post.slug, made.id or 0, fact_id=other.fact_id)


def test_what_the_document_says_itself_is_no_correction(ws: Workspace, post: Postmortem) -> None:
    now = event(ws, "Alert")
    correct(ws, ANN, post.slug, EVENT, now.id or 0, EventGiven(at=now.at, text=now.text))
    assert corrections(ws) == []
    fix_event(ws, post, "Alert", at="2024-03-05T09:58Z")
    fix_event(ws, post, "Alert", at="2024-03-05T09:59Z")
    assert corrections(ws) == [("at", "2024-03-05T09:59Z", "2024-03-05T10:00Z", None)]
    correct(ws, ANN, post.slug, EVENT, now.id or 0, EventGiven(at=now.at))
    assert corrections(ws) == []


def test_a_time_can_be_cleared_and_brought_back(ws: Workspace, post: Postmortem) -> None:
    made = fix_event(ws, post, "Alert", at=None)
    found = event(ws, "Alert")
    assert (found.at, found.utc) == (None, None)
    undo(ws, ANN, post.slug, made.id or 0)
    assert event(ws, "Alert").at == "2024-03-05T10:00Z"


def test_the_role_of_a_cause_is_corrected(ws: Workspace, post: Postmortem) -> None:
    cause = next(c for c in every(ws.engine, Cause) if "alert" in c.text)
    correct(ws, ANN, post.slug, CAUSE, cause.id or 0, CauseGiven(role="trigger", category="detection"))
    bring(ws, DISK.replace("Nobody had an alert", "Nobody had alerts"))
    after = next(c for c in every(ws.engine, Cause) if c.id == cause.id)
    assert (after.role, after.category.value, after.text) == (
        CauseRole.TRIGGER,
        "detection",
        "Nobody had alerts on free space",
    )


def test_the_postmortems_own_fields_are_corrected(ws: Workspace, post: Postmortem) -> None:
    given = PostmortemGiven(
        title="Disk full on  db-02", severity="sev1", started_at="2024-03-04T23:00Z", services=["db", "mail"]
    )
    fixed = correct(ws, ANN, post.slug, RECORD, post.id or 0, given)
    assert fixed.slug == "disk-full-on-db-02"
    for _ in range(2):
        with reading(ws.engine) as session:
            found = find_postmortem(session, ANN, post.slug)
            assert (found.title, found.severity, found.sort_at) == (
                "Disk full on db-02",
                Severity.SEV1,
                "2024-03-04T23:00",
            )
            assert sorted(names_of(session, found.id or 0)[0]) == ["db", "mail"]
        bring(ws, DISK + "\nMore.\n")
    assert len(every(ws.engine, Postmortem)) == 1
    assert {c for *_, c in corrections(ws)} == {None}


def test_a_service_that_is_renamed_makes_no_conflict(ws: Workspace, post: Postmortem) -> None:
    correct(ws, ANN, post.slug, RECORD, post.id or 0, PostmortemGiven(services=["db"]))
    with reading(ws.engine) as session:
        checkout = find_by_name(session, "service", "checkout")
    edit_record(ws, LOCAL_OWNER, "service", checkout.id, ServiceFields(name="Till"))
    bring(ws, DISK + "\nMore.\n")
    assert [(value, conflict) for _, value, _, conflict in corrections(ws)] == [(["db"], None)]


def test_a_notice_that_was_an_incident_is_given_its_actions(ws: Workspace, post: Postmortem) -> None:
    owed = {a.text for a in every(ws.engine, ActionItem)}
    made = correct(ws, ANN, post.slug, RECORD, post.id or 0, PostmortemGiven(kind=PostmortemKind.NOTICE))
    assert all(a.removed_in_revision for a in every(ws.engine, ActionItem))
    correct(ws, ANN, made.slug, RECORD, post.id or 0, PostmortemGiven(kind=PostmortemKind.INCIDENT))
    assert {a.text for a in every(ws.engine, ActionItem) if a.removed_in_revision is None} == owed


def test_a_post_that_leaves_its_document_keeps_what_was_corrected(ws: Workspace) -> None:
    two = a_post("Disk full on 5 March 2024") + a_post("Mail slow on 7 April 2024")
    posts = bring(ws, two).postmortems
    assert len(posts) == 2
    correct(ws, ANN, posts[1].slug, RECORD, posts[1].id or 0, PostmortemGiven(severity="sev1"))
    bring(ws, two[: two.index("# Mail")])
    assert corrections(ws) == [("severity", "sev1", None, GONE)]
    bring(ws, two)
    assert corrections(ws) == [("severity", "sev1", None, None)]


def test_search_finds_what_was_corrected(ws: Workspace, post: Postmortem) -> None:
    correct(ws, ANN, post.slug, RECORD, post.id or 0, PostmortemGiven(title="Volume exhausted"))
    fix_event(ws, Postmortem(slug="volume-exhausted"), "Alert", text="Klaxon sounds for db-01")
    for word in ("exhausted", "klaxon"):
        assert [r.row.postmortem.slug for r in search(ws, LOCAL_OWNER, word).results] == ["volume-exhausted"]


def test_the_record_as_data_shows_corrections(ws: Workspace, post: Postmortem) -> None:
    made = fix_event(ws, post, "Alert", at="2024-03-05T09:58Z")
    with reading(ws.engine) as session:
        record = postmortem_record(session, LOCAL_OWNER, find_postmortem(session, ANN, post.slug), ws.now().date())
    assert record["corrections"] == [
        {
            "id": made.id,
            "what": "timeline_event",
            "fact": made.fact_id,
            "field": "at",
            "value": "2024-03-05T09:58Z",
            "was": "2024-03-05T10:00Z",
            "said": "2024-03-05T10:00Z",
            "source": "- 10:00 Alert fires for db-01",
            "actor": "Ann Lee",
            "at": "2024-05-01T10:00:00Z",
            "conflict": None,
        }
    ]


@pytest.mark.parametrize("given", [{"kind": None}, {"text": None}, {"text": "  "}])
def test_a_field_that_every_fact_has_is_not_cleared(ws: Workspace, post: Postmortem, given: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="cannot be empty"):
        fix_event(ws, post, "Alert", **given)


def test_facts_and_corrections_of_another_postmortem_are_not_found(ws: Workspace, post: Postmortem) -> None:
    other = bring(ws, DISK.replace("db-01", "db-09"), "other.md").postmortems[0]
    theirs = next(e for e in every(ws.engine, TimelineEvent) if e.postmortem_id == other.id)
    with pytest.raises(NotFound):
        correct(ws, ANN, post.slug, EVENT, theirs.id or 0, EventGiven(at=None))
    with pytest.raises(NotFound):
        correct(ws, ANN, post.slug, RECORD, other.id or 0, PostmortemGiven(severity="sev1"))
    correct(ws, ANN, other.slug, EVENT, theirs.id or 0, EventGiven(at=None))
    made = every(ws.engine, Correction)[0]
    for use_case in (keep, undo):
        with pytest.raises(NotFound):
            use_case(ws, ANN, post.slug, made.id or 0)


def test_it_takes_one_who_writes_and_saw_the_present_version(ws: Workspace, post: Postmortem) -> None:
    with pytest.raises(Forbidden):
        correct(ws, Principal("r", frozenset(Visibility)), post.slug, EVENT, 1, EventGiven(at=None))
    with pytest.raises(PreconditionFailed):
        correct(ws, ANN, post.slug, EVENT, 1, EventGiven(at=None), expected=post.version + 1)
    assert corrections(ws) == []
