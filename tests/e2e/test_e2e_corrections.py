"""A fact and its line stand beside each other, and what was read wrongly is put right: in a real browser."""

import re

import pytest
from accessibility import accessible, fits
from live_site import Site
from playwright.sync_api import Browser, Page, expect

from app.domain.principal import SYSTEM
from app.usecases.importing import Incoming, import_document

DOCUMENT = """# Checkout rejects every card

Severity: SEV1

## Timeline

- 2024-05-01 09:58 UTC: the payment gateway's certificate expires
- 2024-05-01 10:06 UTC: detected by the checkout alert
- 2024-05-01 10:31 UTC: resolved, the certificate is renewed

## Root cause

Nobody owned the renewal of the gateway's certificate.

## Action items

- [ ] Alert fourteen days before a certificate expires (@ada, due 2030-01-31)
"""
HERE = "/postmortems/checkout-rejects-every-card"


def bring(site: Site, text: str) -> str:
    """The address of its page, after the file was imported."""
    import_document(site.runtime, SYSTEM, Incoming("content", "checkout.md", text.encode(), "file"))
    return site.address + HERE


@pytest.mark.parametrize("fact", [".rail li[data-at]", ".causes li[data-at]", "tr[data-at]"])
def test_a_fact_under_the_pointer_shows_its_line_beside_it(empty_site: Site, quiet: Page, fact: str) -> None:
    quiet.set_viewport_size({"width": 1280, "height": 900})
    quiet.goto(bring(empty_site, DOCUMENT))
    found = quiet.locator(fact).first
    number = found.get_attribute("data-from")
    found.hover()
    beside = quiet.get_by_role("region", name=f"Line {number} of the document")
    expect(beside).to_be_in_viewport()
    expect(beside.locator("li.lit")).to_have_text(DOCUMENT.splitlines()[int(number or 0) - 1])
    expect(beside.locator("p")).to_have_text(re.compile(r"^Read by [a-z-]+, \d+ % sure$"))
    expect(quiet.locator(".md .lit")).to_have_count(1)


def test_the_keyboard_gets_to_line_rule_and_form(empty_site: Site, quiet: Page) -> None:
    quiet.set_viewport_size({"width": 1280, "height": 900})
    quiet.goto(bring(empty_site, DOCUMENT))
    reading = quiet.get_by_label("How it was read: line 7")
    reading.focus()
    expect(quiet.get_by_role("region", name="Line 7 of the document").locator("li.lit")).to_contain_text(
        "09:58 UTC"
    )
    expect(quiet.locator(".md .lit")).to_have_attribute("id", "L7")
    quiet.keyboard.press("Enter")
    expect(quiet.get_by_text("Line 7, read by timeline-list, 95 % sure")).to_be_visible()
    quiet.keyboard.press("Tab")
    quiet.keyboard.press("Enter")
    expect(quiet.get_by_role("heading", level=1)).to_have_text("Correct a timeline event")


def test_on_a_narrow_screen_nothing_is_in_the_way(empty_site: Site, quiet: Page) -> None:
    quiet.set_viewport_size({"width": 390, "height": 844})
    asked: list[str] = []
    quiet.on("request", lambda request: asked.append(request.url))
    quiet.goto(bring(empty_site, DOCUMENT))
    quiet.locator(".rail li[data-at]").first.hover()
    expect(quiet.locator(".md .lit")).to_have_count(1)
    expect(quiet.locator("#beside")).to_be_hidden()
    assert not [url for url in asked if url.endswith("/markdown")]
    assert quiet.evaluate("document.documentElement.scrollWidth") == 390


def test_a_time_is_corrected_outlives_its_file_and_the_conflict_is_settled(empty_site: Site, page: Page) -> None:
    page.goto(bring(empty_site, DOCUMENT))
    event = page.locator(".rail li", has_text="certificate expires")
    event.get_by_label("How it was read: line 7").click()
    event.get_by_role("link", name="Correct it").click()
    page.get_by_label("Time").fill("half past nine")
    page.get_by_label("Kind").select_option("trigger")
    page.get_by_role("button", name="Correct it").click()
    expect(page.get_by_role("alert")).to_contain_text("not a time")
    expect(page.get_by_label("Kind")).to_have_value("trigger")
    page.get_by_label("Time").fill("2024-05-01T09:30Z")
    page.get_by_label("Why it is corrected").fill("the certificate says so")
    page.get_by_role("button", name="Correct it").click()
    expect(event.locator(".fixed")).to_have_text("time, kind corrected by local owner")
    expect(event.locator("time")).to_have_text("09:30")

    bring(empty_site, DOCUMENT.replace("09:58", "09:57"))
    page.reload()
    expect(event.locator("time")).to_have_text("09:30")
    expect(page.get_by_role("heading", name="1 correction to decide on again")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Take the document’s word").click()
    expect(event.locator("time")).to_have_text("09:57")
    expect(event.locator(".fixed")).to_have_text("kind corrected by local owner")


def test_the_form_is_accessible_and_as_wide_as_the_screen(empty_site: Site, quiet: Page) -> None:
    quiet.goto(bring(empty_site, DOCUMENT))
    for path in quiet.locator("a[href*='/correct/']").evaluate_all("links => links.map((link) => link.href)"):
        quiet.goto(path)
        accessible(quiet)
        fits(quiet)


def test_without_scripts_the_line_is_a_link_and_the_form_works(empty_site: Site, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(bring(empty_site, DOCUMENT))
        event = page.locator(".rail li", has_text="certificate expires")
        event.get_by_role("link", name="Source line 7").click()
        expect(page.locator("#L7")).to_be_in_viewport()
        expect(page.locator("#beside")).to_be_hidden()
        marked = page.locator("#L7").evaluate("node => node.matches(':target')")
        assert marked is True
        event.get_by_label("How it was read: line 7").click()
        event.get_by_role("link", name="Correct it").click()
        page.get_by_label("Kind").select_option("trigger")
        page.get_by_role("button", name="Correct it").click()
        expect(event.locator(".fixed")).to_have_text("kind corrected by local owner")
