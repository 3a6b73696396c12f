"""Postmortems read over REST."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from api_client import ROUTER, Api, problem
from fastapi import FastAPI

from app.domain.principal import LOCAL_OWNER
from app.usecases.actions import link_cause

NOTICE = "# VAT goes up\n\nFrom January the price of every service includes the new rate.\n"


def numbered(number: int) -> str:
    return ROUTER.replace("# Core router reload", f"# Outage {number}").replace(
        "2024-05-01", f"2024-05-{number:02d}"
    )


def fill(api: Api, count: int) -> None:
    for number in range(1, count + 1):
        api.posted(numbered(number), path=f"{number}.md")


def test_a_record_tells_what_its_document_says(api: Api) -> None:
    found = api.posted()
    response = api.get(f"/postmortems/{found['slug']}")
    record = response.json()
    assert response.headers["etag"] == record["etag"]
    assert record["severity"] == "sev2"
    assert record["services"] == ["dns", "edge"]
    assert record["started_at"] == "2024-05-01T09:58Z"
    assert [(e["at"], e["text"]) for e in record["timeline"]] == [
        ("2024-05-01T09:58Z", "the core router reloads"),
        ("2024-05-01T10:14Z", "traffic is back"),
    ]
    assert [c["role"] for c in record["causes"]] == ["root_cause"]
    assert [(a["key"], a["status"], a["owner"]) for a in record["actions"]] == [
        ("ACT-1", "open", "maria"),
        ("ACT-2", "done", None),
    ]
    assert {"timeline", "action_items"} <= {s["name"] for s in record["sections"]}
    assert record["document"]["head"] == 1


def test_a_record_shows_which_causes_its_actions_answer(api: Api, app: FastAPI) -> None:
    path = f"/postmortems/{api.posted()['slug']}"
    cause = api.read(path)["causes"][0]
    assert cause["actions"] == []
    link_cause(app.state.runtime, LOCAL_OWNER, "ACT-2", cause["id"])
    assert api.read(path)["causes"][0]["actions"] == ["ACT-2"]


def test_a_link_to_another_postmortem_gives_its_address(api: Api) -> None:
    api.posted()
    text = "# Second outage\n\n## Related\n\n- Related incident: [it](/postmortems/core-router-reload)\n"
    record = api.read(f"/postmortems/{api.posted(text, path='second.md')['slug']}")
    assert [(link["rel"], link["postmortem"]) for link in record["links"]] == [("related", "core-router-reload")]


def test_an_address_that_leads_nowhere_is_404(api: Api) -> None:
    for path in (
        "/postmortems/nowhere",
        "/postmortems/Not%20a%20slug",
        "/postmortems/%00",
        "/postmortems/nowhere/timeline",
    ):
        problem(api.get(path), 404)


def test_the_list_is_newest_first_and_in_pages(api: Api) -> None:
    fill(api, 5)
    seen, cursor = [], None
    for _ in range(3):
        page = api.read("/postmortems", limit=2, **({"cursor": cursor} if cursor else {}))
        assert page["total"] == 5
        seen += [item["title"] for item in page["items"]]
        cursor = page["next"]
    assert seen == [f"Outage {n}" for n in (5, 4, 3, 2, 1)]
    assert cursor is None


@pytest.mark.parametrize("sort", ["-started", "started", "title", "severity"])
def test_every_order_goes_through_all_pages_without_repeating(api: Api, sort: str) -> None:
    fill(api, 3)
    api.posted("# Zwölf Äpfel\u200d\u00ad \U0001f469\u200d\U0001f680\n\nkein Datum\n", path="odd.md")
    seen, cursor = [], None
    while True:
        page = api.read(
            "/postmortems",
            limit=1,
            sort=sort,
            kind=["incident", "notice"],
            **({"cursor": cursor} if cursor else {}),
        )
        seen += [item["slug"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 4


def test_filters_leave_what_matches_all_of_them(api: Api) -> None:
    fill(api, 2)
    api.posted(ROUTER.replace("SEV2", "SEV1").replace("edge, dns", "mail"), path="mail.md")
    assert api.read("/postmortems", severity="sev1")["total"] == 1
    assert api.read("/postmortems", severity=["sev1", "sev2"])["total"] == 3
    assert api.read("/postmortems", service="mail", severity="sev2")["total"] == 0
    assert api.read("/postmortems", year=2024)["total"] == 3
    assert api.read("/postmortems", year=2023)["total"] == 0


def test_a_notice_is_listed_only_when_asked_for(api: Api) -> None:
    found = api.posted(NOTICE)
    assert found["kind"] == "notice"
    assert api.read("/postmortems")["total"] == 0
    assert api.read("/postmortems", kind="notice")["total"] == 1


def test_facets_come_when_they_are_asked_for(api: Api) -> None:
    fill(api, 2)
    assert api.read("/postmortems")["facets"] is None
    facets = api.read("/postmortems", facets=True)["facets"]
    assert facets["severity"] == {"sev2": 2}
    assert facets["service"] == {"dns": 2, "edge": 2}


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "sort=age",
        "kind=party",
        "year=0",
        "year=99999",
        "service=%00",
        "severty=sev1",
        "facets=maybe",
    ],
)
def test_a_filter_that_cannot_be_is_422_with_its_name(api: Api, query: str) -> None:
    body = problem(api.get(f"/postmortems?{query}"), 422)
    assert query.partition("=")[0] in body["detail"]


@pytest.mark.parametrize("cursor", ["x", "e30", "WyJhIl0", "a" * 5_000, "%C3%A9"])
def test_a_cursor_that_was_not_made_here_is_400(api: Api, cursor: str) -> None:
    problem(api.get(f"/postmortems?cursor={cursor}"), 400)


def test_a_cursor_belongs_to_its_order(api: Api) -> None:
    fill(api, 2)
    cursor = api.read("/postmortems", limit=1)["next"]
    problem(api.get("/postmortems", params={"cursor": cursor, "sort": "title"}), 400)


def test_revisions_are_listed_newest_first_with_their_bytes(api: Api) -> None:
    slug = api.posted()["slug"]
    later = ROUTER + "\nMore.\n"
    api.posted(later)
    page = api.read(f"/postmortems/{slug}/revisions")
    assert [r["number"] for r in page["items"]] == [2, 1]
    assert {r["door"] for r in page["items"]} == {"api"}
    assert api.get(f"/postmortems/{slug}/revisions/1").text == ROUTER
    assert api.get(f"/postmortems/{slug}/revisions/2").text == later
    assert api.get(f"/postmortems/{slug}/revisions/1").headers["content-type"].startswith("text/plain")
    for number in ("3", "0", "99999999999", "x"):
        problem(api.get(f"/postmortems/{slug}/revisions/{number}"), 404)


def test_the_timeline_stands_alone_too(api: Api) -> None:
    slug = api.posted()["slug"]
    page = api.read(f"/postmortems/{slug}/timeline")
    assert page["items"] == api.read(f"/postmortems/{slug}")["timeline"]
    assert page["next"] is None


def test_what_leaves_the_text_is_marked_and_stays(api: Api) -> None:
    slug = api.posted()["slug"]
    api.posted(ROUTER.replace("- 2024-05-01 10:14 UTC: traffic is back\n", ""))
    events = api.read(f"/postmortems/{slug}/timeline")["items"]
    assert [(e["text"], e["removed_in_revision"]) for e in events] == [
        ("the core router reloads", None),
        ("traffic is back", 2),
    ]


def test_tags_in_use_are_counted(api: Api) -> None:
    api.posted("---\ntags: [DNS, Data Loss]\n---\n# Zone gone\n\nThe zone was deleted.\n", path="a.md")
    api.posted("---\ntags: [dns]\n---\n# Zone gone again\n\nDeleted.\n", path="b.md")
    api.posted("# Third outage\n\nNothing.\n", path="c.md")
    listed = {t["name"]: t["postmortems"] for t in api.read("/tags")["items"]}
    assert listed == {"dns": 2, "data-loss": 1}


def test_a_longer_list_asks_the_database_no_more(
    api: Api, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def asked(path: str) -> int:
        with statements() as sent:
            assert api.get(path).status_code == 200
        return len(sent)

    paths = (
        "/postmortems?facets=true",
        "/action-items",
        "/people",
        "/services",
        "/teams",
        "/tags",
        "/action-items/export",
    )
    fill(api, 1)
    before = [asked(path) for path in paths]
    fill(api, 6)
    assert [asked(path) for path in paths] == before
