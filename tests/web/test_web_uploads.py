"""Several files, archives and feeds in the browser: shown first, then taken in as they were shown."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from support.accounts import add, client_for
from support.documents import every
from support.zips import ATOM, HOSTILE, hostile, zipped
from web_client import ROUTER, Browser, Shown

from app.domain.vocabulary import Role
from app.runtime import Runtime
from app.store.tables import Document, Revision
from app.usecases.uploads import TURN

SAME_SITE = {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}
MAIL = "# Mail is late\n\n## Timeline\n\n- 10:00 IST the queue grows\n\n## Root cause\n\nThe disk was small.\n"


@pytest.fixture
def runtime(app: FastAPI) -> Runtime:
    running: Runtime = app.state.runtime
    return running


def send(browser: Browser, *files: tuple[str, str | bytes], **fields: str) -> Shown:
    form: Any = [("file", (name, data, "application/octet-stream")) for name, data in files]
    return browser.post("/import/files", {"step": "preview"} | fields, files=form)


def paths(runtime: Runtime) -> list[tuple[str, str]]:
    return sorted((d.origin, d.path) for d in every(runtime.engine, Document))


def confirm(browser: Browser, shown: Shown) -> Shown:
    return browser.post("/import/files", {"held": shown.hidden("held"), "step": "save"})


def test_an_archive_is_shown_first_and_then_comes_in_byte_for_byte(browser: Browser, runtime: Runtime) -> None:
    odd = ROUTER.replace("\n", "\r\n").encode("utf-16")
    shown = send(browser, ("wiki.zip", zipped(("2024/mail.md", MAIL), ("router.md", odd), ("logo.png", b""))))
    for part in ("Nothing is saved yet", "2 new", "wiki.zip/2024/mail.md", "Mail is late", "ambiguous-zone"):
        assert part in shown.text
    assert paths(runtime) == []
    done = confirm(browser, shown)
    assert (done.status, "What was imported" in done.text) == (200, True)
    assert paths(runtime) == [("browser", "wiki.zip/2024/mail.md"), ("browser", "wiki.zip/router.md")]
    assert {r.data for r in every(runtime.engine, Revision)} == {MAIL.encode(), odd}
    assert browser.get("/postmortems/mail-is-late").status == 200
    again = confirm(browser, shown)
    assert (again.status, "do not lie here any more" in again.text) == (410, True)


def test_a_newer_edition_says_what_changes_and_marks_nothing_as_gone(browser: Browser, runtime: Runtime) -> None:
    confirm(browser, send(browser, ("w.zip", zipped(("mail.md", MAIL), ("router.md", ROUTER)))))
    shown = send(browser, ("w.zip", zipped(("mail.md", MAIL.replace("small", "full")), ("b.md", MAIL))))
    assert "1 changed 1 new" in shown.text
    assert "causes: 0 more, 1 changed, 0 gone" in shown.text
    confirm(browser, shown)
    assert [d.vanished_at for d in every(runtime.engine, Document)] == [None, None, None]


def test_an_archive_is_known_by_the_name_that_one_chooses(browser: Browser, runtime: Runtime) -> None:
    shown = send(browser, ("download (1).zip", zipped(("mail.md", MAIL))))
    other = browser.post("/import/files", {"held": shown.hidden("held"), "step": "preview", "name": "wiki.zip"})
    assert "wiki.zip/mail.md" in other.text
    confirm(browser, other)
    assert paths(runtime) == [("browser", "wiki.zip/mail.md")]


def test_several_files_and_a_feed_come_in_together_and_one_that_cannot_be_read_holds_up_no_other(
    browser: Browser, runtime: Runtime
) -> None:
    bad = "---\na: &x [1]\nb: *x\n---\n# Bad\n"
    shown = send(browser, ("mail.md", MAIL), ("bad.md", bad), ("h.atom", ATOM), ("mail.md", ROUTER))
    assert "2 refused 3 new" in shown.text
    assert "another file of this name was sent before it" in shown.text
    assert "anchors and aliases" in shown.text
    assert "2 refused 3 new" in confirm(browser, shown).text
    assert [origin for origin, _ in paths(runtime)] == ["browser", "feed", "feed"]


def test_one_document_alone_is_shown_whole_as_ever(browser: Browser) -> None:
    shown = send(browser, ("mail.md", MAIL))
    assert "What was understood" in shown.text
    saved = browser.post("/import", {"data": shown.hidden("data"), "name": shown.typed("name"), "step": "save"})
    assert saved.path == "/postmortems/mail-is-late"


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_archive_is_refused_with_its_entry_and_nothing_of_it_comes_in(
    browser: Browser, runtime: Runtime, what: str
) -> None:
    data, _entry, status, said = hostile(what)
    page = send(browser, ("w.zip", data))
    assert (page.status, said in page.text) == (status, True)
    assert "Upload a file" in page.text
    beside = send(browser, ("w.zip", data), ("mail.md", MAIL))
    assert (beside.status, said in beside.text, "1 refused 1 new" in beside.text) == (200, True, True)
    confirm(browser, beside)
    assert paths(runtime) == [("browser", "mail.md")]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("w.zip", b"no zip at all", "no zip archive"),
        ("w.zip", zipped(("a.png", b"x")), "there is no document in the archive"),
        ("h.atom", b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "there is no entry in the feed"),
        ("h.xml", b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "entit"),
    ],
    ids=["no archive", "no document", "no entry", "an entity"],
)
def test_what_is_nothing_of_the_kind_is_refused(browser: Browser, name: str, data: bytes, said: str) -> None:
    page = send(browser, (name, data))
    assert (page.status, said in page.text) == (422, True)


def test_a_text_that_was_pasted_beside_files_is_given_back(browser: Browser) -> None:
    page = send(browser, ("w.zip", b"x"), text="# Typed\n\nfor an hour\n")
    assert (page.status, "one after the other" in page.text) == (422, True)
    assert "for an hour" in page.typed("text")
    refused = browser.post("/import/files", {"text": "---\na: &x 1\n---\n# T", "step": "preview"})
    assert "a: &x 1" in refused.typed("text")


def test_where_others_are_at_it_the_files_stay_and_one_tries_again(browser: Browser, app: FastAPI) -> None:
    archive = ("w.zip", zipped(("mail.md", MAIL)))
    with app.state.uploads.work():
        busy = send(browser, archive)
        assert (busy.status, "try again in a moment" in busy.text) == (503, True)
    shown = browser.post("/import/files", {"held": busy.hidden("held"), "step": "preview"})
    with app.state.uploads.work():
        later = confirm(browser, shown)
        assert later.status == 503
    assert "1 new" in confirm(browser, shown).text


def test_readers_send_nothing_and_what_one_sent_is_for_nobody_else(runtime: Runtime) -> None:
    add(runtime, "ann")
    add(runtime, "bob")
    add(runtime, "eve", Role.READER)
    ann, bob, eve = (Browser(client_for(runtime, name)) for name in ("ann", "bob", "eve"))
    big = b"x" * (6 * 1024 * 1024)  # more than other routes take
    refused = eve.client.post("/import/files", files={"file": ("w.zip", big)}, headers=SAME_SITE)
    assert refused.status_code == 403
    token = re.search(r'name="form_token" value="([^"]+)"', ann.get("/import").html)
    assert token
    files = {"file": ("w.zip", zipped(("mail.md", MAIL), ("b.png", big)))}
    shown = Shown(ann.client.post("/import/files", data={"form_token": token[1]}, files=files))
    assert shown.status == 413  # what is always the same is as dense as a bomb
    files = {"file": ("w.zip", zipped(("mail.md", MAIL)))}
    shown = Shown(ann.client.post("/import/files", data={"form_token": token[1]}, files=files))
    assert "1 new" in shown.text
    theirs = re.search(r'name="form_token" value="([^"]+)"', bob.get("/import").html)
    assert theirs
    fields = {"form_token": theirs[1], "held": shown.hidden("held"), "step": "save"}
    assert bob.client.post("/import/files", data=fields).status_code == 410
    assert ann.client.post("/import/files", data={"held": shown.hidden("held"), "step": "save"}).status_code == 403


def test_of_many_documents_some_are_rehearsed_at_a_time(browser: Browser, runtime: Runtime) -> None:
    many = [(f"{i}.md", f"# Post {i}\n\nIt failed.\n") for i in range(TURN + 1)]
    shown = send(browser, ("w.zip", zipped(*many)))
    assert f"{TURN + 1} new" in shown.text
    assert paths(runtime) == []
