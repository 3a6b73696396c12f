"""`python -m app extract`: one JSON array, the exit status, what goes to standard error, and a quick start."""

import json
import subprocess
import sys
from pathlib import Path

from app.cli.table import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
WORDS = """
source line kind title severity severity_raw status started_at detected_at mitigated_at resolved_at timezone
services teams authors tags summary impact detection resolution timeline causes lessons actions links sections
diagnostics unplaced
"""
KEYS = set(WORDS.split())


def extract(*files: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", "extract", *map(str, files)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_posts_stand_in_the_order_of_the_files(tmp_path: Path) -> None:
    one, two = tmp_path / "one.md", tmp_path / "two.txt"
    one.write_text("# Über outage\n\n## Timeline\n\n- 2024-05-01 10:00 UTC down\n", encoding="utf-8")
    two.write_text("Scheduled Maintenance\n\nSoon.\n", encoding="utf-8")
    run = extract(two, one)
    found = json.loads(run.stdout)
    assert (run.returncode, run.stderr) == (0, "")
    assert [(p["source"], p["title"], p["kind"]) for p in found] == [
        (str(two), "Scheduled Maintenance", "maintenance"),
        (str(one), "Über outage", "incident"),
    ]
    assert set(found[1]) == KEYS
    assert set(found[0]) == KEYS | {"window_start", "window_end"}
    assert found[1]["timeline"][0]["at"] == "2024-05-01T10:00Z"


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_printed(tmp_path: Path) -> None:
    good, bad, huge = tmp_path / "good.md", tmp_path / "bad.md", tmp_path / "huge.md"
    good.write_text("# Fine\n")
    bad.write_bytes(b"a\n\0")
    huge.write_bytes(b"a" * (1024 * 1024 + 1))
    run = extract(tmp_path / "missing.md", bad, good, huge, tmp_path)
    assert run.returncode == 1
    assert [p["title"] for p in json.loads(run.stdout)] == ["Fine"]
    lines = run.stderr.splitlines()
    assert [line.rsplit(": ", 1)[0].split(": ")[0] for line in lines] == [
        str(tmp_path / "missing.md"), str(bad), str(huge), str(tmp_path),
    ]  # fmt: skip
    assert "line 2" in lines[1]


def test_it_starts_without_the_database_and_the_server() -> None:
    code = (
        "import sys; from app.cli.table import build; build(['extract']); "
        "print([m for m in 'sqlmodel sqlalchemy fastapi pydantic whoosh'.split() if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_every_command_is_listed_with_its_help() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "app", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for command in COMMANDS:
        assert command.name in run.stdout


def test_an_ambiguous_zone_is_read_as_it_is_settled(tmp_path: Path) -> None:
    file = tmp_path / "one.md"
    file.write_text("# Outage\n\n## Timeline\n\n- 2024-05-01 10:00 IST down\n- 2024-05-01 11:00 BST up\n")
    run = extract("--zones", "IST=Asia/Kolkata", file)
    post = json.loads(run.stdout)[0]
    assert [e["at"] for e in post["timeline"]] == ["2024-05-01T10:00+05:30", "2024-05-01T11:00"]
    assert [d["code"] for d in post["diagnostics"]] == ["ambiguous-zone"]


def test_a_zone_that_cannot_be_settled_so_ends_the_command(tmp_path: Path) -> None:
    run = extract("--zones", "IST=India", tmp_path / "one.md")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("aftercare: AFTERCARE_ZONES: IST: India")
