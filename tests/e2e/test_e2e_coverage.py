"""What answers what, in a real browser: confirmed, taken back, and left open for a reason."""

from accessibility import accessible, fits
from live_site import Site
from playwright.sync_api import Page, expect

from app.domain.principal import SYSTEM
from app.usecases.importing import Incoming, import_document

DOCUMENT = """# Checkout rejects every card

## Root cause
Nobody owned the renewal of the gateway certificate.

## What went wrong
- The pager rotation was empty on a holiday.

## Action items
- [ ] Renew each gateway certificate by a timer (@ada, due 2030-01-31)
"""


def test_a_suggestion_is_confirmed_and_the_rest_is_left_open_for_a_reason(empty_site: Site, quiet: Page) -> None:
    page = quiet
    import_document(empty_site.runtime, SYSTEM, Incoming("content", "checkout.md", DOCUMENT.encode(), "file"))
    page.goto(f"{empty_site.address}/postmortems/checkout-rejects-every-card")
    matrix = page.get_by_role("region", name="What answers what")
    expect(matrix.get_by_text("2 of 2 without an action")).to_be_visible()
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
    accessible(page)
    fits(page)

    matrix.get_by_role("button", name="It answers this").first.click()
    expect(matrix.get_by_text("1 of 2 without an action")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(matrix.get_by_text("2 of 2 without an action")).to_be_visible()
    matrix.get_by_role("button", name="It answers this").first.click()

    matrix.get_by_text("Choose an action, or leave it open").click()
    matrix.get_by_label("Why it may stay without an action").fill("the holiday was abolished")
    matrix.get_by_role("button", name="Leave it open").click()
    expect(matrix.get_by_text("nothing is left open")).to_be_visible()
    accessible(page)
    matrix.get_by_role("link", name="What no action answers anywhere").click()
    expect(page.get_by_role("heading", name="Nothing is left open")).to_be_visible()
