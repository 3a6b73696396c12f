"""Documents written over REST: imported, replaced, withdrawn, restored."""

import pytest
from api_client import ROUTER, Api, problem

OTHER = ROUTER.replace("sixteen minutes", "a quarter of an hour")
TWO = f"{ROUTER}\n# Mail queue full\n\n## Summary\n\nMail waited.\n\n## Timeline\n\n- 2024-06-01 10:00 UTC: full\n"


def test_a_new_document_answers_201_with_what_became_of_it(api: Api) -> None:
    response = api.markdown("POST", "/postmortems?path=2024/router.md", ROUTER)
    assert response.status_code == 201
    body = response.json()
    assert body["document"]["path"] == "2024/router.md"
    assert body["document"]["origin"] == "api"
    assert [p["title"] for p in body["postmortems"]] == ["Core router reload"]
    assert body["diagnostics"] == sorted(body["diagnostics"], key=lambda d: d["line"])
    assert response.headers["location"] == "/api/v1/postmortems/core-router-reload"
    assert response.headers["etag"] == body["postmortems"][0]["etag"]


def test_the_same_text_again_answers_200_and_changes_nothing(api: Api) -> None:
    first = api.markdown("POST", "/postmortems", ROUTER)
    again = api.markdown("POST", "/postmortems", ROUTER)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["document"]["head"] == 1
    assert again.headers["etag"] == first.headers["etag"]


def test_another_text_under_the_same_path_is_a_revision(api: Api) -> None:
    api.posted(ROUTER)
    response = api.markdown("POST", "/postmortems?path=router.md", OTHER)
    assert response.status_code == 200
    assert response.json()["document"]["head"] == 2
    assert api.read("/postmortems")["total"] == 1


def test_json_may_say_where_the_text_comes_from(api: Api) -> None:
    sent = {"markdown": ROUTER, "origin": "https://wiki.example/pm", "path": "12"}
    response = api.send("POST", "/postmortems", json=sent)
    assert response.status_code == 201
    assert response.json()["document"]["origin"] == "https://wiki.example/pm"
    changed = api.send("POST", "/postmortems", json=sent | {"markdown": OTHER})
    assert changed.json()["document"]["head"] == 2
    elsewhere = api.send("POST", "/postmortems", json=sent | {"origin": "another wiki"})
    assert elsewhere.status_code == 201


def test_a_file_of_several_posts_answers_them_all(api: Api) -> None:
    response = api.markdown("POST", "/postmortems?path=two.md", TWO)
    assert [p["slug"] for p in response.json()["postmortems"]] == ["core-router-reload", "mail-queue-full"]
    assert "etag" not in response.headers


@pytest.mark.parametrize(
    ("text", "reason"),
    [(b"", "empty"), (b" \n\t", "empty"), (b"a\0b", "line 1"), (b"---\na: &x 1\n---\n# T\n", "line 2")],
)
def test_what_cannot_be_read_is_422_and_nothing_is_stored(api: Api, text: bytes, reason: str) -> None:
    response = api.markdown("POST", "/postmortems", text)
    assert reason in problem(response, 422)["detail"]
    assert api.read("/postmortems")["total"] == 0


def test_an_unreadable_document_names_its_line(api: Api) -> None:
    response = api.markdown("POST", "/postmortems", b"# Title\n\n\0\n")
    assert problem(response, 422)["line"] == 3


def test_over_one_mebibyte_is_413_whether_raw_or_json(api: Api) -> None:
    long = "# Long\n\n" + "word word word\n" * 80_000
    problem(api.markdown("POST", "/postmortems", long), 413)
    problem(api.send("POST", "/postmortems", json={"markdown": long}), 413)
    problem(api.markdown("POST", "/postmortems", b"x" * (6 * 1024 * 1024)), 413)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_415(api: Api, kind: str) -> None:
    response = api.send("POST", "/postmortems", content=ROUTER, headers={"Content-Type": kind})
    problem(response, 415)


def test_markdown_comes_back_byte_for_byte_and_changes_nothing_when_put_again(api: Api) -> None:
    found = api.posted()
    text = api.get(f"/postmortems/{found['slug']}/markdown")
    assert text.text == ROUTER
    assert text.headers["content-type"] == "text/markdown; charset=utf-8"
    assert text.headers["etag"] == found["etag"]
    again = api.markdown("PUT", f"/postmortems/{found['slug']}", text.content, match=found["etag"])
    assert again.status_code == 200
    assert again.headers["etag"] == found["etag"]


def test_put_replaces_the_posts_own_lines_only(api: Api) -> None:
    api.markdown("POST", "/postmortems?path=two.md", TWO)
    before = api.get("/postmortems/core-router-reload")
    own = api.get("/postmortems/core-router-reload/markdown").text
    changed = own.replace("sixteen minutes", "ages")
    response = api.markdown("PUT", "/postmortems/core-router-reload", changed, match=before.headers["etag"])
    assert response.status_code == 200
    assert "ages" in response.json()["summary"]
    assert response.headers["etag"] != before.headers["etag"]
    whole = api.get("/postmortems/core-router-reload/revisions/2").text
    assert whole == TWO.replace("sixteen minutes", "ages")


def test_put_takes_json_as_well(api: Api) -> None:
    found = api.posted()
    response = api.send("PUT", f"/postmortems/{found['slug']}", match=found["etag"], json={"markdown": OTHER})
    assert "a quarter of an hour" in response.json()["summary"]


def test_a_new_title_moves_the_address_and_the_former_one_redirects(api: Api) -> None:
    found = api.posted()
    text = ROUTER.replace("# Core router reload", "# Edge router reload")
    put = api.markdown("PUT", f"/postmortems/{found['slug']}", text, match=found["etag"])
    assert put.json()["slug"] == "edge-router-reload"
    former = api.get("/postmortems/core-router-reload/markdown?x=1")
    assert former.status_code == 308
    assert former.headers["location"] == "/api/v1/postmortems/edge-router-reload/markdown?x=1"


def test_an_address_that_reads_like_the_apis_own_redirects_as_well(api: Api) -> None:
    found = api.posted("# API\n\n## Summary\n\nNobody could sign in.\n", path="api.md")
    assert found["slug"] == "api"
    api.markdown("PUT", "/postmortems/api", "# Sign-in\n\n## Summary\n\nNo.\n", match=found["etag"])
    assert api.get("/postmortems/api/timeline").headers["location"] == "/api/v1/postmortems/sign-in/timeline"


def test_a_post_that_left_its_document_keeps_its_text_and_is_not_written_over_another(api: Api) -> None:
    api.markdown("POST", "/postmortems?path=two.md", TWO)
    path = "/postmortems/mail-queue-full"
    own = api.get(f"{path}/markdown").text
    shorter = "# Core router reload\n\nShort.\n\n" * 8
    api.markdown("POST", "/postmortems?path=two.md", ROUTER.replace("Alert on", shorter))
    record = api.read(path)
    assert record["removed_in_revision"] == 2
    assert api.get(f"{path}/markdown").text == own
    response = api.markdown("PUT", path, own, match=record["etag"])
    problem(response, 409)


def test_put_that_makes_other_posts_of_it_is_refused(api: Api) -> None:
    found = api.posted()
    problem(api.markdown("PUT", f"/postmortems/{found['slug']}", TWO, match=found["etag"]), 422)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_change_needs_if_match_and_the_present_version(api: Api, method: str) -> None:
    found = api.posted()
    path = f"/postmortems/{found['slug']}"
    options = {"content": OTHER, "headers": {"Content-Type": "text/markdown"}} if method == "PUT" else {}
    problem(api.send(method, path, **options), 428)
    for stale in ('"v9"', "v1", '"v1", "v2"', "*", 'W/"v1"'):
        problem(api.send(method, path, match=stale, **options), 412)
    assert api.get(path).headers["etag"] == found["etag"]


def test_a_withdrawn_postmortem_is_gone_until_it_is_restored(api: Api) -> None:
    found = api.posted()
    path = f"/postmortems/{found['slug']}"
    withdrawn = api.send("DELETE", path, match=found["etag"])
    assert withdrawn.json()["status"] == "withdrawn"
    assert withdrawn.headers["etag"] == withdrawn.json()["etag"] != found["etag"]
    problem(api.get(path), 410)
    problem(api.get(f"{path}/timeline"), 410)
    problem(api.send("DELETE", path, match=withdrawn.headers["etag"]), 410)
    assert api.read("/postmortems")["items"] == []
    assert api.read("/action-items", unfinished=True)["total"] == 1
    restored = api.send("POST", f"{path}/restore")
    assert restored.json()["status"] == "published"
    assert api.get(path).headers["etag"] == restored.headers["etag"]


def test_only_what_is_withdrawn_can_be_restored(api: Api) -> None:
    found = api.posted()
    problem(api.send("POST", f"/postmortems/{found['slug']}/restore"), 409)
    problem(api.send("POST", "/postmortems/nowhere/restore"), 404)


def test_extract_tells_what_would_be_understood_and_stores_nothing(api: Api) -> None:
    raw = api.markdown("POST", "/extract?path=router.md", TWO)
    assert raw.status_code == 200
    assert [post["title"] for post in raw.json()] == ["Core router reload", "Mail queue full"]
    assert raw.json()[0]["source"] == "router.md"
    assert "window_start" not in raw.json()[0]
    as_json = api.send("POST", "/extract", json={"markdown": TWO, "path": "router.md"})
    assert as_json.json() == raw.json()
    assert api.read("/postmortems")["total"] == 0


def test_extract_reads_a_file_as_its_name_says(api: Api) -> None:
    page = "<html><body><h1>Mail queue full</h1><p>Mail waited.</p></body></html>"
    response = api.markdown("POST", "/extract?path=mail.html", page)
    assert response.json()[0]["title"] == "Mail queue full"


def test_windows_text_keeps_its_encoding(api: Api) -> None:
    response = api.markdown("POST", "/postmortems?path=old.md", "# Überlast\n\nKöln fiel aus.\n".encode("cp1252"))
    slug = response.json()["postmortems"][0]["slug"]
    revision = api.get(f"/postmortems/{slug}/revisions/1")
    assert revision.headers["content-type"] == "text/plain; charset=windows-1252"
    assert revision.text.startswith("# Überlast")
    assert api.get(f"/postmortems/{slug}/markdown").text.startswith("# Überlast")
