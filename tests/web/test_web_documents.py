"""Documents in the browser: taken in, edited, compared, in conflict, withdrawn."""

import pytest
from web_client import ROUTER, Browser

from app.domain.principal import SYSTEM
from app.usecases.importing import Incoming, import_document


def from_file(browser: Browser, text: str) -> None:
    """What the watched folder does when the file changes."""
    runtime = browser.client.app.state.runtime  # type: ignore[attr-defined]
    import_document(runtime, SYSTEM, Incoming("content", "router.md", text.encode(), "file"))


def test_what_was_understood_is_shown_before_anything_is_saved(browser: Browser) -> None:
    page = browser.post("/import", {"text": ROUTER, "step": "preview"})
    for part in (
        "Nothing is saved yet",
        "Alert on router uptime",
        "1 May 2024, 10:01 UTC",
        "line 17",
        "root cause",
    ):
        assert part in page.text
    assert page.typed("name") == "core-router-reload-2024.md"
    assert "No postmortem fits" in browser.get("/postmortems").text
    saved = browser.post("/import", {"text": page.typed("text"), "name": page.typed("name"), "step": "save"})
    assert saved.path == "/postmortems/core-router-reload"
    assert "core-router-reload-2024.md was added" in saved.text


def test_an_upload_is_kept_byte_for_byte(browser: Browser) -> None:
    data = ROUTER.replace("\n", "\r\n").encode("utf-16")
    page = browser.post("/import", {"step": "preview"}, files={"file": ("old.md", data, "text/markdown")})
    assert "Core router reload" in page.text
    browser.post("/import", {"data": page.hidden("data"), "name": page.typed("name"), "step": "save"})
    again = browser.post("/import", {"step": "preview"}, files={"file": ("old.md", data, "text/markdown")})
    assert "known already, letter for letter" in again.text


def test_a_document_as_large_as_may_be_comes_through_every_form(browser: Browser) -> None:
    text = ROUTER + ("\n" + "filling words " * 1_000 + "\n") * 70
    data = text.encode()
    assert 900_000 < len(data) < 1024 * 1024
    shown = browser.post("/import", {"step": "preview"}, files={"file": ("big.md", data, "text/markdown")})
    page = browser.post("/import", {"data": shown.hidden("data"), "name": "big.md", "step": "save"})
    assert page.path == "/postmortems/core-router-reload"
    form = browser.get("/postmortems/core-router-reload/edit")
    edited = form.typed("text").replace("sixteen", "sixty").replace("\n", "\r\n")
    saved = browser.post(
        "/postmortems/core-router-reload/edit", {"text": edited, "version": form.hidden("version")}
    )
    assert "sixty minutes" in saved.text


def test_a_known_name_makes_a_new_revision(browser: Browser) -> None:
    browser.imported()
    changed = ROUTER.replace("sixteen", "sixty")
    assert (
        "A document of this name is known" in browser.post("/import", {"text": changed, "name": "router.md"}).text
    )
    assert "was saved as a new revision" in browser.imported(changed).text
    assert "nothing changed" in browser.imported(changed).text


@pytest.mark.parametrize(
    ("fields", "code", "said"),
    [
        ({"text": "  "}, 422, "paste a text here"),
        ({"text": "---\na: &x 1\nb: *x\n---\n# T"}, 422, "line 2"),
        ({"text": "x" * (1024 * 1024 + 1)}, 413, "at most"),
        ({"data": "not base64!"}, 422, "did not come back whole"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_lost(
    browser: Browser, fields: dict[str, str], code: int, said: str
) -> None:
    page = browser.post("/import", {**fields, "step": "save"})
    assert page.status == code
    assert said in page.text
    if fields.get("text", "").startswith("---"):
        assert page.typed("text") == fields["text"]


def test_several_posts_of_one_file_are_several_postmortems(browser: Browser) -> None:
    text = "# Mail incident\n\nMail was down on 2024-05-01.\n\n# Web incident\n\nIt was down on 2024-05-02.\n"
    page = browser.post("/import", {"text": text, "name": "two.md"})
    assert page.status == 200
    assert "two.md" in page.text


def test_the_template_is_offered_to_write_on(browser: Browser) -> None:
    page = browser.get("/write?title=Mail+is+down")
    assert "# Mail is down" in page.typed("text")
    assert "## Action items" in page.typed("text")


def test_an_edit_changes_the_record_and_leaves_a_revision(browser: Browser) -> None:
    browser.imported()
    form = browser.get("/postmortems/core-router-reload/edit")
    assert form.typed("text") == ROUTER
    text = form.typed("text").replace("memory leak", "race").replace("\n", "\r\n")
    saved = browser.post("/postmortems/core-router-reload/edit", {"text": text, "version": form.hidden("version")})
    assert "Saved as a new revision" in saved.text
    assert "The firmware has a race." in saved.text
    compared = browser.get("/postmortems/core-router-reload/revisions")
    assert "From revision 1 to 2" in compared.text
    assert "<del>memory leak</del>" in compared.html or "<del>memory</del>" in compared.html
    assert "<ins>race</ins>" in compared.html
    same = browser.get("/postmortems/core-router-reload/revisions?old=1&new=1")
    assert "The two are the same" in same.text
    assert browser.get("/postmortems/core-router-reload/revisions?old=1&new=9").status == 404


def test_an_edit_that_cannot_be_read_comes_back_as_typed(browser: Browser) -> None:
    browser.imported()
    form = browser.get("/postmortems/core-router-reload/edit")
    bad = "---\na: &x 1\n---\n# T"
    page = browser.post("/postmortems/core-router-reload/edit", {"text": bad, "version": form.hidden("version")})
    assert page.status == 422
    assert "anchors and aliases" in page.text
    assert page.typed("text") == bad


def test_of_two_edits_the_later_sees_both_texts(browser: Browser) -> None:
    browser.imported()
    address = "/postmortems/core-router-reload/edit"
    version = browser.get(address).hidden("version")
    browser.post(address, {"text": ROUTER.replace("memory leak", "race"), "version": version})
    late = browser.post(address, {"text": ROUTER.replace("memory leak", "bug"), "version": version})
    assert late.status == 412
    assert "<del>race</del>" in late.html
    assert "<ins>bug</ins>" in late.html
    saved = browser.post(address, {"text": late.typed("text"), "version": late.hidden("version")})
    assert "The firmware has a bug." in saved.text


@pytest.fixture
def parted(browser: Browser) -> Browser:
    """A postmortem that was edited here while its file was changed."""
    from_file(browser, ROUTER)
    address = "/postmortems/core-router-reload/edit"
    version = browser.get(address).hidden("version")
    browser.post(address, {"text": ROUTER.replace("memory leak", "race"), "version": version})
    from_file(browser, ROUTER.replace("memory leak", "bug"))
    return browser


@pytest.mark.parametrize(("keep", "shown"), [("edit", "has a race"), ("file", "has a bug")])
def test_a_conflict_is_shown_and_settled(parted: Browser, keep: str, shown: str) -> None:
    assert "The file and this page have parted" in parted.get("/postmortems/core-router-reload").text
    page = parted.get("/postmortems/core-router-reload/conflict")
    assert "<del>race</del>" in page.html
    settled = parted.post(
        "/postmortems/core-router-reload/conflict", {"keep": keep, "version": page.hidden("version")}
    )
    assert shown in settled.text
    assert "have parted" not in settled.text
    assert parted.get("/postmortems/core-router-reload/conflict").status == 409


def test_a_conflict_can_be_joined_by_hand(parted: Browser) -> None:
    form = parted.get("/postmortems/core-router-reload/edit?settle=1")
    assert form.hidden("settle") == "1"
    text = form.typed("text").replace("a race", "a race and a bug")
    joined = parted.post(
        "/postmortems/core-router-reload/edit", {"text": text, "version": form.hidden("version"), "settle": "1"}
    )
    assert "a race and a bug" in joined.text
    assert "have parted" not in joined.text


def test_withdrawing_asks_once_and_can_be_undone(browser: Browser) -> None:
    browser.imported()
    asked = browser.get("/postmortems/core-router-reload/withdraw")
    page = browser.post("/postmortems/core-router-reload/withdraw", {"version": asked.hidden("version")})
    assert "was withdrawn" in page.text
    assert 'action="/postmortems/core-router-reload/restore"' in page.html
    gone = browser.get("/postmortems/core-router-reload")
    assert (gone.status, "This was withdrawn" in gone.text) == (410, True)
    assert "Core router reload" not in browser.get("/search?q=router").text
    back = browser.post("/postmortems/core-router-reload/restore")
    assert back.path == "/postmortems/core-router-reload"
    assert "back in lists and search" in back.text
    assert browser.post("/postmortems/core-router-reload/restore").status == 409
    assert browser.post("/postmortems/core-router-reload/withdraw", {"version": "1"}).status == 412


def test_a_vanished_post_is_marked(browser: Browser) -> None:
    browser.imported()
    without = ROUTER.replace("- 2024-05-01 10:01 UTC: the on-call engineer is paged\n", "").replace(
        "- [ ] Keep a spare router in the rack\n", ""
    )
    page = browser.imported(without)
    assert "1 event no longer in the text" in page.text
    assert "no longer in the text" in page.html.split('id="act-3"')[1]
    assert "stays owed" in browser.get("/actions/ACT-3").text
