"""Signing in and out in a browser, and what stands against those who should not get in."""

import logging
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from support.accounts import ADDRESS, PASSWORD, add, client_for, posted, sign_in
from support.databases import Clock
from support.documents import every

from app.domain.principal import OPERATOR
from app.domain.vocabulary import Role
from app.http.throttle import PAIR
from app.main import create_app
from app.runtime import Runtime, open_runtime
from app.store.engine import writing
from app.store.tables import Account, Person, SignInSession
from app.usecases import passwords
from app.usecases.accounts import NewAccount, add_account, disable_account
from app.usecases.credentials import new_secret
from app.web.way_back import own_path

HTTPS = "https://aftercare.example"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def browser_at(runtime: Runtime, address: str, **settings: object) -> TestClient:
    changed = runtime.settings.model_copy(update={"allowed_hosts": ["aftercare.example", "127.0.0.1"], **settings})
    app = create_app(replace(runtime, settings=changed))
    return TestClient(app, base_url=address, raise_server_exceptions=False)


def entered(client: TestClient, name: str = "ann", password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/signin", data={"name": name, "password": password, **more}, follow_redirects=False)


# ── where one goes on ──

HOSTILE = [
    "",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https://evil.example",
    "https:evil.example",
    "//evil.example/%2f..",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "?next=x",
    "#x",
    "/x\r\nSet-Cookie: a=b",
    "/x\0",
    "/\u2028/evil.example",
    "/x\\y",
    "/" + "x" * 3000,
    "/half \ud800 a pair",
]


@pytest.mark.parametrize("given", HOSTILE)
def test_no_address_leads_elsewhere(given: str) -> None:
    assert own_path(given) == "/"
    assert own_path(given, "") == ""


@pytest.mark.parametrize("given", ["/", "/actions?view=list&q=a+b#x", "/search?q=%2F%2Fevil", "/ü", "/a//b"])
def test_a_path_of_our_own_is_kept(given: str) -> None:
    assert own_path(given) == given


def test_neither_form_nor_redirect_leads_elsewhere(runtime: Runtime) -> None:
    add(runtime, "ann")
    anonymous, client = client_for(runtime, None), client_for(runtime, "ann")
    for given in HOSTILE[:-1]:
        page = anonymous.get("/signin", params={"next": given})
        assert '<input type="hidden" name="next" value="/">' in page.text
        again = client.get("/signin", params={"next": given}, follow_redirects=False)
        assert (again.status_code, again.headers["location"]) == (303, "/")
        answer = entered(client, next=given)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        out = posted(client, "/signout", {"next": given})
        assert (out.status_code, out.headers["location"]) == (303, "/signin")
        sign_in(client, "ann")


def test_one_goes_on_to_what_was_asked_for(runtime: Runtime) -> None:
    add(runtime, "ann")
    client, wanted = client_for(runtime, None), "/search?q=disk+%22full%22&sort=x"
    page = client.get(wanted)
    assert page.status_code == 401
    given = re.search(r'name="next" value="([^"]+)"', page.text)
    assert given
    assert given[1].replace("&amp;", "&") == wanted
    assert entered(client, next=wanted).headers["location"] == wanted
    assert client.get("/signin", params={"next": wanted}, follow_redirects=False).headers["location"] == wanted


def test_choosing_colours_leads_nowhere_else_either(runtime: Runtime) -> None:
    client = client_for(runtime, None)
    for referer in (f"{ADDRESS}//evil.example/", f"{ADDRESS}/\\e", "http://evil.example/x", "http://[x", "x"):
        headers = {"referer": referer}
        answer = client.post("/theme", data={"theme": "dark"}, headers=headers, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
    headers = {"referer": f"{ADDRESS}/actions?view=list"}
    answer = client.post("/theme", data={"theme": "dark"}, headers=headers, follow_redirects=False)
    assert answer.headers["location"] == "/actions?view=list"


# ── cookies ──


def test_on_loopback_the_session_is_kept_from_scripts_and_other_sites(runtime: Runtime) -> None:
    add(runtime, "ann")
    cookie = entered(client_for(runtime, None)).headers["set-cookie"]
    assert re.fullmatch(r"aftercare_session=[\w-]{43}; HttpOnly; Max-Age=604800; Path=/; SameSite=lax", cookie), (
        cookie
    )


def test_elsewhere_it_is_secure_and_bound_to_the_host(runtime: Runtime) -> None:
    add(runtime, "ann")
    client = browser_at(runtime, HTTPS)
    cookie = entered(client).headers["set-cookie"]
    pattern = r"__Host-aftercare_session=[\w-]{43}; HttpOnly; Max-Age=604800; Path=/; SameSite=lax; Secure"
    assert re.fullmatch(pattern, cookie), cookie
    assert client.get("/account").status_code == 200
    out = posted(client, "/signout").headers["set-cookie"]
    assert out.startswith('__Host-aftercare_session=""')
    assert "Secure" in out
    assert client.get("/account").status_code == 401


def test_a_cookie_without_the_prefix_is_not_believed_elsewhere(runtime: Runtime) -> None:
    add(runtime, "ann")
    client = browser_at(runtime, HTTPS)
    secret = entered(client).cookies["__Host-aftercare_session"]
    other = browser_at(runtime, HTTPS)
    other.cookies.set("aftercare_session", secret)
    assert other.get("/account").status_code == 401


def test_over_plain_http_from_elsewhere_nobody_is_asked_for_a_password(runtime: Runtime) -> None:
    add(runtime, "ann")
    link = add_account(runtime, OPERATOR, NewAccount(name="bob")).secret
    client = browser_at(runtime, "http://aftercare.example")
    for path in ("/signin", "/actions", f"/welcome/{link}"):
        page = client.get(path)
        assert "needs HTTPS" in page.text
        assert 'type="password"' not in page.text
    answer = entered(client)
    assert (answer.status_code, "set-cookie" in answer.headers) == (422, False)
    assert client.post(f"/welcome/{link}", data={"password": PASSWORD}).status_code == 422
    assert client_for(runtime, None).get(f"/welcome/{link}").status_code == 200


# ── sessions ──


def test_signing_in_gives_a_new_session_and_ends_the_one_before(runtime: Runtime) -> None:
    add(runtime, "ann")
    client = client_for(runtime, "ann")
    former = client.cookies["aftercare_session"]
    sign_in(client, "ann")
    assert client.cookies["aftercare_session"] != former
    other = client_for(runtime, None)
    other.cookies.set("aftercare_session", former)
    assert other.get("/account").status_code == 401


def test_a_planted_session_stays_worthless(runtime: Runtime) -> None:
    add(runtime, "ann")
    planted, client = new_secret(), client_for(runtime, None)
    client.cookies.set("aftercare_session", planted, domain="127.0.0.1", path="/")
    answer = entered(client)
    assert planted not in answer.headers["set-cookie"]
    thief = client_for(runtime, None)
    thief.cookies.set("aftercare_session", planted)
    assert thief.get("/account").status_code == 401


def test_a_session_ends_by_itself(runtime: Runtime, clock: Clock) -> None:
    add(runtime, "ann")
    client = client_for(runtime, "ann")
    clock.forward(hours=7, minutes=59)
    assert client.get("/account").status_code == 200
    clock.forward(hours=8)
    assert client.get("/account").status_code == 401
    sign_in(client, "ann")
    for _ in range(27):
        clock.forward(hours=6)
        assert client.get("/account").status_code == 200
    clock.forward(hours=6)
    assert client.get("/account").status_code == 401


def test_who_is_disabled_is_out_at_once_in_another_process(runtime: Runtime, clock: Clock) -> None:
    add(runtime, "ann")
    client = client_for(runtime, "ann")
    other = open_runtime(runtime.settings.model_copy(update={"search": "memory"}), clock)
    try:
        elsewhere = client_for(other, None)
        elsewhere.cookies.set("aftercare_session", client.cookies["aftercare_session"])
        assert elsewhere.get("/account").status_code == 200
        disable_account(runtime, OPERATOR, "ann")
        assert elsewhere.get("/account").status_code == 401
        assert entered(elsewhere).status_code == 422
    finally:
        other.close()


def test_signing_out_here_and_everywhere(runtime: Runtime) -> None:
    add(runtime, "ann")
    here, there, third = (client_for(runtime, "ann") for _ in range(3))
    answer = posted(here, "/signout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")
    assert 'aftercare_session=""' in answer.headers["set-cookie"]
    assert [c.get("/account").status_code for c in (here, there, third)] == [401, 200, 200]
    posted(there, "/signout-everywhere")
    assert [c.get("/account").status_code for c in (here, there, third)] == [401, 401, 401]


def test_signing_out_takes_our_own_form(runtime: Runtime) -> None:
    add(runtime, "ann")
    client = client_for(runtime, "ann")
    for path in ("/signout", "/signout-everywhere"):
        assert client.post(path, data={"form_token": "0" * 64}).status_code == 403
        assert client.post(path).status_code == 403
        assert client.get(path).status_code == 405
    assert client.get("/account").status_code == 200


# ── what the answer tells ──


def test_whatever_is_wrong_the_answer_is_the_same(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    add(runtime, "ann")
    add(runtime, "off")
    disable_account(runtime, OPERATOR, "off")
    add_account(runtime, OPERATOR, NewAccount(name="new"))
    compared: list[str] = []
    verify = passwords._hasher.verify

    class Counting:
        """The real thing, counted: as many comparisons whatever is wrong."""

        check_needs_rehash = passwords._hasher.check_needs_rehash
        hash = passwords._hasher.hash

        def verify(self, kept: str, given: bytes) -> bool:
            compared.append(kept)
            return verify(kept, given)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    answers = []
    for name in ("ann", "off", "new", "nobody"):
        answer = entered(client_for(runtime, None), name, "wrong wrong wrong")
        headers = {k: v for k, v in answer.headers.items() if k != "content-length"}
        answers.append((answer.status_code, headers, answer.text.replace(f'value="{name}"', 'value=""')))
    assert answers[0][0] == 422
    assert answers.count(answers[0]) == 4
    assert len(compared) == 4
    assert len({kept.rpartition("$")[0].rpartition("$")[0] for kept in compared}) == 1  # the same costs


def test_too_many_failures_are_refused_alike_whether_there_is_an_account_or_not(runtime: Runtime) -> None:
    add(runtime, "ann")
    for name in ("ann", "nobody"):
        client = client_for(runtime, None)
        for _ in range(PAIR.amount):
            assert entered(client, name, "wrong wrong wrong").status_code == 422
        answer = entered(client, name)
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= 301
        assert "try again in" in answer.text
        assert f'value="{name}"' in answer.text
        assert "set-cookie" not in answer.headers


def test_who_succeeds_is_never_slowed(runtime: Runtime) -> None:
    add(runtime, "ann")
    client = client_for(runtime, None)
    for _ in range(PAIR.amount + 2):
        sign_in(client, "ann")


def test_what_was_typed_stays_but_for_the_password(runtime: Runtime) -> None:
    add(runtime, "ann")
    answer = entered(client_for(runtime, None), '<b>"ann"', "my secret words", next="/actions")
    assert 'value="&lt;b&gt;&#34;ann&#34;"' in answer.text
    assert 'name="next" value="/actions"' in answer.text
    assert "my secret words" not in answer.text
    fields = re.findall(r'<input type="password"[^>]*>', answer.text)
    assert len(fields) == 1
    assert "value=" not in fields[0]
    assert 'autocomplete="current-password"' in fields[0]
    assert 'autocomplete="username"' in answer.text


def test_fields_that_are_not_on_the_form_change_nothing(runtime: Runtime) -> None:
    add(runtime, "ann", Role.READER, "Ann Lee")
    client = client_for(runtime, None)
    more = {"role": "admin", "person": "root", "active": "1", "account": "1", "session": "x", "principal": "root"}
    assert entered(client, **more).status_code == 303
    assert "Ann Lee · signs in as ann · reader" in re.sub(r"<[^>]*>", "", client.get("/account").text)
    account = next(a for a in every(runtime.engine, Account) if a.name == "ann")
    assert (account.role, account.active) == (Role.READER, True)
    assert {p.name for p in every(runtime.engine, Person)} == {"root", "Ann Lee"}


# ── where there is nothing to sign in to ──


def test_without_accounts_the_page_says_how_to_add_the_first(runtime: Runtime) -> None:
    client = client_for(runtime, None)
    page = client.get("/signin")
    assert page.status_code == 200
    assert "python -m app users add NAME" in page.text
    assert 'type="password"' not in page.text
    answer = entered(client)
    assert (answer.status_code, "set-cookie" in answer.headers) == (422, False)


def test_who_a_proxy_names_and_is_disabled_is_told_so(runtime: Runtime) -> None:
    add(runtime, "ann")
    disable_account(runtime, OPERATOR, "ann")
    settings = {"proxy_peers": ["127.0.0.0/8"], "proxy_user_header": "X-User"}
    app = browser_at(runtime, HTTPS, **settings).app
    client = TestClient(app, base_url=HTTPS, client=("127.0.0.1", 5000), headers={"X-User": "ann"})
    page = client.get("/actions")
    assert page.status_code == 401
    assert "the account that it names is disabled" in page.text
    assert 'type="password"' not in page.text


def test_behind_a_proxy_there_is_neither_password_nor_sign_out(runtime: Runtime) -> None:
    add(runtime, "root", Role.ADMIN)
    settings = {"proxy_peers": ["127.0.0.0/8"], "proxy_user_header": "X-User"}
    app = browser_at(runtime, HTTPS, **settings).app
    client = TestClient(app, base_url=HTTPS, client=("127.0.0.1", 5000), headers={"X-User": "new"})
    page = client.get("/account").text
    assert "signs in as new" in page
    assert "Change the password" not in page
    assert "/signout" not in page.replace("/signout-everywhere", "")
    assert "the proxy before this server says who you are" in page


# ── one-time links ──


def test_a_link_welcomes_its_owner_and_signs_in(runtime: Runtime) -> None:
    add(runtime, "root", Role.ADMIN)
    link = add_account(runtime, OPERATOR, NewAccount(name="ann", person="Ann Lee")).secret
    client = client_for(runtime, None)
    for _ in range(2):
        page = client.get(f"/welcome/{link}")
        assert page.status_code == 200
        assert "Welcome, ann" in page.text
        assert page.headers["referrer-policy"] == "no-referrer"
        assert 'autocomplete="new-password"' in page.text
    short = client.post(f"/welcome/{link}", data={"password": "too short"})
    assert short.status_code == 422
    assert "too short" not in short.text
    assert short.headers["referrer-policy"] == "no-referrer"
    answer = client.post(
        f"/welcome/{link}", data={"password": PASSWORD, "role": "admin", "name": "root"}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "Ann Lee · signs in as ann · author" in re.sub(r"<[^>]*>", "", client.get("/account").text)


def test_a_link_that_no_longer_works_says_nothing_of_why(runtime: Runtime, clock: Clock) -> None:
    add(runtime, "root", Role.ADMIN)
    used, late = (add_account(runtime, OPERATOR, NewAccount(name=name)).secret for name in ("ann", "bob"))
    client = client_for(runtime, None)
    client.post(f"/welcome/{used}", data={"password": PASSWORD})
    clock.forward(hours=24)
    stranger, answers = client_for(runtime, None), []
    for secret in (used, late, new_secret(), "x", "%C3%BC"):
        answers.append(stranger.get(f"/welcome/{secret}"))
        answers.append(stranger.post(f"/welcome/{secret}", data={"password": PASSWORD}))
    assert {answer.headers["referrer-policy"] for answer in answers} == {"no-referrer"}
    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.text for answer in answers}) == 1
    assert "Ask an administrator for another" in answers[0].text


def test_a_reset_by_link_puts_out_whoever_was_in(runtime: Runtime) -> None:
    add(runtime, "ann")
    thief, root = client_for(runtime, "ann"), client_for(runtime, "root")
    page = posted(root, "/accounts/ann/reset")
    link = re.search(r"/welcome/([\w-]{43})", page.text)
    assert link
    assert thief.get("/account").status_code == 401
    owner = client_for(runtime, None)
    assert owner.post(f"/welcome/{link[1]}", data={"password": PASSWORD + "!"}).status_code == 200
    assert thief.get("/account").status_code == 401
    assert len(every(runtime.engine, SignInSession)) == 2


# ── secrets stay where they belong ──


def test_a_password_reaches_neither_logs_nor_pages(
    runtime: Runtime, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    add(runtime, "ann")
    caplog.set_level(logging.DEBUG)
    planted, client = "planted-words-4711", client_for(runtime, None)
    seen = [
        entered(client, "ann", planted).text,
        entered(client, planted, "x").text.replace(f'value="{planted}"', ""),  # typed into the wrong field
        client.post("/account/password", data={"old_password": planted, "new_password": planted}).text,
    ]
    sign_in(client, "ann")
    seen.append(posted(client, "/account/password", {"old_password": planted, "new_password": planted}).text)
    seen.append(posted(client, "/account/password", {"old_password": PASSWORD, "new_password": planted}).text)
    cookie = client.cookies["aftercare_session"]
    seen.append(client.get("/account").text)
    with writing(runtime.engine) as session:
        session.execute(sa.text("ALTER TABLE sign_in_session RENAME TO elsewhere"))
    try:
        broken = entered(client_for(runtime, None), "ann", planted)
        seen.append(broken.text)
        seen.append(client.get("/account").text)
    finally:
        with writing(runtime.engine) as session:
            session.execute(sa.text("ALTER TABLE elsewhere RENAME TO sign_in_session"))
    assert broken.status_code in (500, 503)
    out, err = capfd.readouterr()
    said = "".join([*seen, caplog.text, out, err, repr(caplog.records)])
    assert said.count(planted) == 0
    assert cookie not in said
    assert PASSWORD not in said


def test_a_session_of_one_address_is_not_asked_of_another_port(runtime: Runtime) -> None:
    add(runtime, "ann")
    assert client_for(runtime, "ann", ADDRESS.replace("8000", "9000")).get("/account").status_code == 200
