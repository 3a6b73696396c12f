"""The import report in the browser."""

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
    assert 'href="/postmortems/odd-times#L17"' in one.html
