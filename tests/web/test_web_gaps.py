"""The matrix on a postmortem's page, and the page of what no action answers."""

import re

from web_client import Browser

PAGE = "/postmortems/core-router-reload"


def form(browser: Browser) -> str:
    """Where the forms of the only point lead."""
    found = re.search(rf"{PAGE}/coverage/cause-[0-9]+", browser.get(PAGE).html)
    assert found
    return found[0]


def test_an_action_is_chosen_for_a_cause_and_taken_back(browser: Browser) -> None:
    browser.imported()
    assert "1 of 1 without an action" in browser.get(PAGE).text
    assert "Core router reload" in browser.get("/gaps?service=edge").text
    said = browser.post(f"{form(browser)}/actions", {"key": "ACT-1", "said": "answers"})
    assert "ACT-1 answers it" in said.text
    assert "nothing is left open" in said.text
    assert "Nothing is left open" in browser.get("/gaps").text
    back = browser.post(f"{form(browser)}/actions", {"key": "ACT-1", "said": "not_answers"})
    assert "1 of 1 without an action" in back.text


def test_a_gap_stays_for_a_reason_which_is_shown_as_text(browser: Browser) -> None:
    browser.imported()
    assert browser.post(f"{form(browser)}/acceptance", {"reason": " "}).status == 422
    left = browser.post(f"{form(browser)}/acceptance", {"reason": "it is <b>gone</b>"})
    assert "Stays without an action: it is <b>gone</b>" in left.text
    assert "<b>gone" not in left.html
    again = browser.post(f"{form(browser)}/acceptance/undo", {})
    assert "1 of 1 without an action" in again.text


def test_what_does_not_answer_is_put_aside(browser: Browser) -> None:
    browser.imported()
    denied = browser.post(f"{form(browser)}/actions", {"key": "act-1", "said": "unrelated"})
    assert "1 action said not to answer it" in denied.text
    assert browser.post(f"{form(browser)}/actions", {"key": "ACT-1", "said": "nonsense"}).status == 422
    assert browser.post(f"{PAGE}/coverage/cause-x/actions", {"key": "ACT-1", "said": "answers"}).status == 422
    assert browser.post(f"{PAGE}/coverage/cause-999/actions", {"key": "ACT-1", "said": "answers"}).status == 404
