"""The search page."""

import pytest
from web_client import ROUTER, Browser


@pytest.fixture
def filled(browser: Browser) -> Browser:
    browser.filled({f"{n}.md": ROUTER.replace("Core router", f"Router {n}") for n in range(12)})
    return browser


def test_results_say_where_they_match_and_lead_there(browser: Browser) -> None:
    browser.imported()
    page = browser.get("/search?q=firmware")
    assert "1 postmortem" in page.text
    assert "<mark>firmware</mark>" in page.html
    anchors = [part.split('"')[0] for part in page.html.split('href="/postmortems/core-router-reload#')[1:]]
    shown = browser.get("/postmortems/core-router-reload").html
    assert anchors
    assert all(f'id="{anchor}"' in shown for anchor in anchors)


def test_results_go_on_page_by_page(filled: Browser) -> None:
    first = filled.get("/search?q=router")
    assert "1 to 10 of 12" in first.text
    second = filled.get("/search?q=router&offset=10")
    assert "11 to 12 of 12" in second.text
    assert 'href="/search?q=router" rel="prev"' in second.html


def test_facets_narrow_the_results(filled: Browser) -> None:
    page = filled.get("/search?q=router&severity=sev2&year=2024")
    assert "12 postmortems" in page.text
    assert "Severity: SEV2" in page.text
    none = filled.get("/search?q=router&year=1999")
    assert "Nothing fits" in none.text
    assert "without Year: 1999" in none.text


def test_an_error_names_its_place_and_keeps_the_query(browser: Browser) -> None:
    page = browser.get("/search", q='dns "open')
    assert page.status == 200
    assert 'value="dns &#34;open"' in page.html
    assert "at character 5" in page.text
    assert "How to search" in page.text


def test_the_help_names_every_field(browser: Browser) -> None:
    page = browser.get("/search")
    for field in ("service:", "team:", "severity:", "tag:", "status:", "kind:", "year:", "owner:"):
        assert field in page.text


def test_the_order_is_chosen_by_a_link_and_kept_while_narrowing(filled: Browser) -> None:
    page = filled.get("/search?q=router")
    assert '<strong aria-current="true">Best match first</strong>' in page.html
    newest = filled.get("/search?q=router&sort=date")
    assert '<strong aria-current="true">Newest first</strong>' in newest.html
    assert "sort=date&amp;is=unfinished" in newest.html
    assert filled.get("/search?q=router&sort=size", status=422).text


def test_a_mistyped_word_shows_what_was_meant(browser: Browser) -> None:
    browser.imported()
    page = browser.get("/search?q=firmwrae")
    assert "Nothing fits firmwrae" in page.text
    assert ">firmware</a>." in page.html
    assert "<mark>firmware</mark>" in page.html
