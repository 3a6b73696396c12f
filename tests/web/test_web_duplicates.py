"""Pairs that look like one, in the browser."""

import pytest
from support.twins import STORY, report
from web_client import Browser


@pytest.fixture
def pair(browser: Browser) -> Browser:
    browser.filled({"a.md": report("Orders lost", STORY), "b.md": report("Failover", STORY + " It ended.")})
    return browser


def test_where_none_looks_like_another_the_page_says_so(browser: Browser) -> None:
    assert "No two look like one" in browser.get("/duplicates").text
    assert "Nothing was settled yet" in browser.get("/duplicates?state=settled").text


def test_the_list_and_each_postmortem_lead_to_the_pair(pair: Browser) -> None:
    assert "1 pair looks like one" in pair.get("/postmortems").text
    page = pair.get("/postmortems/failover")
    assert "It looks like Orders lost : near equal text" in page.text
    assert 'href="/duplicates/1"' in page.html
    listed = pair.get("/duplicates").text
    assert "Orders lost" in listed
    assert "near equal text 9" in listed
    compared = pair.get("/duplicates/1")
    assert "It ended." in compared.text
    assert pair.get("/duplicates/2").status == 404


def test_how_alike_the_texts_are_is_said_where_that_is_the_only_reason(browser: Browser) -> None:
    head = "source: https://status.example.org/incidents/7\n"
    browser.filled({"a.md": report("Orders lost", STORY, head=head), "b.md": report("Failover", STORY, head=head)})
    listed = browser.get("/duplicates").text
    assert "source: https://status.example.org/incidents/7" in listed
    assert "near equal text" in listed
    assert "%" not in listed


def test_merged_one_leads_to_the_other_and_it_can_be_undone(pair: Browser) -> None:
    kept = pair.post("/duplicates/1/merge", {"into": "orders-lost"})
    assert kept.path == "/postmortems/orders-lost"
    assert "“Failover” was merged into it" in kept.text
    assert 'action="/duplicates/1/separate"' in kept.html  # the way back, on the next page
    assert (
        pair.get("/postmortems/failover", follow=False).response.headers["location"] == "/postmortems/orders-lost"
    )
    settled = pair.get("/duplicates?state=settled").text
    assert "merged, said by" in settled
    again = pair.post("/duplicates/1/separate")
    assert "They are two postmortems again" in again.text
    assert pair.get("/postmortems/failover").path == "/postmortems/failover"


def test_told_apart_the_notice_is_gone(pair: Browser) -> None:
    said = pair.post("/duplicates/1/not-duplicate")
    assert "are two, and will not be asked about again" in said.text
    assert "looks like" not in pair.get("/postmortems/failover").text
    assert "two postmortems, said by" in pair.get("/duplicates?state=settled").text
    pair.post("/duplicates/1/doubt")
    assert "1 pair looks like one" in pair.get("/postmortems").text


def test_what_was_settled_meanwhile_is_refused_on_a_page(pair: Browser) -> None:
    pair.post("/duplicates/1/not-duplicate")
    late = pair.post("/duplicates/1/merge", {"into": "orders-lost"})
    assert (late.status, "somebody was faster" in late.text) == (409, True)
    assert pair.post("/duplicates/1/merge").status in (409, 422)
