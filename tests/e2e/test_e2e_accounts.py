"""From the first administrator's link to a revoked token: people who sign in, what each may, their programs."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from live_site import Site
from playwright.sync_api import Browser, BrowserContext, Page, expect
from support.accounts import PASSWORD

DOCUMENT = """# Backups stop for eleven days

## Timeline

- 2024-05-01 09:58 UTC: the backup job is paused for a migration
- 2024-05-12 10:31 UTC: a restore finds nothing newer than May

## Root cause

Nobody was told when a backup did not run.

## Action items

- [ ] Alert when no backup has run for a day (Bob Ray, due 2030-01-31)
"""


@pytest.fixture
def people(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Browsers of their own for as many people as ask; what one may not do is the only error a page reports."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def another() -> Page:
        context = browser.new_context()
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield another
    for context in contexts:
        context.close()
    assert [c for c in complaints if not re.search(r"status of 4(01|03|10) ", c)] == []


def terminal(site: Site, *words: str) -> str:
    """What a command prints that an operator runs beside the server."""
    settings = site.runtime.settings
    environment = os.environ | {
        "AFTERCARE_DATA_DIR": str(settings.data_dir),
        "AFTERCARE_SEARCH_DIR": str(settings.search_dir),
        "PORT": str(settings.port),
    }
    command = [sys.executable, "-m", "app", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def curl(folder: Path, token: str, *words: str) -> tuple[int, dict[str, Any]]:
    """A program of somebody's: the token comes from a file, so that it stands on no command line."""
    header = folder / "header"
    header.write_text(f"Authorization: Bearer {token}\n", encoding="ascii")
    command = ["curl", "--silent", "--header", f"@{header}", "--write-out", "\n%{http_code}", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    body, _, status = done.stdout.rpartition("\n")
    return int(status), json.loads(body)


def choose_password(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_label(re.compile("^Menu of"))).to_be_visible()


def add(admin: Page, name: str, person: str, role: str) -> str:
    """Add somebody on the page of accounts; the link for them."""
    admin.get_by_label("Name", exact=True).fill(name)
    admin.get_by_label("Person").fill(person)
    admin.get_by_label("Role").select_option(role)
    admin.get_by_role("button", name="Add and make a link").click()
    link = admin.locator("#f-once-1").input_value()
    admin.get_by_role("link", name="I have copied it").click()
    admin.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Accounts").click()
    return link


def test_from_the_first_link_to_a_revoked_token(
    empty_site: Site, people: Callable[[], Page], tmp_path: Path
) -> None:
    site = empty_site.address

    # The first administrator, by the link on the terminal. Before that nobody signs in.
    ann, bob, mia = people(), people(), people()
    ann.goto(f"{site}/signin")
    expect(ann.get_by_text("There are no accounts here yet")).to_be_visible()
    printed = terminal(empty_site, "users", "add", "ann", "--person", "Ann Lee")
    link = re.search(rf"{re.escape(site)}/welcome/\S+", printed)
    assert link, printed
    bob.goto(f"{site}/actions")
    expect(bob.get_by_role("heading", name="Sign in")).to_be_visible()
    choose_password(ann, link[0])
    bob.goto(link[0])
    expect(bob.get_by_text("It was used, has run out, or was replaced")).to_be_visible()

    # She adds two people, who choose their passwords.
    ann.get_by_label("Menu of ann").click()
    ann.get_by_role("link", name="Accounts").click()
    for page, name, person, role in ((bob, "bob", "Bob Ray", "author"), (mia, "mia", "Mia Chen", "manager")):
        choose_password(page, add(ann, name, person, role))
        page.get_by_label(f"Menu of {name}").click()
        page.get_by_role("button", name="Sign out", exact=True).last.click()
    expect(ann.get_by_role("row").filter(has_text="Bob Ray")).to_contain_text("author")

    # Each signs in, and is led to where he wanted to go.
    for page, name in ((bob, "bob"), (mia, "mia")):
        page.goto(f"{site}/actions?view=list")
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        assert page.url == f"{site}/actions?view=list"

    # The author brings a postmortem and does his work.
    file = tmp_path / "backups.md"
    file.write_text(DOCUMENT, encoding="utf-8")
    bob.goto(f"{site}/import")
    bob.get_by_label("Upload a file").set_input_files(file)
    bob.get_by_role("button", name="See what is understood").click()
    bob.get_by_role("button", name="Save it").click()
    bob.get_by_role("link", name="Alert when no backup").click()
    action = bob.url
    bob.get_by_text("Mark as done").first.click()
    bob.get_by_label("What shows that it is done").fill("https://ci.example/run/7")
    bob.get_by_role("button", name="Mark as done").click()
    expect(bob.get_by_text("ACT-1 moved to done")).to_be_visible()

    # He is not offered to verify it, and is refused where he asks all the same.
    expect(bob.get_by_role("button", name="Verify")).to_have_count(0)
    verify = """async ([address, version]) => {
        const token = document.querySelector("[name=form_token]").value;
        const body = new URLSearchParams({form_token: token, to: "verified", version, grade: "acceptable"});
        return (await fetch(address + "/move", {method: "POST", body})).status;
    }"""
    version = bob.locator("input[name=version]").first.input_value()
    assert bob.evaluate(verify, [action, version]) == 403
    answer = bob.goto(f"{site}/accounts")
    assert answer is not None
    assert answer.status == 403
    expect(bob.get_by_role("main")).to_contain_text("admin")

    # The manager verifies it; whose hand it was stands in the history.
    mia.goto(action)
    mia.get_by_text("Verify").first.click()
    mia.get_by_label("How well it answers").select_option("acceptable")
    mia.get_by_role("button", name="Verify").click()
    expect(mia.get_by_text("ACT-1 moved to verified")).to_be_visible()
    history = mia.locator("ol.history li")
    expect(history.filter(has_text="verified")).to_contain_text("Mia Chen")
    expect(history.filter(has_text="ci.example")).to_contain_text("Bob Ray")
    expect(mia.get_by_text("self-verified")).to_have_count(0)

    # The author gives a program a token. It may what he may, under his name, until it is revoked.
    bob.goto(f"{site}/account")
    bob.get_by_label("Name", exact=True).fill("nightly")
    for scope in ("read", "write"):
        bob.get_by_role("checkbox", name=scope, exact=True).check()
    bob.get_by_role("button", name="Make it").click()
    token = bob.locator("#f-once-1").input_value()
    assert token.startswith("aft_")
    bob.get_by_role("link", name="I have copied it").click()
    assert token not in bob.content()
    api = f"{site}/api/v1/action-items"
    proposal = ("--json", json.dumps({"text": "Restore a backup every month"}))
    status, made = curl(tmp_path, token, *proposal, api)
    assert status == 201, made
    status, steps = curl(tmp_path, token, f"{api}/{made['key']}/history")
    assert status == 200
    assert "Bob Ray" in steps["items"][0]["actor"]
    assert "nightly" in steps["items"][0]["actor"]
    accepting = ("--json", json.dumps({"to": "open"}), "--header", 'If-Match: "v1"')
    status, refused = curl(tmp_path, token, *accepting, f"{api}/{made['key']}/transitions")
    assert status == 403, refused

    bob.get_by_role("link", name="Revoke nightly").click()
    bob.get_by_role("button", name="Revoke it").click()
    expect(bob.get_by_text("“nightly” was revoked")).to_be_visible()
    status, refused = curl(tmp_path, token, api)
    assert status == 401
    assert refused["type"]
    assert token not in json.dumps(refused)
