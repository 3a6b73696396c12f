"""remind: what it says of who gets what and why, and why not."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from support.commands import call
from support.documents import every
from support.smtp import Inbox

from app.cli.remind import said
from app.config import load_settings
from app.domain.owed import Addressee, Owed, Rules
from app.domain.principal import LOCAL_OWNER
from app.domain.reminders import plan
from app.domain.vocabulary import ActionStatus
from app.runtime import open_runtime
from app.store.tables import Person
from app.usecases.actions import NewAction, create_action
from app.usecases.catalogue import PersonFields, edit_record

pytestmark = pytest.mark.usefixtures("imported")


def test_a_dry_run_says_who_gets_what_and_why_and_why_not() -> None:
    assert call("users", "add", "root", "--person", "Ada", "--email", "ada@example.org").status == 0
    keys = {r["text"].split()[0]: r["key"] for r in json.loads(call("actions", "list", "--json").out)}
    answer = call("remind", "--dry-run")
    assert answer.status == 0, answer.err
    first, *rest = answer.out.splitlines()
    assert first == "0 letters today"
    assert rest == [
        "",
        "Ada <ada@example.org> gets no letter",
        f"  - {keys['Save']}  too early: the first time is on 2030-04-24"
        "  | Save the running configuration every night",
        f"  - {keys['Write']}  done on its document's word  | Write down the neighbours of every router",
        "",
        "Bob gets no letter",
        f"  - {keys['Alert']}  it was overdue when its document came in, and nobody has taken it up here since"
        "  | Alert when saved and running configuration differ",
        "",
        "Nobody could be told of",
        f"  - {keys['Remove']}  proposed: nobody has committed to it  | Remove images older than a week",
    ]


def test_a_letter_is_shown_with_its_lines_and_hostile_wordings_harm_no_terminal() -> None:
    ann = Addressee(1, "Ann\x1b[2J", "ann@example.org")
    due = date(2030, 1, 31)
    text = "Audit\n" + "every database " * 9
    action = Owed("ACT-1", text, ActionStatus.OPEN, due, since=date(2029, 1, 1), owner=ann)
    lines = said(plan([action], due, Rules()))
    assert lines == [
        "1 letter today",
        "",
        "Ann [2J <ann@example.org> gets a letter",
        "  + ACT-1  due today  | " + ("Audit " + "every database " * 9)[:80] + "…",
    ]


def test_who_may_not_read_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_TOKEN", "aft_nonsense")
    answer = call("remind", "--dry-run")
    assert (answer.status, answer.out) == (2, "")


def test_letters_are_sent_and_logged(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = call("remind")
    assert (answer.status, answer.err) == (
        2,
        "aftercare: nothing is set up that sends letters: see AFTERCARE_SMTP_HOST, or look with --dry-run\n",
    )
    password = "never-to-be-seen"
    given = {"HOST": "127.0.0.1", "PORT": str(inbox.port), "SECURITY": "none", "PASSWORD": password}
    for name, value in given.items():
        monkeypatch.setenv(f"AFTERCARE_SMTP_{name}", value)
    monkeypatch.setenv("AFTERCARE_MAIL_FROM", "aftercare@example.org")
    overdue_for_long()
    answer = call("remind")
    assert (answer.status, answer.out) == (0, "1 letter written, 1 delivered\n")
    assert call("remind").out == "0 letters written, 0 delivered\n"
    head, row = (line.split("\t") for line in call("remind", "--log").out.splitlines())
    assert head[:4] == ["Day", "Person", "By", "To"]
    assert row[1:6] == ["Ada", "mail", "ada@example.org", "sent", "1"]
    seen = "".join(f"{call(*line)}" for line in (("doctor",), ("remind", "--log"), ("remind", "--dry-run")))
    assert "sent by mail through 127.0.0.1" in seen
    assert password not in seen


def overdue_for_long() -> None:
    """An action of Ada's, who has an address, promised a hundred days ago and due ninety days later."""
    runtime = open_runtime(load_settings(), lambda: datetime.now(UTC) - timedelta(days=100))
    [ada] = [p for p in every(runtime.engine, Person) if p.name == "Ada"]
    edit_record(runtime, LOCAL_OWNER, "person", ada.id, PersonFields(name="Ada", email="ada@example.org"))
    due = (datetime.now(UTC) - timedelta(days=10)).date()
    create_action(runtime, LOCAL_OWNER, NewAction(text="Add an alert", owner="Ada", due=due))
    runtime.close()
