"""Action items in the browser: the board, one action, its moves and its forms."""

import re

import pytest
from support.databases import Clock
from web_client import Browser, Shown

from app.domain.lifecycle import MOVES
from app.domain.vocabulary import ActionStatus


def move(browser: Browser, key: str, to: str, **fields: str) -> Shown:
    return browser.post(f"/actions/{key}/move", {"to": to, **fields})


def status(page: Shown) -> str:
    """The status chip at the head of an action's page."""
    return page.html.split('class="chip st-')[1].split('"')[0]


@pytest.fixture
def imported(browser: Browser) -> Browser:
    """ACT-1 is open (@maria, due 1 June 2024), ACT-2 done on the document's word, ACT-3 proposed."""
    browser.imported()
    return browser


def test_the_board_has_a_lane_for_each_state_of_work(imported: Browser) -> None:
    board = imported.get("/actions")
    for lane in ("proposed", "open", "in_progress", "blocked", "done"):
        assert f'id="lane-{lane}"' in board.html
    assert "3 action items" in board.text
    assert "on the document’s word" in board.text


def test_totals_follow_the_filter_and_so_does_the_export(imported: Browser) -> None:
    page = imported.get("/actions?view=list&owner=maria")
    assert "1 action item" in page.text
    assert "Owner: maria" in page.text
    link = page.html.split(">CSV<")[0].rsplit('href="', 1)[1].rstrip('"').replace("&amp;", "&")
    exported = imported.get(link).response
    assert exported.status_code == 200
    assert exported.text.count("\r\n") == 2


@pytest.mark.parametrize("query", ["overdue=1", "due=week", "status=blocked", "q=nothing+like+it", "unfinished=1"])
@pytest.mark.parametrize("view", ["board", "list"])
def test_every_filter_is_understood_in_both_views(imported: Browser, query: str, view: str) -> None:
    page = imported.get(f"/actions?view={view}&{query}")
    assert page.status == 200
    assert ("2 action items" if query == "unfinished=1" else "No action item fits") in page.text


def test_the_list_is_grouped_by_its_order(imported: Browser, clock: Clock) -> None:
    clock.forward(days=60)
    by_due = imported.get("/actions?view=list").text
    assert by_due.index("Due before today") < by_due.index("No due date")
    assert "No priority" in imported.get("/actions?view=list&sort=priority").text
    assert imported.get("/actions?view=list&sort=-created").status == 200


def test_an_action_shows_its_facts_and_where_it_was_born(imported: Browser) -> None:
    page = imported.get("/actions/ACT-1")
    for part in ("Alert on router uptime", "maria", "1 June 2024", "Core router reload", "Start work"):
        assert part in page.text
    assert 'href="/postmortems/core-router-reload#act-1"' in page.html


@pytest.mark.parametrize("start", [s for s in ActionStatus if s not in ("superseded", "verified", "wont_do")])
def test_only_legal_moves_are_offered(imported: Browser, start: ActionStatus) -> None:
    path = {"proposed": [], "open": [], "in_progress": ["in_progress"], "blocked": ["blocked"], "done": ["done"]}
    key = "ACT-3" if start == "proposed" else "ACT-1"
    for to in path[start]:
        assert move(imported, key, to, reason="why", evidence="seen").status == 200
    page = imported.get(f"/actions/{key}").html
    offered = {part.split('"')[0] for part in page.split('name="to" value="')[1:]}
    assert offered == {s.value for s in MOVES[start]}


def test_a_move_says_what_it_did_and_can_be_undone(imported: Browser) -> None:
    page = move(imported, "ACT-1", "in_progress", version="1")
    assert "ACT-1 moved to in progress" in page.text
    assert status(page) == "in_progress"
    fields = {
        name: page.html.split("Undo")[0].rsplit(f'name="{name}" value="', 1)[1].split('"')[0]
        for name in ("to", "reason", "version")
    }
    undone = imported.post("/actions/ACT-1/move", fields)
    assert status(undone) == "open"
    assert "“undone”" in undone.text
    assert "Undo" not in imported.get("/actions/ACT-1").text


def test_a_move_without_what_it_needs_comes_back_with_what_was_typed(imported: Browser) -> None:
    page = move(imported, "ACT-1", "wont_do", accepted_by="Ada <b>", version="1")
    assert page.status == 422
    assert "declining needs a reason" in page.text
    assert 'value="Ada &lt;b&gt;"' in page.html
    assert status(page) == "open"


def test_done_takes_a_sentence_or_an_address_as_evidence(imported: Browser) -> None:
    page = move(imported, "ACT-1", "done", evidence="https://ci.example/run/1")
    assert 'href="https://ci.example/run/1" rel="noopener noreferrer nofollow ugc"' in page.html
    assert status(page) == "done"
    text = move(imported, "ACT-3", "open", owner="lee", due="2024-07-01")
    assert status(text) == "open"
    assert "was seen to ring" in move(imported, "ACT-3", "done", evidence="was seen to ring").text


def test_accepting_asks_for_the_owner_and_date_that_are_missing(imported: Browser) -> None:
    page = imported.get("/actions/ACT-3")
    assert 'id="f-open-owner"' in page.html
    assert re.search(r'id="f-open-due"[^>]*value="20\d\d-\d\d-\d\d"', page.html), "no due date is proposed"
    refused = move(imported, "ACT-3", "open", owner="lee")
    assert refused.status == 422
    assert "accepting it needs a due date" in refused.text


def test_an_action_is_replaced_by_one_that_exists(imported: Browser) -> None:
    assert move(imported, "ACT-1", "superseded", superseded_by="ACT-99").status == 422
    page = move(imported, "ACT-1", "superseded", superseded_by="act-3")
    assert 'href="/actions/ACT-3">ACT-3' in page.html


def test_verifying_grades_the_work(imported: Browser) -> None:
    page = move(imported, "ACT-2", "verified", grade="acceptable")
    assert status(page) == "verified"
    assert "acceptable" in page.text


def test_a_faster_writer_is_shown_and_nothing_is_lost(imported: Browser) -> None:
    move(imported, "ACT-1", "in_progress", version="1")
    late = move(imported, "ACT-1", "blocked", reason="waiting for parts", version="1")
    assert late.status == 412
    assert "was changed by somebody else meanwhile" in late.text
    assert "waiting for parts" in late.typed("reason")
    again = move(imported, "ACT-1", "blocked", reason=late.typed("reason"), version=late.hidden("version"))
    assert status(again) == "blocked"


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"to": "party"}, 422), ({"to": "verified"}, 409), ({}, 422), ({"to": "done", "version": "x"}, 422)],
)
def test_a_move_that_cannot_be_is_refused_on_the_page(imported: Browser, fields: dict[str, str], code: int) -> None:
    page = imported.post("/actions/ACT-1/move", fields)
    assert page.status == code
    assert 'role="alert"' in page.html


def test_moving_an_action_that_is_not_there_finds_nothing(browser: Browser) -> None:
    assert move(browser, "ACT-5", "open").status == 404
    assert browser.post("/actions/ACT-5/edit", {"text": "x"}).status == 404
    browser.imported()
    assert browser.post("/actions/ACT-1/cause", {"cause": "none"}).status == 422


def test_a_cause_is_linked_to_the_action_that_answers_it(imported: Browser) -> None:
    page = imported.get("/actions/ACT-1").html
    cause = page.split('<select id="f-cause"')[1].split('value="')[1].split('"')[0]
    linked = imported.post("/actions/ACT-1/cause", {"cause": cause})
    assert "ACT-1 now answers that cause" in linked.text
    assert "The firmware has a memory leak" in linked.text
    assert "No action is linked" not in imported.get("/postmortems/core-router-reload").text
    assert imported.post("/actions/ACT-1/cause", {"cause": "999"}).status == 422


def test_an_action_that_stands_in_no_document_is_added(browser: Browser) -> None:
    assert browser.get("/actions/new?postmortem=core-router-reload").typed("postmortem") == "core-router-reload"
    page = browser.post("/actions/new", {"text": "Write the runbook", "owner": "lee", "due": "2024-07-01"})
    assert page.path == "/actions/ACT-1"
    assert status(page) == "open"
    assert "ACT-1 was added" in page.text


def test_a_new_action_that_cannot_be_keeps_what_was_typed(browser: Browser) -> None:
    page = browser.post(
        "/actions/new", {"text": "", "owner": "Lee", "due": "soon", "tracker_url": "javascript:alert(1)"}
    )
    assert page.status == 422
    for fault in ("this is needed", "write a day as 2026-03-31", "write a web address"):
        assert fault in page.text
    assert page.typed("owner") == "Lee"
    assert browser.post("/actions/new", {"text": "x", "postmortem": "none-such"}).status == 404


def test_an_edit_is_kept_with_its_reason(imported: Browser) -> None:
    form = imported.get("/actions/ACT-1/edit")
    assert form.typed("owner") == "maria"
    fields = {"text": "Alert on uptime", "kind": "detect", "owner": "", "due": "2024-08-01"}
    fields["version"] = form.hidden("version")
    refused = imported.post("/actions/ACT-1/edit", fields)
    assert refused.status == 422
    assert refused.typed("due") == "2024-08-01"
    assert "moving a due date needs a reason" in refused.text
    saved = imported.post("/actions/ACT-1/edit", fields | {"reason": "she left"})
    for part in ("Alert on uptime", "Nobody owns it", "1 August 2024", "“she left”"):
        assert part in saved.text


def test_two_edits_meet_and_both_are_shown(imported: Browser) -> None:
    first = {"text": "First wording", "kind": "other", "owner": "maria", "due": "2024-06-01", "version": "1"}
    imported.post("/actions/ACT-1/edit", first)
    late = imported.post("/actions/ACT-1/edit", {**first, "text": "Second wording"})
    assert late.status == 412
    assert "First wording" in late.text
    assert late.typed("text") == "Second wording"
    saved = imported.post(
        "/actions/ACT-1/edit", {**first, "text": "Second wording", "version": late.hidden("version")}
    )
    assert "Second wording" in saved.text


def test_a_flash_from_elsewhere_is_not_believed(imported: Browser) -> None:
    for forged in ("!!", "W10", "WyJ4IiwgWyJodHRwczovL2V2aWwuZXhhbXBsZSIsIHt9XV0"):
        imported.client.cookies.set("flash", forged)
        page = imported.get("/")
        assert page.status == 200
        assert "evil.example" not in page.html
