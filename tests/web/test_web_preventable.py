"""What might have spared an incident, on its page, on the action's, on the first page and in the ledger."""

import pytest
from support.documents import bring
from support.preventable import ACTION, POST, bring_both
from web_client import Browser

AT = f"/postmortems/{POST}/preventable/{ACTION}"


@pytest.fixture(autouse=True)
def _both(browser: Browser) -> None:
    bring_both(browser.client.app.state.runtime)  # type: ignore[attr-defined]


def test_it_waits_for_a_word_and_is_confirmed_on_both_sides(browser: Browser) -> None:
    assert "1 unfinished action of earlier incidents looks as if it bore on" in browser.get("/").text
    page = browser.get(f"/postmortems/{POST}").text
    for part in ("Was it preventable?", "33 days overdue", "In common:", "It might have spared this"):
        assert part in page
    done = browser.post(AT, {"said": "related"})
    assert done.path == f"/postmortems/{POST}"
    assert "ACT-1 might have spared this incident" in done.text
    assert "1 action might have spared it" in done.text
    assert "What it might have spared" in browser.get(f"/actions/{ACTION}").text
    ledger = browser.get("/preventable?sort=overdue").text
    assert "90 minutes of 1 later incident that 1 unfinished action might have spared" in ledger
    assert "n = 1 with a known duration" in ledger
    assert "bore on" not in browser.get("/").text


def test_not_related_goes_and_is_taken_back(browser: Browser) -> None:
    away = browser.post(AT, {"said": "not_related"}).text
    assert "will not be shown beside it again" in away
    assert "1 action not related" in away
    assert "Nothing was confirmed yet" in browser.get("/preventable").text
    assert "nobody has said yet" in browser.post(AT, {"said": "nothing"}).text


def test_broken_input_is_refused_in_words(browser: Browser) -> None:
    assert browser.post(AT, {"said": "perhaps"}).status == 422
    assert browser.post(AT.replace(ACTION, "ACT-3"), {"said": "related"}).status == 409
    assert browser.get("/preventable?sort=none").status == 422


def test_wording_from_documents_is_escaped(browser: Browser) -> None:
    bring(
        browser.client.app.state.runtime,  # type: ignore[attr-defined]
        "# Postgres <b>virtual</b> codebase\n\n## Timeline\n- 2024-02-20 10:00 UTC: it begins\n\n"
        "## Action items\n- [ ] Give <script>alert(1)</script> codebase the Postgres virtual address (@ann)\n",
        "hostile.md",
    )
    page = browser.get(f"/postmortems/{POST}")
    assert "alert(1)" in page.text
    assert "<script>alert(1)" not in page.html
