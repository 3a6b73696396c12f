"""A manager reads the month: from the menu to the report, to the rows behind a number, and on paper."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from accessibility import accessible, fits
from live_site import Site, serving
from playwright.sync_api import Page, expect
from support.records import an_action

from app.domain.vocabulary import ActionStatus
from app.store.engine import writing


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Three actions: one done after five days, two open."""
    with serving(tmp_path_factory.mktemp("reports"), None) as opened:
        now = opened.runtime.now()
        before = now - timedelta(days=5)
        with writing(opened.runtime.engine) as session:
            done = {"created_at": before, "closed_at": now, "status": ActionStatus.DONE}
            an_action(session, "Remove the cron job", number=1, **done)
            an_action(session, "Train everybody", number=2, created_at=before)
            an_action(session, "Add an alert", number=3, created_at=before)
        yield opened


def test_a_number_leads_to_its_rows_and_a_month_prints(site: Site, quiet: Page) -> None:
    page = quiet
    page.goto(site.address)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Reports").click()
    expect(page.get_by_role("img", name="Open and overdue actions by month")).to_be_visible()
    page.get_by_role("region", name="Open and overdue").get_by_role("link", name="2", exact=True).first.click()
    expect(page.get_by_role("status").filter(has_text="2 action items")).to_be_visible()
    expect(page.get_by_role("link", name="Train everybody")).to_be_visible()
    page.go_back()
    page.get_by_role("navigation", name="Reports").get_by_role("link").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Action items in ")
    expect(page.get_by_role("region", name="Time to close")).to_contain_text("5 days")
    accessible(page)
    fits(page)
    page.emulate_media(media="print")
    expect(page.get_by_label("Team", exact=True)).to_be_hidden()
    expect(page.get_by_role("img", name="Open and overdue actions by month")).to_be_visible()
