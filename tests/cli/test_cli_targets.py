"""actions targets: what an action is to be done for, from the command line; and what time opens again."""

import json
from pathlib import Path

import pytest
from support.commands import Answer, call
from support.receiver import Receiver

pytestmark = pytest.mark.usefixtures("imported")


def targets(*words: str) -> Answer:
    return call("actions", "targets", "ACT-2", *words)


def listed() -> dict[str, str]:
    """State by name."""
    answer = targets("list", "--json")
    assert answer.status == 0, answer.err
    return {row["name"]: row["state"] for row in json.loads(answer.out)}


def test_targets_are_added_reported_on_and_taken_out() -> None:
    assert targets("add", "codebase", "org/deploy", "Codebase").err == "2 added\n"
    done = targets("set", "CODEBASE", "passed", "--evidence", "https://ci.example/1", "--note", "seen")
    assert done.out == "codebase is passed now\n"
    assert listed() == {"codebase": "passed", "org/deploy": "todo"}
    answer = targets()
    head, row, _ = (line.split("\t") for line in answer.out.splitlines())
    assert head == ["Target", "State", "Until", "By", "When", "Note", "Evidence"]
    assert (row[0], row[1], row[3], row[5:]) == (
        "codebase", "passed", "local owner", ["seen", "https://ci.example/1"],
    )  # fmt: skip
    assert answer.err == "1 of 2 settled, 0 failed\n"
    assert targets("remove", "org/deploy", "--reason", "gone").status == 0
    assert list(listed()) == ["codebase"]


def test_a_list_comes_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('team,name\nops,"deploy, blue"\n')
    (tmp_path / "b.txt").write_text("- identity\n- billing\n")
    (tmp_path / "c.txt").write_bytes(b"\xff")
    for name in ("a.csv", "b.txt"):
        assert targets("add", "--file", str(tmp_path / name)).status == 0
    assert list(listed()) == ["billing", "deploy, blue", "identity"]
    refused = targets("add", "--file", str(tmp_path / "c.txt"))
    assert refused.status == 1
    assert "not UTF-8" in refused.err


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("add",), 2, "one of them"),
        (("add", "a", "--tag", "b"), 2, "one of them"),
        (("add", "--tag", "nobody"), 1, "no service has the tag"),
        (("set", "nobody", "passed"), 1, "no target “nobody”"),
        (("re-audit", "5000"), 1, "3,650"),
    ],
)
def test_what_cannot_be_done_is_said(words: tuple[str, ...], status: int, said: str) -> None:
    answer = targets(*words)
    assert answer.status == status
    assert said in answer.err


def test_what_time_opens_again_is_said_once() -> None:
    targets("add", "codebase")
    targets("set", "codebase", "passed")
    assert targets("re-audit", "90").out == "ACT-2 is owed again 90 days after it is closed\n"
    assert call("actions", "done", "ACT-2", "--evidence", "seen").status == 0
    answer = call("actions", "expire")
    assert (answer.status, answer.out, answer.err) == (0, "", "0 opened again\n")
    assert targets("re-audit", "0").out == "ACT-2 is owed once\n"


def test_an_address_is_asked_about_a_target(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    targets("add", "identity")
    url = f"http://localhost:{receiver.port}/health"
    off = targets("check", "identity", url)
    assert (off.status, "checks are off" in off.err) == (1, True)
    assert "checks are off" in call("actions", "ask-due").err
    monkeypatch.setenv("AFTERCARE_CHECK_HOSTS", f"localhost:{receiver.port}")
    monkeypatch.setenv("AFTERCARE_OUTBOUND_HOSTS", "localhost")
    kept = targets("check", "identity", url, "--pointer", "/db", "--value", "vip")
    assert kept.out == "identity is asked about once a day\n"
    receiver.status, receiver.body = 200, b'{"db": "standby"}'
    assert call("actions", "ask-due").err == "1 asked\n"
    assert listed() == {"identity": "failed"}
    receiver.body = b'{"db": "vip"}'
    assert targets("ask", "identity").out == 'identity is passed: /db is "vip"\n'
    assert targets("uncheck", "identity").out == "identity is not asked about any more\n"
    assert targets("ask", "identity").status == 1
