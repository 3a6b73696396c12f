"""The command line as a whole: commands are listed without being loaded, start fast, end without a traceback."""

import contextlib
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.commands import ROOT, call, run

from app.cli.action_moves import VERBS
from app.cli.table import COMMANDS

NAMES = [command.name for command in COMMANDS]
HEAVY = ("sqlmodel", "sqlalchemy", "fastapi", "alembic", "whoosh", "tantivy", "uvicorn")


def loaded(*arguments: str) -> tuple[set[str], float]:
    """Which of the heavy parts a command loads, and how many seconds of processor it takes, start included."""
    script = (
        "import sys\nfrom app.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print(*(m for m in {HEAVY} if m in sys.modules), file=sys.stderr)"
    )
    before = os.times()
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    after = os.times()
    spent = after.children_user - before.children_user + after.children_system - before.children_system
    return set(done.stderr.split()), spent


def test_every_command_is_listed_without_being_loaded() -> None:
    answer = run("--help")
    assert answer.returncode == 0
    for command in COMMANDS:
        assert re.search(rf"\b{command.name}\s+{re.escape(command.help)}", answer.stdout)
    assert loaded("--help")[0] == set()


def test_extract_and_new_start_without_database_and_server(content: Path) -> None:
    assert loaded("extract", str(content / "router.md"))[0] == set()
    assert loaded("new", "Something")[0] == set()
    assert "sqlmodel" in loaded("actions", "list", "--help")[0]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_tells_how_it_is_used_with_an_example(name: str) -> None:
    answer = call(name, "--help")
    assert answer.status == 0
    subcommands = {
        "actions": ("list", "show", *VERBS, "expire", "ask-due", "targets"),
        "audit-log": ("head", "verify"),
        "duplicates": ("list", "merge", "separate", "not-duplicate", "doubt"),
        "users": ("add", "list", "disable", "enable", "role", "reset"),
    }
    if name == "actions":
        for verb in ("list", "add", "set", "remove", "re-audit"):
            assert f"actions targets ACT-12 {verb}" in call(name, "targets", "ACT-12", verb, "--help").out
    for told in [call(name, sub, "--help").out for sub in subcommands.get(name, ())] or [answer.out]:
        assert f"python -m app {name}" in told
        assert re.search(r"Examples?:", told)


def test_a_command_that_is_none_is_a_wrong_command_line() -> None:
    answer = run("impotr")
    assert answer.returncode == 2
    assert "No such command" in answer.stderr
    assert "import" in answer.stderr


def test_without_a_command_the_commands_are_listed() -> None:
    assert "doctor" in run().stdout


@pytest.mark.usefixtures("imported")
def test_a_reader_that_goes_away_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "export", "--format", "json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(30)


@pytest.mark.usefixtures("imported")
def test_bytes_that_are_no_text_are_refused_without_a_traceback() -> None:
    assert "Traceback" not in run("search", b"\xff").stderr
    for arguments in (
        ["search", "\udcff"],  # what Python makes of the byte FF
        ["actions", "list", "--owner", "\udcff"],
        ["actions", "show", "\udcff"],
        ["actions", "reopen", "ACT-1", "--reason", "\udcff"],
        ["actions", "supersede", "ACT-1", "\udcff"],
        ["export", "\udcff"],
        ["import", "\udcff"],
        ["extract", "\udcff"],
    ):
        answer = call(*arguments)
        assert answer.status in (1, 2), arguments
        assert answer.err.strip()


SEVERAL = """
import sys
from app.cli.action_moves import VERBS
from app.cli.table import build
for words in eval(sys.argv[1]):
    try:
        build(words)(words, prog_name="python -m app")
    except SystemExit:
        print("=====", flush=True)
"""


def on_a_terminal(*commands: list[str]) -> list[str]:
    """What a terminal of 100 columns gets to see of each command."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", SEVERAL, repr(commands)],
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        stdout=slave,
        stderr=slave,
        stdin=slave,
    )
    os.close(slave)
    seen = b""
    with contextlib.suppress(OSError):  # Linux's way to say that nobody writes any more
        while piece := os.read(master, 65536):
            seen += piece
    os.close(master)
    assert process.wait(30) == 0
    return seen.decode().split("=====")[:-1]


EVIL = (
    "---\nkind: incident\n---\n# Evil \x1b]0;owned\x07 \x9b2J title\n\n## Summary\n\n"
    "bad \x1b[2J\x9b31m\u202e words\n\n## Action items\n\n- [ ] Mend \x1b[8m it\n"
)
SLUG = "evil-0-owned-2j-title"
STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def test_a_terminal_gets_tables_and_bars_but_nothing_that_a_document_brings(content: Path) -> None:
    (content / "evil.md").write_text(EVIL)
    bar, *seen = on_a_terminal(
        ["import", str(content)],
        ["actions", "list"],
        ["search", "bad", "words"],
        ["actions", "show", "ACT-1"],
        ["actions", "list", "--json"],
        ["search", "evil", "--json"],
        *(["export", SLUG, "--format", name] for name in ("markdown", "json", "csv")),
    )
    assert len(seen) == 8
    assert "Importing" in bar
    assert "3 new" in bar
    assert "─" in seen[0]
    assert "Mend" in seen[0]
    assert STYLE.search(seen[1])
    for text in seen:
        left = STYLE.sub("", text)
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", left)
        assert "\x1b[2J" not in text
        assert "\x1b[8m" not in text


@pytest.mark.slow
def test_help_and_extract_start_fast(content: Path) -> None:
    """Processor seconds of the best of three, with room for a slow machine: about 0.2 and 0.3 are usual."""
    assert min(loaded("--help")[1] for _ in range(3)) < 0.5
    assert min(loaded("extract", str(content / "router.md"))[1] for _ in range(3)) < 1.0
