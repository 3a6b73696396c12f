"""remind: what it says of who gets what and why, and why not."""

import json
from datetime import date

import pytest
from support.commands import call

from app.cli.remind import said
from app.domain.owed import Addressee, Owed, Rules
from app.domain.reminders import plan
from app.domain.vocabulary import ActionStatus

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
