"""Many documents at once over REST."""

from collections.abc import Callable
from typing import Any

import pytest
from api_client import ROUTER, Api, problem
from fastapi import FastAPI
from support.accounts import add
from support.documents import every
from support.zips import ATOM, HOSTILE, hostile, zipped

from app.store.tables import Document

MAIL = "# Mail is late\n\n## Timeline\n\n- 10:00 IST the queue grows\n\n## Thoughts\n\nNobody knew whom to ask.\n"
ZIP = {"Content-Type": "application/zip"}


def answer(response: Any) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def paths(app: FastAPI) -> list[tuple[str, str]]:
    return sorted((d.origin, d.path) for d in every(app.state.runtime.engine, Document))


def test_an_archive_is_rehearsed_then_taken_in(api: Api, app: FastAPI) -> None:
    data = zipped(("2024/mail.md", MAIL), ("router.md", ROUTER))
    sent = {"content": data, "headers": ZIP}
    told = answer(api.send("POST", "/imports?dry_run=true&path=team/wiki.zip", **sent))
    assert (told["dry_run"], told["counts"]["new"], told["failed"]) == (True, 2, [])
    mail = told["documents"][0]
    assert (mail["outcome"], mail["path"]) == ("new", "team/wiki.zip/2024/mail.md")
    assert [d["code"] for d in mail["diagnostics"]] == ["ambiguous-zone"]
    assert mail["unplaced"] == [{"line": 9, "text": "Nobody knew whom to ask."}]
    assert paths(app) == []
    done = answer(api.send("POST", "/imports?path=team/wiki.zip", **sent))
    assert done["counts"] == told["counts"]
    assert done["documents"][0]["postmortems"] == [
        {"slug": "mail-is-late", "title": "Mail is late", "kind": "incident"}
    ]
    assert paths(app) == [("api", "team/wiki.zip/2024/mail.md"), ("api", "team/wiki.zip/router.md")]
    again = answer(api.send("POST", "/imports?path=team/wiki.zip", **sent))
    assert again["counts"]["unchanged"] == 2
    changed = zipped(("2024/mail.md", MAIL.replace("grows", "shrinks")))
    told = answer(api.send("POST", "/imports?dry_run=1&path=team/wiki.zip", content=changed, headers=ZIP))
    assert told["documents"][0]["differences"] == [{"kind": "event", "added": 0, "changed": 1, "gone": 0}]


@pytest.mark.parametrize("kind", ["application/atom+xml", "text/xml"])
def test_a_feed_is_known_by_its_entries(api: Api, app: FastAPI, kind: str) -> None:
    assert answer(api.send("POST", "/imports", content=ATOM, headers={"Content-Type": kind}))["counts"]["new"] == 2
    files = {"file": ("history.atom", ATOM)}
    assert answer(api.send("POST", "/imports", files=files))["counts"]["unchanged"] == 2
    assert {origin for origin, _ in paths(app)} == {"feed"}


def test_files_of_a_form_are_each_what_they_are(api: Api, app: FastAPI) -> None:
    bad = "---\na: &x [1]\nb: *x\n---\n# Bad\n"
    files = [
        ("file", ("mail.md", MAIL)),
        ("file", ("bad.md", bad)),
        ("more", ("unnamed", zipped(("a.md", ROUTER)), "application/zip")),
    ]
    done = answer(api.send("POST", "/imports?origin=ci", files=files))
    assert done["counts"] == {"new": 2, "changed": 0, "moved": 0, "unchanged": 0, "conflict": 0, "failed": 1}
    [failed] = done["failed"]
    assert (failed["path"], failed["status"], failed["entry"]) == ("bad.md", 422, None)
    assert paths(app) == [("ci", "mail.md"), ("ci", "unnamed/a.md")]
    problem(api.send("POST", "/imports?path=a.md", files=files), 422)


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_archive_is_a_problem_that_names_its_entry(api: Api, app: FastAPI, what: str) -> None:
    data, entry, status, said = hostile(what)
    for query in ("", "?dry_run=true"):
        told = problem(api.send("POST", f"/imports{query}", content=data, headers=ZIP), status)
        assert (told["detail"], told["entry"]) == (said, entry)
    beside = [("file", ("w.zip", data)), ("file", ("mail.md", MAIL))]
    [failed] = answer(api.send("POST", "/imports", files=beside))["failed"]
    assert (failed["reason"], failed["entry"], failed["status"]) == (said, entry, status)
    assert paths(app) == [("api", "mail.md")]


def test_what_is_not_taken_is_said(api: Api) -> None:
    markdown = {"Content-Type": "text/markdown"}
    assert (
        "multipart/form-data"
        in problem(api.send("POST", "/imports", content=b"# A", headers=markdown), 415)["detail"]
    )
    problem(api.send("POST", "/imports", content=b"", headers=ZIP), 422)
    problem(api.send("POST", "/imports", content=b"PK", headers=ZIP), 422)
    problem(api.send("POST", "/imports", files=[("file", ("a.md", b""))]), 422)
    foreign = ZIP | {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    problem(api.send("POST", "/imports", content=zipped(("a.md", MAIL)), headers=foreign), 403)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_large_bodies_are_for_those_who_may_write(app: FastAPI, program: Callable[..., Api], api: Api) -> None:
    add(app.state.runtime, "ann")
    big = b"PK" * (3 * 1024 * 1024)  # more than other routes take
    sent = {"content": big, "headers": ZIP}
    problem(program("ann", "write").send("POST", "/imports", **sent), 422)
    problem(program("ann", "read").send("POST", "/imports", **sent), 403)
    problem(api.send("POST", "/imports", **sent), 401)
    declared = ZIP | {"Content-Length": str(52 * 1024 * 1024)}
    problem(program("ann", "write").send("POST", "/imports", content=b"", headers=declared), 413)
    with app.state.uploads.work():
        problem(program("ann", "write").send("POST", "/imports", content=zipped(("a.md", MAIL)), headers=ZIP), 503)
