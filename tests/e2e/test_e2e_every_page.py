"""Every page in a real browser: accessible in light and dark, quiet, and as wide as the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from live_site import Site
from playwright.sync_api import Page

POST = "/postmortems/feature-flag-evaluation-fails-in-the-us-for-108-minutes"
PAGES = [
    "/",
    "/postmortems",
    "/postmortems?severity=sev1&severity=sev2&sort=title",
    "/postmortems?service=nothing&year=1999",
    POST,
    "/postmortems/200-days-of-uptime",
    "/postmortems/kafka-metrics-vanish-and-nobody-is-told",
    f"{POST}/edit",
    f"{POST}/revisions",
    f"{POST}/withdraw",
    "/actions",
    "/actions?owner=operations&overdue=1",
    "/actions?view=list",
    "/actions?view=list&q=nothing+fits+this",
    "/actions/new",
    "/actions/ACT-1",
    "/actions/ACT-14",
    "/actions/ACT-14/edit",
    "/search",
    "/search?q=database+failover",
    "/search?q=dns+OR",
    "/services",
    "/services/1",
    "/services/1/edit",
    "/services/new",
    "/teams",
    "/teams/1",
    "/teams/new",
    "/people",
    "/people/1",
    "/people/new",
    "/people/doubtful",
    "/import",
    "/write",
]
FAULTS = {"/postmortems/none-such": 404, "/postmortems?kind=none": 422, "/postmortems?cursor=none": 400}


def unfold(page: Page) -> None:
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")


def accessible(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        results = Axe().run(page)
        assert results.violations_count == 0, f"{scheme}: {results.generate_report()}"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_quiet_and_fits(site: Site, quiet: Page, path: str) -> None:
    answer = quiet.goto(site.address + path)
    assert answer is not None
    assert answer.status == 200
    unfold(quiet)
    accessible(quiet)
    for width in (360, 768, 1280):
        quiet.set_viewport_size({"width": width, "height": 800})
        assert quiet.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", FAULTS)
def test_a_page_of_what_went_wrong_is_accessible(site: Site, page: Page, path: str) -> None:
    answer = page.goto(site.address + path)
    assert answer is not None
    assert answer.status == FAULTS[path]
    accessible(page)


def test_an_empty_installation_is_accessible(empty_site: Site, quiet: Page) -> None:
    for path in ("/", "/postmortems", "/actions", "/actions?view=list", "/search", "/services"):
        quiet.goto(empty_site.address + path)
        accessible(quiet)


def test_the_menus_are_accessible_and_close(site: Site, quiet: Page) -> None:
    quiet.goto(site.address)
    quiet.get_by_label("Menu of local owner").click()
    accessible(quiet)
    quiet.keyboard.press("Escape")
    assert not quiet.get_by_role("link", name="People").is_visible()
    quiet.set_viewport_size({"width": 360, "height": 800})
    quiet.get_by_label("Menu", exact=True).first.click()
    accessible(quiet)
    quiet.locator("main").click(position={"x": 5, "y": 500})
    assert not quiet.get_by_role("link", name="People").is_visible()
