"""search: what is found, and where it matches."""

import json
from pathlib import Path

import pytest
from support.commands import call

pytestmark = pytest.mark.usefixtures("imported")


def test_a_postmortem_is_found_with_the_place_where_it_matches() -> None:
    answer = call("search", "neighbours", "office")
    assert answer.status == 0
    title, facts, fragment, *_ = answer.out.splitlines()
    assert title == "Core router forgets its neighbours"
    assert facts == "  core-router-forgets-its-neighbours · SEV2 · incident · 2023-04-11 · Edge network"
    assert "neighbours" in fragment
    assert answer.err == "1 of 1\n"


def test_json_has_the_same_for_programs() -> None:
    found = json.loads(call("search", "disk", "--json").out)
    assert found["total"] == 1
    item = found["items"][0]
    assert (item["slug"], item["kind"], item["actions"], item["unfinished"]) == (
        "disk-of-the-build-server-fills-up",
        "incident",
        1,
        1,
    )
    assert any("disk" in fragment["text"].lower() for fragment in item["fragments"])


def test_the_whole_query_language_is_understood() -> None:
    def slugs(*query: str) -> list[str]:
        return [item["slug"] for item in json.loads(call("search", "--json", "--", *query).out)["items"]]

    assert slugs("severity:sev2") == ["core-router-forgets-its-neighbours"]
    assert slugs('"build server"', "OR", "neighb*") == slugs('"build server" OR neighb*')
    assert len(slugs("server", "OR", "router")) == 2
    assert slugs("-router", "year:2024") == ["disk-of-the-build-server-fills-up"]
    assert len(slugs("")) == 2


def test_nothing_found_is_said_and_is_no_failure() -> None:
    answer = call("search", "unicorns")
    assert (answer.status, answer.out, answer.err) == (0, "", "0 of 0\n")


def test_a_query_that_cannot_be_read_is_one_sentence_with_the_position() -> None:
    answer = call("search", '"build server')
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("aftercare: ")
    assert answer.err.endswith("(at character 1)\n")


def test_words_too_common_to_count_are_named() -> None:
    assert "too common to count: the" in call("search", "the", "disk").err


def test_the_limit_is_kept_and_bounded() -> None:
    assert call("search", "server OR router", "--limit", "1").err == "1 of 2\n"
    assert call("search", "server", "--limit", "101").status == 2


def test_what_was_just_imported_is_found(imported: Path) -> None:
    (imported / "late.md").write_text("# Clock drifts on db-01\n\nchronyd had stopped.\n")
    call("import", str(imported))
    assert call("search", "db-01").out.startswith("Clock drifts on db-01\n")
