"""An action's targets in the browser: seen at a glance, named, reported on, in the way of “done”."""

from dataclasses import replace

import pytest
from fastapi import FastAPI
from support import accounts
from support.databases import Clock
from support.receiver import Receiver
from web_client import Browser, Shown

from app.domain.principal import LOCAL_OWNER
from app.usecases.catalogue import ServiceFields, add_record


@pytest.fixture
def fleet(browser: Browser) -> Browser:
    """ACT-1 is open and to be done for codebase, deploy and identity."""
    browser.imported()
    add(browser, "- codebase\n- deploy\n- identity\n")
    return browser


def add(browser: Browser, names: str = "", tag: str = "") -> Shown:
    return browser.post("/actions/ACT-1/targets", {"names": names, "tag": tag})


def report(browser: Browser, target: str, state: str, **more: str) -> Shown:
    return browser.post("/actions/ACT-1/targets/report", {"target": target, "state": state, **more})


def test_an_action_without_targets_says_what_they_are_for(browser: Browser) -> None:
    browser.imported()
    assert "can be closed only when every one is settled" in browser.get("/actions/ACT-1").text
    assert "/0" not in browser.get("/actions").text


def test_how_far_they_are_is_seen_on_the_page_and_on_the_board(fleet: Browser) -> None:
    shown = report(fleet, "deploy", "failed", note="two hosts", evidence_url="https://ci.example/7")
    assert "deploy is failed" in shown.text
    report(fleet, "codebase", "not_applicable", note="has <no> database")
    page = fleet.get("/actions/ACT-1")
    assert "1 of 3 settled, 1 failed" in page.text
    assert page.html.index(">deploy</a>") < page.html.index(">identity</a>") < page.html.index(">codebase</a>")
    assert "has &lt;no&gt; database" in page.html
    assert 'href="https://ci.example/7"' in page.html
    assert "target “deploy” todo → failed (https://ci.example/7)" in page.text
    for view in ("board", "list"):
        assert "1/3" in fleet.get(f"/actions?view={view}").text
    assert "1/3" in fleet.get("/postmortems/core-router-reload").text


def test_done_says_what_is_missing_until_nothing_is(fleet: Browser) -> None:
    page = fleet.get("/actions/ACT-1")
    assert "3 targets are not settled yet: codebase, deploy, identity" in page.text
    assert 'value="done"' not in page.html
    refused = fleet.post("/actions/ACT-1/move", {"to": "done", "evidence": "seen"})
    assert refused.status == 422
    for name in ("codebase", "deploy", "identity"):
        report(fleet, name, "passed")
    assert 'value="done"' in fleet.get("/actions/ACT-1").html
    done = fleet.post("/actions/ACT-1/move", {"to": "done", "evidence": "seen"})
    assert "ACT-1 moved to done" in done.text
    assert "A new target opens this action again" in done.text
    again = add(fleet, "billing")
    assert "1 target added to ACT-1" in again.text
    assert "3 of 4 settled" in again.text
    assert "“target “billing” is to be done”" in again.text


def test_the_form_of_a_report_begins_with_the_target_that_was_chosen(fleet: Browser) -> None:
    page = fleet.get("/actions/ACT-1?target=identity")
    assert '<details open id="report">' in page.html
    assert "<option selected>identity</option>" in page.html


def test_an_exception_that_ran_out_is_told(fleet: Browser, clock: Clock) -> None:
    day = clock.at.date().isoformat()
    report(fleet, "deploy", "excepted", note="the vendor", until=day)
    assert "until 1 May 2024" in fleet.get("/actions/ACT-1").text
    clock.forward(days=1)
    assert "ran out after 1 May 2024" in fleet.get("/actions/ACT-1").text


def test_of_very_many_targets_the_first_are_shown_unless_all_are_asked_for(browser: Browser) -> None:
    browser.imported()
    add(browser, "\n".join(f"host {i:03}" for i in range(201)))
    page = browser.get("/actions/ACT-1")
    assert "200 of 201 targets" in page.text
    assert page.html.count('data-label="State"') == 200
    assert browser.get("/actions/ACT-1?targets=all").html.count('data-label="State"') == 201


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("targets", {"names": " \n"}, "there is no name of a target"),
        ("targets", {"tag": "nobody"}, "no service has it"),
        ("targets/report", {"target": "deploy", "state": "not_applicable"}, "say why it does not apply"),
        ("targets/report", {"target": "", "state": "passed"}, "choose a target"),
        ("targets/report", {"target": "deploy", "state": "green"}, "choose one of the values"),
        ("targets/report", {"target": "deploy", "state": "passed", "evidence_url": "x"}, "write a web address"),
        ("targets/remove", {"target": "deploy", "reason": " "}, "say why it is no target"),
        ("re-audit", {"days": "often"}, "write a number of days"),
        ("re-audit", {"days": "9999"}, "1 to 3,650"),
    ],
)
def test_what_is_refused_comes_back_with_what_was_typed(
    fleet: Browser, path: str, form: dict[str, str], said: str
) -> None:
    page = fleet.post(f"/actions/ACT-1/{path}", form)
    assert page.status == 422
    assert said in page.text
    assert page.html.count("<details open") == 1


def test_a_target_is_taken_out_and_an_audit_repeated(fleet: Browser) -> None:
    gone = fleet.post("/actions/ACT-1/targets/remove", {"target": "deploy", "reason": "shut down"})
    assert "0 of 2 settled" in gone.text
    assert "“shut down”" in gone.text
    assert "owed again 90 days after it is closed" in fleet.post("/actions/ACT-1/re-audit", {"days": "90"}).text
    assert "re-audit every 90 days → cleared" in fleet.post("/actions/ACT-1/re-audit", {"days": ""}).text
    assert fleet.post("/actions/ACT-1/targets/remove", {"target": "deploy", "reason": "x"}).status == 404


def test_services_of_a_tag_are_offered(fleet: Browser, app: FastAPI) -> None:
    ws = app.state.runtime
    add_record(ws, LOCAL_OWNER, "service", ServiceFields(name="Billing", tags=["uses-db"]))
    assert "<option>uses-db</option>" in fleet.get("/actions/ACT-1").html
    assert "1 target added" in add(fleet, tag="uses-db").text
    assert (
        "uses-db" in fleet.get("/services/1").text + fleet.get("/services/2").text + fleet.get("/services/3").text
    )


def test_who_may_only_report_gets_that_form_alone(fleet: Browser, app: FastAPI) -> None:
    assert "Add targets" in fleet.get("/actions/ACT-1").text
    ws = app.state.runtime
    accounts.add(ws, "bob")
    with accounts.client_for(ws, "bob", "http://127.0.0.1") as client:
        page = Browser(client).get("/actions/ACT-1")
    assert "Report a result" in page.text
    assert "Add targets" not in page.text
    assert "excepted" not in page.html.split('id="f-t-report-state"')[1].split("</select>")[0]


def test_an_address_is_asked_about_a_target_in_a_form(fleet: Browser, app: FastAPI, receiver: Receiver) -> None:
    runtime = app.state.runtime
    hosts = {"check_hosts": [f"localhost:{receiver.port}"], "outbound_hosts": ["localhost"]}
    app.state.runtime = replace(runtime, settings=runtime.settings.model_copy(update=hosts))
    given = {"target": "deploy", "url": f"http://localhost:{receiver.port}/x", "status": "200", "value": "<on>"}
    refused = fleet.post("/actions/ACT-1/checks", given | {"pointer": "db"})
    assert refused.status == 422
    assert "begins with a slash" in refused.text
    assert 'value="&lt;on&gt;"' in refused.html
    assert "deploy is asked about once a day" in fleet.post("/actions/ACT-1/checks", given).text
    receiver.status, receiver.body = 200, b'"<on>"'
    asked = fleet.post("/actions/ACT-1/checks/ask", {"target": "deploy"})
    assert "deploy: the answer is “<on>”" in asked.text or 'deploy: the answer is "<on>"' in asked.text
    assert "1 of 3 settled" in asked.text
    assert "asked once a day" in asked.text
    changing = fleet.get("/actions/ACT-1?check=deploy")
    assert 'href="?check=deploy#check"' in asked.html
    assert 'value="&lt;on&gt;"' in changing.html
    assert f'value="{given["url"]}"' in changing.html
    assert '<details open id="check">' in changing.html
    none = fleet.get("/actions/ACT-1?check=%3Cb%3E").html.split('id="check"')[1].split("</form>")[0]
    assert given["url"] not in none
    stopped = fleet.post("/actions/ACT-1/checks/remove", {"target": "deploy"})
    assert "deploy is not asked about any more" in stopped.text
    assert "asked once a day" not in stopped.text
