"""Several actions changed from the board, without scripts: chosen, looked at, changed, taken back."""

import re
from typing import Any

import pytest
from support.databases import Clock
from web_client import Browser, Shown


@pytest.fixture
def board(browser: Browser) -> Browser:
    """ACT-1 is open (@maria, due 1 June 2024), ACT-2 done on the document's word, ACT-3 proposed."""
    browser.imported()
    return browser


def rows(page: Shown, field: str = "row") -> list[str]:
    return re.findall(rf'name="{field}" value="(ACT-\d+:\d+)"', page.html)


def look(browser: Browser, page: Shown, **fields: Any) -> Shown:
    return browser.post("/actions/bulk", {"reason": "sprint 12", "where": page.hidden("where"), **fields})


def undo(browser: Browser, page: Shown) -> Shown:
    """The button of the message."""
    action = re.search(r'action="(/actions/bulk/\d+/undo)"', page.html)
    assert action, page.text
    return browser.post(action[1], {"where": ""})


def test_what_refuses_is_named_with_its_reason_and_the_others_change(board: Browser) -> None:
    page = board.get("/actions")
    looked = look(board, page, row=rows(page), to="in_progress")
    assert looked.status == 200
    assert "1 of 3 would change" not in looked.text
    assert "2 of 3 would change" in looked.text
    assert "Refused: ACT-3 is proposed and cannot move to in_progress; legal from here:" in looked.text
    assert board.get("/actions/ACT-1").html.count("st-in_progress") == 0
    sent = {"row": rows(looked), "also": rows(looked, "also"), "to": "in_progress", "reason": "sprint 12"}
    board_again = board.post("/actions/bulk/apply", sent)
    assert "2 action items changed" in board_again.text
    assert "sprint 12" in board.get("/actions/ACT-1").text
    taken = undo(board, board_again)
    assert "Taken back: 2 as before" in taken.text
    assert "undone: sprint 12" in board.get("/actions/ACT-1").text


def test_what_somebody_changes_meanwhile_is_not_overwritten_but_told(board: Browser) -> None:
    page = board.get("/actions?view=list&owner=maria")
    looked = look(board, page, all="1", owner="Bo")
    board.post("/actions/ACT-1/move", {"to": "in_progress", "version": "1"})
    answer = board.post("/actions/bulk/apply", {"row": rows(looked), "owner": "Bo", "reason": "away"})
    assert answer.status == 409
    assert "Changed meanwhile: ACT-1 was changed by somebody else" in answer.text


def test_some_changed_and_some_not_leads_to_a_page_that_names_both(board: Browser) -> None:
    sent = {"row": ["ACT-1:1", "ACT-2:1", "ACT-3:9"], "team": "Network", "reason": "moved"}
    told = board.post("/actions/bulk/apply", sent)
    assert re.fullmatch(r"/actions/bulk/\d+", told.path)
    assert "2 action items changed, 1 not" in told.text
    assert "ACT-3 was changed by somebody else meanwhile" in told.text
    board.post("/actions/ACT-1/move", {"to": "in_progress", "version": "2"})
    back = undo(board, told)
    assert "Taken back of 1; 1 stay as they are" in back.text
    assert "changed again since" in back.text


def test_all_that_match_are_those_that_the_board_shows(board: Browser) -> None:
    board.post("/actions/ACT-3/move", {"to": "wont_do", "reason": "rare"})
    page = board.get("/actions")
    assert "All 2 that match" in page.text
    looked = look(board, page, all="1", team="Network")
    assert "2 of 2 would change" in looked.text
    page = board.get("/actions?view=list")
    assert "All 3 that match" in page.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"row": ["ACT-1:1"], "to": "done", "reason": ""}, "say why"),
        ({"row": ["ACT-1:1"]}, "say what is to change"),
        ({"to": "done"}, "choose the actions"),
        ({"row": ["ACT-1:1"], "due": "soon"}, "write a day as 2026-03-31"),
        ({"row": ["ACT-1:1"], "to": "finished"}, "choose one of the values"),
        ({"row": ["nonsense"], "to": "done"}, "not sent as its page makes it"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    board: Browser, fields: dict[str, Any], said: str
) -> None:
    answer = board.post("/actions/bulk", {"reason": "sprint 12", "owner": "", **fields})
    assert answer.status == 422
    assert said in answer.text


def test_the_files_hold_what_the_board_shows(board: Browser, clock: Clock) -> None:
    board.post("/actions/ACT-3/move", {"to": "wont_do", "reason": "rare"})
    clock.forward(days=27)
    for query, count in [("", 2), ("?view=list", 3), ("?view=list&due=week", 1), ("?unfinished=1", 1)]:
        page = board.get(f"/actions{query}")
        link = page.html.split(">JSON<")[0].rsplit('href="', 1)[1].rstrip('"').replace("&amp;", "&")
        assert len(board.get(link).response.json()) == count, query
        assert f"{count} action item" in page.text


@pytest.mark.parametrize(
    ("group", "lanes"),
    [
        ("owner", ["maria", "No owner"]),
        ("team", ["No team"]),
        ("service", ["dns", "edge"]),
        ("postmortem", ["Core router reload"]),
        ("week", ["Week of 2024-05-27", "No due date"]),
    ],
)
def test_lanes_are_by_whom_for_what_and_until_when_and_lead_to_all_of_theirs(
    board: Browser, group: str, lanes: list[str]
) -> None:
    page = board.get(f"/actions?group={group}")
    assert "3 action items" in page.text
    heads = re.findall(r'<h2 id="lane-\d+"><span>([^<]*)', page.html)
    assert heads == lanes


def test_what_was_due_in_earlier_weeks_is_one_lane(board: Browser, clock: Clock) -> None:
    clock.forward(days=60)
    assert "Before this week" in board.get("/actions?group=week").text
    assert board.get("/actions?group=moon").status == 422


def test_of_two_who_move_one_action_the_later_sees_both(board: Browser) -> None:
    board.post("/actions/ACT-1/move", {"to": "in_progress", "version": "1"})
    late = board.post("/actions/ACT-1/move", {"to": "blocked", "reason": "no parts", "version": "1"})
    assert late.status == 412
    assert "not moved to blocked; it is in progress now, local owner changed its status last" in late.text
    assert late.typed("reason") == "no parts"
