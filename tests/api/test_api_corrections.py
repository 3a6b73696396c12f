"""What was read wrongly is put right over REST, taken back, and settled where the document moved on."""

from collections.abc import Callable
from typing import Any

import pytest
from api_client import ROUTER, Api, problem
from httpx2 import Response
from support.accounts import add

from app.runtime import Runtime

SLUG = "core-router-reload"
HERE = f"/postmortems/{SLUG}"


@pytest.fixture
def record(api: Api) -> dict[str, Any]:
    api.posted(ROUTER)
    return dict(api.read(HERE))


def change(api: Api, method: str, path: str, json: Any = None) -> Response:
    """With the version that the record has now."""
    body = {} if json is None else {"json": json}
    return api.send(method, HERE + path, match=api.read(HERE)["etag"], **body)


def test_an_event_is_corrected_and_the_record_says_by_whom_and_of_what(api: Api, record: dict[str, Any]) -> None:
    event = record["timeline"][0]
    given = {"at": "2024-05-01T09:55Z", "kind": "trigger", "reason": "the router's own log"}
    answer = change(api, "PATCH", f"/timeline/{event['id']}", given)
    assert answer.status_code == 200, answer.text
    after = answer.json()
    assert answer.headers["etag"] == after["etag"] != record["etag"]
    assert (after["timeline"][0]["at"], after["timeline"][0]["kind"]) == ("2024-05-01T09:55Z", "trigger")
    assert after["timeline"][0]["utc"] == "2024-05-01T09:55:00Z"
    made = after["corrections"][0]
    assert (made["what"], made["fact"], made["field"]) == ("timeline_event", event["id"], "at")
    assert (made["value"], made["said"], made["conflict"]) == ("2024-05-01T09:55Z", event["at"], None)
    assert made["source"] == "- 2024-05-01 09:58 UTC: the core router reloads"
    assert api.read(f"{HERE}/corrections")["items"] == after["corrections"]
    assert api.read(f"{HERE}/changes")["items"][0]["why"] == "the router's own log"


def test_a_cause_and_the_records_own_fields_are_corrected(api: Api, record: dict[str, Any]) -> None:
    cause = record["causes"][0]["id"]
    assert change(api, "PATCH", f"/causes/{cause}", {"role": "trigger"}).json()["causes"][0]["role"] == "trigger"
    given = {"severity": None, "resolved_at": "2024-05-01T10:20Z", "services": ["edge"]}
    after = change(api, "PATCH", "", given).json()
    assert (after["severity"], after["resolved_at"], after["services"]) == (None, "2024-05-01T10:20Z", ["edge"])
    said = {c["field"]: c["said"] for c in after["corrections"]}
    assert (said["severity"], said["services"]) == ("sev2", ["dns", "edge"])


def test_a_corrected_title_gives_a_new_address_and_the_old_one_redirects(api: Api, record: dict[str, Any]) -> None:
    assert record["title"] == "Core router reload"
    assert change(api, "PATCH", "", {"title": "Edge router reload"}).json()["slug"] == "edge-router-reload"
    moved = api.get(HERE)
    assert (moved.status_code, moved.headers["location"]) == (308, "/api/v1/postmortems/edge-router-reload")


def test_a_correction_survives_the_next_import_and_its_conflict_is_settled(
    api: Api, record: dict[str, Any]
) -> None:
    event = record["timeline"][0]["id"]
    change(api, "PATCH", f"/timeline/{event}", {"at": "2024-05-01T09:55Z"})
    for number, clock in enumerate(("09:59", "09:54")):
        api.posted(ROUTER.replace("09:58", clock))
        after = api.read(HERE)
        made = after["corrections"][0]
        assert (after["timeline"][0]["at"], made["said"]) == ("2024-05-01T09:55Z", f"2024-05-01T{clock}Z")
        assert "something else" in made["conflict"]
        if number == 0:
            kept = change(api, "POST", f"/corrections/{made['id']}/keep", {}).json()["corrections"][0]
            assert (kept["conflict"], kept["was"]) == (None, "2024-05-01T09:59Z")
            again = change(api, "POST", f"/corrections/{made['id']}/keep", {})
            assert "no conflict" in problem(again, 409)["detail"]
    taken = change(api, "DELETE", f"/corrections/{made['id']}").json()
    assert (taken["timeline"][0]["at"], taken["corrections"]) == ("2024-05-01T09:54Z", [])


@pytest.mark.parametrize(
    ("path", "given", "field"),
    [
        ("/timeline/{event}", {"at": "yesterday"}, "at"),
        ("/timeline/{event}", {"kind": "explosion"}, "kind"),
        ("/timeline/{event}", {"text": " "}, "text"),
        ("/timeline/{event}", {"line": 4}, "line"),
        ("/causes/{cause}", {"role": None}, "role"),
        ("", {"title": ""}, "title"),
        ("", {"services": ["a\u0000b"]}, "services.0"),
    ],
)
def test_what_does_not_fit_is_422_and_names_the_field(
    api: Api, record: dict[str, Any], path: str, given: dict[str, Any], field: str
) -> None:
    where = path.format(event=record["timeline"][0]["id"], cause=record["causes"][0]["id"])
    errors = problem(change(api, "PATCH", where, given), 422)["errors"]
    assert field in {e["field"] for e in errors}
    assert api.read(HERE)["corrections"] == []


def test_what_is_not_there_is_404_and_a_missing_or_old_version_is_refused(api: Api, record: dict[str, Any]) -> None:
    event = f"{HERE}/timeline/{record['timeline'][0]['id']}"
    for path in ("/timeline/999999", "/causes/999999"):
        problem(change(api, "PATCH", path, {}), 404)
    problem(change(api, "DELETE", "/corrections/999999"), 404)
    problem(change(api, "POST", "/corrections/999999/keep", {}), 404)
    problem(api.send("PATCH", event, json={"at": None}), 428)
    problem(api.send("PATCH", event, json={"at": None}, match='"v999"'), 412)


def test_it_takes_the_right_to_write(program: Callable[..., Api], runtime: Runtime) -> None:
    add(runtime, "ann")
    from_ann = program("ann", "read", "write")
    from_ann.posted(ROUTER)
    seen = from_ann.read(HERE)
    event = f"{HERE}/timeline/{seen['timeline'][0]['id']}"
    sent = {"json": {"kind": "trigger"}, "match": seen["etag"]}
    problem(program("ann", "read").send("PATCH", event, **sent), 403)
    made = from_ann.send("PATCH", event, **sent).json()["corrections"][0]
    assert made["actor"].startswith("ann (token ")
