"""One action for many applications, in a real browser: targets pasted, reported on, in the way of “done”."""

from accessibility import accessible, fits
from live_site import Site
from playwright.sync_api import Page, expect

from app.domain.principal import LOCAL_OWNER
from app.domain.targets import Result
from app.domain.vocabulary import TargetState
from app.usecases.actions import NewAction, create_action
from app.usecases.targets import set_target

NAMES = "codebase\ndeploy\nidentity\norg/a-repository-with-a-name-that-goes-on-and-on\n"


def report(page: Page, target: str, state: str, **more: str) -> None:
    page.get_by_role("link", name=target, exact=True).click()
    page.get_by_label("What was found").select_option(state)
    for label, text in more.items():
        page.get_by_label(label.capitalize()).fill(text)
    page.get_by_role("button", name="Report", exact=True).click()


def test_targets_are_pasted_reported_on_and_settle_the_action(empty_site: Site, page: Page) -> None:
    ws = empty_site.runtime
    key = create_action(ws, LOCAL_OWNER, NewAction(text="Use the virtual IP everywhere", owner="Ada")).key
    page.goto(f"{empty_site.address}/actions/{key}")
    page.get_by_text("Add targets").click()
    page.get_by_label("Names").fill(NAMES)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text(f"4 targets added to {key}")).to_be_visible()

    report(page, "deploy", "failed", note="two hosts")
    expect(page.get_by_text("deploy is failed")).to_be_visible()
    expect(page.get_by_role("region", name="Targets").get_by_text("0 of 4 settled, 1 failed")).to_be_visible()
    report(page, "identity", "excepted", note="the vendor mends it")
    expect(page.get_by_role("alert")).to_contain_text("an exception holds until a day")
    expect(page.get_by_label("Note")).to_have_value("the vendor mends it")

    set_target(ws, LOCAL_OWNER, key, "identity", Result(TargetState.NOT_APPLICABLE, "has none"))
    set_target(ws, LOCAL_OWNER, key, "codebase", Result(TargetState.PASSED, None, "https://ci.example/7"))
    page.goto(f"{empty_site.address}/actions/{key}")
    expect(page.get_by_role("row").nth(1)).to_contain_text("deploy")
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
    accessible(page)
    fits(page)
    page.goto(f"{empty_site.address}/actions?view=list")
    expect(page.get_by_role("img", name="2 of 4 settled, 1 failed")).to_be_visible()
