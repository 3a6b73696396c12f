"""Search over REST: the browser's language, facets and fragments."""

import pytest
from api_client import ROUTER, Api, problem


def fill(api: Api) -> None:
    api.posted()
    api.posted(
        "# Mail queue full\n\nSeverity: SEV3\nServices: mail\n\n"
        "## Summary\n\nMail stood still on vmhost02.\n\n"
        "## Timeline\n\n- 2023-03-01 10:00 UTC: the queue grows\n",
        path="mail.md",
    )


def slugs(api: Api, q: str, **narrow: object) -> list[str]:
    return [hit["postmortem"]["slug"] for hit in api.read("/search", q=q, **narrow)["items"]]


def test_a_search_right_after_a_write_sees_it(api: Api) -> None:
    fill(api)
    assert slugs(api, "vmhost02") == ["mail-queue-full"]
    api.posted(ROUTER.replace("firmware", "bootloader"))
    assert slugs(api, "bootloader") == ["core-router-reload"]
    assert slugs(api, "firmware") == []


def test_a_hit_shows_where_it_matched(api: Api) -> None:
    fill(api)
    hit = api.read("/search", q="vmhost02")["items"][0]
    assert hit["postmortem"]["services"] == ["mail"]
    fragment = hit["fragments"][0]
    assert fragment["label"] == "Summary"
    assert fragment["anchor"].startswith("L")
    assert [piece["text"] for piece in fragment["pieces"] if piece["hit"]] == ["vmhost02"]


def test_fields_and_facets_narrow_alike(api: Api) -> None:
    fill(api)
    assert slugs(api, "service:mail") == slugs(api, "", service="mail") == ["mail-queue-full"]
    assert slugs(api, "", service=["mail", "edge"], year="2024") == ["core-router-reload"]
    facets = api.read("/search", q="")["facets"]
    assert facets["service"] == {"dns": 1, "edge": 1, "mail": 1}
    narrowed = api.read("/search", q="", service="mail")
    assert (narrowed["total"], narrowed["facets"]["year"]) == (1, {"2023": 1})
    assert narrowed["facets"]["service"] == facets["service"]  # what another tick would find
    both = api.read("/search", q="", service="mail", year="2024")
    assert both["total"] == 0
    assert (both["facets"]["service"], both["facets"]["year"]) == ({"dns": 1, "edge": 1}, {"2023": 1})


def test_an_empty_query_gives_everything_newest_first_in_pages(api: Api) -> None:
    fill(api)
    first = api.read("/search", q="", limit=1)
    assert (first["total"], first["next"]) == (2, "1")
    second = api.read("/search", q="", limit=1, cursor=first["next"])
    assert [p["items"][0]["postmortem"]["slug"] for p in (first, second)] == [
        "core-router-reload",
        "mail-queue-full",
    ]
    assert second["next"] is None


def test_a_query_that_cannot_be_read_names_its_position(api: Api) -> None:
    body = problem(api.get("/search", params={"q": 'router "open'}), 400)
    assert body["position"] == 7


@pytest.mark.parametrize(
    "query", ["", "q=x&limit=0", "q=x&limit=101", "q=x&cursor=-1", "q=x&cursor=901", "q=%00", "q=x&colour=red"]
)
def test_a_search_that_cannot_be_is_422(api: Api, query: str) -> None:
    problem(api.get(f"/search?{query}"), 422)


def test_a_withdrawn_postmortem_is_not_found(api: Api) -> None:
    fill(api)
    etag = api.get("/postmortems/mail-queue-full").headers["etag"]
    api.send("DELETE", "/postmortems/mail-queue-full", match=etag)
    assert slugs(api, "vmhost02") == []
    api.send("POST", "/postmortems/mail-queue-full/restore")
    assert slugs(api, "vmhost02") == ["mail-queue-full"]


def test_what_is_typed_is_completed_from_services_titles_and_identifiers(api: Api) -> None:
    fill(api)
    assert api.read("/search/suggestions", prefix="vmh") == {"items": ["vmhost02"]}
    assert "Mail queue full" in api.read("/search/suggestions", prefix="queu")["items"]
    assert api.read("/search/suggestions", prefix="q") == {"items": []}


def test_marks_ranges_and_the_order_narrow_over_rest(api: Api) -> None:
    fill(api)
    assert slugs(api, "missing:actions") == ["mail-queue-full"]
    assert slugs(api, "", missing="actions") == ["mail-queue-full"]
    assert slugs(api, "started:2024") == ["core-router-reload"]
    assert slugs(api, "started:<2024") == ["mail-queue-full"]
    assert slugs(api, "", sort="date") == ["core-router-reload", "mail-queue-full"]
    problem(api.get("/search", params={"q": "", "sort": "size"}), 422)
    assert "takes a day" in problem(api.get("/search", params={"q": "started:soon"}), 400)["detail"]


def test_what_is_open_or_overdue_follows_the_action_items(api: Api) -> None:
    fill(api)
    mail = "mail-queue-full"
    assert slugs(api, "service:mail is:unfinished") == []
    action = api.action(text="Widen the queue", postmortem=mail)
    path = f"/action-items/{action['key']}"
    assert slugs(api, "service:mail is:unfinished missing:owner missing:due") == [mail]
    assert slugs(api, "service:mail is:open") == []
    planned = api.send("PATCH", path, match=action["etag"], json={"owner": "Ann", "due": "2024-02-01"})
    assert api.move(planned.json(), "open").status_code == 200
    assert slugs(api, "service:mail is:open is:overdue due:2024-02") == [mail]
    assert slugs(api, "service:mail -is:overdue") == []
    assert slugs(api, "service:mail missing:owner") == []


def test_a_mistyped_word_finds_what_was_meant_and_says_so(api: Api) -> None:
    fill(api)
    answer = api.read("/search", q="firmwear -mail")
    assert (answer["total"], answer["instead"]) == (1, "firmware -mail")
    assert api.read("/search", q="firmware")["instead"] is None
    assert api.read("/search", q="qqqqqqq")["instead"] is None
