"""docs/worked-example.md is true: its commands are run as they stand there, each on its day and as its person.

A line `**2024-05-13, Mia …**` says when and by whom what follows is done. What stands under `sh` is run, what
stands under `text` is the whole of its output, and under `mail` the letter that a real mail server was handed; `…`
stands for anything within a line, and alone on a line for any lines.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from support.accounts import add, principal
from support.application import app_over
from support.commands import ROOT, call
from support.databases import Clock
from support.smtp import SENDER, Inbox

from app.cli import opening
from app.config import load_settings
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import Role, TokenKind, TokenScope
from app.runtime import Runtime, open_runtime
from app.store.action_items import find_action, history
from app.store.engine import reading
from app.usecases.catalogue import PersonFields, add_record
from app.usecases.tokens import NewToken, make_token

PAGE = ROOT / "docs" / "worked-example.md"
CAST = {"mia": (Role.MANAGER, "Mia Holm"), "ann": (Role.MANAGER, "Ann Lee"), "vera": (Role.MANAGER, "Vera Sand")}
MARK = re.compile(r"\*\*(\d{4}-\d{2}-\d{2}), (\w+)\b.*")
FENCE = re.compile(r"```(\w+)\n")


@pytest.fixture
def database_kind() -> str:
    """What the database has to do with it is tried by everything that it is made of."""
    return "sqlite"


@dataclass
class Stage:
    """The program on one database, with a clock that the page sets."""

    runtime: Runtime
    clock: Clock
    inbox: Inbox
    tokens: dict[str, str]
    setenv: Callable[[str, str], None]
    variables: dict[str, str] = field(default_factory=dict)
    read: int = 0

    def begin(self, day: str, name: str) -> None:
        self.clock.at = max(self.clock.at, datetime.fromisoformat(f"{day}T07:00:00").replace(tzinfo=UTC))
        self.variables["AFTERCARE_TOKEN"] = token = self.tokens[name.casefold()]
        self.setenv("AFTERCARE_TOKEN", token)

    def run(self, script: str) -> str:
        """What the commands print; heads.txt is the one file that they know."""
        said = []
        for line in script.replace("\\\n", " ").splitlines():
            expanded = re.sub(r"\$([A-Z_]+|\(tail[^)]*\))", self._value, line)
            command, _, kept = expanded.partition(" >> ")
            out = self._one(shlex.split(command))
            if kept:
                self.variables["(tail -n 1 heads.txt)"] = out.strip()
            said.append("" if kept else out)
        return "".join(said)

    def _value(self, found: re.Match[str]) -> str:
        return self.variables[found[1]]

    def _one(self, words: list[str]) -> str:
        self.clock.forward(minutes=1)
        if words[0] == "curl":
            return self._asked(words[1:])
        assert words[:3] == ["python", "-m", "app"], words
        answer = call(*words[3:])
        assert answer.status in (0, 1), answer.err
        return answer.out + answer.err

    def _asked(self, words: list[str]) -> str:
        given = dict(pairwise(words))
        headers = dict(words[i + 1].split(": ", 1) for i, word in enumerate(words) if word == "-H")
        (address,) = [word for word in words if word.startswith("http://")]
        client = TestClient(app_over(self.runtime), base_url="http://127.0.0.1:8000")
        answer = client.request(given.get("-X", "GET"), address, headers=headers, content=given.get("-d"))
        return answer.text + "\n"

    def mails(self) -> str:
        """The letters since the last time, one after another."""
        new, self.read = self.inbox.letters[self.read :], len(self.inbox.letters)
        return "\n".join(_shown(letter) for letter in new)


def _shown(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body
    lines = [line.rstrip() for line in body.get_content().splitlines()]
    return "\n".join([f"To: {letter['To']}", f"Subject: {letter['Subject']}", "", *lines, ""])


@pytest.fixture
def stage(runtime: Runtime, clock: Clock, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    clock.at = datetime(2024, 5, 13, 7, tzinfo=UTC)
    mail = {"HOST": "127.0.0.1", "PORT": str(inbox.port), "SECURITY": "none"}
    given = {f"SMTP_{name}": value for name, value in mail.items()} | {"MAIL_FROM": SENDER}
    own = runtime.settings
    given |= {"DATABASE_URL": own.database, "DATA_DIR": str(tmp_path), "SEARCH_DIR": str(own.search_dir)}
    for name, value in given.items():
        monkeypatch.setenv(f"AFTERCARE_{name}", value)
    monkeypatch.setattr(opening, "open_runtime", partial(open_runtime, now=clock))
    monkeypatch.chdir(ROOT)
    assert load_settings().outlets.any
    tokens = _cast(runtime)
    return Stage(runtime, clock, inbox, tokens, monkeypatch.setenv, {"CI_TOKEN": tokens["ci"]})


def _cast(runtime: Runtime) -> dict[str, str]:
    """Everybody's token, and the one of the CI."""
    for name, (role, person) in CAST.items():
        fields = PersonFields(name=person, email=f"{name}@example.org")
        add_record(runtime, LOCAL_OWNER, "person", fields)
        add(runtime, name, role, person)
    owners = {name: principal(runtime, name) for name in CAST}
    own = {"name": "laptop", "scopes": list(TokenScope), "days": 365}
    tokens = {name: make_token(runtime, who, NewToken(**own)).secret for name, who in owners.items()}
    ci = NewToken(kind=TokenKind.SERVICE, name="ci", owner="mia", scopes=[TokenScope.TARGETS], days=365)
    return tokens | {"ci": make_token(runtime, principal(runtime, "root"), ci).secret}


def parts(section: str) -> Iterator[tuple[str, str]]:
    """(`mark` | name of a fence, text) in the order of the page."""
    lines = iter(section.splitlines(keepends=True))
    for line in lines:
        if fence := FENCE.fullmatch(line):
            block = []
            while (inner := next(lines)) != "```\n":
                block.append(inner)
            yield fence[1], "".join(block)
        elif MARK.match(line):
            yield "mark", line


def matches(shown: str, said: str) -> bool:
    def pattern(line: str) -> str:
        return "(?:.*\n)*?" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + "\n"

    return re.fullmatch("".join(map(pattern, shown.splitlines())), said) is not None


def play(stage: Stage, title: str) -> None:
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f"\n## {title}\n")
    section, said, unread = rest.partition("\n## ")[0], "", ""
    for kind, text in parts(section):
        if kind == "mark":
            found = MARK.match(text)
            assert found
            stage.begin(found[1], found[2])
        elif kind == "sh":
            assert not unread, f"the page does not show the letter\n{unread}"
            said = stage.run(text)
            unread = stage.mails()
        else:
            real, unread = (unread, "") if kind == "mail" else (said, unread)
            assert matches(text, real), f"the page shows\n{text}\nand it is\n{real}"
    assert not unread, f"the page does not show the letter\n{unread}"


def told(stage: Stage, key: str) -> list[tuple[str, str, str, str | None]]:
    """When, by whom, what became what, and why, of every row of the action's history."""
    with reading(stage.runtime.engine) as session:
        action = find_action(session, principal(stage.runtime, "mia"), key)
        rows = history(session, action.id or 0)
        return [(f"{r.at:%m-%d}", r.actor.split()[0], f"{r.field}: {r.new}", r.why) for r in rows]


def test_the_audit_is_followed_to_a_closure_that_can_be_shown_and_stays_closed(stage: Stage) -> None:
    play(stage, "The audit that was done on a document's word")
    assert [letter["To"] for letter in stage.inbox.letters] == ["Ann Lee <ann@example.org>"] * 2
    rows = told(stage, "ACT-4")
    _, *moves = [row for row in rows if row[2].startswith("status")]
    new_one = "target “status-page” is to be done"
    assert moves == [
        ("05-13", "Mia", "status: open", "no list of applications was given"),
        ("06-05", "Ann", "status: in_progress", None),
        ("06-07", "Ann", "status: done", None),
        ("06-10", "Vera", "status: verified", None),
        ("09-09", "Mia", "status: open", new_one),
    ]
    reported = [row[2] for row in rows if row[1] == "ci"]
    assert [what.split()[2] for what in reported] == ["passed"] * 4 + ["failed", "passed"]
    assert [row for row in rows if row[2].startswith("closed_at")] == [
        ("06-07", "Ann", "closed_at: 2024-06-07T07:02:00+00:00", None),
        ("09-09", "Mia", "closed_at: None", new_one),
    ]


def test_three_machines_slip_twice_and_are_there_in_the_end(stage: Stage) -> None:
    play(stage, "Three virtual machines by the end of the week")
    told_of = [(letter["To"].split()[0], letter["Subject"]) for letter in stage.inbox.letters]
    assert told_of == [
        ("Ann", "1 action item: 1 due today"),
        ("Ann", "1 action item: 1 due today"),
        ("Ann", "1 action item: 1 overdue"),
        ("Ann", "1 action item: 1 overdue"),
        ("Mia", "1 action item: 1 escalated to you"),
    ]
    _, *rows = [row for row in told(stage, "ACT-6") if row[2].startswith(("status", "due"))]
    assert rows == [
        ("05-13", "Mia", "due: 2024-05-17", None),
        ("05-13", "Mia", "status: open", None),
        ("05-17", "Ann", "due: 2024-05-24", "the new host is not delivered yet"),
        ("05-24", "Ann", "due: 2024-05-31", "the host came without memory"),
        ("06-17", "Ann", "status: in_progress", None),
        ("06-17", "Ann", "status: done", None),
        ("06-18", "Vera", "status: verified", "signed in with one machine off"),
    ]


def test_an_answer_that_differs_from_the_page_is_noticed() -> None:
    assert matches("one … three\n…\nlast\n", "one two three\nfour\nfive\nlast\n")
    for said in ("one two\nlast\n", "one two three\nlast\nmore\n", "", "zero\none two three\nlast\n"):
        assert not matches("one … three\n…\nlast\n", said)
