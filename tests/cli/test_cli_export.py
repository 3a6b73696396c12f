"""export: what goes out, and comes in again as it was."""

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest
from support.commands import call, run

SLUG = "core-router-forgets-its-neighbours"


def test_one_postmortem_is_printed_as_it_stands(imported: Path) -> None:
    assert call("export", SLUG).out == (imported / "router.md").read_text()


def test_bytes_are_kept(content: Path, tmp_path: Path) -> None:
    (content / "router.md").write_bytes("# Gödel\r\n\r\n\ttext\x1b[0m \r\nlast".encode())
    call("import", str(content))
    answer = run("export", "godel")
    assert answer.returncode == 0
    call("export", "godel", "--output", str(tmp_path / "out.md"))
    assert (tmp_path / "out.md").read_bytes() == (content / "router.md").read_bytes()


def test_all_are_written_into_a_folder_that_imports_unchanged(
    imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (imported / "old.html").write_text("<h1>Mail queue stuck</h1><p>Mail waited for an hour.</p>")
    call("import", str(imported))
    folder = tmp_path / "a" / "backup"
    answer = call("export", "--output", str(folder))
    assert answer.err == f"3 files in {folder}\n"
    names = [
        "core-router-forgets-its-neighbours.md",
        "disk-of-the-build-server-fills-up.md",
        "mail-queue-stuck.html",
    ]
    assert sorted(path.name for path in folder.iterdir()) == names
    before = json.loads(call("export", "--format", "json").out)
    monkeypatch.setenv("AFTERCARE_DATA_DIR", str(tmp_path / "other"))
    call("import", str(folder))
    after = json.loads(call("export", "--format", "json").out)
    for one, other in zip(before, after, strict=True):
        for name in ("title", "kind", "severity", "started_at", "summary", "services", "sections"):
            assert one[name] == other[name]
        for name in ("timeline", "causes", "lessons"):
            assert one[name] == other[name]


@pytest.mark.usefixtures("imported")
def test_all_as_markdown_need_a_folder() -> None:
    answer = call("export")
    assert (answer.status, answer.out) == (2, "")
    assert "--output" in answer.err


@pytest.mark.usefixtures("imported")
def test_json_is_the_whole_record() -> None:
    record = json.loads(call("export", SLUG, "--format", "json").out)
    assert (record["slug"], record["severity"], record["services"]) == (SLUG, "sev2", ["Edge network"])
    assert [event["at"] for event in record["timeline"]] == [
        "2023-04-11T09:02Z",
        "2023-04-11T09:05Z",
        "2023-04-11T09:42Z",
    ]
    assert [cause["role"] for cause in record["causes"]] == ["root_cause"]
    assert [action["owner"] for action in record["actions"]] == ["Ada", "Bob", "Ada"]
    assert [action["overdue"] for action in record["actions"]] == [False, True, False]
    assert record["document"]["path"] == "router.md"
    everything = json.loads(call("export", "--format", "json").out)
    assert [one["slug"] for one in everything] == ["disk-of-the-build-server-fills-up", SLUG]
    assert everything[1] == record


def test_a_notice_is_exported_too(content: Path) -> None:
    (content / "notice.md").write_text("---\nkind: notice\n---\n# Prices rise\n\nFrom May on.\n")
    call("import", str(content))
    slugs = {one["slug"] for one in json.loads(call("export", "--format", "json").out)}
    assert "prices-rise" in slugs


def test_csv_has_the_action_items_and_no_formulas(content: Path) -> None:
    (content / "2024" / "disk.md").write_text(
        '---\nkind: incident\n---\n# Disk\n\n## Action items\n\n- [ ] =HYPERLINK("http://x"), "now"\n'
    )
    call("import", str(content))
    rows = list(csv.DictReader(io.StringIO(call("export", "--format", "csv").out)))
    assert len(rows) == 4
    texts = {row["text"] for row in rows}
    assert any(text.startswith("'=HYPERLINK(") for text in texts)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    of_one = list(csv.DictReader(io.StringIO(call("export", SLUG, "--format", "csv").out)))
    assert {row["postmortem"] for row in of_one} == {SLUG}
    assert len(of_one) == 3


@pytest.mark.usefixtures("imported")
def test_what_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for options in (["--output", str(tmp_path / "file" / "x")], [SLUG, "--output", str(tmp_path / "no" / "x.md")]):
        answer = call("export", *options)
        assert (answer.status, answer.out) == (1, "")
        assert answer.err.startswith(f"aftercare: {tmp_path}")
        assert answer.err.count("\n") == 1


@pytest.mark.usefixtures("imported")
def test_a_postmortem_that_is_not_there_is_one_sentence() -> None:
    answer = call("export", "nothing-here")
    assert (answer.status, answer.err) == (1, "aftercare: there is no postmortem at “nothing-here”\n")


def test_nothing_is_left_out_where_there_is_much(content: Path, tmp_path: Path) -> None:
    """More than one page of a list, of postmortems and of action items."""
    for n in range(101):
        (content / f"{n}.md").write_text(
            f"---\nkind: incident\n---\n# Outage {n}\n\n## Action items\n\n- [ ] Mend {n}\n"
        )
    call("import", str(content))
    assert call("export", "--output", str(tmp_path / "out")).err == f"103 files in {tmp_path / 'out'}\n"
    assert len(list((tmp_path / "out").iterdir())) == 103
    rows = list(csv.DictReader(io.StringIO(call("export", "--format", "csv").out)))
    assert len({row["key"] for row in rows}) == 105


def test_json_says_which_causes_an_action_answers(imported: Path) -> None:
    database = sqlite3.connect(imported.parent / "data" / "aftercare.db")
    with database:
        database.execute(
            "insert into action_cause (action_id, cause_id, origin)"
            " select a.id, c.id, 'confirmed' from action_item a, cause c where a.text like 'Save%'"
        )
    database.close()
    record = json.loads(call("export", SLUG, "--format", "json").out)
    assert [cause["actions"] for cause in record["causes"]] == [[record["actions"][0]["key"]]]
