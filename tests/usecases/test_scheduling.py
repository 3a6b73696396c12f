"""Work at set times: once for each, however many processes are up, and made up for where it was missed."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.commands import ROOT
from support.databases import Clock, Workspace
from support.documents import every

from app.store.tables import Job
from app.usecases.scheduling import LEASE, PAUSE, Task, run_due

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Work:
    """A task that counts how often it was done, and fails on demand."""

    def __init__(self, ws: Workspace, period: timedelta = DAY, offset: timedelta = 7 * HOUR) -> None:
        self.ws, self.times, self.fails = ws, 0, False
        self.task = Task("work", period, self._run, offset)

    def _run(self) -> None:
        if self.fails:
            raise OSError("no network")
        self.times += 1

    def look(self, holder: str = "one") -> bool:
        return run_due(self.ws, self.task, holder)


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (datetime(2030, 1, 31, 7, 0, tzinfo=UTC), datetime(2030, 1, 31, 7, 0, tzinfo=UTC)),
        (datetime(2030, 1, 31, 6, 59, tzinfo=UTC), datetime(2030, 1, 30, 7, 0, tzinfo=UTC)),
        (datetime(2030, 1, 31, 23, 0, tzinfo=UTC), datetime(2030, 1, 31, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_set_time_is_the_latest_that_has_come(now: datetime, last: datetime) -> None:
    assert Task("x", DAY, list, 7 * HOUR).last_set(now) == last


def test_it_is_done_once_for_each_set_time(ws: Workspace, clock: Clock) -> None:
    work = Work(ws)
    assert [work.look(), work.look("two"), work.look()] == [True, False, False]
    clock.forward(hours=20.9)
    assert not work.look()
    clock.forward(hours=0.1)
    assert work.look("two")
    assert work.times == 2


def test_what_was_missed_is_made_up_for_once(ws: Workspace, clock: Clock) -> None:
    work = Work(ws)
    work.look()
    clock.forward(days=12)
    assert [work.look(), work.look()] == [True, False]


def test_who_dies_at_it_is_replaced_after_a_while_and_cannot_say_that_it_was_done(
    ws: Workspace, clock: Clock
) -> None:
    work, slow = Work(ws), Work(ws)

    def dawdle() -> None:
        """While it is at it others wait, until it has taken so long that one takes over."""
        assert not work.look("two")
        clock.forward(seconds=LEASE.total_seconds())
        work.fails = True
        assert not work.look("two")

    assert run_due(ws, Task("work", DAY, dawdle, 7 * HOUR), "one")
    [job] = every(ws.engine, Job)
    assert job.done_for is None
    clock.forward(seconds=PAUSE.total_seconds())
    assert slow.look("three")
    assert every(ws.engine, Job)[0].holder is None


def test_what_fails_is_tried_again_after_a_pause(ws: Workspace, clock: Clock) -> None:
    work = Work(ws)
    work.fails = True
    assert not work.look()
    work.fails = False
    assert not work.look("two")
    clock.forward(seconds=PAUSE.total_seconds())
    assert work.look()
    assert work.times == 1


SCRIPT = """
import os, sys
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from app.store.engine import open_engine
from app.usecases.scheduling import Task, run_due
engine, hour = open_engine(sys.argv[1]), timedelta(hours=1)
for n in range(40):
    now = datetime(2030, 1, 1, tzinfo=UTC) + n * hour
    ws = SimpleNamespace(engine=engine, index=None, now=lambda: now)
    def run():
        with open(sys.argv[2], "a") as file:
            file.write(f"{n}\\n")
    run_due(ws, Task("race", hour, run), f"process {os.getpid()}")
"""


@pytest.mark.timeout(60)
def test_two_processes_do_it_once_for_each_set_time(database_url: str, tmp_path: Path) -> None:
    told = tmp_path / "told"
    command = [sys.executable, "-c", SCRIPT, database_url, str(told)]
    pair = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(process.communicate()[1].count("Traceback"), process.returncode) for process in pair] == [(0, 0)] * 2
    assert sorted(map(int, told.read_text().split())) == list(range(40))
