"""What might have spared an incident, over REST."""

import pytest
from api_client import Api, problem
from fastapi import FastAPI
from support.preventable import ACTION, POST, bring_both

AT = f"/postmortems/{POST}/preventable"


@pytest.fixture(autouse=True)
def _both(app: FastAPI) -> None:
    bring_both(app.state.runtime)


def test_it_is_shown_said_added_up_and_taken_back(api: Api) -> None:
    found = api.read(AT)
    assert found["at"] == "2024-03-05T10:00:00Z"
    [one] = found["undecided"]
    assert (one["key"], one["unfinished"], one["due"], one["days_overdue"]) == (ACTION, True, "2024-02-01", 33)
    said = api.send("PUT", f"{AT}/{ACTION}", json={"bearing": "related"})
    assert (said.status_code, said.json()["bearing"]) == (200, "related")
    assert [b["said"]["bearing"] for b in api.read(AT)["related"]] == ["related"]
    ledger = api.read("/preventable", sort="overdue")
    assert (ledger["minutes"], ledger["incidents"], ledger["unknown"], ledger["settled"]) == (90, 1, 0, 0)
    assert [i["incident"]["slug"] for i in ledger["actions"][0]["incidents"]] == [POST]
    assert f"{POST},Invoices stop" in api.get("/preventable/export").text
    for _ in range(2):
        assert api.send("DELETE", f"{AT}/{ACTION}").status_code == 204
    assert api.read("/preventable")["actions"] == []


@pytest.mark.parametrize(
    ("key", "sent", "status"),
    [
        (ACTION, {"bearing": "perhaps"}, 422),
        (ACTION, {}, 422),
        (ACTION, {"bearing": "related", "x": 1}, 422),
        ("ACT-3", {"bearing": "related"}, 409),
        ("ACT-99", {"bearing": "related"}, 404),
        ("ACT-0", {"bearing": "related"}, 404),
    ],
)
def test_what_cannot_be_said_is_refused(api: Api, key: str, sent: dict[str, object], status: int) -> None:
    problem(api.send("PUT", f"{AT}/{key}", json=sent), status)
    problem(api.get("/preventable?sort=none"), 422)
