"""Documents changed here: only a post's own lines, and never over what its file says by now."""

import pytest
from sqlmodel import Session
from support.databases import Workspace
from support.documents import DISK, a_post, bring, changes, every, post_at, the_one, with_actions

from app.domain.errors import (
    Conflict,
    Gone,
    InvalidInput,
    NotFound,
    PreconditionFailed,
    TooLarge,
    UnreadableDocument,
)
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import PostmortemStatus
from app.store.action_items import ActionFilter, list_actions
from app.store.facts import head_text, own_lines, revisions
from app.store.postmortems import PostmortemFilter, find_postmortem, list_postmortems
from app.store.tables import ActionItem, Document, Postmortem, Revision
from app.usecases.documents import conflicting_text, keep_edit, replace_text, restore, take_file, withdraw
from app.usecases.reading import Reading

SLUG = "disk-full-on-db-01"
EDITED = DISK.replace("half an hour", "an hour")
CHANGED = DISK.replace("half an hour", "two hours")


def edit(ws: Workspace, slug: str, text: str, **how: object) -> tuple[Postmortem, Reading]:
    return replace_text(ws, LOCAL_OWNER, slug, text, door="browser", **how)  # type: ignore[arg-type]


def head(session: Session) -> Revision:
    document = the_one(session, Document)
    return next(r for r in revisions(session, document.id) if r.number == document.head)


def test_new_text_is_a_revision_with_its_author_and_door(ws: Workspace, session: Session) -> None:
    bring(ws, DISK)
    post, reading = edit(ws, SLUG, EDITED)
    assert (post.summary, reading.text) == ("Writes failed for an hour.", EDITED)
    found = head(session)
    assert (found.number, found.data, found.door, found.author) == (2, EDITED.encode(), "browser", "local owner")


def test_the_same_text_is_no_new_revision(ws: Workspace) -> None:
    bring(ws, DISK)
    edit(ws, SLUG, DISK)
    assert len(every(ws.engine, Revision)) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_of_several_posts_only_the_ones_own_lines_change_byte_for_byte(
    ws: Workspace, session: Session, encoding: str, end: str
) -> None:
    titles = ("Störung – Mail", "Netz gestört", "Strom weg, trotz Überwachung")
    first, second, third = (a_post(t, f"[ ] Nachsehen: {t} ").replace("\n", end) for t in titles)
    bring(ws, (first + second + third).encode(encoding))
    new = second.replace("It happened.", "It happened – twice.")
    edit(ws, "netz-gestort", new)
    found = head(session)
    assert found.encoding == encoding
    assert found.data == (first + new + third).encode(encoding)
    assert [own_lines(found.data.decode(encoding), p) for p in every(ws.engine, Postmortem)] == [first, new, third]


def test_text_that_does_not_end_its_line_does_not_run_into_the_next_post(ws: Workspace, session: Session) -> None:
    first, second = a_post("Mail is slow", "[ ] Buy disks"), a_post("Network down", "[ ] Buy cables")
    bring(ws, first + second)
    edit(ws, "mail-is-slow", first.rstrip() + " now")
    assert head(session).data.decode() == first.rstrip() + " now\n" + second


def test_letters_that_the_files_encoding_lacks_make_it_utf_8(ws: Workspace, session: Session) -> None:
    bring(ws, with_actions("[ ] Prüfen").encode("latin-1"))
    edit(ws, SLUG, with_actions("[ ] Prüfen 数据库"))
    assert (head(session).encoding, "Prüfen 数据库" in head(session).data.decode()) == ("utf-8", True)


def test_a_renamed_post_of_several_keeps_its_record(ws: Workspace, session: Session) -> None:
    posts = [a_post(t, f"[ ] Work on {t}") for t in ("Mail is slow", "Network down", "Power cut")]
    before = [p.id for p in bring(ws, "".join(posts)).postmortems]
    post, _ = edit(ws, "network-down", posts[1].replace("# Network down", "# A switch without a fuse"))
    assert (post.id, post.slug, post.removed_in_revision) == (before[1], "a-switch-without-a-fuse", None)
    assert find_postmortem(session, LOCAL_OWNER, "network-down").id == before[1]


def test_a_text_that_makes_more_or_fewer_posts_is_refused_and_nothing_is_stored(ws: Workspace) -> None:
    first, second = a_post("Mail is slow", "[ ] Buy disks"), a_post("Network down", "[ ] Buy cables")
    bring(ws, first + second)
    for text in (first + a_post("A third one", "[ ] Buy time"), "\n"):
        with pytest.raises(InvalidInput, match="posts instead of 2"):
            edit(ws, "mail-is-slow", text)
    assert len(every(ws.engine, Revision)) == 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("nul \0 byte", UnreadableDocument),
        ("x\n" * 600_000, TooLarge),
        ("half of a pair \ud800", InvalidInput),
        ("---\na: &x 1\n---\n", UnreadableDocument),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_and_nothing_is_stored(
    ws: Workspace, text: str, error: type[Exception]
) -> None:
    bring(ws, DISK)
    with pytest.raises(error):
        edit(ws, SLUG, text)
    assert len(every(ws.engine, Revision)) == 1
    assert every(ws.engine, Postmortem)[0].version == 1


def test_of_two_editors_the_second_is_told(ws: Workspace) -> None:
    bring(ws, DISK)
    edit(ws, SLUG, EDITED, expected=1)
    for late in (
        lambda: edit(ws, SLUG, CHANGED, expected=1),
        lambda: withdraw(ws, LOCAL_OWNER, SLUG, expected=1),
        lambda: take_file(ws, LOCAL_OWNER, SLUG, expected=1),
        lambda: keep_edit(ws, LOCAL_OWNER, SLUG, expected=1),
        lambda: restore(ws, LOCAL_OWNER, SLUG, expected=1),
    ):
        with pytest.raises(PreconditionFailed, match="somebody else"):
            late()


@pytest.fixture
def conflict(ws: Workspace) -> Workspace:
    """The file changed after the postmortem was edited here."""
    bring(ws, DISK)
    edit(ws, SLUG, EDITED)
    assert bring(ws, CHANGED).outcome == "conflict"
    return ws


def test_a_changed_file_never_overwrites_an_edit(conflict: Workspace, session: Session) -> None:
    post = post_at(session, SLUG)
    assert post.summary == "Writes failed for an hour."
    assert conflicting_text(session, post) == CHANGED
    assert [r.number for r in every(conflict.engine, Revision)] == [1, 2, 3]
    assert bring(conflict, CHANGED).outcome == "unchanged"


def test_an_unchanged_file_is_no_conflict(ws: Workspace, session: Session) -> None:
    bring(ws, DISK)
    edit(ws, SLUG, EDITED)
    assert bring(ws, DISK).outcome == "unchanged"
    assert conflicting_text(session, post_at(session, SLUG)) is None


def test_a_conflict_settled_for_the_file_shows_the_files_text(conflict: Workspace, session: Session) -> None:
    assert take_file(conflict, LOCAL_OWNER, SLUG).summary == "Writes failed for two hours."
    assert (the_one(session, Document).head, the_one(session, Document).conflict) == (3, None)
    with pytest.raises(Conflict, match="no conflict"):
        take_file(conflict, LOCAL_OWNER, SLUG)
    assert bring(conflict, CHANGED + "\n").outcome == "changed"


def test_a_conflict_settled_for_the_edit_stays_settled(conflict: Workspace, session: Session) -> None:
    assert keep_edit(conflict, LOCAL_OWNER, SLUG).summary == "Writes failed for an hour."
    assert the_one(session, Document).conflict is None
    assert bring(conflict, CHANGED).outcome == "unchanged"
    assert the_one(session, Document).conflict is None


def test_a_conflict_is_settled_by_a_text_that_says_so_and_by_no_other(
    conflict: Workspace, session: Session
) -> None:
    edit(conflict, SLUG, EDITED + "\nOne more thing.\n")
    assert conflicting_text(session, post_at(session, SLUG)) == CHANGED
    edit(conflict, SLUG, CHANGED + "\nBoth.\n", settle=True)
    assert conflicting_text(session, post_at(session, SLUG)) is None
    assert bring(conflict, CHANGED).outcome == "unchanged"


def test_a_file_that_takes_over_the_edit_ends_the_conflict(conflict: Workspace, session: Session) -> None:
    assert bring(conflict, EDITED).outcome == "unchanged"
    assert (the_one(session, Document).conflict, head(session).door) == (None, "file")
    assert head_text(session, post_at(session, SLUG)) == EDITED
    assert bring(conflict, EDITED).outcome == "unchanged"
    assert bring(conflict, CHANGED).outcome == "changed"


def test_an_edit_exported_into_its_file_leaves_the_file_free_to_go_on(ws: Workspace, session: Session) -> None:
    bring(ws, DISK)
    edit(ws, SLUG, EDITED)
    version = post_at(session, SLUG).version
    assert bring(ws, EDITED).outcome == "unchanged"
    assert post_at(session, SLUG).version == version
    assert bring(ws, CHANGED).outcome == "changed"
    assert post_at(session, SLUG).summary == "Writes failed for two hours."


def test_a_withdrawn_postmortem_is_in_no_list_its_actions_stay_owed_and_it_can_come_back(
    ws: Workspace, session: Session
) -> None:
    bring(ws, DISK.replace("severity: sev2", "status: in_review"))
    withdraw(ws, LOCAL_OWNER, SLUG)
    assert list_postmortems(session, LOCAL_OWNER, PostmortemFilter()).total == 0
    with pytest.raises(Gone):
        find_postmortem(session, LOCAL_OWNER, SLUG)
    with pytest.raises(Gone):
        withdraw(ws, LOCAL_OWNER, SLUG)
    assert list_actions(session, LOCAL_OWNER, ActionFilter(unfinished=True)).total == 2
    session.rollback()
    assert restore(ws, LOCAL_OWNER, SLUG).status is PostmortemStatus.IN_REVIEW
    assert list_postmortems(session, LOCAL_OWNER, PostmortemFilter()).total == 1
    with pytest.raises(Conflict, match="not withdrawn"):
        restore(ws, LOCAL_OWNER, SLUG)


def test_a_file_does_not_undo_a_withdrawal_but_says_what_restoring_gives(ws: Workspace) -> None:
    bring(ws, DISK)
    withdraw(ws, LOCAL_OWNER, SLUG)
    bring(ws, DISK.replace("severity: sev2", "status: draft"))
    assert every(ws.engine, Postmortem)[0].status is PostmortemStatus.WITHDRAWN
    assert restore(ws, LOCAL_OWNER, SLUG).status is PostmortemStatus.DRAFT


def test_a_post_cut_from_its_file_has_no_lines_to_edit(ws: Workspace) -> None:
    first, second = a_post("Mail is slow", "[ ] Buy disks"), a_post("Network down", "[ ] Buy cables")
    bring(ws, first + second)
    bring(ws, first)
    with pytest.raises(Conflict, match="no longer stands in its document"):
        edit(ws, "network-down", second)


def test_what_is_not_there_cannot_be_changed(ws: Workspace) -> None:
    for change in (
        lambda: edit(ws, "none", DISK),
        lambda: withdraw(ws, LOCAL_OWNER, "none"),
        lambda: restore(ws, LOCAL_OWNER, "none"),
        lambda: take_file(ws, LOCAL_OWNER, "none"),
    ):
        with pytest.raises(NotFound):
            change()


def test_editing_a_text_keeps_its_actions_who_they_are(ws: Workspace) -> None:
    bring(ws, DISK)
    numbers = {a.text: a.number for a in every(ws.engine, ActionItem)}
    outbox = len(changes(ws.engine))
    edit(ws, SLUG, DISK.replace("## Action items\n", "## Action items\n- [ ] Ask the vendor\n"))
    now = {a.text: a.number for a in every(ws.engine, ActionItem)}
    assert now == numbers | {"Ask the vendor": 4}
    assert len(changes(ws.engine)) == outbox + 1
