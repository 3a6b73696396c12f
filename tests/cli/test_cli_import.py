"""import: files and folders come in, once each, and what would happen is told beforehand."""

import json
import os
import sqlite3
import zipfile
from pathlib import Path

import pytest
from support.commands import call, run

from app.usecases.folders import incoming_files
from app.usecases.importing import Failed, Incoming


def documents(content: Path) -> list[tuple[str, str]]:
    database = sqlite3.connect(content.parent / "data" / "aftercare.db")
    try:
        return sorted(database.execute("select origin, path from document where vanished_at is null"))
    finally:
        database.close()


def test_a_folder_is_imported_and_then_unchanged(content: Path) -> None:
    first = call("import", str(content))
    assert (first.status, first.out) == (0, "2 new, 0 changed, 0 unchanged, 0 conflict, 0 failed\n")
    again = call("import", str(content))
    assert again.out == "0 new, 0 changed, 2 unchanged, 0 conflict, 0 failed\n"
    assert documents(content) == [("content", "2024/disk.md"), ("content", "router.md")]


def test_files_and_folders_inside_the_content_folder_keep_their_place_in_it(content: Path) -> None:
    call("import", str(content / "2024"), str(content / "router.md"))
    assert documents(content) == [("content", "2024/disk.md"), ("content", "router.md")]
    assert call("import", str(content)).out == "0 new, 0 changed, 2 unchanged, 0 conflict, 0 failed\n"


def test_importing_a_part_of_the_content_folder_marks_nothing_else_as_gone(imported: Path) -> None:
    call("import", str(imported / "2024"))
    assert len(documents(imported)) == 2


def test_a_file_gone_from_the_content_folder_is_marked(imported: Path) -> None:
    (imported / "router.md").unlink()
    call("import", str(imported))
    assert documents(imported) == [("content", "2024/disk.md")]


def test_a_file_elsewhere_is_known_by_its_absolute_path(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiki = tmp_path / "wiki"
    wiki.mkdir()
    (content / "router.md").rename(wiki / "router.md")
    (wiki / "link.md").symlink_to(wiki / "router.md")
    monkeypatch.chdir(wiki)
    answer = call("import", "router.md", "../wiki/router.md", "link.md", str(wiki))
    assert answer.out == "1 new, 0 changed, 0 unchanged, 0 conflict, 0 failed\n"
    assert documents(content) == [("file", (wiki / "router.md").as_posix())]


def test_a_document_of_an_odd_name_in_the_content_folder_does_not_vanish_with_the_next_import(
    content: Path,
) -> None:
    (content / "router.md").rename(content / "router.notes")
    call("import", str(content / "router.notes"))
    call("import", str(content))
    assert documents(content) == [("content", "2024/disk.md"), ("file", str(content / "router.notes"))]


def test_what_cannot_be_read_is_named_with_its_reason_and_the_rest_is_imported(content: Path) -> None:
    (content / "big.md").write_text("# Big\n\n" + "much " * 300_000)
    (content / "bad.md").write_text("---\na: &x [1]\nb: *x\n---\n# Bad\n")
    answer = call("import", str(content), "nowhere.md", "/dev/null")
    assert answer.status == 1
    assert answer.out == "2 new, 0 changed, 0 unchanged, 0 conflict, 4 failed\n"
    assert "failed: nowhere.md: there is no such file or folder\n" in answer.err
    assert "failed: /dev/null: neither a file nor a folder\n" in answer.err
    assert "failed: bad.md: line " in answer.err
    assert "failed: big.md: " in answer.err


def test_without_a_path_the_command_line_is_wrong() -> None:
    assert call("import").status == 2


def test_a_dry_run_tells_what_would_happen_and_stores_nothing(content: Path) -> None:
    answer = call("import", "--dry-run", str(content))
    assert answer.status == 0
    assert (
        "new: router.md: incident “Core router forgets its neighbours” (timeline 3, causes 1, actions 3, "
        in answer.out
    )
    assert answer.out.endswith("Nothing stored; it would be: 2 new, 0 changed, 0 unchanged, 0 conflict, 0 failed\n")
    assert documents(content) == []


def test_a_dry_run_says_what_the_import_then_does(imported: Path) -> None:
    (imported / "2024" / "disk.md").rename(imported / "moved.md")
    (imported / "router.md").write_text("# Core router forgets its neighbours\n\nAnother text.\n")
    (imported / "bad.md").write_text("---\na: &x [1]\n---\n# Bad\n")
    foretold = call("import", "--dry-run", str(imported))
    assert len(documents(imported)) == 2
    done = call("import", str(imported))
    assert done.out == "0 new, 1 changed, 0 unchanged, 0 conflict, 1 failed, 1 moved\n"
    assert "moved: moved.md (before: 2024/disk.md): incident “Disk of the build server fills up”" in foretold.out
    assert "changed: router.md: " in foretold.out
    assert "postmortems: 1 changed; events: 3 gone; causes: 1 gone; actions: 3 gone\n" in foretold.out
    assert foretold.out.endswith(done.out)
    assert (foretold.status, foretold.err) == (done.status, done.err)


def test_an_edit_made_here_and_a_changed_file_are_told_as_a_conflict(imported: Path) -> None:
    database = sqlite3.connect(imported.parent / "data" / "aftercare.db")
    with database:
        database.execute(
            "insert into revision (document_id, number, data, encoding, sha256, door, author, at, report)"
            " select document_id, 2, data, encoding, 'edited', 'browser', author, at, report from revision"
            " join document on document.id = document_id where path = 'router.md'"
        )
        database.execute("update document set head = 2 where path = 'router.md'")
    database.close()
    (imported / "router.md").write_text("# Core router forgets its neighbours\n\nAnother text.\n")
    answer = call("import", str(imported))
    assert answer.status == 0
    assert answer.out.startswith("conflict: router.md: edited here and changed in the file")
    assert answer.out.endswith("0 new, 0 changed, 1 unchanged, 1 conflict, 0 failed\n")


def test_an_empty_folder_is_nothing_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    answer = call("import", str(tmp_path / "empty"))
    assert (answer.status, answer.out) == (0, "0 new, 0 changed, 0 unchanged, 0 conflict, 0 failed\n")


def test_a_name_that_is_no_text_is_a_failure_not_a_crash(content: Path) -> None:
    name = os.fsencode(content) + b"/caf\xe9.md"
    with open(name, "w") as file:
        file.write("# Café\n")
    answer = run("import", str(content))
    assert answer.returncode == 1
    assert answer.stdout == "2 new, 0 changed, 0 unchanged, 0 conflict, 1 failed\n"
    assert answer.stderr.endswith("caf\ufffd.md: its name is not UTF-8: rename it\n")
    assert "Traceback" not in answer.stderr


def test_control_characters_of_a_title_do_not_reach_the_terminal(content: Path) -> None:
    (content / "router.md").write_text("# Gone \x1b[31mred\x9b2J\u202e mad\n\ntext\n")
    answer = call("import", "--dry-run", str(content / "router.md"))
    assert all(c.isprintable() or c == "\n" for c in answer.out)
    assert "Gone [31mred 2J mad" in answer.out.replace("  ", " ")


def test_an_archive_is_imported_and_its_newer_edition_updates_it(content: Path, tmp_path: Path) -> None:
    wiki = tmp_path / "wiki.zip"
    with zipfile.ZipFile(wiki, "w") as archive:
        archive.write(content / "router.md", "notes/router.md")
        archive.writestr("notes/picture.png", b"no document")
    assert call("import", str(wiki)).out == "1 new, 0 changed, 0 unchanged, 0 conflict, 0 failed\n"
    with zipfile.ZipFile(wiki, "a") as archive:
        archive.write(content / "2024" / "disk.md", "disk.md")
    assert call("import", str(wiki)).out == "1 new, 0 changed, 1 unchanged, 0 conflict, 0 failed\n"
    assert documents(content) == [("zip", f"{wiki}/disk.md"), ("zip", f"{wiki}/notes/router.md")]


def test_a_hostile_archive_is_refused_with_its_entry_and_the_reason(content: Path, tmp_path: Path) -> None:
    wiki = tmp_path / "wiki.zip"
    with zipfile.ZipFile(wiki, "w") as archive:
        archive.write(content / "router.md", "router.md")
        archive.writestr("../../etc/cron.d/x.md", "# X\n")
    for options in ([], ["--dry-run"]):
        answer = call("import", *options, str(wiki))
        assert answer.status == 1
        assert answer.err == f"failed: {wiki}: “../../etc/cron.d/x.md” leads out of the archive\n"
    assert documents(content) == []


FEED = """<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:feed</id>
<entry><id>urn:1</id><title>Mail is late</title><content>It is.</content></entry>
<entry><id>urn:2</id><title>Mail is lost</title><link href="https://status.example/2"/></entry>
<entry><id>urn:1</id><title>Mail is late again</title></entry><entry><title>Nameless</title></entry></feed>"""


def test_entries_of_a_feed_are_documents_that_its_newer_edition_updates(content: Path, tmp_path: Path) -> None:
    feed = tmp_path / "history.atom"
    feed.write_text(FEED)
    answer = call("import", str(feed))
    assert (answer.status, answer.out) == (1, "2 new, 0 changed, 0 unchanged, 0 conflict, 2 failed\n")
    assert answer.err == (
        f"failed: {feed}, entry 3: another entry before it has its id, urn:1\n"
        f"failed: {feed}, entry 4: it has neither an id nor a link to be known by\n"
    )
    assert documents(content) == [("feed", "urn:1.html"), ("feed", "urn:2.html")]
    newer = tmp_path / "elsewhere.xml"
    newer.write_text(FEED.replace("It is.", "It was.").replace("urn:2", f"urn:3{'x' * 2000}"))
    answer = call("import", str(newer))  # what has another id, and the same link, looks like what is known
    assert answer.out.startswith(
        "1 new, 1 changed, 0 unchanged, 0 conflict, 2 failed\nlook like one: “Mail is lost”"
    )
    assert len(documents(content)) == 3


def test_a_file_that_only_looks_like_a_feed_is_refused(content: Path, tmp_path: Path) -> None:
    (tmp_path / "pom.xml").write_text("<project/>")
    answer = call("import", str(tmp_path / "pom.xml"), str(tmp_path / "none.rss"))
    assert answer.status == 1
    assert "failed: " + str(tmp_path / "pom.xml") + ": “project” is the outermost element: neither" in answer.err
    assert documents(content) == []


def test_extract_reads_the_same_files_without_storing(content: Path) -> None:
    answer = call("extract", str(content / "router.md"))
    assert [post["title"] for post in json.loads(answer.out)] == ["Core router forgets its neighbours"]
    assert not (content.parent / "data").exists()


def test_paths_that_no_system_or_database_takes_are_failures(content: Path) -> None:
    deep = content.joinpath(*(letter * 200 for letter in "abcdef"))
    deep.mkdir(parents=True)
    (deep / "late.md").write_text("# Late\n")
    answer = call("import", str(content), "x" * 300)
    assert answer.out == "2 new, 0 changed, 0 unchanged, 0 conflict, 2 failed\n"
    assert "its path is over 1,000 bytes long" in answer.err
    assert f"failed: {'x' * 300}: cannot be read: File name too long" in answer.err
    assert call("import", "--dry-run", str(deep)).status == 1


def test_a_file_that_is_gone_when_its_turn_comes_is_a_failure(content: Path) -> None:
    files = incoming_files([content / "router.md", content / "gone.md"], content, "content")
    first, second = files
    assert isinstance(first, Incoming)
    assert isinstance(second, Failed)
    assert str(second.error) == "cannot be read: No such file or directory"


def test_a_folder_that_is_not_there_is_not_taken_for_an_empty_one(content: Path) -> None:
    (content / "router.md").unlink()
    answer = call("import", str(content / "none"))
    assert (answer.status, answer.out) == (1, "0 new, 0 changed, 0 unchanged, 0 conflict, 1 failed\n")


def test_a_report_names_the_line_of_each_diagnostic_passage_and_doubtful_fact(content: Path) -> None:
    draft = content / "draft.md"
    draft.write_text(
        "# Mail is late\n\n## Timeline\n\n- 10:00 IST the queue grows\n\n## Thoughts\n\nNobody knew whom to ask.\n"
        "\n## What happened\n\nThe disk was full because nobody rotated logs.\n",
        encoding="utf-8",
    )
    for options in (["--dry-run"], [], []):  # also of one that is known and unchanged
        out = call("import", "--report", *options, str(draft)).out
        assert "draft.md:5: ambiguous-zone: IST may be" in out
        assert "draft.md:9: unplaced: Nobody knew whom to ask.\n" in out
        assert "draft.md:13: doubtful: cause “" in out
    assert "ambiguous-zone" not in call("import", str(draft)).out
