"""Facts are put right on pages without scripts: what was typed stays, who corrected what is seen."""

import re

from web_client import ROUTER, Browser, Shown

HERE = "/postmortems/core-router-reload"


def form(browser: Browser, words: str) -> tuple[str, Shown]:
    """The form to which the link beside these words leads."""
    page = browser.get(HERE)
    link = re.search(rf'href="({HERE}/correct/[a-z_]+/[0-9]+)">Correct it<span class="sr">: {words}', page.html)
    assert link, page.text
    return link[1], browser.get(link[1])


def corrected(browser: Browser, **given: str) -> Shown:
    path, page = form(browser, "the core router reloads")
    return browser.post(path, {"version": page.hidden("version")} | given)


def changed_file(browser: Browser, old: str, new: str) -> Shown:
    browser.imported(ROUTER.replace(old, new))
    return browser.get(HERE)


def test_a_fact_says_by_which_rule_it_was_read_and_how_sure_that_is(browser: Browser) -> None:
    page = browser.imported()
    assert "Line 16, read by timeline-list, 95 % sure" in page.text
    assert 'data-from="16" data-how="timeline-list, 95 % sure"' in page.html
    assert 'data-lines="/api/v1/postmortems/core-router-reload/markdown"' in page.html


def test_a_fact_of_which_its_rule_is_not_sure_is_marked(browser: Browser) -> None:
    text = "# Disk full\n\n## Summary\nIt was full.\n\n## Root cause\nThe rotation of logs was switched off.\n"
    page = browser.imported(text, "disk.md")
    assert re.search(r'<summary class="doubt" aria-label="A doubt about line 7">\?', page.html)


def test_the_form_shows_line_and_reading_and_what_it_says_now(browser: Browser) -> None:
    browser.imported()
    path, page = form(browser, "the core router reloads")
    assert path.startswith(f"{HERE}/correct/timeline_event/")
    assert "- 2024-05-01 09:58 UTC: the core router reloads" in page.text
    assert "Line 16, read by timeline-list" in page.text
    assert page.typed("at") == "2024-05-01T09:58Z"
    assert page.typed("text") == "the core router reloads"


def test_a_corrected_time_stands_on_the_page_with_who_and_what_the_document_says(browser: Browser) -> None:
    browser.imported()
    page = corrected(browser, at="2024-05-01T09:51Z", reason="the router's log")
    assert (page.status, page.path) == (200, HERE)
    assert "Corrected; the document itself is not changed" in page.text
    assert '<time class="at" datetime="2024-05-01T09:51Z"' in page.html
    assert "time corrected by local owner" in page.text
    assert "the document says 1 May 2024, 09:58 UTC" in page.text
    assert "the router's log" in browser.get(f"{HERE}/revisions").text


def test_what_does_not_fit_is_said_beside_the_field_and_what_was_typed_stays(browser: Browser) -> None:
    browser.imported()
    page = corrected(browser, at="last Tuesday", text="  ", kind="trigger", reason="seen")
    assert page.status == 422
    assert "not a time" in page.text
    assert (page.typed("at"), page.typed("reason")) == ("last Tuesday", "seen")
    assert '<option value="trigger" selected>' in page.html
    assert "corrected by" not in browser.get(HERE).text


def test_somebody_faster_is_shown_beside_what_was_typed(browser: Browser) -> None:
    browser.imported()
    path, before = form(browser, "the core router reloads")
    corrected(browser, at="2024-05-01T09:51Z")
    late = {"version": before.hidden("version"), "at": "2024-05-01T09:55Z"}
    page = browser.post(path, late)
    assert page.status == 412
    assert "Time 2024-05-01T09:51Z 2024-05-01T09:55Z" in page.text
    assert browser.post(path, late | {"version": page.hidden("version")}).status == 200
    assert 'datetime="2024-05-01T09:55Z"' in browser.get(HERE).html


def test_a_correction_is_taken_back_on_its_form(browser: Browser) -> None:
    browser.imported()
    corrected(browser, kind="trigger")
    _, page = form(browser, "the core router reloads")
    taken = re.search(rf'action="({HERE}/corrections/[0-9]+/undo)"', page.html)
    assert taken
    after = browser.post(taken[1], {"version": page.hidden("version")})
    assert "What the document says stands again" in after.text
    assert "corrected by" not in after.text


def test_the_records_own_fields_are_corrected_and_its_page_moves_with_the_title(browser: Browser) -> None:
    page = browser.imported()
    link = re.search(rf'href="({HERE}/correct/postmortem/[0-9]+)"', page.html)
    assert link
    shown = browser.get(link[1])
    assert shown.typed("services") == "dns, edge"
    given = {
        "title": "Edge router reload",
        "kind": "incident",
        "severity": "",
        "started_at": shown.typed("started_at"),
        "fields": shown.hidden("fields"),
        "services": "edge, , mail",
        "version": shown.hidden("version"),
    }
    after = browser.post(link[1], given)
    assert after.path == "/postmortems/edge-router-reload"
    assert "Severity: corrected by local owner; the document says SEV2" in after.text
    assert "Start: corrected" not in after.text
    assert "Resolution: corrected by local owner; the document says 1 May 2024, 10:14 UTC" in after.text
    assert "Services: corrected by local owner; the document says dns, edge" in after.text


def test_a_conflict_is_shown_and_settled_for_either_side(browser: Browser) -> None:
    browser.imported()
    corrected(browser, at="2024-05-01T09:51Z")
    page = changed_file(browser, "09:58", "09:59")
    assert "1 correction to decide on again" in page.text
    assert "the document says 1 May 2024, 09:59 UTC" in page.text
    keep = re.search(rf'action="({HERE}/corrections/[0-9]+/keep)"', page.html)
    assert keep
    after = browser.post(keep[1], {"version": page.hidden("version"), "fact": ""})
    assert "to decide on again" not in after.text
    assert 'datetime="2024-05-01T09:51Z"' in after.html
    page = changed_file(browser, "09:58", "09:57")
    undo = keep[1].replace("/keep", "/undo")
    assert 'datetime="2024-05-01T09:57Z"' in browser.post(undo, {"version": page.hidden("version")}).html


def test_a_correction_whose_line_is_gone_can_be_hung_on_another_event(browser: Browser) -> None:
    browser.imported()
    corrected(browser, kind="escalated")
    page = changed_file(
        browser, "09:58 UTC: the core router reloads", "09:30 UTC: a cooling fan stops and nobody hears it"
    )
    assert "its line is no longer in the text" in page.text
    other = re.search(r'<option value="([0-9]+)">1 May 2024, 09:30 UTC a cooling fan', page.html)
    keep = re.search(rf'action="({HERE}/corrections/[0-9]+/keep)"', page.html)
    assert other
    assert keep
    after = browser.post(keep[1], {"version": page.hidden("version"), "fact": other[1]})
    assert re.search(r'<span class="kind">escalated</span>a cooling fan', after.html)
    assert "kind corrected by local owner" in after.text


def test_what_is_typed_into_a_correction_is_shown_as_text(browser: Browser) -> None:
    browser.imported()
    page = corrected(browser, text="<script>alert(1)</script> & more")
    assert "<script>alert" not in page.html
    assert "<script>alert(1)</script> & more" in page.html.replace("&lt;", "<").replace("&gt;", ">").replace(
        "&amp;", "&"
    )


def test_a_fact_of_another_postmortem_or_none_has_no_form(browser: Browser) -> None:
    browser.imported()
    for path, status in (
        ("timeline_event/999", 404),
        ("cause/999", 404),
        ("postmortem/999", 404),
        ("lesson/1", 404),
    ):
        assert browser.get(f"{HERE}/correct/{path}").status == status
