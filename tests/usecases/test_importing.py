"""Documents come in: bytes are kept, records follow, and what came before is recognised."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine
from sqlmodel import Session
from support.databases import Clock, Workspace
from support.documents import DISK, a_post, actions_by_text, bring, changes, every, post_at, the_one, with_actions

from app.domain.errors import AftercareError, TooLarge, UnreadableDocument
from app.domain.principal import LOCAL_OWNER, SYSTEM
from app.domain.vocabulary import PostmortemKind, PostmortemStatus, Severity
from app.store.facts import causes, lessons, links, own_lines, timeline
from app.store.postmortems import find_postmortem, names_of
from app.store.tables import (
    ActionEvent,
    ActionItem,
    Document,
    Person,
    Postmortem,
    Revision,
    SlugRedirect,
    Tag,
    TimelineEvent,
)
from app.usecases.importing import Failed, Imported, Incoming, import_all


def test_a_new_document_becomes_a_whole_record(ws: Workspace, session: Session) -> None:
    imported = bring(ws, DISK)
    assert imported.outcome == "new"
    post = post_at(session, "disk-full-on-db-01")
    assert (post.kind, post.severity, post.status) == (
        PostmortemKind.INCIDENT,
        Severity.SEV2,
        PostmortemStatus.PUBLISHED,
    )
    assert own_lines(DISK, post) == DISK
    assert post.sort_at == "2024-03-05T10:00"
    assert post.summary == "Writes failed for half an hour."
    assert names_of(session, post.id or 0) == (["checkout", "db"], ["storage"], ["capacity"])
    events = timeline(session, post.id or 0)
    assert [(e.at, e.utc is not None) for e in events] == [
        ("2024-03-05T10:00Z", True),
        ("2024-03-05T10:05Z", True),
        ("2024-03-05T10:30Z", True),
    ]
    assert [c.role.value for c in causes(session, post.id or 0)] == ["root_cause", "contributing"]
    assert len(every(ws.engine, ActionItem)) == 3


def test_the_bytes_are_kept_with_who_brought_them_and_when(ws: Workspace, session: Session, clock: Clock) -> None:
    bring(ws, DISK.encode("utf-8-sig"), who=LOCAL_OWNER, door="upload")
    kept = the_one(session, Revision)
    assert kept.data == DISK.encode("utf-8-sig")
    assert (kept.number, kept.encoding, kept.door, kept.author, kept.at) == (
        1,
        "utf-8-sig",
        "upload",
        "local owner",
        clock.at,
    )


def test_the_same_bytes_again_change_nothing(ws: Workspace, clock: Clock) -> None:
    first = bring(ws, DISK)
    before = every(ws.engine, Postmortem)[0].model_dump(), len(changes(ws.engine))
    clock.forward(days=1)
    again = bring(ws, DISK)
    assert (again.outcome, again.postmortems[0].slug) == ("unchanged", first.postmortems[0].slug)
    assert again.report == first.report
    assert (every(ws.engine, Postmortem)[0].model_dump(), len(changes(ws.engine))) == before
    assert len(every(ws.engine, Revision)) == 1


def test_new_bytes_are_the_next_revision_of_the_same_postmortem(ws: Workspace, session: Session) -> None:
    bring(ws, DISK)
    version = post_at(session, "disk-full-on-db-01").version
    imported = bring(ws, DISK.replace("half an hour", "an hour").replace("sev2", "sev1"))
    assert (imported.outcome, imported.document.head) == ("changed", 2)
    post = post_at(session, "disk-full-on-db-01")
    assert (post.summary, post.severity) == ("Writes failed for an hour.", Severity.SEV1)
    assert post.version > version
    assert [r.number for r in every(ws.engine, Revision)] == [1, 2]


def test_names_that_a_text_no_longer_carries_are_unlinked_and_kept(ws: Workspace, session: Session) -> None:
    bring(ws, DISK)
    bring(ws, DISK.replace("[checkout, db]", "[db, cache]").replace("[capacity]", "[]"))
    post = post_at(session, "disk-full-on-db-01")
    assert names_of(session, post.id or 0) == (["cache", "db"], ["storage"], [])
    assert [t.name for t in every(ws.engine, Tag)] == ["capacity"]


def test_a_renamed_title_keeps_the_old_address(ws: Workspace, session: Session) -> None:
    bring(ws, DISK)
    bring(ws, DISK.replace("Disk full on db-01", "Database without space"))
    assert find_postmortem(session, LOCAL_OWNER, "disk-full-on-db-01").slug == "database-without-space"
    assert len(every(ws.engine, Postmortem)) == 1


def test_a_title_renamed_back_gets_its_first_address_again(ws: Workspace, session: Session) -> None:
    for title in ("Disk full on db-01", "Database without space", "Disk full on db-01", "Third"):
        bring(ws, DISK.replace("Disk full on db-01", title))
    assert find_postmortem(session, LOCAL_OWNER, "disk-full-on-db-01").slug == "third"
    assert {r.slug for r in every(ws.engine, SlugRedirect)} == {"disk-full-on-db-01", "database-without-space"}


def test_titles_alike_get_addresses_of_their_own(ws: Workspace) -> None:
    for path in ("a.md", "b.md", "c.md"):
        bring(ws, with_actions("[ ] Something", title="Disk full"), path)
    assert [p.slug for p in every(ws.engine, Postmortem)] == ["disk-full", "disk-full-2", "disk-full-3"]


def test_a_former_address_is_given_to_nobody_else(ws: Workspace, session: Session) -> None:
    bring(ws, with_actions("[ ] Something", title="Disk full"), "a.md")
    bring(ws, with_actions("[ ] Something", title="No space"), "a.md")
    bring(ws, with_actions("[ ] Other", title="Disk full"), "b.md")
    assert find_postmortem(session, LOCAL_OWNER, "disk-full").title == "No space"
    assert find_postmortem(session, LOCAL_OWNER, "disk-full-2").title == "Disk full"


def test_the_first_known_time_sorts_a_postmortem(ws: Workspace, session: Session) -> None:
    bring(ws, "# Undated\n\n## Timeline\n- 10:00 it began\n\n## Summary\nx\n", "undated.md")
    assert post_at(session, "undated").sort_at == ""
    bring(ws, "---\ndate: 2024-05-02\n---\n# Dated\n\nAll pages failed for an hour.\n", "dated.md")
    assert post_at(session, "dated").sort_at == "2024-05-02"


def test_a_file_may_hold_several_posts(ws: Workspace) -> None:
    imported = bring(ws, a_post("Mail is slow", "[ ] Buy disks") + a_post("Network down", "[ ] Buy cables"))
    assert [(p.title, p.post_key) for p in imported.postmortems] == [("Mail is slow", "1"), ("Network down", "2")]
    first, second = imported.postmortems
    assert second.line == first.end_line + 1


def test_a_post_put_on_top_leaves_the_others_who_they_are(ws: Workspace) -> None:
    old = a_post("Mail is slow", "[ ] Buy disks") + a_post("Network down", "[ ] Buy cables")
    before = {p.title: p.id for p in bring(ws, old).postmortems}
    numbers = {t: a.number for t, a in actions_by_text(ws.engine).items()}
    after = bring(ws, a_post("Power cut in the cellar", "[ ] Buy batteries") + old).postmortems
    assert [p.title for p in after] == ["Power cut in the cellar", "Mail is slow", "Network down"]
    assert {p.title: p.id for p in after[1:]} == before
    assert after[0].post_key == "3"
    now = {t: a.number for t, a in actions_by_text(ws.engine).items()}
    assert now == numbers | {"Buy batteries": 3}


def test_a_post_of_several_that_gets_another_title_is_still_itself(ws: Workspace, session: Session) -> None:
    first, second, third = (a_post(t, f"[ ] Work on {t}") for t in ("Mail is slow", "Network down", "Power cut"))
    before = [p.id for p in bring(ws, first + second + third).postmortems]
    renamed = second.replace("# Network down", "# A switch without a fuse")
    assert [p.id for p in bring(ws, first + renamed + third).postmortems] == before
    assert find_postmortem(session, LOCAL_OWNER, "network-down").title == "A switch without a fuse"


def test_one_post_gone_and_another_come_elsewhere_are_two(ws: Workspace) -> None:
    first, second = a_post("Mail is slow", "[ ] Buy disks"), a_post("Network down", "[ ] Buy cables")
    third = a_post("Power cut", "[ ] Buy batteries")
    before = [p.id for p in bring(ws, first + second).postmortems]
    after = bring(ws, third + first).postmortems
    assert after[1].id == before[0]
    assert after[0].id not in before


def test_a_post_cut_from_its_file_is_marked_and_comes_back_as_itself(ws: Workspace) -> None:
    first, second = a_post("Mail is slow", "[ ] Buy disks"), a_post("Network down", "[ ] Buy cables")
    before = [p.id for p in bring(ws, first + second).postmortems]
    assert [p.id for p in bring(ws, first).postmortems] == before[:1]
    assert [p.removed_in_revision for p in every(ws.engine, Postmortem)] == [None, 2]
    assert len(every(ws.engine, ActionItem)) == 2
    assert [p.id for p in bring(ws, first + second + "\n").postmortems] == before


def test_an_explicit_id_finds_its_record_from_another_path_by_another_door(ws: Workspace) -> None:
    text = DISK.replace("---\n", "---\nid: inc-7\n", 1)
    first = bring(ws, text)
    second = bring(ws, text.replace("half an hour", "an hour"), "other/name.md", origin="api", door="api")
    assert second.outcome == "changed"
    assert [p.id for p in second.postmortems] == [p.id for p in first.postmortems]
    assert second.document.path == "disk.md"


def test_two_files_with_one_id_are_two_documents(ws: Workspace) -> None:
    text = DISK.replace("---\n", "---\nid: inc-7\n", 1)
    bring(ws, text, "a.md")
    assert bring(ws, text.replace("half", "one"), "b.md").outcome == "new"
    assert len(every(ws.engine, Document)) == 2


def test_an_id_written_into_a_file_later_leaves_the_postmortem_who_it_is(ws: Workspace) -> None:
    before = bring(ws, DISK).postmortems[0].id
    with_id = DISK.replace("---\n", "---\nid: inc-7\n", 1)
    assert [p.id for p in bring(ws, with_id).postmortems] == [before]
    assert every(ws.engine, Postmortem)[0].post_key == "id:inc-7"
    assert [p.id for p in bring(ws, DISK + "\n").postmortems] == [before]


def test_another_id_in_the_same_file_is_another_postmortem(ws: Workspace) -> None:
    first = bring(ws, DISK.replace("---\n", "---\nid: inc-7\n", 1)).postmortems
    second = bring(ws, DISK.replace("---\n", "---\nid: inc-8\n", 1)).postmortems
    assert {p.id for p in first}.isdisjoint({p.id for p in second})


def test_a_document_that_cannot_be_read_stores_nothing(ws: Workspace) -> None:
    for bad, error in [
        (b"binary\0bytes", UnreadableDocument),
        (b"x" * (1024 * 1024 + 1), TooLarge),
        (b"---\na: &b 1\nc: *b\n---\n# x\n", UnreadableDocument),
    ]:
        with pytest.raises(error):
            bring(ws, bad)
    for table in (Document, Revision, Postmortem, ActionItem, Person):
        assert every(ws.engine, table) == []
    assert changes(ws.engine) == []


def test_a_change_that_cannot_be_read_leaves_the_record_as_it_was(ws: Workspace, session: Session) -> None:
    bring(ws, DISK)
    with pytest.raises(UnreadableDocument):
        bring(ws, b"\0")
    assert the_one(session, Document).head == 1
    assert post_at(session, "disk-full-on-db-01").summary


def test_of_many_those_that_fail_are_reported_and_the_rest_is_stored(ws: Workspace) -> None:
    documents = [Incoming("content", f"{n}.md", with_actions(f"[ ] Do {n}").encode(), "file") for n in range(3)]
    documents.insert(1, Incoming("content", "bad.md", b"\0", "file"))
    seen: list[Imported | Failed] = []
    results = import_all(ws, SYSTEM, [*documents, Failed("unreadable.md", AftercareError("no"))], seen.append)
    assert seen == results
    assert [r.path for r in results if isinstance(r, Failed)] == ["bad.md", "unreadable.md"]
    assert len(every(ws.engine, Document)) == 3


def test_a_document_that_came_by_another_door_is_taken_over_by_its_file(ws: Workspace) -> None:
    bring(ws, DISK, door="api")
    assert bring(ws, DISK.replace("half", "one"), door="file").outcome == "changed"
    assert bring(ws, DISK, door="api").outcome == "changed"
    assert bring(ws, DISK.replace("half", "one"), door="file").outcome == "unchanged"


def test_many_documents_reach_the_index_in_batches(ws: Workspace) -> None:
    documents = [Incoming("content", f"{n}.md", f"# Post {n}\n\nword{n}\n".encode(), "file") for n in range(55)]
    marks: list[int] = []
    import_all(ws, SYSTEM, documents, lambda _: marks.append(ws.index.watermark()))
    assert sorted(set(marks)) == [0, 50]
    assert ws.index.watermark() == 55


def test_a_notice_is_kept_and_makes_no_action_items(ws: Workspace, session: Session) -> None:
    seed = Path(__file__).parents[2] / "postmortems"
    notices = [p for p in seed.rglob("*.md") if "kind: notice" in p.read_text(encoding="utf-8")]
    text = notices[0].read_text(encoding="utf-8") + "\n## Action items\n- [ ] Tell everybody about it\n"
    imported = bring(ws, text)
    assert [p.kind for p in imported.postmortems] == [PostmortemKind.NOTICE]
    assert every(ws.engine, ActionItem) == []
    assert every(ws.engine, ActionEvent) == []
    assert post_at(session, imported.postmortems[0].slug).title


def test_an_incident_that_turns_out_a_notice_marks_its_actions(ws: Workspace) -> None:
    bring(ws, DISK)
    bring(ws, DISK.replace("severity: sev2", "kind: notice"))
    assert every(ws.engine, Postmortem)[0].kind is PostmortemKind.NOTICE
    assert {a.removed_in_revision for a in every(ws.engine, ActionItem)} == {2}


@pytest.mark.parametrize(
    "head",
    [
        '---\ntitle: "nul \\0 in it"\nteams: ["\\0"]\ntags: ["a\\0b"]\n---\n',
        '+++\ntitle = "nul \\u0000 in it"\nsummary = "a\\u0000b"\n+++\n',
        '---\ntitle: "half \\ud800 a pair"\nsummary: "\\ud800"\n---\n',
        "---\ntitle: " + "long " * 200 + "\nteams: [" + "t" * 500 + "]\nseverity: " + "s" * 500 + "\n---\n",
        "---\ntags: [" + "ß" * 120 + "]\nservices: [" + "\ufdfa" * 120 + "]\ntimezone: " + "z" * 300 + "\n---\n",
        "---\nowner: '@'\nteams: ['@', '...', '\u200b']\ntags: ['#', ' ']\n---\n",
    ],
)
def test_odd_heads_are_kept_on_both_databases(ws: Workspace, head: str) -> None:
    imported = bring(ws, head + "# A title\n\n## Summary\nText.\n")
    assert imported.outcome == "new"
    assert "\0" not in every(ws.engine, Postmortem)[0].title


LINES = st.sampled_from(
    [
        "# Title",
        "## Action items",
        "- [ ] Do it (@ann, due 2024-02-30)",
        "- [x] ACT-1 done {#ACT-1 status=verified}",
        "## Timeline",
        "- 25:99 what",
        "2024-13-45 10:00 x",
        "| Action | Owner |",
        "|---|---|",
        "| a | b |",
        "---",
        "title: x",
        "\ufeff",
        "\x1b[0m",
        "&#0; &#xD800;",
        "<script>",
        "",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(lines=st.lists(LINES | st.text(max_size=12), max_size=12), crlf=st.booleans())
def test_whatever_is_read_can_be_stored_and_read_again(ws: Workspace, lines: list[str], crlf: bool) -> None:
    data = ("\r\n" if crlf else "\n").join(lines).encode("utf-8", "surrogatepass")
    try:
        bring(ws, data, "any.md")
        bring(ws, data + b"\n- [ ] one more\n", "any.md")
    except AftercareError:
        return
    assert every(ws.engine, Postmortem)


def test_facts_of_another_postmortem_are_never_touched(ws: Workspace, session: Session) -> None:
    bring(ws, DISK, "a.md")
    other = bring(ws, DISK.replace("on db-01", "on db-02"), "b.md").postmortems[0]
    before = [e.model_dump() for e in every(ws.engine, TimelineEvent) if e.postmortem_id == other.id]
    bring(ws, "# Nothing left\n", "a.md")
    assert [e.model_dump() for e in every(ws.engine, TimelineEvent) if e.postmortem_id == other.id] == before
    assert lessons(session, other.id or 0) == []
    assert links(session, other.id or 0) == []


def test_search_finds_a_document_right_after_it_came_in(ws: Workspace, engine: Engine) -> None:
    post = bring(ws, DISK).postmortems[0]
    assert changes(engine) == [post.id]
    assert ws.index.watermark() == 1
