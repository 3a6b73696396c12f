"""The head of a document: values stay text, bombs and tags are refused, slips are mended and said."""

import contextlib

import pytest

from app.domain.errors import UnreadableDocument
from app.ingest.bounds import FRONT_MATTER_BYTES, FRONT_MATTER_DEPTH, FRONT_MATTER_KEYS
from app.ingest.front_matter import FrontMatter, read_front_matter


def head(text: str) -> FrontMatter:
    return read_front_matter(text.split("\n"))


def test_scalars_stay_the_text_they_were() -> None:
    found = head(
        "---\nStart: 10:02\nno: no\nversion: 1.10\nwhen: 2024-05-01\nnothing: ~\nquoted: 'null'\n---\nbody"
    )
    assert found.values == {
        "start": "10:02",
        "no": "no",
        "version": "1.10",
        "when": "2024-05-01",
        "nothing": "",
        "quoted": "null",
    }
    assert (found.lines["no"], found.end_line) == (3, 8)


def test_lists_and_mappings_are_kept() -> None:
    found = head(
        "---\na: [x, y]\nb:\n  - name: Ann\n  - title: Bob\n  - 7\n  - other: 1\nc: {d: {e: f}}\n[g, h]: i\n---\n"
    )
    assert found.texts("a", "b") == ["x", "y", "Ann", "Bob", "7"]
    assert found.values["c"] == {"d": {"e": "f"}}
    assert found.text("a", "missing") is None
    assert (found.line("c"), found.line("missing")) == (8, 1)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("a: &x [1]\nb: *x", 2),
        ("a: 1\nb: *x", 3),
        ("a: !!python/object x", 2),
        ("a: 1\nb: ! x", 3),
        ("&top\na: 1", 2),
    ],
)
def test_anchors_aliases_and_tags_are_refused(body: str, line: int) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        head(f"---\n{body}\n---\n")
    assert refused.value.line == line


def test_depth_keys_and_size_are_bounded() -> None:
    deep = FRONT_MATTER_DEPTH + 2
    for body in (
        "a: " + "[" * deep + "]" * deep,
        "a: " + "{b: " * deep + "1" + "}" * deep,
        "\n".join(f"k{i}: 1" for i in range(FRONT_MATTER_KEYS + 2)),
        "a: [" + "1, " * (FRONT_MATTER_KEYS + 2) + "]",
        "a: " + "x" * FRONT_MATTER_BYTES,
    ):
        with pytest.raises(UnreadableDocument):
            head(f"---\n{body}\n---\n")


def test_a_head_that_is_no_yaml_gives_its_plain_lines() -> None:
    found = head("---\ndate: 2024-02-05\nauthors: @someone\n  deeper: [\n---\n")
    assert found.values == {"date": "2024-02-05", "authors": "@someone"}
    assert found.faults


def test_a_fault_at_the_end_names_the_last_line_of_the_head() -> None:
    assert head("---\na: 1\nb: [2\n---\n").faults[0][0] == 3


@pytest.mark.parametrize("old_break", ["\x85", "\u2028", "\u2029"])
def test_what_ends_a_line_in_old_yaml_alone_ends_none(old_break: str) -> None:
    found = head(f"---\ntitle: All{old_break}went down\nseverity: high\n---\n")
    assert (found.values, found.lines["severity"]) == ({"title": "All went down", "severity": "high"}, 3)


def test_scalars_of_old_yaml_stay_text_too() -> None:
    found = head("---\non: off\nduration: 190:20:30\nmode: 0644\nanswer: YES\nmerged: {<<: x}\n---\n")
    assert found.values == {"on": "off", "duration": "190:20:30", "mode": "0644", "answer": "YES",
                            "merged": {"<<": "x"}}  # fmt: skip


@pytest.mark.timeout(30)
def test_nesting_that_readers_of_yaml_take_long_over_is_refused_or_mended_at_once() -> None:
    for body in ("[" * 60_000, "{" * 60_000, "k: " + "{a: " * 15_000, "k: [" + "[]," * 20_000, "? " * 30_000):
        with contextlib.suppress(UnreadableDocument):
            assert head(f"---\ntitle: x\n{body}\n---\n").values["title"] == "x"


def test_a_head_that_nobody_can_read_names_the_line() -> None:
    with pytest.raises(UnreadableDocument) as refused:
        head('---\n"a b: c": [\n---\n')
    assert refused.value.line >= 2
    with pytest.raises(UnreadableDocument):
        head('---\n"a: b"\n---\n')


@pytest.mark.parametrize(
    "text", ["", "a", "---\nonly a rule\n\nand text\n---\n", "---\nkey: never closed", "+++\na = 1"]
)
def test_what_is_no_head_is_left_to_the_body(text: str) -> None:
    assert head(text).end_line == 0


def test_toml_is_read() -> None:
    found = head('+++\ntitle = "A"\ndate = 2024-05-01\ndraft = true\ntags = ["x"]\n[extra]\nteam = "T"\n+++\n')
    assert found.values == {
        "title": "A",
        "date": "2024-05-01",
        "draft": "true",
        "tags": ["x"],
        "extra": {"team": "T"},
    }
    assert found.lines["extra"] == 6


@pytest.mark.parametrize(
    "body", ["a = ", "a = " + "[" * 20 + "]" * 20, "a = " + "[" * 3000, "\n".join(f"k{i} = 1" for i in range(600))]
)
def test_toml_that_cannot_be_read_is_refused(body: str) -> None:
    with pytest.raises(UnreadableDocument):
        head(f"+++\n{body}\n+++\n")
