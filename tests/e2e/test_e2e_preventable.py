"""Somebody says in a browser what might have spared an incident."""

from accessibility import accessible, fits
from live_site import Site
from playwright.sync_api import Page, expect
from support.preventable import bring_both


def test_an_action_is_confirmed_stands_in_the_ledger_and_is_taken_back(empty_site: Site, quiet: Page) -> None:
    bring_both(empty_site.runtime)
    quiet.goto(empty_site.address)
    quiet.get_by_role("link", name="Invoices stop after a Postgres failover").first.click()
    section = quiet.get_by_role("region", name="Was it preventable?")
    expect(section.get_by_text("33 days overdue")).to_be_visible()
    accessible(quiet)
    fits(quiet)
    section.get_by_role("button", name="It might have spared this").click()
    expect(section.get_by_text("1 action might have spared it")).to_be_visible()
    section.get_by_role("link", name="What all unfinished actions might have spared").click()
    expect(quiet.get_by_text("90 minutes of 1 later incident")).to_be_visible()
    accessible(quiet)
    fits(quiet)
    quiet.get_by_role("link", name="Have every codebase name the Postgres virtual address").click()
    expect(quiet.get_by_role("heading", name="What it might have spared")).to_be_visible()
    quiet.go_back()
    quiet.get_by_role("link", name="Invoices stop after a Postgres failover").click()
    section.get_by_role("button", name="Take it back").click()
    expect(section.get_by_role("button", name="Not related")).to_be_visible()
