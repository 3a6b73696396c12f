"""lint on the command line: text, JSON, annotations, and an exit status for CI."""

import json
from pathlib import Path

import pytest
from support.commands import run

TEXT = "# Disk full\n\n## Action items\n\n- [ ] Add an alert for 90 %: soon, 50%, done\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "disk, full: it.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_each_finding_is_one_line_and_the_status_says_that_there_are_some(file: Path) -> None:
    answer = run("lint", str(file))
    assert answer.returncode == 1
    assert f"{file}:5: warning: nobody answers for “Add an alert" in answer.stdout
    assert "[action-without-owner]" in answer.stdout
    assert answer.stderr == ""


def test_json_for_programs(file: Path) -> None:
    found = json.loads(run("lint", "--format", "json", str(file)).stdout)
    assert {"source": str(file), "line": 5, "rule": "action-without-due", "level": "warning"}.items() <= found[
        -2
    ].items()


def test_annotations_escape_what_would_part_them(file: Path) -> None:
    lines = run("lint", "--format", "github", str(file)).stdout.splitlines()
    place = str(file).replace(":", "%3A").replace(",", "%2C")
    assert all(line.startswith(f"::warning file={place},line=") for line in lines)
    assert any("title=action-without-owner::" in line and "90 %25: soon" in line for line in lines)


def test_a_clean_file_is_silent_and_a_missing_one_is_status_2(tmp_path: Path) -> None:
    clean = tmp_path / "notice.md"
    clean.write_text("# Planned maintenance of the core router\n\nOn 2024-05-02 the router is replaced.\n")
    answer = run("lint", str(clean))
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    answer = run("lint", str(clean), str(tmp_path / "none.md"))
    assert answer.returncode == 2
    assert "none.md: No such file" in answer.stderr
