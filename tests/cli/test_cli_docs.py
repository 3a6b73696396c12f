"""The documentation of the command line is what the commands do."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.commands import ROOT

from app.cli.table import COMMANDS

BLOCK = re.compile(r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```)?", re.DOTALL | re.MULTILINE)


def test_the_reference_is_what_help_prints() -> None:
    made = subprocess.run(
        [sys.executable, "scripts/cli_reference.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert made.stdout == (ROOT / "docs" / "cli.md").read_text(), "python scripts/cli_reference.py > docs/cli.md"
    for command in COMMANDS:
        assert f"\n## {command.name}\n" in made.stdout


def shell(script: str, folder: Path) -> str:
    command = script.replace(".venv/bin/python", sys.executable)
    done = subprocess.run(
        ["bash", "-euc", command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_the_first_steps_can_be_taken_as_they_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of their own, beside which nothing is imported yet, with the default settings."""
    for name in ("AFTERCARE_CONTENT_DIR", "AFTERCARE_DATA_DIR", "AFTERCARE_SEARCH_DIR"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    (home / "postmortems").mkdir(parents=True)
    steps = BLOCK.findall((ROOT / "docs" / "getting-started.md").read_text())
    assert len(steps) > 8
    for script, shown in steps:
        if script.startswith("make "):
            continue
        said = shell(script, home)
        for line in shown.splitlines():
            pattern = ".*".join(re.escape(part) for part in line.split("…"))
            assert re.search(f"^{pattern}", said, re.MULTILINE), f"{line!r} not in {said!r}"


@pytest.mark.parametrize("path", ["README.md", "docs/operations.md", "docs/getting-started.md"])
def test_every_command_that_is_named_exists(path: str) -> None:
    named = set(re.findall(r"python -m app ([a-z-]+)", (ROOT / path).read_text()))
    assert named
    assert named <= {command.name for command in COMMANDS}
