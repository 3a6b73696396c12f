"""The import report over REST."""

from api_client import Api, problem
from fastapi import FastAPI
from support.documents import bring

MAIL = """# Mail is late

## Timeline

- 10:00 IST the queue grows

## Thoughts

Nobody knew whom to ask.
"""


def test_it_has_the_lines_that_were_guessed_at_or_not_placed(api: Api, app: FastAPI) -> None:
    api.posted()
    bring(app.state.runtime, MAIL, "mail.md")
    page = api.read("/import-report")
    assert [item["slug"] for item in page["items"]] == ["mail-is-late", "core-router-reload"]
    mail = page["items"][0]
    assert (mail["path"], mail["revision"], mail["conflicts"]) == ("mail.md", 1, 0)
    [note] = [n for n in mail["notes"] if n["code"] == "ambiguous-zone"]
    assert (note["line"], note["source"]) == (5, "- 10:00 IST the queue grows")
    assert mail["unplaced"] == [{"line": 9, "text": "Nobody knew whom to ask."}]


def test_facts_that_a_rule_was_not_sure_of_are_named(api: Api, app: FastAPI) -> None:
    told = "## What happened\n\nThe disk was full because nobody rotated logs. Nobody"
    text = MAIL.replace("## Thoughts\n\nNobody", told)
    bring(app.state.runtime, text, "mail.md")
    [report] = api.read("/import-report", postmortem="mail-is-late")["items"]
    assert [(d["kind"], d["line"]) for d in report["doubtful"]] == [("cause", 9)]
    assert 0 < report["doubtful"][0]["confidence"] < 0.65


def test_one_is_asked_for_by_its_address(api: Api) -> None:
    api.posted()
    assert api.read("/import-report", postmortem="core-router-reload")["total"] == 1
    problem(api.get("/import-report", params={"postmortem": "none"}), 404)
    problem(api.get("/import-report", params={"cursor": "none"}), 400)
    problem(api.get("/import-report", params={"about": "x"}), 422)


def test_lines_are_asked_for_by_code_kind_and_folder(api: Api, app: FastAPI) -> None:
    api.posted()
    bring(app.state.runtime, MAIL, "2024/mail.md")
    page = api.read("/import-report", code="ambiguous-zone", facets=True)
    assert [(item["slug"], item["counts"]) for item in page["items"]] == [
        ("mail-is-late", {"diagnostic": 1, "unplaced": 0, "doubtful": 0, "conflict": 0})
    ]
    [note] = page["items"][0]["notes"]
    assert note["advice"].startswith("Write the offset")
    assert note["fact"]["kind"] == "event"
    assert page["facets"]["code"]["ambiguous-zone"] == 1
    assert page["facets"]["folder"] == {"2024/": 1}
    assert page["facets"]["kind"] == {"diagnostic": 1}
    assert api.read("/import-report", kind="unplaced", folder="2024")["total"] == 1
    assert api.read("/import-report", kind="unplaced", folder="2023")["total"] == 0
    assert api.read("/import-report", kind=["doubtful", "conflict"], folder="2024")["total"] == 0
    assert api.read("/import-report", kind="doubtful", code="ambiguous-zone")["total"] == 0
    assert api.read("/import-report")["facets"] is None
    problem(api.get("/import-report", params={"kind": "gossip"}), 422)


def test_a_contradicted_correction_is_told_with_both_sides(api: Api, app: FastAPI) -> None:
    text = MAIL + "\n## Root cause\n\nNobody rotates the logs.\n"
    bring(app.state.runtime, text, "mail.md")
    cause = api.read("/postmortems/mail-is-late")["causes"][0]
    wanted = {"text": "Logs were never rotated"}
    fixed = api.send("PATCH", f"/postmortems/mail-is-late/causes/{cause['id']}", match='"v1"', json=wanted)
    assert fixed.status_code == 200, fixed.text
    bring(app.state.runtime, text.replace("Nobody rotates the logs", "Nobody ever rotates the logs"), "mail.md")
    [report] = api.read("/import-report", kind="conflict", facets=True)["items"]
    [told] = report["contradicted"]
    assert (told["subject"], told["line"], report["conflicts"]) == ("Logs were never rotated", 13, 1)
    assert told["correction"]["value"] == "Logs were never rotated"
    assert told["correction"]["said"] == "Nobody ever rotates the logs."
