"""Work at set times, done once for each of them, however many processes are up.

A row in the database says for which set time a task was last done, and who does it now, until when at the latest.
A set time that passed while nothing ran is made up for at the next look, once, however many were missed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from app.store.engine import reading, writing
from app.store.tables import Job
from app.usecases.workspace import Workspace

#: After this time whoever was at it is taken to have died.
LEASE = timedelta(minutes=15)
#: What failed is tried again after this time.
PAUSE = timedelta(minutes=5)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Task:
    """`run` is done every `period`, `offset` after midnight UTC. It may be done again where its process dies."""

    name: str
    period: timedelta
    run: Callable[[], object]
    offset: timedelta = timedelta()

    def last_set(self, now: datetime) -> datetime:
        """The latest set time that is not in the future."""
        start = _EPOCH + self.offset
        return start + (now - start) // self.period * self.period


def run_due(ws: Workspace, task: Task, holder: str) -> bool:
    """Do the task where its time has come and nobody else does it; says whether it was done.

    `holder` is a name that no other process has. Errors of the task are logged, and it is tried again after a
    pause.
    """
    set_time = task.last_set(ws.now())
    if not _wanted(ws, task, set_time) or not _lease(ws, task, holder, set_time):
        return False
    try:
        task.run()
    except Exception:  # whatever it is: the next task, and the next time, must come
        log.exception("task-failed", task=task.name)
        _end(ws, task, holder, None)
        return False
    _end(ws, task, holder, set_time)
    log.info("task-done", task=task.name, set_time=set_time.isoformat())
    return True


def _wanted(ws: Workspace, task: Task, set_time: datetime) -> bool:
    """A look that takes no lock: nearly always there is nothing to do."""
    with reading(ws.engine) as session:
        job = session.get(Job, task.name)
        return job is None or _is_free(job, set_time, ws.now())


def _lease(ws: Workspace, task: Task, holder: str, set_time: datetime) -> bool:
    now = ws.now()
    with writing(ws.engine) as session:
        job = session.get(Job, task.name) or Job(name=task.name)
        free = _is_free(job, set_time, now)
        if free:
            job.holder, job.leased_until = holder, now + LEASE
            session.add(job)
    return free


def _is_free(job: Job, set_time: datetime, now: datetime) -> bool:
    done = job.done_for is not None and job.done_for >= set_time
    return not done and (job.leased_until is None or job.leased_until <= now)


def _end(ws: Workspace, task: Task, holder: str, done_for: datetime | None) -> None:
    """Give the lease back; one that another has taken over meanwhile is his. None: it failed."""
    with writing(ws.engine) as session:
        job = session.get_one(Job, task.name)
        if job.holder == holder:
            job.holder = None
            job.leased_until = ws.now() + PAUSE if done_for is None else None
            job.done_for = done_for or job.done_for
            session.add(job)
