"""actions: the board, one action with its history, and its moves."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from support.commands import call

pytestmark = pytest.mark.usefixtures("imported")


@pytest.fixture
def keys() -> dict[str, str]:
    """The key of each action by the first word of its wording."""
    rows = json.loads(call("actions", "list", "--json").out)
    return {row["text"].split()[0]: row["key"] for row in rows}


def listed(*options: str) -> list[str]:
    """The first words of what is listed, in order."""
    answer = call("actions", "list", *options, "--json")
    assert answer.status == 0, answer.err
    return [row["text"].split()[0] for row in json.loads(answer.out)]


def test_the_list_is_tab_separated_where_nobody_watches(keys: dict[str, str]) -> None:
    answer = call("actions", "list", "--owner", "Bob")
    head, row = (line.split("\t") for line in answer.out.splitlines())
    assert head == ["Key", "Status", "Due", "Owner", "Action", "Postmortem"]
    assert row == [
        keys["Alert"],
        "open",
        "2023-05-01 overdue",
        "Bob",
        "Alert when saved and running configuration differ",
        "core-router-forgets-its-neighbours",
    ]
    assert answer.err == "1 of 1\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], ["Write", "Alert", "Save", "Remove"]),
        (["--sort", "-created"], None),
        (["--overdue"], ["Alert"]),
        (["--unfinished"], ["Alert", "Save", "Remove"]),
        (["--status", "done", "--status", "proposed"], ["Write", "Remove"]),
        (["--owner", "Ada"], ["Write", "Save"]),
        (["--owner", "Ada", "--unfinished"], ["Save"]),
        (["--due-by", "2023-05-01"], ["Write", "Alert"]),
        (["--service", "Edge network"], ["Write", "Alert", "Save"]),
        (["--postmortem", "disk-of-the-build-server-fills-up"], ["Remove"]),
        (["--q", "running CONFIGURATION"], ["Alert", "Save"]),
        (["--team", "nobody"], []),
        (["--priority", "critical"], []),
        (["--limit", "2"], ["Write", "Alert"]),
        (["--created", "2999-01-01.."], []),
        (["--closed", "..2999-01-01", "--dated"], []),
        (["--slipped", "2000-01-01.."], []),
        (["--reopened", "2000-01-01.."], []),
        (["--open-on", "2000-01-01"], []),
        (["--due-from", "2999-01-01"], []),
        (["--strength", "strong", "--without", "strength"], []),
    ],
)
def test_the_list_has_the_filters_of_the_board(
    keys: dict[str, str], options: list[str], words: list[str] | None
) -> None:
    newest_first = sorted(keys, key=lambda word: -int(keys[word].removeprefix("ACT-")))
    assert listed(*options) == (newest_first if words is None else words)


def test_a_filter_that_no_action_can_have_is_refused_with_what_it_can_be() -> None:
    answer = call("actions", "list", "--status", "finished")
    assert answer.status == 2
    assert "in_progress" in answer.err
    assert call("actions", "list", "--due-by", "soon").status == 2
    answer = call("actions", "list", "--sort", "size")
    assert (answer.status, answer.err) == (1, "aftercare: sort must be one of due, -created, created, priority\n")


def test_an_action_is_shown_with_its_history(keys: dict[str, str]) -> None:
    answer = call("actions", "show", keys["Write"])
    assert answer.out.startswith(
        f"{keys['Write']}  Write down the neighbours of every router\n\nstatus:             done\n"
    )
    assert "on documents word:  True" in answer.out
    assert "status: nothing → done (revision 1 of router.md, line 29)" in answer.out
    shown = json.loads(call("actions", "show", keys["Write"].lower(), "--json").out)
    assert (shown["key"], shown["overdue"], shown["moves"]) == (
        keys["Write"],
        False,
        ["verified", "open", "in_progress"],
    )
    assert [event["field"] for event in shown["history"]] == ["status"]


def test_an_action_that_is_not_there_is_one_sentence() -> None:
    for key in ("ACT-999", "nonsense", "ACT-0"):
        answer = call("actions", "show", key)
        assert (answer.status, answer.out, answer.err) == (1, "", f"aftercare: there is no action item {key}\n")


def test_an_action_walks_through_its_life(keys: dict[str, str]) -> None:
    key = keys["Save"]
    assert call("actions", "start", key).out == (
        f"{key} is in_progress now: Save the running configuration every night\n"
    )
    evidence = ("--evidence", "https://git.example/7", "--evidence", "seen in last night's backup")
    assert call("actions", "done", key, *evidence).status == 0
    assert call("actions", "reopen", key, "--reason", "the backup was empty").status == 0
    shown = json.loads(call("actions", "show", key, "--json").out)
    assert shown["status"] == "open"
    assert shown["closed_at"] is None
    moves = [(event["old"], event["new"], event["why"]) for event in shown["history"] if event["field"] == "status"]
    assert moves == [
        (None, "open", "revision 1 of router.md, line 27"),
        ("open", "in_progress", None),
        ("in_progress", "done", None),
        ("done", "open", "the backup was empty"),
    ]
    given, set_aside = [event for event in shown["history"] if event["field"] == "evidence"]
    kept = [{"url": "https://git.example/7"}, {"text": "seen in last night's backup"}]
    assert json.loads(given["new"]) == json.loads(set_aside["old"]) == kept
    assert (set_aside["new"], shown["evidence"]) == (None, [])


def test_closing_by_grade_risk_and_successor(keys: dict[str, str]) -> None:
    assert call("actions", "verify", keys["Write"], "--grade", "acceptable").status == 0
    risk = ("--reason", "it is cheap", "--accepted-by", "Ada", "--until", "2099-01-01")
    assert call("actions", "wont-do", keys["Alert"], *risk).status == 0
    shown = json.loads(call("actions", "show", keys["Alert"], "--json").out)
    assert (shown["accepted_by"], shown["accepted_until"]) == ("Ada", "2099-01-01")
    assert call("actions", "supersede", keys["Remove"], keys["Save"]).status == 0
    assert json.loads(call("actions", "show", keys["Remove"], "--json").out)["superseded_by"] == keys["Save"]


def test_a_proposal_is_accepted_with_what_it_lacks(keys: dict[str, str]) -> None:
    key = keys["Remove"]
    answer = call("actions", "accept", key)
    assert answer.status == 1
    assert "owner" in answer.err
    assert call("actions", "accept", key, "--owner", "Ada", "--due", "2030-01-31", "--reason", "agreed").status == 0
    assert call("actions", "block", key, "--reason", "no disks").out.startswith(f"{key} is blocked now: ")
    shown = json.loads(call("actions", "show", key, "--json").out)
    assert (shown["status"], shown["owner"], shown["due"]) == ("blocked", "Ada", "2030-01-31")
    assert [(e["field"], e["why"]) for e in shown["history"][-4:]] == [
        ("owner", "agreed"),
        ("due", "agreed"),
        ("status", "agreed"),
        ("status", "no disks"),
    ]


def test_what_is_accepted_without_a_day_is_due_by_the_default_in_the_settings(
    keys: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERCARE_DUE_DAYS", "pagerduty")
    assert call("actions", "accept", keys["Remove"], "--owner", "Ada").status == 0
    shown = json.loads(call("actions", "show", keys["Remove"], "--json").out)
    accepted = date.fromisoformat(shown["accepted_at"][:10])
    assert date.fromisoformat(shown["due"]) - accepted == timedelta(days=30)


def test_an_action_is_snoozed_and_woken(keys: dict[str, str]) -> None:
    until = f"{datetime.now(UTC).date() + timedelta(days=9)}"
    answer = call("actions", "snooze", keys["Save"], until, "--reason", "no disks yet")
    assert (
        answer.out
        == f"{keys['Save']} reminds nobody before {until} now: Save the running configuration every night\n"
    )
    assert f"snoozed until:      {until}" in call("actions", "show", keys["Save"]).out
    assert call("actions", "wake", keys["Save"]).out.startswith(f"{keys['Save']} reminds its owner again now: ")
    answer = call("actions", "snooze", keys["Write"], until, "--reason", "why not")
    assert (answer.status, answer.out) == (1, "")
    assert "only what is promised and unfinished reminds anybody" in answer.err


def test_what_nobody_answers_for_is_listed(keys: dict[str, str]) -> None:
    why = "Bob is known by name only", "Alert when saved and running configuration differ"
    first = call("actions", "orphans").out.splitlines()[1:]
    assert [keys["Alert"], "2023-05-01", *why] in [line.split("\t") for line in first]
    listed = json.loads(call("actions", "orphans", "--json").out)
    assert {row["key"] for row in listed} == {keys["Alert"], keys["Save"]}


def test_owner_and_due_date_are_changed_with_a_reason(keys: dict[str, str]) -> None:
    key = keys["Save"]
    wording = "Save the running configuration every night"
    assert call("actions", "assign", key, "Bob").out == f"{key} belongs to Bob now: {wording}\n"
    late = call("actions", "due", key, "2031-02-01", "--reason", "the tape robot comes late")
    assert late.out == f"{key} is due on 2031-02-01 now: {wording}\n"
    shown = json.loads(call("actions", "show", key, "--json").out)
    assert (shown["owner"], shown["due"]) == ("Bob", "2031-02-01")
    assert [(e["field"], e["old"], e["new"], e["why"]) for e in shown["history"][-2:]] == [
        ("owner", "Ada", "Bob", None),
        ("due", "2030-05-01", "2031-02-01", "the tape robot comes late"),
    ]


def test_a_move_that_lacks_something_says_what(keys: dict[str, str]) -> None:
    answer = call("actions", "done", keys["Save"])
    assert answer.status == 1
    assert answer.err == (
        f"aftercare: {keys['Save']} cannot move to done: done needs evidence: a sentence or an address\n"
    )
    answer = call("actions", "done", keys["Remove"])
    assert "legal from here: open, wont_do, superseded" in answer.err


@pytest.mark.parametrize(
    "options",
    [
        ["done", "--evidence", "https://a b"],
        ["done", "--evidence", "x" * 2001],
        ["wont-do", "--reason", "x" * 2001],
        ["wont-do", "--reason", "cheap", "--accepted-by", " "],
        ["wont-do", "--reason", "cheap", "--until", "tomorrow"],
        ["wont-do"],
        ["block"],
        ["reopen"],
        ["verify"],
        ["verify", "--grade", "fine"],
        ["assign", " "],
        ["due", "soon"],
    ],
)
def test_what_no_door_takes_this_one_refuses_too(keys: dict[str, str], options: list[str]) -> None:
    answer = call("actions", options[0], keys["Save"], *options[1:])
    assert answer.status == 2
    assert "Traceback" not in answer.err
    assert json.loads(call("actions", "show", keys["Save"], "--json").out)["status"] == "open"
