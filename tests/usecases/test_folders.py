"""A content folder: what is in it, what moved, what vanished, and what cannot be read."""

import os
from pathlib import Path

import pytest
from sqlmodel import Session
from support.databases import Clock, Workspace
from support.documents import DISK, every, post_at, with_actions

from app.domain.errors import NotFound
from app.domain.principal import LOCAL_OWNER, SYSTEM
from app.store.tables import Document, Postmortem, Revision
from app.usecases.documents import replace_text
from app.usecases.folders import documents_in, import_folder, incoming_files, suffix_of
from app.usecases.importing import Failed, Imported


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "content"
    (made / "2024").mkdir(parents=True)
    (made / "2024" / "disk.md").write_text(DISK)
    (made / "mail.txt").write_text("Mail is slow\n\nIt was.\n")
    return made


def bring_in(ws: Workspace, folder: Path) -> dict[str, str]:
    """Path -> outcome; what failed with its reason."""
    results = import_folder(ws, SYSTEM, folder)
    return {r.path: str(r.error) if isinstance(r, Failed) else r.outcome
            for r in results if isinstance(r, Failed)} | {
            r.document.path: r.outcome for r in results if isinstance(r, Imported)}  # fmt: skip


def test_every_document_below_the_folder_comes_in_once(ws: Workspace, folder: Path) -> None:
    assert bring_in(ws, folder) == {"2024/disk.md": "new", "mail.txt": "new"}
    assert bring_in(ws, folder) == {"2024/disk.md": "unchanged", "mail.txt": "unchanged"}
    assert {d.origin for d in every(ws.engine, Document)} == {"content"}


def test_progress_is_told_document_by_document(ws: Workspace, folder: Path) -> None:
    seen: list[Imported | Failed] = []
    assert import_folder(ws, SYSTEM, folder, done=seen.append) == seen
    assert len(seen) == 2


def test_only_visible_documents_inside_the_folder_are_looked_at(folder: Path, tmp_path: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "x.md").write_text("# no")
    (folder / ".hidden.md").write_text("# no")
    (folder / "picture.png").write_bytes(b"no")
    (folder / "UPPER.MD").write_text("# yes")
    (folder / "page.html.md.erb").write_text("# yes")
    (folder / "folder.md").mkdir()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("# no")
    (folder / "link.md").symlink_to(outside / "secret.md")
    (folder / "linked").symlink_to(outside)
    found = [p.relative_to(folder).as_posix() for p in documents_in(folder)]
    assert found == ["2024/disk.md", "UPPER.MD", "mail.txt", "page.html.md.erb"]


def test_a_vanished_file_is_marked_and_nothing_is_withdrawn(
    ws: Workspace, folder: Path, session: Session, clock: Clock
) -> None:
    bring_in(ws, folder)
    (folder / "mail.txt").unlink()
    clock.forward(days=1)
    bring_in(ws, folder)
    marks = {d.path: d.vanished_at for d in every(ws.engine, Document)}
    assert marks == {"2024/disk.md": None, "mail.txt": clock.at}
    assert post_at(session, "mail-is-slow").removed_in_revision is None
    clock.forward(days=1)
    bring_in(ws, folder)
    assert {d.vanished_at for d in every(ws.engine, Document)} == {None, marks["mail.txt"]}


def test_a_file_that_is_there_again_is_no_longer_marked(ws: Workspace, folder: Path) -> None:
    bring_in(ws, folder)
    text = (folder / "mail.txt").read_bytes()
    (folder / "mail.txt").unlink()
    bring_in(ws, folder)
    (folder / "mail.txt").write_bytes(text)
    assert bring_in(ws, folder)["mail.txt"] == "unchanged"
    assert {d.vanished_at for d in every(ws.engine, Document)} == {None}


def test_a_moved_file_keeps_its_record(ws: Workspace, folder: Path) -> None:
    bring_in(ws, folder)
    before = {p.slug: p.id for p in every(ws.engine, Postmortem)}
    (folder / "2024" / "disk.md").rename(folder / "2024-03-05-disk.md")
    assert bring_in(ws, folder)["2024-03-05-disk.md"] == "unchanged"
    assert {p.slug: p.id for p in every(ws.engine, Postmortem)} == before
    assert {(d.path, d.vanished_at) for d in every(ws.engine, Document)} == {
        ("2024-03-05-disk.md", None),
        ("mail.txt", None),
    }


def test_a_moved_file_that_was_edited_here_keeps_its_record_and_the_edit(
    ws: Workspace, folder: Path, session: Session
) -> None:
    bring_in(ws, folder)
    slug = "disk-full-on-db-01"
    edited = DISK.replace("half an hour", "an hour")
    replace_text(ws, LOCAL_OWNER, slug, edited, door="browser")
    (folder / "2024" / "disk.md").rename(folder / "moved.md")
    assert bring_in(ws, folder)["moved.md"] == "unchanged"
    assert post_at(session, slug).summary == "Writes failed for an hour."
    assert len(every(ws.engine, Document)) == 2


def test_a_copy_of_a_file_that_is_still_there_is_a_document_of_its_own(ws: Workspace, folder: Path) -> None:
    bring_in(ws, folder)
    (folder / "copy.md").write_text(DISK)
    assert bring_in(ws, folder)["copy.md"] == "new"


def test_a_file_moved_and_changed_is_known_by_its_explicit_id(ws: Workspace, folder: Path) -> None:
    text = DISK.replace("---\n", "---\nid: inc-7\n", 1)
    path = folder / "2024" / "disk.md"
    path.write_text(text)
    bring_in(ws, folder)
    path.unlink()
    (folder / "new.md").write_text(text.replace("half an hour", "an hour"))
    assert bring_in(ws, folder)["new.md"] == "changed"
    assert sorted(d.path for d in every(ws.engine, Document)) == ["mail.txt", "new.md"]


def test_two_files_that_swap_their_names_swap_their_texts(ws: Workspace, folder: Path) -> None:
    (folder / "a.md").write_text(with_actions("[ ] One", title="Alpha"))
    (folder / "b.md").write_text(with_actions("[ ] Two", title="Beta"))
    bring_in(ws, folder)
    (folder / "a.md").rename(folder / "c.md")
    (folder / "b.md").rename(folder / "a.md")
    (folder / "c.md").rename(folder / "b.md")
    outcomes = bring_in(ws, folder)
    assert (outcomes["a.md"], outcomes["b.md"]) == ("changed", "changed")
    assert len(every(ws.engine, Document)) == 4
    assert len(every(ws.engine, Revision)) == 6


def test_files_that_cannot_be_read_are_named_with_the_reason_and_the_rest_comes_in(
    ws: Workspace, folder: Path
) -> None:
    (folder / "binary.md").write_bytes(b"\0\1\2")
    (folder / "huge.md").write_bytes(b"x" * (1024 * 1024 + 5))
    os.close(os.open(os.fsencode(folder) + b"/bad\xff.md", os.O_CREAT))
    outcomes = bring_in(ws, folder)
    assert outcomes["2024/disk.md"] == "new"
    assert "NUL" in outcomes["binary.md"]
    assert "1,048,576" in outcomes["huge.md"]
    assert "not UTF-8" in next(v for k, v in outcomes.items() if "bad" in k)
    assert len(every(ws.engine, Document)) == 2


def test_a_file_gone_before_its_turn_and_a_path_too_long_to_keep_are_named(folder: Path) -> None:
    deep = folder.joinpath(*["d" * 200] * 5)
    deep.mkdir(parents=True)
    (deep / "x.md").write_text("# x")
    gone, long = incoming_files([folder / "gone.md", deep / "x.md"], folder, "content")
    assert isinstance(gone, Failed)
    assert "cannot be read: No such file" in str(gone.error)
    assert isinstance(long, Failed)
    assert "over 1,000 bytes" in str(long.error)


@pytest.mark.parametrize(
    ("path", "suffix"),
    [("a/b.HTML.md.erb", ".html.md.erb"), ("a.Md", ".md"), ("notes.txt", ".txt"), ("README", ".md")],
)
def test_the_ending_says_how_a_document_is_read(path: str, suffix: str) -> None:
    assert suffix_of(path) == suffix


def test_a_folder_that_is_not_there_is_not_found_and_marks_nothing(ws: Workspace, folder: Path) -> None:
    bring_in(ws, folder)
    with pytest.raises(NotFound, match="no folder"):
        import_folder(ws, SYSTEM, folder / "none")
    assert {d.vanished_at for d in every(ws.engine, Document)} == {None}
