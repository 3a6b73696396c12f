"""import, killed in the middle: each document is whole or not there, and the next run finishes the rest."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from support.commands import ROOT, call

DOCUMENTS = 90  # more than the index takes at once
#: Of each document: events, causes, action items, lessons.
FACTS = (3, 1, 2, 1)
TEXT = """# Cache {n} forgets its keys

Severity: SEV3

## Summary

The cache number {n} lost its keys, and the pages behind it were slow: zebra{n} was the word of the day.

## Timeline

- 2024-05-01 09:58 UTC Cache {n} restarts.
- 2024-05-01 10:04 UTC The pager goes off.
- 2024-05-01 10:30 UTC The keys are back.

## Root cause

The snapshot of cache {n} was empty.

## Lessons learned

### What went well

- The pager went off within minutes.

## Action items

- [ ] Look into the snapshot of cache {n} every night (@ada, due 2030-05-01)
- [x] Restart cache {n} with its snapshot (@bob)
"""


@pytest.fixture
def folder(content: Path) -> Path:
    for path in content.rglob("*.md"):
        path.unlink()
    for n in range(DOCUMENTS):
        (content / f"{n:02}.md").write_text(TEXT.format(n=n))
    return content


def ask(folder: Path, query: str) -> list[tuple[int, ...]]:
    with closing(sqlite3.connect(f"file:{folder.parent}/data/aftercare.db?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


def count(folder: Path, table: str) -> int:
    """Rows of the table; none while there is no such table yet."""
    try:
        return ask(folder, f"select count(*) from {table}")[0][0]
    except sqlite3.OperationalError:
        return 0


def kill_when(folder: Path, reached: Callable[[], bool]) -> None:
    """Start an import and end it, without a word of warning, at this moment."""
    command = [sys.executable, "-m", "app", "import", str(folder)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=quiet, stderr=quiet
    ) as process:
        while not reached():
            assert process.poll() is None, "it ended before it could be killed"
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


def torn(folder: Path) -> list[tuple[int, ...]]:
    """Documents that are there in part: a fact, a revision, a history or a change for search is missing."""

    def facts(table: str) -> str:
        return f"(select count(*) from {table} x where x.postmortem_id = p.id)"

    history = "(select count(*) from action_event e join action_item a on a.id = e.action_id"
    history += " where a.postmortem_id = p.id)"
    events, causes, actions, lessons = FACTS
    return ask(
        folder,
        f"""select d.id, p.id from document d
        left join postmortem p on p.document_id = d.id
        left join revision r on r.document_id = d.id and r.number = d.head
        where p.id is null or r.id is null or d.head != 1 or length(r.sha256) != 64
        or {facts("timeline_event")} != {events} or {facts("cause")} != {causes}
        or {facts("action_item")} != {actions} or {facts("lesson")} != {lessons}
        or {history} < {actions} or {facts("search_change")} < 1""",
    )


@pytest.mark.timeout(120)
def test_a_killed_import_leaves_whole_documents_and_the_next_run_finishes_the_rest(folder: Path) -> None:
    index = folder.parent / "index"
    moments: list[Callable[[], bool]] = [
        lambda: count(folder, "document") > 0,
        lambda: count(folder, "document") > 25,
        lambda: any(index.rglob("*.trm")),
    ]
    stood = -1
    for moment in moments:
        kill_when(folder, moment)
        assert torn(folder) == []
        stood, before = count(folder, "document"), stood
        assert before <= stood < DOCUMENTS
        assert call("doctor").status == 0
    assert stood > 25
    finished = call("import", str(folder))
    told = f"{DOCUMENTS - stood} new, 0 changed, {stood} unchanged, 0 conflict, 0 failed"
    assert finished.out.splitlines()[0] == told
    assert torn(folder) == []
    assert count(folder, "document") == count(folder, "postmortem") == count(folder, "revision") == DOCUMENTS
    for n in (0, stood - 1, stood, DOCUMENTS - 1):
        assert f"Cache {n} forgets its keys" in call("search", f"zebra{n}").out
    assert "in step with the database: 90 postmortems" in call("doctor").out
    with sqlite3.connect(folder.parent / "data" / "aftercare.db") as database:
        database.execute("delete from lesson where id = 1")
    database.close()
    assert len(torn(folder)) == 1  # so that it would have been seen
