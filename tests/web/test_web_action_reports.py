"""Report pages: charts with words and numbers beside them, and links to just the rows that a number counts."""

import html
import re

import pytest
from support.databases import Clock
from support.records import a_record, an_action
from web_client import Browser

from app.domain.principal import LOCAL_OWNER
from app.store.engine import writing
from app.usecases.actions import ActionEdit, edit_action

PAGES = ["/reports/actions", "/reports/actions/closing", "/reports/actions/promises", "/reports/actions/2024-05"]


@pytest.fixture
def filled(browser: Browser, clock: Clock) -> Browser:
    """ACT-1 is open and slipped, ACT-2 done on its document's word, ACT-3 proposed; three more of teams."""
    browser.imported()
    runtime = browser.client.app.state.runtime  # type: ignore[attr-defined]
    edit_action(runtime, LOCAL_OWNER, "ACT-1", ActionEdit(due="2024-06-20", reason="the vendor is <late>"))
    with writing(runtime.engine) as session:
        ops = a_record(session, "team", "Ops & <more>").id
        for number, status in ((11, "open"), (12, "done"), (13, "wont_do")):
            an_action(session, "Train <b>all</b>", number=number, status=status, team_id=ops, created_at=clock(),
                      closed_at=None if status == "open" else clock())  # fmt: skip
    clock.forward(days=60)
    return browser


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_an_empty_house_says_so(browser: Browser, path: str) -> None:
    page = browser.get(path)
    assert page.status == 200
    assert '<svg class="plot"' not in page.html
    assert "0 actions" in page.text
    assert page.text.count("Left out") == page.html.count('class="under"') >= 3


@pytest.mark.parametrize("path", PAGES)
def test_every_chart_has_a_title_words_and_a_table(filled: Browser, path: str) -> None:
    page = filled.get(path)
    charts = re.findall(r'<svg class="plot".*?</svg>', page.html, re.DOTALL)
    assert charts
    for chart in charts:
        assert re.search(r"<title id=[^>]*>\w", chart)
        assert re.search(r"<desc id=[^>]*>\w", chart)
    assert page.html.count("<summary>Data</summary>") == len(charts)
    assert "<b>all</b>" not in page.html
    assert "Ops & <more>" not in page.html


@pytest.mark.parametrize("path", PAGES)
def test_every_number_with_a_link_counts_what_the_link_shows(filled: Browser, path: str) -> None:
    page = filled.get(path)
    cells = re.findall(r'<a href="(/actions\?[^"]*)">[+−=]? ?([0-9,]+)</a>', page.html)
    assert cells
    for address, shown in dict(cells).items():
        rows = filled.get(html.unescape(address)).text
        expected = "No action item fits" if shown == "0" else f"{shown} action item"
        assert expected in rows, address


def test_a_month_tells_each_slip_with_its_reason(filled: Browser) -> None:
    page = filled.get("/reports/actions/2024-05")
    assert "Action items in May 2024" in page.text
    assert "ACT-1 Alert on router uptime" in page.text
    assert "the vendor is <late>" in page.text
    assert "The month is not over" not in page.text
    assert "The month is not over" in filled.get("/reports/actions/2024-06").text


def test_filters_go_along_from_tab_to_tab_and_to_the_rows(filled: Browser) -> None:
    page = filled.get("/reports/actions/closing", team="Ops & <more>", since="2024-05")
    assert "3 actions: 1 done, 1 still open, 1 given up" in page.text
    assert 'href="/reports/actions/promises?team=Ops+%26+%3Cmore%3E&amp;since=2024-05"' in page.html
    assert 'href="/actions?view=list&amp;team=Ops+%26+%3Cmore%3E&amp;' in page.html


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/reports/actions?since=nonsense", 422),
        ("/reports/actions?since=2031-01", 422),
        ("/reports/actions/closing?since=1800-01", 422),
        ("/reports/actions/2031-01", 404),
        ("/reports/actions/2024-13", 404),
        ("/reports/actions/none-such", 404),
        ("/reports/actions?team=nobody&service=nothing", 200),
        ("/actions?created=soon", 422),
        ("/actions?open_on=2024-02-31", 422),
        ("/actions?view=list&created=0001-01-01..9999-12-31&closed=..&due_by=9999-12-31&open_on=9999-12-31", 200),
        ("/actions?strength=mighty", 422),
        ("/actions?without=patience", 422),
    ],
)
def test_what_cannot_be_told_is_refused_in_words(browser: Browser, path: str, status: int) -> None:
    assert browser.get(path).status == status


def test_the_strength_is_shown_and_put_right_on_the_form(filled: Browser) -> None:
    page = filled.get("/actions/ACT-1")
    assert "intermediate, by its wording (software enhancement: “alert”)" in page.text
    form = filled.get("/actions/ACT-1/edit")
    given = {"text": "Alert on router uptime", "kind": "other", "owner": "maria", "due": "2024-06-20"}
    changed = filled.post("/actions/ACT-1/edit", given | {"version": form.hidden("version"), "strength": "strong"})
    assert "strong, as somebody said; its wording says intermediate" in changed.text
    kept = filled.get("/actions/ACT-1/edit")
    assert '<option value="strong" selected>' in kept.html
    back = filled.post("/actions/ACT-1/edit", given | {"version": kept.hidden("version"), "strength": ""})
    assert "intermediate, by its wording" in back.text


def test_the_board_keeps_filters_of_a_report_in_its_form_and_its_export(filled: Browser) -> None:
    page = filled.get("/actions?view=list&strength=weak&created=2024-05-01..2024-05-31")
    assert "Strength: weak" in page.text
    assert "Recorded: 2024-05-01..2024-05-31" in page.text
    assert '<input type="hidden" name="created" value="2024-05-01..2024-05-31">' in page.html
    assert "strength=weak" in page.html.split("Export")[1]
