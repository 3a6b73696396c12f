"""What runs by itself beside the server: reminders, and what runs out."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from secrets import token_hex

import structlog

from app.domain.principal import SYSTEM
from app.runtime import Runtime
from app.usecases.expiries import settle_expiries
from app.usecases.reminding import deliver, remind
from app.usecases.repeats import forget_old
from app.usecases.scheduling import Task, run_due
from app.usecases.target_checks import ask_due

#: Seconds between two looks at what is to be done.
LOOK = 20.0
log = structlog.get_logger()


@contextmanager
def scheduled(runtime: Runtime) -> Iterator[None]:
    """Do every task when its time comes, in a thread of its own, until the block ends."""
    stop = threading.Event()
    thread = threading.Thread(target=_follow, args=(runtime, stop), name="scheduled", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def tasks_of(runtime: Runtime) -> list[Task]:
    """Reminders are among them only where there is something to send them by, checks where hosts are listed."""
    settings = runtime.settings
    day, outlets, rules = timedelta(days=1), settings.outlets, settings.reminders
    tasks = [Task("expiries", timedelta(hours=1), lambda: _expire(runtime))]
    if settings.check_hosts:
        tasks.append(Task("checks", timedelta(minutes=15), lambda: ask_due(runtime, settings.reach)))
    if outlets.any:
        at = settings.remind_after_midnight
        tasks.append(Task("reminders", day, lambda: remind(runtime, SYSTEM, rules, outlets), at))
    return tasks


def _expire(runtime: Runtime) -> None:
    settle_expiries(runtime, SYSTEM)
    forget_old(runtime)


def look(runtime: Runtime, tasks: list[Task], holder: str) -> list[str]:
    """Do what is to be done now, and try again what could not be delivered; gives the names of the tasks done."""
    done = [task.name for task in tasks if run_due(runtime, task, holder)]
    deliver(runtime, runtime.settings.outlets)
    return done


def _follow(runtime: Runtime, stop: threading.Event) -> None:
    tasks = tasks_of(runtime)
    holder = f"{socket.gethostname()[:60]}:{os.getpid()}:{token_hex(4)}"
    while not stop.is_set():
        try:
            look(runtime, tasks, holder)
        except Exception:  # a bad moment (the database busy or away) must not end it all
            log.exception("schedule-failed")
        stop.wait(LOOK)
