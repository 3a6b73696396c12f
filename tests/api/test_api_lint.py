"""What a reviewer would say, over the API: the same findings as on the command line, and nothing stored."""

from fastapi.testclient import TestClient

TEXT = "# Disk full\n\n## Action items\n\n- [ ] Add an alert\n\nThe key was AKIA" + "Q3EGRS7KXH2LMNOP.\n"


def test_a_text_is_looked_over_and_not_kept(client: TestClient) -> None:
    answer = client.post("/api/v1/lint", content=TEXT, headers={"content-type": "text/markdown"})
    assert answer.status_code == 200
    found = answer.json()["items"]
    assert [5, "action-without-owner", "warning"] in [[f["line"], f["rule"], f["level"]] for f in found]
    assert [f["level"] for f in found if f["rule"] == "secret"] == ["error"]
    assert "Q3EGRS7KXH2LMNOP" not in answer.text
    assert client.get("/api/v1/postmortems").json()["total"] == 0


def test_the_same_as_json_under_a_name_that_says_how_it_is_read(client: TestClient) -> None:
    page = "<h1>Disk full</h1><h2>Action items</h2><ul><li>Add an alert</li></ul>"
    answer = client.post("/api/v1/lint", json={"markdown": page, "path": "a.html"})
    assert "action-without-owner" in [f["rule"] for f in answer.json()["items"]]
