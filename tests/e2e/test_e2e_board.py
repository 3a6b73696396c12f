"""A manager at the board: several actions are changed at once and changed back, in a real browser."""

from collections.abc import Iterator

import pytest
from accessibility import accessible, fits
from live_site import Site, serving
from playwright.sync_api import Page, expect
from support.records import an_action

from app.domain.vocabulary import ActionStatus
from app.store.engine import writing


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Three open actions that nobody owns."""
    with serving(tmp_path_factory.mktemp("board"), None) as opened:
        with writing(opened.runtime.engine) as session:
            for number, text in enumerate(("Remove the cron job", "Train everybody", "Add an alert"), 1):
                an_action(session, text, number=number, status=ActionStatus.OPEN)
        yield opened


def test_several_are_ticked_looked_at_changed_and_changed_back(site: Site, quiet: Page) -> None:
    page = quiet
    page.goto(f"{site.address}/actions")
    page.get_by_label("Choose ACT-1").check()
    page.get_by_label("Choose ACT-3").check()
    form = page.get_by_role("form", name="Change several action items")
    form.get_by_label("Owner").fill("Ben Stone")
    form.get_by_label("Why").fill("this team took them over")
    page.get_by_role("button", name="Look what would change").click()
    change = page.get_by_role("button", name="Change 2", exact=True)
    expect(change).to_be_visible()
    accessible(page)
    fits(page)
    change.click()
    expect(page.get_by_text("2 action items changed")).to_be_visible()
    owned = page.get_by_role("listitem").filter(has_text="Ben Stone")
    expect(owned).to_have_count(2)
    accessible(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Train everybody")).to_be_visible()
    expect(owned).to_have_count(0)

    page.goto(f"{site.address}/actions?group=owner")
    expect(page.get_by_role("region", name="No owner").get_by_role("link")).to_have_count(3)
    accessible(page)
