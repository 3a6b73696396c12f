"""duplicates: what an import flags, and what is said of it."""

from pathlib import Path

import pytest
from support.commands import call
from support.twins import STORY, report


@pytest.fixture
def two(content: Path) -> Path:
    (content / "a.md").write_text(report("Orders lost", STORY), encoding="utf-8")
    (content / "b.md").write_text(report("Failover", STORY, day="2024-04-20"), encoding="utf-8")
    return content


def test_an_import_names_the_pairs_and_a_dry_run_foretells_them(two: Path) -> None:
    said = "look like one: “Orders lost” and “Failover”: near equal text\n"
    for options in (("--dry-run",), ()):
        answer = call("import", *options, str(two))
        assert (answer.status, said in answer.out) == (0, True)
        assert answer.out.endswith("python -m app duplicates list\n")
    assert "look like one" not in call("import", str(two)).out


def test_a_pair_is_settled_and_that_is_undone(two: Path) -> None:
    assert call("duplicates", "list").out == ""
    call("import", str(two))
    both = "near equal text\torders-lost “Orders lost”\tfailover “Failover”\n"
    assert call("duplicates", "list").out == f"1\tsuspected\t{both}"
    for done, state in (
        (("merge", "1", "--into", "failover"), "merged"),
        (("separate", "1"), "suspected"),
        (("not-duplicate", "1"), "not duplicate"),
        (("doubt", "1"), "suspected"),
    ):
        answer = call("duplicates", *done)
        assert (answer.status, answer.out) == (0, f"1\t{state}\t{both}")


def test_what_cannot_be_is_said_in_a_sentence(two: Path) -> None:
    call("import", str(two))
    for wrong in (("separate", "1"), ("merge", "1", "--into", "elsewhere"), ("merge", "9", "--into", "failover")):
        answer = call("duplicates", *wrong)
        assert (answer.status, answer.out) == (1, "")
        assert answer.err.count("\n") == 1
