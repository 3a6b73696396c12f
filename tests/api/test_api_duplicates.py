"""Pairs that look like one, over REST."""

import pytest
from api_client import Api, problem
from fastapi import FastAPI
from support.documents import bring
from support.twins import STORY, report


@pytest.fixture
def pair(api: Api, app: FastAPI) -> str:
    bring(app.state.runtime, report("Orders lost", STORY), "a.md")
    bring(app.state.runtime, report("Failover", STORY, day="2024-04-20"), "b.md")
    [found] = api.read("/duplicates")["items"]
    return f"/duplicates/{found['id']}"


def test_a_pair_says_which_two_and_why(api: Api, pair: str) -> None:
    page = api.read("/duplicates")
    assert page["total"] == 1
    found = page["items"][0]
    assert (found["state"], found["reasons"], found["settled_by"]) == ("suspected", ["near_equal_text"], None)
    assert 0.5 <= found["score"] <= 1
    assert found["one"] == {"slug": "orders-lost", "title": "Orders lost", "started_at": "2024-03-05T10:00Z"}
    assert found["other"]["slug"] == "failover"
    assert pair.endswith(str(found["id"]))


def test_merged_the_other_address_redirects_until_they_are_separated(api: Api, pair: str) -> None:
    merged = api.send("POST", f"{pair}/merge", json={"into": "failover"})
    assert (merged.status_code, merged.json()["state"]) == (200, "merged")
    assert api.read("/duplicates")["total"] == 0
    assert [p["id"] for p in api.send("GET", "/duplicates?state=merged&state=not_duplicate").json()["items"]] == [
        merged.json()["id"]
    ]
    assert [p["slug"] for p in api.read("/postmortems")["items"]] == ["failover"]
    moved = api.get("/postmortems/orders-lost")
    assert (moved.status_code, moved.headers["location"]) == (308, "/api/v1/postmortems/failover")
    problem(api.send("POST", f"{pair}/not-duplicate"), 409)
    assert api.send("POST", f"{pair}/separate").json()["state"] == "suspected"
    assert api.read("/postmortems/orders-lost")["slug"] == "orders-lost"


def test_told_apart_they_stay_so_until_that_is_taken_back(api: Api, pair: str) -> None:
    apart = api.send("POST", f"{pair}/not-duplicate").json()
    assert apart["state"] == "not_duplicate"
    assert apart["settled_by"]
    problem(api.send("POST", f"{pair}/merge", json={"into": "failover"}), 409)
    again = api.send("POST", f"{pair}/doubt").json()
    assert (again["state"], again["settled_by"], again["settled_at"]) == ("suspected", None, None)


@pytest.mark.parametrize(
    ("sent", "status"), [({"into": "elsewhere"}, 422), ({}, 422), ({"into": "a", "x": 1}, 422)]
)
def test_what_cannot_be_merged_is_refused_by_name(
    api: Api, pair: str, sent: dict[str, object], status: int
) -> None:
    assert problem(api.send("POST", f"{pair}/merge", json=sent), status)["errors"]


def test_a_pair_that_is_not_there_is_404_and_a_state_that_is_none_422(api: Api) -> None:
    problem(api.send("POST", "/duplicates/77/separate"), 404)
    problem(api.send("GET", "/duplicates?state=maybe"), 422)
