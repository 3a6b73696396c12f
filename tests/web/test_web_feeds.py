"""The feed of postmortems: what it holds, who reads it, and where its token counts."""

import logging
from datetime import datetime
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from support.accounts import ADDRESS, add, bearer, client_for, principal
from support.documents import DISK, bring
from support.records import a_postmortem

from app.domain.principal import OPERATOR
from app.domain.vocabulary import PostmortemKind, PostmortemStatus, Role, TokenKind, TokenScope
from app.runtime import Runtime
from app.store.engine import writing
from app.usecases.accounts import disable_account
from app.usecases.tokens import NewToken, make_token

PATH = "/feeds/postmortems.atom"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def a_feed_token(runtime: Runtime, name: str = "ann") -> str:
    return make_token(runtime, principal(runtime, name), NewToken(name="reader", kind=TokenKind.FEED)).secret


def read(client: TestClient, path: str = PATH) -> ElementTree.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml"
    return ElementTree.fromstring(answer.content)


def test_it_holds_what_is_listed_with_whole_addresses(runtime: Runtime) -> None:
    bring(runtime, DISK)
    feed = read(client_for(runtime, None))
    entry = feed.find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:title", namespaces=ATOM) == "SEV2: Disk full on db-01"
    assert entry.findtext("a:summary", namespaces=ATOM) == "Writes failed for half an hour."
    link = entry.find("a:link", ATOM)
    assert link is not None
    assert link.get("href") == f"{ADDRESS}/postmortems/disk-full-on-db-01"
    assert {c.get("term") for c in entry.findall("a:category", ATOM)} == {"checkout", "db"}
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"a:{name}", namespaces=ATOM)
        assert entry.findtext(f"a:{name}", namespaces=ATOM)
    updated = entry.findtext("a:updated", namespaces=ATOM) or ""
    assert datetime.fromisoformat(updated).tzinfo is not None
    assert {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)} == {
        "self": f"{ADDRESS}{PATH}",
        "alternate": f"{ADDRESS}/postmortems",
    }


def test_an_empty_installation_has_an_empty_feed(runtime: Runtime) -> None:
    assert read(client_for(runtime, None)).findall("a:entry", ATOM) == []


def test_the_newest_fifty_without_notices_and_what_was_withdrawn(runtime: Runtime) -> None:
    with writing(runtime.engine) as session:
        for n in range(55):
            a_postmortem(session, f"Post {n:02d}", sort_at=f"2024-01-01T{n:02d}")
        a_postmortem(session, "gone", sort_at="2025", status=PostmortemStatus.WITHDRAWN)
        a_postmortem(session, "notice", sort_at="2025", kind=PostmortemKind.NOTICE)
    titles = [
        e.findtext("a:title", namespaces=ATOM) for e in read(client_for(runtime, None)).findall("a:entry", ATOM)
    ]
    assert titles == [f"Post {n:02d}" for n in range(54, 4, -1)]


def test_whatever_a_title_holds_the_feed_can_be_read(runtime: Runtime) -> None:
    hostile = "<script>&\x01\x0b\ufffe ]]> “\U0001f525”"
    with writing(runtime.engine) as session:
        a_postmortem(session, hostile, summary="\x1b[31m<b>", sort_at="2024")
    entry = read(client_for(runtime, None)).find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:title", namespaces=ATOM) == "<script>& ]]> “\U0001f525”"
    assert entry.findtext("a:summary", namespaces=ATOM) == "[31m<b>"


def test_who_reads_it(runtime: Runtime) -> None:
    add(runtime, "ann", Role.READER)
    nobody, token = client_for(runtime, None), a_feed_token(runtime)
    assert nobody.get(PATH).status_code == 401
    assert read(nobody, f"{PATH}?token={token}")
    assert read(client_for(runtime, "ann"))
    assert nobody.get(PATH, headers=bearer(runtime, "ann", [TokenScope.FEEDS])).status_code == 200
    assert nobody.get(PATH, headers=bearer(runtime, "ann", [TokenScope.READ])).status_code == 403
    for wrong in (
        "",
        "x",
        token[:-1] + ("a" if token[-1] != "a" else "b"),
        bearer(runtime, "ann", ["feeds"])["Authorization"][7:],
    ):
        assert nobody.get(PATH, params={"token": wrong}).status_code == 401
    disable_account(runtime, OPERATOR, "ann")
    assert nobody.get(f"{PATH}?token={token}").status_code == 401


def test_its_token_counts_nowhere_else(runtime: Runtime) -> None:
    add(runtime, "ann", Role.ADMIN)
    client, token = client_for(runtime, None), a_feed_token(runtime)
    for path in ("/", "/postmortems", "/account", "/accounts", "/api/v1/postmortems", "/search?q=x"):
        assert client.get(path, params={"token": token}).status_code == 401
        assert client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert client.get("/feeds/none", params={"token": token}).status_code == 404
    assert client.post(PATH, params={"token": token}).status_code == 405


def test_its_token_reaches_no_log_no_page_and_no_other_site(
    runtime: Runtime, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    add(runtime, "ann")
    client, token = client_for(runtime, None), a_feed_token(runtime)
    good = client.get(PATH, params={"token": token})
    assert good.headers["referrer-policy"] == "no-referrer"
    assert good.headers["cache-control"] == "no-store"
    disable_account(runtime, OPERATOR, "ann")
    refused = client.get(PATH, params={"token": token})
    assert refused.status_code == 401
    assert refused.headers["referrer-policy"] == "no-referrer"
    out, err = capfd.readouterr()
    said = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert token not in good.text + refused.text + out + err + "".join(said)


def test_pages_name_the_feed_without_a_token(runtime: Runtime) -> None:
    add(runtime, "ann")
    link = '<link rel="alternate" type="application/atom+xml" title="Postmortems" href="/feeds/postmortems.atom">'
    assert link in client_for(runtime, "ann").get("/").text
    assert link not in client_for(runtime, None).get("/signin").text
