"""audit-log: a head to keep, and what it proves later."""

import sqlite3
from pathlib import Path

import pytest
from support.commands import call

pytestmark = pytest.mark.usefixtures("imported")


def test_a_kept_head_proves_that_nothing_was_changed(content: Path) -> None:
    kept = call("audit-log", "head").out
    rows = int(kept.partition(":")[0])
    assert rows > 0
    answer = call("audit-log", "verify", "--head", kept)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out == (
        f"{rows} rows, each seals the one before; nothing up to row {rows} was changed or removed since that head "
        "was kept\n"
    )
    assert content.is_dir()


def test_without_a_head_only_the_chain_is_read() -> None:
    answer = call("audit-log", "verify")
    assert answer.status == 0
    assert answer.out.endswith("rows, each seals the one before\n")


def test_what_was_taken_off_the_end_is_named(imported: Path) -> None:
    kept = call("audit-log", "head").out
    rows = int(kept.partition(":")[0])
    with sqlite3.connect(imported.parent / "data" / "aftercare.db") as database:
        database.execute("DELETE FROM action_event WHERE seq = ?", (rows,))
    assert call("audit-log", "verify").status == 0
    answer = call("audit-log", "verify", "--head", kept)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err == (
        f"row {rows} is missing, and all after it up to {rows} (rows 1 to {rows - 1} seal each other)\n"
    )


def test_what_is_no_head_is_one_sentence() -> None:
    answer = call("audit-log", "verify", "--head", "yesterday")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("aftercare: a head is a number, a colon")
