"""Services, teams and people in the browser."""

import pytest
from fastapi import FastAPI
from support import accounts
from web_client import Browser, Shown

from app.domain.vocabulary import Role

KINDS = [("services", "service"), ("teams", "team"), ("people", "person")]


def added(browser: Browser, path: str, name: str, **fields: str) -> Shown:
    page = browser.post(f"/{path}/new", {"name": name, **fields})
    assert page.status == 200, page.text
    return page


@pytest.mark.parametrize(("path", "kind"), KINDS)
def test_a_record_is_added_edited_and_merged(browser: Browser, path: str, kind: str) -> None:
    first = added(browser, path, "Payments", aliases="pay\nPMT, billing")
    assert "Payments was added" in first.text
    assert "Also written" in first.text
    second = added(browser, path, "Pay service")
    form = browser.get(f"{second.path}/edit")
    assert form.typed("name") == "Pay service"
    renamed = browser.post(f"{second.path}/edit", {"name": "Payment", "version": form.hidden("version")})
    assert "Payment was changed" in renamed.text
    refused = browser.post(f"{second.path}/merge", {"into": "nobody"})
    assert refused.status == 422
    assert f"no {kind} has that name" in refused.text
    merged = browser.post(f"{second.path}/merge", {"into": "PMT"})
    assert "Merged into Payments" in merged.text
    assert merged.path == first.path
    assert browser.get(second.path, follow=False).status == 308


@pytest.mark.parametrize(("path", "kind"), KINDS)
def test_a_name_that_is_taken_is_refused_and_kept(browser: Browser, path: str, kind: str) -> None:
    added(browser, path, "Payments")
    page = browser.post(f"/{path}/new", {"name": "payments", "aliases": "mine"})
    assert page.status == 409
    assert "merge the two instead" in page.text
    assert page.typed("aliases") == "mine"
    assert browser.post(f"/{path}/new", {"name": " "}).status == 422
    assert kind


def test_the_later_of_two_edits_is_told(browser: Browser) -> None:
    page = added(browser, "services", "Payments")
    browser.post(f"{page.path}/edit", {"name": "Payments", "description": "takes money", "version": "1"})
    late = browser.post(f"{page.path}/edit", {"name": "Payments", "description": "gives money", "version": "1"})
    assert late.status == 412
    assert late.typed("description") == "gives money"
    saved = browser.post(
        f"{page.path}/edit", {"name": "Payments", "description": "gives money", "version": late.hidden("version")}
    )
    assert "gives money" in saved.text


def test_people_have_a_team_an_address_and_may_leave(browser: Browser) -> None:
    page = added(browser, "people", "Ada", email="ada@example.org", team="Core", active="1")
    assert "ada@example.org · Core" in page.text
    gone = browser.post(f"{page.path}/edit", {"name": "Ada", "email": "ada@example.org", "team": "Core"})
    assert "no longer active" in gone.text
    assert browser.post("/people/new", {"name": "Bob", "email": "no address"}).status == 422
    team = added(browser, "teams", "Edge", manager="Ada")
    assert "Managed by Ada" in team.text


def test_a_record_shows_what_hangs_on_it(browser: Browser) -> None:
    browser.imported()
    listed = browser.get("/services?q=edge")
    address = listed.html.split('<a class="title" href="')[1].split('"')[0]
    page = browser.get(address)
    assert "Core router reload" in page.text
    assert "Alert on router uptime" in page.text
    assert "Why its incidents happened" in page.text
    person = browser.get("/people?q=maria").html.split('<a class="title" href="')[1].split('"')[0]
    assert "Alert on router uptime" in browser.get(person).text
    assert "Nothing is called" in browser.get("/services?q=zzz").text


def test_a_record_that_is_not_there_is_not_found(browser: Browser) -> None:
    assert browser.get("/services/99").status == 404
    assert browser.post("/services/99/edit", {"name": "x"}).status == 404
    assert browser.get("/teams/99/edit").status == 404


def test_a_record_tells_its_history(browser: Browser) -> None:
    page = added(browser, "teams", "Payments")
    edited = browser.post(f"{page.path}/edit", {"name": "Money <b>", "version": "1"})
    assert "1 May 2024" in edited.text
    assert "local owner edited: name (was “Payments”)" in edited.text


def doubtful(browser: Browser) -> Shown:
    """Maria Ortiz is known; a document names “maria”."""
    added(browser, "people", "Maria Ortiz", active="1")
    browser.imported()
    assert "1 name needs a look" in browser.get("/people").text
    return browser.get("/people/doubtful")


def test_a_doubtful_name_is_merged_into_the_person_it_means(browser: Browser) -> None:
    page = doubtful(browser)
    assert "maria 1 open of 1 action from 1 postmortem" in page.text
    assert "Same person as Maria Ortiz first name only" in page.text
    merged = browser.post("/people/2/same", {"into": page.hidden("into")})
    assert "Merged into Maria Ortiz" in merged.text
    assert "Every name is clear" in merged.text
    assert "needs a look" not in browser.get("/people").text
    person = browser.get("/people/1")
    assert "Alert on router uptime" in person.text
    assert "took over “maria”" in person.text
    assert browser.post("/people/2/same", {"into": "1"}).status == 422
    assert browser.post("/people/2/same", {"into": "x"}).status == 422


def test_somebody_else_is_settled_and_can_be_taken_back(browser: Browser) -> None:
    doubtful(browser)
    settled = browser.post("/people/2/settle")
    assert "maria is a person of its own" in settled.text
    assert "Every name is clear" in settled.text
    assert 'action="/people/2/unsettle"' in settled.html
    again = browser.post("/people/2/unsettle")
    assert "Same person as Maria Ortiz" in again.text


def test_who_may_not_settle_names_is_not_led_to_them(browser: Browser, app: FastAPI) -> None:
    doubtful(browser)
    ws = app.state.runtime
    accounts.add(ws, "bob")
    with accounts.client_for(ws, "bob", "http://127.0.0.1") as client:
        bob = Browser(client)
        people = bob.get("/people")
        assert "maria" in people.text
        assert "needs a look" not in people.text
        assert "New person" not in people.text
        assert "Edit" not in bob.get("/people/1").text
        for path in ("/people/doubtful", "/people/new", "/people/1/edit"):
            assert bob.get(path).status == 403


def test_a_manager_leaves_people_with_accounts_to_an_administrator(browser: Browser, app: FastAPI) -> None:
    doubtful(browser)
    ws = app.state.runtime
    accounts.add(ws, "maria.ortiz", person="Maria Ortiz")
    accounts.add(ws, "mia", Role.MANAGER)
    with accounts.client_for(ws, "mia", "http://127.0.0.1") as client:
        mia = Browser(client)
        page = mia.get("/people/doubtful")
        assert "Maria Ortiz has an account: an administrator merges the two" in page.text
        assert "Edit" not in mia.get("/people/1").text
        assert mia.get("/people/1/edit").status == 403
        token = {"form_token": accounts.form_token_of(client)}
        assert mia.post("/people/2/same", {"into": "1", **token}).status == 403
        assert "maria is a person of its own" in mia.post("/people/2/settle", token).text
