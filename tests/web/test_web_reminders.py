"""Reminders in the browser: putting an action off, and work that nobody answers for."""

import pytest
from web_client import Browser

UNTIL = {"until": "2024-05-20", "reason": "waits for <b>disks</b>"}


@pytest.fixture
def imported(browser: Browser) -> Browser:
    """ACT-1 is open and belongs to maria, whom nobody knows."""
    browser.imported()
    return browser


def test_an_action_is_snoozed_and_woken_on_its_page(imported: Browser) -> None:
    assert 'action="/actions/ACT-1/snooze"' in imported.get("/actions/ACT-1").html
    page = imported.post("/actions/ACT-1/snooze", UNTIL | {"version": "1"})
    assert "ACT-1 reminds nobody before 2024-05-20" in page.text
    assert "&lt;b&gt;disks" in page.html
    assert "Remind again from now on" in page.text
    assert "reminds its owner again" in imported.post("/actions/ACT-1/snooze", {"version": "2"}).text


def test_a_snooze_that_is_refused_says_why_on_the_page(imported: Browser) -> None:
    page = imported.post("/actions/ACT-1/snooze", {"until": "2030-01-01", "reason": "x"})
    assert "Not changed: ACT-1: snooze to a later day, 31 days from now at most" in page.text
    assert "changed by somebody else" in imported.post("/actions/ACT-1/snooze", UNTIL | {"version": "9"}).text
    assert imported.post("/actions/ACT-99/snooze", UNTIL).status == 404


def test_work_that_nobody_answers_for_has_a_page(imported: Browser) -> None:
    page = imported.get("/actions/orphans")
    assert "known by name only" in page.text
    assert 'href="/actions/ACT-1"' in page.html
