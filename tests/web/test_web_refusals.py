"""Who may not is told what it takes, what he typed is not lost, and signing in leads back."""

import html
import re

from httpx2 import Response
from support.accounts import ADDRESS, add, bearer, client_for, form_token_of, posted, sign_in
from support.databases import Clock

from app.domain.vocabulary import Role
from app.http.throttle import TOKEN
from app.runtime import Runtime

TEXT = "# Disk full\n\n## Summary\n<b>Nothing</b> & more could be written, “ever”.\n"
ALERT = "Add an alert on free space of every database host, and say in the runbook what to delete first"


def words_of(answer: Response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def next_of(answer: Response) -> str:
    found = re.search(r'name="next" value="([^"]*)"', answer.text)
    assert found
    return html.unescape(found[1])


def test_whoever_asks_for_a_page_gets_the_way_in_at_its_address(runtime: Runtime) -> None:
    add(runtime, "ann")
    client = client_for(runtime, None)
    for path in (
        "/",
        "/actions?view=list&owner=a+b%26c",
        "/people/%C3%BC",
        "/account",
        "/accounts",
        "/postmortems/x/edit",
    ):
        answer = client.get(path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert next_of(answer) == path
        assert "Nothing was saved" not in answer.text
        assert 'action="/search"' not in answer.text
        assert 'href="/write"' not in answer.text


def test_a_form_that_comes_too_late_is_given_back_whole(runtime: Runtime, clock: Clock) -> None:
    add(runtime, "ann")
    client = client_for(runtime, "ann")
    token = form_token_of(client)
    clock.forward(hours=9)
    fields = {"text": TEXT, "name": "disk.md", "step": "preview", "form_token": token, "data": "YWJj"}
    answer = client.post("/import", data=fields, headers={"referer": f"{ADDRESS}/write"})
    assert answer.status_code == 401
    assert "Nothing was saved" in answer.text
    area = re.search(r"<textarea[^>]* readonly>\n(.*?)</textarea>", answer.text, re.DOTALL)
    assert area
    assert html.unescape(area[1]) == TEXT
    assert 'value="disk.md" readonly' in answer.text
    assert token not in answer.text
    assert "YWJj" not in answer.text
    assert next_of(answer) == "/write"


def test_passwords_are_not_given_back(runtime: Runtime, clock: Clock) -> None:
    add(runtime, "ann")
    client = client_for(runtime, "ann")
    clock.forward(hours=9)
    fields = {
        "old_password": "planted words one",
        "New_Password": "planted words two",
        "api_token": "aft_x",
        "note": "mine",
    }
    answer = client.post("/account/password", data=fields)
    assert answer.status_code == 401
    assert "planted" not in answer.text
    assert "aft_x" not in answer.text
    assert 'value="mine"' in answer.text


def test_a_form_of_a_former_session_is_refused_and_given_back(runtime: Runtime) -> None:
    add(runtime, "ann")
    client = client_for(runtime, "ann")
    stale = form_token_of(client)
    sign_in(client, "ann")
    fields = {"text": ALERT, "form_token": stale}
    answer = client.post("/actions/new", data=fields, headers={"referer": f"{ADDRESS}/actions/new"})
    assert answer.status_code == 403
    assert "Nothing was saved" in answer.text
    assert ALERT in answer.text
    assert 'href="/actions/new"' in answer.text
    assert stale not in answer.text


def test_what_is_given_back_is_text_and_not_markup(runtime: Runtime) -> None:
    add(runtime, "ann")
    fields = {"text": "</textarea><script>alert(1)</script>", "<img src=x>": "long\n</textarea><b>"}
    answer = client_for(runtime, None).post("/actions/new", data=fields)
    assert answer.status_code == 401
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text
    assert "</textarea><b>" not in answer.text


def test_who_may_not_is_told_what_it_takes_and_how_to_come_back_as_somebody_else(runtime: Runtime) -> None:
    add(runtime, "bob", Role.READER, "Bob Stone")
    client = client_for(runtime, "bob")
    answer = client.get("/accounts?x=1", headers={"referer": f"{ADDRESS}/people?q=a+b"})
    assert answer.status_code == 403
    assert "that takes the role admin" in words_of(answer)
    assert "You are signed in as Bob Stone." in words_of(answer)
    assert 'href="/people?q=a+b"' in answer.text
    assert next_of(answer) == "/accounts?x=1"
    out = posted(client, "/signout", {"next": next_of(answer)})
    assert out.headers["location"] == "/signin?next=%2Faccounts%3Fx%3D1"
    page = client.get(out.headers["location"])
    assert (page.status_code, next_of(page)) == (200, "/accounts?x=1")


def test_nobody_is_told_which_pages_there_are_but_may_sign_in(runtime: Runtime) -> None:
    add(runtime, "ann")
    answer = client_for(runtime, None).get("/no/such?x=1&y=%22")
    assert answer.status_code == 404
    assert 'href="/signin?next=/no/such%3Fx%3D1%26y%3D%2522"' in answer.text
    assert "/signin" not in client_for(runtime, "ann").get("/no/such").text


def test_a_token_in_a_browser_is_told_what_is_wrong_with_it(runtime: Runtime) -> None:
    add(runtime, "ann")
    client = client_for(runtime, "ann")
    answer = client.get("/actions", headers={"Authorization": "Bearer aft_nonsense"})
    assert answer.status_code == 401
    assert "not known, was revoked or has expired" in words_of(answer)
    answer = client.get("/accounts", headers=bearer(runtime, "root", ["read"]))
    assert answer.status_code == 403
    assert "a token with the scope admin" in words_of(answer)
    assert "/signout" not in answer.text


def test_who_asks_too_often_is_told_when_to_come_again(runtime: Runtime) -> None:
    add(runtime, "ann")
    client, headers = client_for(runtime, None), bearer(runtime, "ann", ["read"])
    throttle = client.app.state.throttle  # type: ignore[attr-defined]
    for _ in range(TOKEN.amount):
        throttle.token(1)
    answer = client.get("/account", headers=headers)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "That was too often" in answer.text


def test_what_one_may_not_do_is_not_offered(runtime: Runtime) -> None:
    add(runtime, "bob", Role.READER)
    add(runtime, "ann")
    add(runtime, "mia", Role.MANAGER)
    seen = {name: client_for(runtime, name).get("/").text for name in ("bob", "ann", "mia", "root")}
    header = {name: text.partition("<main")[0] for name, text in seen.items()}
    assert {name for name, text in header.items() if 'href="/write"' in text} == {"ann", "mia", "root"}
    assert {name for name, text in header.items() if 'href="/import"' in text} == {"ann", "mia", "root"}
    assert {name for name, text in header.items() if 'href="/accounts"' in text} == {"root"}
    assert all('href="/account"' in text and 'action="/signout"' in text for text in header.values())


def test_without_accounts_the_menu_knows_nothing_of_them(runtime: Runtime) -> None:
    text = client_for(runtime, None).get("/").text
    assert 'aria-label="Menu of local owner"' in text
    assert 'href="/write"' in text
    assert not re.search(r'"/(account|accounts|signin|signout)\b', text)
