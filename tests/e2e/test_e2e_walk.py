"""What people do, in a real browser: import, read, search, move an action; by mouse, keys, without scripts."""

from pathlib import Path

from live_site import Site
from playwright.sync_api import Browser, Page, expect

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
- [ ] Write down who owns which certificate
"""


def test_import_read_search_and_move_an_action(empty_site: Site, quiet: Page, tmp_path: Path) -> None:
    file = tmp_path / "checkout.md"
    file.write_text(DOCUMENT, encoding="utf-8")
    quiet.goto(empty_site.address)
    quiet.get_by_role("link", name="Import a document").click()
    quiet.get_by_label("Upload a file").set_input_files(file)
    quiet.get_by_role("button", name="See what is understood").click()
    expect(quiet.get_by_text("Nothing is saved yet")).to_be_visible()
    expect(quiet.get_by_role("cell", name="1 May 2024, 10:06 UTC")).to_be_visible()
    quiet.get_by_role("button", name="Save it").click()

    expect(quiet.get_by_role("heading", level=1)).to_have_text("Checkout rejects every card")
    expect(quiet.get_by_text("checkout.md was added")).to_be_visible()
    expect(quiet.get_by_role("img", name="Phases of the incident")).to_be_visible()

    quiet.keyboard.press("/")
    quiet.keyboard.type("certific")
    quiet.keyboard.press("Enter")
    box = quiet.get_by_label("Search words")
    box.press("End")
    box.press_sequentially("ate owner")
    expect(quiet.get_by_text("Nothing fits")).to_be_visible()
    for _ in range(6):
        box.press("Backspace")
    expect(quiet.get_by_role("link", name="Checkout rejects every card")).to_be_visible()
    expect(quiet).to_have_url(f"{empty_site.address}/search?q=certificate")
    quiet.get_by_role("link", name="Action ACT-1 · open").first.click()
    assert quiet.url.endswith("#act-1")

    quiet.get_by_role("link", name="Alert fourteen days").click()
    quiet.get_by_role("button", name="Start work").click()
    expect(quiet.get_by_text("ACT-1 moved to in progress")).to_be_visible()
    quiet.get_by_role("button", name="Undo").click()
    expect(quiet.get_by_text("ACT-1 moved to open")).to_be_visible()
    quiet.get_by_text("Mark as done").first.click()
    quiet.get_by_label("What shows that it is done").fill("https://ci.example/run/7")
    quiet.get_by_role("button", name="Mark as done").click()
    expect(quiet.get_by_text("ACT-1 moved to done")).to_be_visible()
    expect(quiet.get_by_role("link", name="https://ci.example/run/7")).to_be_visible()


def test_the_keyboard_alone_is_enough(site: Site, quiet: Page) -> None:
    quiet.goto(f"{site.address}/postmortems?sort=title")
    quiet.keyboard.press("Tab")
    expect(quiet.get_by_role("link", name="Skip to the content")).to_be_focused()
    quiet.keyboard.press("Enter")
    for key in ("j", "j", "k"):
        quiet.keyboard.press(key)
    first = quiet.locator("[data-row] a.title").first
    expect(first).to_be_focused()
    title = first.text_content()
    quiet.keyboard.press("Enter")
    expect(quiet.get_by_role("heading", level=1)).to_have_text(title or "")
    quiet.keyboard.press("e")
    expect(quiet.get_by_role("heading", level=1)).to_have_text("Edit the text")
    quiet.keyboard.press("?")
    expect(quiet.get_by_role("heading", name="Keyboard")).to_be_visible()
    quiet.keyboard.press("Escape")
    expect(quiet.get_by_role("heading", name="Keyboard")).to_be_hidden()
    quiet.keyboard.press("/")
    expect(quiet.get_by_role("searchbox", name="Search")).to_be_focused()


def test_keys_typed_into_a_field_are_letters(site: Site, quiet: Page) -> None:
    quiet.goto(f"{site.address}/search")
    quiet.get_by_label("Search words").press_sequentially("j/k?e")
    expect(quiet.get_by_label("Search words")).to_have_value("j/k?e")


def test_filters_of_the_board_act_at_once_and_stand_in_the_address(site: Site, quiet: Page) -> None:
    quiet.goto(f"{site.address}/actions?view=list")
    total = quiet.get_by_role("status")
    before = total.text_content()
    quiet.get_by_label("Overdue only").check()
    expect(total).not_to_have_text(before or "")
    assert quiet.url.endswith("/actions?view=list&overdue=1")
    shown = total.text_content()
    quiet.reload()
    expect(total).to_have_text(shown or "")
    expect(quiet.get_by_label("Overdue only")).to_be_checked()


def test_a_fact_lights_its_line(site: Site, quiet: Page) -> None:
    quiet.goto(f"{site.address}/postmortems/200-days-of-uptime")
    fact = quiet.locator(".rail li[data-at]").first
    line = fact.get_attribute("data-at")
    fact.hover()
    expect(quiet.locator(".md .lit")).to_have_attribute("id", line or "")
    quiet.locator("h1").first.hover()
    expect(quiet.locator(".md .lit")).to_have_count(0)
    fact.locator("a.src").click()
    assert quiet.url.endswith(f"#{line}")


def test_the_choice_of_colours_is_remembered(site: Site, quiet: Page) -> None:
    quiet.goto(site.address)
    quiet.get_by_label("Menu of local owner").click()
    quiet.get_by_role("button", name="Dark").click()
    assert quiet.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    quiet.reload()
    expect(quiet.locator("html")).to_have_attribute("data-theme", "dark")
    quiet.get_by_label("Menu of local owner").click()
    quiet.get_by_role("button", name="Like the system").click()
    assert quiet.locator("html").get_attribute("data-theme") is None


def test_everything_works_without_scripts(empty_site: Site, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{empty_site.address}/import")
        page.get_by_label("Or paste a text").fill(DOCUMENT)
        page.get_by_role("button", name="See what is understood").click()
        page.get_by_role("button", name="Save it").click()
        page.get_by_role("searchbox", name="Search").fill("certificate")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Checkout rejects every card").click()
        page.goto(f"{empty_site.address}/actions")
        page.get_by_role("form", name="Filter action items").get_by_label("Owner").select_option("ada")
        page.get_by_role("button", name="Filter").click()
        expect(page.get_by_text("1 action item")).to_be_visible()
        page.get_by_label("Menu of local owner").click()
        page.get_by_role("button", name="Dark").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        assert "owner=ada" in page.url


def test_paper_gets_the_record_and_not_the_controls(site: Site, quiet: Page) -> None:
    quiet.goto(f"{site.address}/postmortems/200-days-of-uptime")
    quiet.emulate_media(media="print")
    expect(quiet.locator("header.bar")).not_to_be_visible()
    expect(quiet.get_by_role("link", name="Edit")).not_to_be_visible()
    expect(quiet.get_by_role("heading", name="Timeline").first).to_be_visible()
