"""What runs beside the server: reminders on their day, once, and not at all where nothing sends them."""

from dataclasses import replace

import pytest
from support.databases import Clock
from support.receiver import Receiver
from support.smtp import Inbox

from app.config import Settings
from app.domain.checks import Check
from app.domain.principal import LOCAL_OWNER
from app.runtime import Runtime
from app.scheduled import look, scheduled, tasks_of
from app.usecases.actions import NewAction, create_action
from app.usecases.catalogue import PersonFields, add_record
from app.usecases.target_checks import set_check
from app.usecases.targets import add_targets


@pytest.fixture
def database_kind() -> str:
    """What the database has to do with it is tried in the use case's tests."""
    return "sqlite"


def by_mail(runtime: Runtime, inbox: Inbox, **other: object) -> Runtime:
    mail = {
        "smtp_host": "127.0.0.1",
        "smtp_port": inbox.port,
        "smtp_security": "none",
        "mail_from": "a@example.org",
    }
    given = runtime.settings.model_dump() | mail | other
    return replace(runtime, settings=Settings(**given))


def promise(runtime: Runtime) -> None:
    add_record(runtime, LOCAL_OWNER, "person", PersonFields(name="Ann", email="ann@example.org"))
    create_action(runtime, LOCAL_OWNER, NewAction(text="Add an alert", owner="Ann", due="2024-05-04"))


def test_reminders_go_out_on_their_day_and_once(runtime: Runtime, inbox: Inbox, clock: Clock) -> None:
    promise(runtime)
    running = by_mail(runtime, inbox, remind_at="12:00")
    tasks = tasks_of(running)
    assert look(running, tasks, "one") == ["expiries", "reminders"]
    assert inbox.letters == []
    clock.forward(days=3)  # at ten in the morning
    assert look(running, tasks, "one") == ["expiries", "reminders"]  # of the day before
    assert len(inbox.letters) == 1
    clock.forward(hours=2)
    assert look(running, tasks, "one") == ["expiries", "reminders"]
    assert len(inbox.letters) == 1


def test_a_letter_that_failed_is_sent_by_a_later_look(runtime: Runtime, inbox: Inbox, clock: Clock) -> None:
    promise(runtime)
    clock.forward(days=3)
    inbox.refusals["ann@example.org"] = "451 come again"
    running = by_mail(runtime, inbox)
    look(running, tasks_of(running), "one")
    inbox.refusals.clear()
    clock.forward(minutes=1)
    assert look(running, tasks_of(running), "one") == []
    assert len(inbox.letters) == 1


def test_addresses_are_asked_once_however_many_look(runtime: Runtime, receiver: Receiver, clock: Clock) -> None:
    promise(runtime)
    add_targets(runtime, LOCAL_OWNER, "ACT-1", ["identity"])
    hosts = {"check_hosts": [f"localhost:{receiver.port}"], "outbound_hosts": ["localhost"]}
    running = replace(runtime, settings=Settings(**runtime.settings.model_dump() | hosts))
    check = Check(f"http://localhost:{receiver.port}/", 204)
    set_check(running, LOCAL_OWNER, running.settings.reach, "ACT-1", "identity", check)
    assert look(running, tasks_of(running), "one") == ["expiries", "checks"]
    assert look(running, tasks_of(running), "two") == []
    assert len(receiver.taken) == 1
    clock.forward(days=1)
    assert look(running, tasks_of(running), "two") == ["expiries", "checks"]
    assert len(receiver.taken) == 2


def test_without_a_mail_server_nothing_is_written(runtime: Runtime) -> None:
    assert [task.name for task in tasks_of(runtime)] == ["expiries"]
    with scheduled(runtime):
        pass
