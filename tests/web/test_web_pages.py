"""The pages that are read: home, lists, a postmortem, and what is shown when something is wrong."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from support.databases import Clock
from web_client import ROUTER, Browser

from app.main import create_app

Statements = Callable[[], AbstractContextManager[list[str]]]
PAGES = ["/", "/postmortems", "/actions", "/actions?view=list", "/search", "/services", "/teams", "/people"]


def another(number: int) -> str:
    return ROUTER.replace("Core router reload", f"Router {number} reloads").replace("edge", f"edge-{number}")


def test_an_empty_installation_shows_the_three_ways_in(browser: Browser) -> None:
    home = browser.get("/")
    assert home.status == 200
    for way in ("Write a postmortem", "Import a document", "python -m app import PATH"):
        assert way in home.text


@pytest.mark.parametrize("path", [*PAGES, "/import", "/write", "/actions/new", "/services/new", "/people/new"])
def test_every_page_stands_on_an_empty_database(browser: Browser, path: str) -> None:
    assert browser.get(path).status == 200


def test_home_shows_what_is_pressing_and_what_came_lately(browser: Browser, clock: Clock) -> None:
    browser.imported()
    clock.forward(days=40)
    home = browser.get("/")
    assert "Alert on router uptime" in home.text
    assert "9 days overdue" in home.text
    assert "Core router reload" in home.text
    assert 'href="/actions?view=list&amp;overdue=1"><b>1</b>overdue' in home.html


def test_a_number_on_the_home_page_is_what_its_link_shows(browser: Browser, clock: Clock) -> None:
    browser.imported()
    clock.forward(days=27)
    home = browser.get("/").html
    for tile, total in (("due in 7 days", 1), ("awaiting verification", 1)):
        link = home.split(f"<b>{total}</b>{tile}")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
        assert f"{total} action item" in browser.get(link).text


def test_the_list_narrows_by_the_address(browser: Browser) -> None:
    browser.imported()
    browser.imported(another(2).replace("SEV2", "SEV4").replace("2024-05", "2023-05"), "two.md")
    page = browser.get("/postmortems?severity=sev2")
    assert "Core router reload" in page.text
    assert "Router 2 reloads" not in page.text
    assert "Severity: SEV2" in page.text
    assert "1 of 1 postmortem" in page.text
    assert "Router 2 reloads" in browser.get("/postmortems?year=2023&service=edge-2").text


def test_an_empty_result_says_which_filter_to_drop(browser: Browser) -> None:
    browser.imported()
    page = browser.get("/postmortems?severity=sev5&service=edge")
    assert "No postmortem fits" in page.text
    assert 'href="/postmortems?service=edge">without Severity: SEV5' in page.html


def test_a_list_goes_on_page_by_page(browser: Browser) -> None:
    browser.filled({f"{number}.md": another(number) for number in range(27)})
    first = browser.get("/postmortems?sort=title")
    assert "25 of 27 postmortems" in first.text
    following = first.html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(following)
    assert "2 of 27 postmortems" in second.text
    assert 'href="/postmortems?sort=title">First page' in second.html


@pytest.mark.parametrize(
    "address", ["/postmortems?kind=party", "/postmortems?year=20", "/actions?view=circle", "/search?offset=x"]
)
def test_a_filter_that_cannot_be_is_refused_in_words(browser: Browser, address: str) -> None:
    page = browser.get(address)
    assert page.status == 422
    assert "must be" in page.text


def test_a_cursor_of_another_list_is_refused(browser: Browser) -> None:
    assert browser.get("/postmortems?cursor=abc").status == 400


def test_a_postmortem_shows_its_record_and_its_source(browser: Browser) -> None:
    page = browser.imported()
    assert page.path == "/postmortems/core-router-reload"
    for part in (
        "SEV2",
        "nobody could reach anything for sixteen minutes",
        "1 May 2024, 09:58 – 10:14 UTC",
        "the on-call engineer is paged",
        "The firmware has a memory leak.",
        "ACT-1",
        "1 June 2024",
        "2 open of 3",
    ):
        assert part in page.text
    assert '<h4 class="lv2" id="L10"' in page.html
    assert 'data-at="L17"' in page.html
    assert "started → detected" in page.text
    assert "detected → resolved" in page.text


def test_related_incidents_are_linked_here_and_outside(browser: Browser) -> None:
    browser.imported()
    related = (
        "## Related incidents\n\n- [DNS outage](https://status.example/dns)\n- [Core router reload](router.md)\n"
    )
    page = browser.imported(
        another(2) + f"\n{related}- See [the first](/postmortems/core-router-reload)\n", "two.md"
    )
    assert 'href="https://status.example/dns" rel="noopener noreferrer nofollow ugc">DNS outage' in page.html
    assert 'href="/postmortems/core-router-reload">Core router reload' in page.html


def test_a_former_address_leads_to_the_new_one(browser: Browser) -> None:
    browser.imported()
    browser.imported(ROUTER.replace("Core router reload", "Core router restarts"))
    moved = browser.get("/postmortems/core-router-reload", follow=False)
    assert moved.status == 308
    assert moved.response.headers["location"] == "/postmortems/core-router-restarts"


def test_hostile_text_is_shown_as_text(browser: Browser) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    text = ROUTER.replace("Core router reload", f"Evil {evil}").replace("edge", f"edge {evil}")
    page = browser.imported(text.replace("the core router reloads", evil).replace("maria", "m<b>"), "evil.md")
    for shown in (page, browser.get("/"), browser.get("/postmortems"), browser.get("/search?q=Evil")):
        assert shown.status == 200
        assert "<script>alert" not in shown.html
        assert "<img" not in shown.html


def test_missing_withdrawn_and_broken_have_pages_of_their_own(app: FastAPI) -> None:
    mine = create_app(app.state.runtime)

    @mine.get("/boom")
    def boom() -> None:
        raise RuntimeError("secret inside")

    browser = Browser(TestClient(mine, base_url="http://127.0.0.1", raise_server_exceptions=False))
    missing = browser.get("/postmortems/nothing-here")
    assert (missing.status, "There is nothing here" in missing.text) == (404, True)
    assert browser.get("/no/such/page").status == 404
    assert browser.get("/people/abc").status == 404
    assert browser.get("/actions/ACT-77").status == 404
    broken = browser.get("/boom")
    assert broken.status == 500
    assert "Something went wrong here" in broken.text
    assert "secret" not in broken.html


def test_errors_of_the_api_stay_problems(browser: Browser) -> None:
    answer = browser.get("/api/v1/postmortems/nothing-here")
    assert answer.status == 404
    assert answer.response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", PAGES)
def test_the_statements_of_a_list_do_not_grow_with_its_rows(
    browser: Browser, statements: Statements, path: str
) -> None:
    def sent_for() -> int:
        with statements() as sent:
            assert browser.get(path).status == 200
        return len(sent)

    browser.filled({"0.md": another(0)})
    few = sent_for()
    browser.filled({f"{number}.md": another(number) for number in range(1, 7)})
    assert sent_for() == few


def test_the_statements_of_a_postmortem_do_not_grow_with_its_facts(
    browser: Browser, statements: Statements
) -> None:
    def sent_for(slug: str) -> int:
        with statements() as sent:
            assert browser.get(f"/postmortems/{slug}").status == 200
        return len(sent)

    browser.imported()
    many = "\n".join(f"- [ ] Do the thing number {n} (@person{n})" for n in range(20))
    browser.imported(another(9) + many, "many.md")
    assert sent_for("core-router-reload") == sent_for("router-9-reloads")


def test_pages_stay_light(browser: Browser) -> None:
    browser.filled({f"{number}.md": another(number) for number in range(27)})
    for path in (*PAGES, "/postmortems/router-3-reloads", "/actions/ACT-1"):
        assert len(browser.get(path).response.content) < 100_000


def test_static_files_are_kept_for_ever_under_their_hash(browser: Browser) -> None:
    home = browser.get("/").html
    style = home.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = browser.get(style).response
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["content-encoding"] == "gzip"
    plain = browser.client.get(style, headers={"Accept-Encoding": "identity"})
    assert plain.content == answer.content
    assert "content-encoding" not in plain.headers
    assert browser.get("/static/app.000000000000.css").status == 404
    assert browser.get("/favicon.ico").response.headers["content-type"].startswith("image/svg")


def test_the_theme_is_remembered_without_scripts(browser: Browser) -> None:
    assert "data-theme=" not in browser.get("/").html.split("<body")[0]
    page = browser.post("/theme", {"theme": "dark"})
    assert page.path == "/"
    assert 'data-theme="dark"' in page.html
    browser.post("/theme", {"theme": "no such"})
    assert 'data-theme="dark"' in browser.get("/").html
