"""Every page in a real browser: accessible in light and dark, quiet, and as wide as the screen."""

from collections.abc import Iterator

import pytest
from accessibility import accessible, fits
from live_site import Site, serving
from playwright.sync_api import Page, expect
from support.accounts import PASSWORD, add, principal
from support.twins import STORY, report
from support.zips import zipped

from app.domain.principal import OPERATOR, SYSTEM
from app.domain.vocabulary import Role, TokenKind, TokenScope
from app.usecases.accounts import NewAccount, add_account, disable_account
from app.usecases.importing import Incoming, import_document
from app.usecases.tokens import NewToken, make_token

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
    "/duplicates",
    "/preventable",
    "/gaps",
    "/actions/orphans",
    "/reports/actions",
    "/reports/actions/closing",
    "/reports/actions/promises",
    "/import",
    "/import/report?kind=diagnostic&kind=doubtful",
    "/write",
]
FAULTS = {"/postmortems/none-such": 404, "/postmortems?kind=none": 422, "/postmortems?cursor=none": 400}


#: Pages of accounts, and who looks at them (nobody: not signed in) with which answer.
OF_ACCOUNTS = [
    ("/signin", "", 200),
    ("/actions", "", 401),
    ("/welcome/none", "", 410),
    ("/none-such", "", 404),
    ("/", "bob", 200),
    ("/account", "bob", 200),
    ("/accounts", "bob", 403),
    ("/account", "root", 200),
    ("/accounts", "root", 200),
    ("/accounts/bob", "root", 200),
    ("/accounts/bob/disable", "root", 200),
    ("/tokens", "root", 200),
    ("/tokens/1/revoke", "root", 200),
    ("/duplicates", "root", 200),
    ("/duplicates/1", "root", 200),
    ("/postmortems/failover", "bob", 200),
]


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With accounts and tokens, one of them of somebody disabled. Tests that use it only read."""
    with serving(tmp_path_factory.mktemp("staffed"), None) as opened:
        add(opened.runtime, "bob", Role.READER, "Bob Stone")
        add(opened.runtime, "eve")
        add_account(opened.runtime, OPERATOR, NewAccount(name="invited"))
        for owner in ("bob", "eve"):
            new = NewToken(name=f"of {owner}", kind=TokenKind.SERVICE, scopes=[TokenScope.READ], owner=owner)
            make_token(opened.runtime, principal(opened.runtime, "root"), new)
        disable_account(opened.runtime, OPERATOR, "eve")
        for title, day in (("Orders lost", "2024-03-05"), ("Failover", "2024-04-20")):
            text = report(title, STORY, day=day).encode()
            import_document(opened.runtime, SYSTEM, Incoming("content", f"{day}.md", text, "file"))
        yield opened


def enter(page: Page, site: Site, name: str) -> None:
    page.goto(f"{site.address}/signin")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.address}/")


def unfold(page: Page) -> None:
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_quiet_and_fits(site: Site, quiet: Page, path: str) -> None:
    answer = quiet.goto(site.address + path)
    assert answer is not None
    assert answer.status == 200
    unfold(quiet)
    accessible(quiet)
    fits(quiet)


@pytest.mark.parametrize("path", FAULTS)
def test_a_page_of_what_went_wrong_is_accessible(site: Site, page: Page, path: str) -> None:
    answer = page.goto(site.address + path)
    assert answer is not None
    assert answer.status == FAULTS[path]
    accessible(page)


@pytest.mark.parametrize(("path", "name", "status"), OF_ACCOUNTS, ids=[f"{p}-{n}" for p, n, _ in OF_ACCOUNTS])
def test_a_page_of_accounts_is_accessible_and_fits(
    staffed: Site, page: Page, path: str, name: str, status: int
) -> None:
    if name:
        enter(page, staffed, name)
    answer = page.goto(staffed.address + path)
    assert answer is not None
    assert answer.status == status
    accessible(page)
    fits(page)


def test_what_an_archive_would_do_and_did_is_accessible_and_fits(empty_site: Site, quiet: Page) -> None:
    story = report("Orders lost", STORY, day="2024-03-05")
    data = zipped(("orders.md", story), ("bad.md", "---\na: &x [1]\nb: *x\n---\n# Bad\n"))
    quiet.goto(f"{empty_site.address}/import")
    sent = {"name": "wiki.zip", "mimeType": "application/zip", "buffer": data}
    quiet.get_by_label("Upload a file").set_input_files(sent)  # type: ignore[arg-type]
    quiet.get_by_role("button", name="See what is understood").click()
    expect(quiet.get_by_role("heading", level=1)).to_have_text("What would be imported")
    for heading in ("What would be imported", "What was imported"):
        unfold(quiet)
        accessible(quiet)
        fits(quiet)
        if heading == "What would be imported":
            quiet.get_by_role("button", name="Import exactly this").click()
            expect(quiet.get_by_role("heading", level=1)).to_have_text("What was imported")
    quiet.get_by_role("link", name="Orders lost", exact=True).click()
    expect(quiet.get_by_role("heading", level=1)).to_have_text("Orders lost")


def test_a_link_makes_an_account_of_somebody_and_a_token_is_seen_once(empty_site: Site, quiet: Page) -> None:
    runtime = empty_site.runtime
    link = add_account(runtime, OPERATOR, NewAccount(name="ann", role=Role.ADMIN)).secret
    quiet.goto(f"{empty_site.address}/welcome/{link}")
    accessible(quiet)
    field = quiet.get_by_label("Password", exact=True)
    field.fill(PASSWORD)
    quiet.get_by_role("button", name="Show password").click()
    assert field.get_attribute("type") == "text"
    quiet.get_by_role("button", name="Save and sign in").click()
    quiet.get_by_label("Menu of ann").click()
    accessible(quiet)
    quiet.get_by_role("link", name="Your account").click()
    quiet.get_by_label("Name", exact=True).fill("reader")
    quiet.get_by_label("For a feed reader").check()
    quiet.get_by_role("button", name="Make it").click()
    accessible(quiet)
    address = quiet.get_by_label("Address of the feed").input_value()
    feed = quiet.request.get(address, headers={"Cookie": ""})
    assert feed.ok
    quiet.get_by_role("link", name="I have copied it").click()
    quiet.get_by_role("link", name="Revoke reader").click()
    quiet.get_by_role("button", name="Revoke it").click()
    expect(quiet.get_by_text("“reader” was revoked")).to_be_visible()
    assert quiet.request.get(address).status == 401
    quiet.get_by_role("button", name="Sign out", exact=True).last.click()
    expect(quiet.get_by_role("heading", name="Sign in")).to_be_visible()


def test_an_empty_installation_is_accessible(empty_site: Site, quiet: Page) -> None:
    for path in ("/", "/postmortems", "/actions", "/actions?view=list", "/search", "/services"):
        quiet.goto(empty_site.address + path)
        accessible(quiet)


def test_the_menus_are_accessible_and_close(site: Site, quiet: Page) -> None:
    quiet.goto(site.address)
    quiet.get_by_label("Menu of local owner").click()
    accessible(quiet)
    quiet.keyboard.press("Escape")
    expect(quiet.get_by_role("link", name="People")).not_to_be_visible()
    quiet.set_viewport_size({"width": 360, "height": 800})
    quiet.get_by_label("Menu", exact=True).first.click()
    accessible(quiet)
    quiet.locator("main").click(position={"x": 5, "y": 500})
    expect(quiet.get_by_role("link", name="People")).not_to_be_visible()
