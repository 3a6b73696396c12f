"""The import report in the browser."""

import re

from web_client import ROUTER, Browser

ODD = ROUTER.replace("2024-05-01 10:01 UTC", "10:01 IST") + "\n## Thoughts\n\nNobody knew whom to ask.\n"


def test_before_the_first_import_there_is_nothing(browser: Browser) -> None:
    assert "Nothing was imported yet" in browser.get("/import/report").text


def test_each_postmortem_says_what_reading_it_reported(browser: Browser) -> None:
    browser.filled({"plain.md": ROUTER, "odd.md": ODD.replace("Core router reload", "Odd times")})
    page = browser.get("/import/report")
    assert page.text.index("Odd times") < page.text.index("Core router reload")
    parts = (
        "odd.md",
        "ambiguous-zone",
        "IST may be",
        "1 passage that no fact was taken from",
    )
    assert [part for part in parts if part not in page.text] == []
    one = browser.get("/import/report", postmortem="odd-times")
    assert "Core router reload" not in one.text
    assert "- 10:01 IST: the on-call engineer is paged" in one.text
    assert "/import/report?postmortem=odd-times" in browser.get("/postmortems/odd-times").html
    assert browser.get("/import/report", postmortem="none").status == 404
    assert 'href="/postmortems/odd-times/lines/17"' in one.html
    place = browser.client.get("/postmortems/odd-times/lines/17", follow_redirects=False)
    assert (place.status_code, place.headers["location"]) == (303, "/postmortems/odd-times#L17")
    assert browser.client.get("/postmortems/odd-times/lines/0", follow_redirects=False).headers["location"] == (
        "/postmortems/odd-times#source"
    )


def test_filters_stand_in_the_address_and_the_counts_follow_them(browser: Browser) -> None:
    texts = {"plain.md": ROUTER, "a/odd.md": ODD.replace("Core router reload", "Odd times")}
    browser.filled(texts | {"a/b/mail.md": ODD.replace("Core router reload", "Mail is late")})
    page = browser.get("/import/report", code="ambiguous-zone")
    assert ("Core router reload" in page.text, "Odd times" in page.text) == (False, True)
    assert "Nobody knew whom to ask" not in page.text
    assert "/import/report?code=ambiguous-zone&amp;folder=a%2Fb%2F" in page.html
    assert "Write the offset, or UTC" in page.text
    below = browser.get("/import/report", folder="a/b/", kind="unplaced")
    assert ("Odd times" in below.text, "Mail is late" in below.text) == (False, True)
    assert "Nobody knew whom to ask" in below.text
    assert "IST may be" not in below.text
    none = browser.get("/import/report", folder="a/b/", code="year-typo")
    assert "No line fits" in none.text
    assert "without Folder: a/b/" in none.text
    assert browser.get("/import/report", kind="gossip").status == 422


def test_each_line_leads_to_the_form_that_corrects_what_it_gave(browser: Browser) -> None:
    browser.filled({"odd.md": ODD.replace("title: Core router reload\n", "")})
    page = browser.get("/import/report", code="ambiguous-zone")
    [form] = re.findall(r'href="(/postmortems/core-router-reload/correct/timeline_event/\d+)"', page.html)
    assert browser.get(form).typed("text") == "the on-call engineer is paged"


def test_of_a_contradicted_correction_both_sides_are_shown(browser: Browser) -> None:
    browser.filled({"router.md": ROUTER})
    form = "/postmortems/core-router-reload/correct/cause/1"
    fields = {"text": "The firmware leaks", "role": "contributing", "category": "capacity"}
    browser.post(form, fields | {"version": "1", "fields": "text role category"})
    browser.filled(
        {"router.md": ROUTER.replace("The firmware has a memory leak", "The firmware of it leaks memory")}
    )
    page = browser.get("/import/report", kind="conflict")
    assert "1 correction that the document contradicts" in page.text
    for side in ("The firmware leaks", "The firmware of it leaks memory", "/postmortems/core-router-reload#parted"):
        assert side in page.html
    assert 'id="parted"' in browser.get("/postmortems/core-router-reload").html


def test_of_very_many_lines_the_list_has_a_few_and_the_postmortem_alone_more(browser: Browser) -> None:
    browser.filled({"odd.md": ODD + "".join(f"\nThought {number} of many.\n" for number in range(30))})
    page = browser.get("/import/report", kind="unplaced")
    assert (page.text.count("of many."), "19 more" in page.text) == (11, True)
    assert browser.get("/import/report", postmortem="core-router-reload").text.count("of many.") == 30
