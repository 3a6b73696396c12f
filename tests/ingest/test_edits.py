"""Edits of a text: which line becomes what, and that a text nobody can write in is left alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.lines import split_lines
from app.ingest.edits import Edit, Edited, write_edits
from app.ingest.edits.cells import cell_spans, with_cell
from app.ingest.parser import parse_document

HEAD = "# Disk full on db-01\n\n## Summary\nWrites failed.\n\n## Action items\n"
TABLE = "| Action | Owner | Due | Status |\n|---|---|---|---|\n"
OWNED = {"owner": ("Ann Lee",), "due": "2030-01-31"}


def action(values: dict[str, Any], index: int = 0) -> Edit:
    return Edit("action", 0, index, values, "ACT-7")


def only(text: str, *edits: Edit, path: str = "a.md", encoding: str = "utf-8") -> tuple[str, Edited]:
    """The one line that differs, and the whole answer."""
    edited = write_edits(text, path, edits, encoding=encoding)
    lines = zip(split_lines(text), split_lines(edited.text), strict=True)
    changed = [new.rstrip("\r\n") for old, new in lines if old != new]
    assert len(changed) <= 1
    return (changed[0] if changed else ""), edited


LINES = [
    ("- [ ] Add an alert", {"status": "done"}, "- [x] Add an alert"),
    ("* [x] Add an alert", {"status": "open"}, "* [ ] Add an alert"),
    ("1. [ ] Add an alert", {"status": "verified"}, "1. [x] Add an alert {#ACT-7 status=verified}"),
    ("- [x] Add an alert", {"status": "in_progress"}, "- [ ] Add an alert {#ACT-7 status=in_progress}"),
    ("- [ ] Add an alert", {"status": "wont_do"}, "- [ ] Add an alert {#ACT-7 status=wont_do}"),
    ("- Add an alert", {"status": "done"}, "- Add an alert {#ACT-7 status=done}"),
    ("- Add an alert  ", {"status": "blocked"}, "- Add an alert {#ACT-7 status=blocked}  "),
    ("- TODO: Add an alert", {"status": "done"}, "- DONE: Add an alert"),
    ("- TODO: Add an alert", {"status": "in_progress"}, "- WIP: Add an alert"),
    ("- DONE Add an alert", {"status": "open"}, "- TODO Add an alert"),
    ("- Add an alert [done]", {"status": "open"}, "- Add an alert [todo]"),
    ("- Add an alert (In progress)", {"status": "done"}, "- Add an alert (Done)"),
    ("- ✅ Add an alert", {"status": "open"}, "- Add an alert"),
    ("- ~~Add an alert~~", {"status": "open"}, "- Add an alert"),
    ("- Add an alert", {"owner": ("Ann",)}, "- Add an alert (@Ann) {#ACT-7}"),
    ("- Add an alert", {"owner": ("Ann Lee",)}, "- Add an alert (@Ann Lee) {#ACT-7}"),
    ("- Add an alert", OWNED, "- Add an alert (Ann Lee, due 2030-01-31) {#ACT-7}"),
    ("- Add an alert", {"due": "2030-01-31"}, "- Add an alert (due 2030-01-31) {#ACT-7}"),
    ("- Add an alert (@bob, due 2024-01-01)", {"owner": ("Ann",)}, "- Add an alert (@Ann, due 2024-01-01)"),
    ("- Add an alert (@bob, due 2024-01-01)", {"due": "2030-01-31"}, "- Add an alert (@bob, due 2030-01-31)"),
    ("- Add an alert (@bob, due 2024-01-01)", {"due": None}, "- Add an alert (@bob) {#ACT-7}"),
    ("- Add an alert (@bob, due 2024-01-01)", {"owner": ()}, "- Add an alert (due 2024-01-01) {#ACT-7}"),
    ("- Add an alert (@bob)", {"owner": ()}, "- Add an alert {#ACT-7}"),
    ("- Add an alert. Owner: Bob", {"owner": ("Ann Lee",)}, "- Add an alert. Owner: Ann Lee"),
    ("- Add an alert {#ACT-7 status=blocked}", {"status": "open"}, "- Add an alert {#ACT-7 status=open}"),
    ("- [ ] Add an alert {#ACT-7 status=blocked}", {"status": "done"}, "- [x] Add an alert {#ACT-7 status=done}"),
    ("- Add an alert", {"text": "Add *two* alerts"}, "- Add \\*two\\* alerts {#ACT-7}"),
    ("- Add `an` alert", {"text": "Add an alert [x](y)"}, "- Add `an` alert \\[x\\](y) {#ACT-7}"),
    (
        "- Add an alert",
        {"tracker_url": "https://github.com/a/b/issues/1"},
        "- Add an alert ([ticket](https://github.com/a/b/issues/1)) {#ACT-7}",
    ),
    (
        "- Add an alert [#1](https://github.com/a/b/issues/1)",
        {"tracker_url": "https://github.com/a/b/issues/2"},
        "- Add an alert [#1](https://github.com/a/b/issues/2)",
    ),
    ("We will add an alert. It rang too late.", OWNED, None),
]


@pytest.mark.parametrize(("line", "values", "expected"), LINES)
def test_an_action_in_words(line: str, values: dict[str, Any], expected: str | None) -> None:
    changed, edited = only(f"{HEAD}{line}\n", action(values))
    assert not edited.unwritten
    if expected is None:
        expected = "We will add an alert (Ann Lee, due 2030-01-31) {#ACT-7}. It rang too late."
    assert changed == (expected if "text" not in values else changed)
    if "text" in values:
        assert changed.removesuffix(" {#ACT-7}") == expected.removesuffix(" {#ACT-7}")
    [post] = parse_document(edited.text, "a.md")
    assert action(values).holds(post.actions[0])


ROWS = [
    (
        "| Add an alert | Bob | 2024-01-01 | open |",
        {"status": "done"},
        "| Add an alert | Bob | 2024-01-01 | done |",
    ),
    (
        "| Add an alert | Bob | soon | OPEN |",
        {"status": "in_progress"},
        "| Add an alert | Bob | soon | IN PROGRESS |",
    ),
    ("| Add an alert |  | | Open |", OWNED, "| Add an alert | Ann Lee | 2030-01-31 | Open |"),
    ("| Add an alert | @bob | | |", {"owner": ("ann",)}, "| Add an alert | @ann | | |"),
    ("| Add an alert | Bob | 2024-01-01 | |", {"due": None}, "| Add an alert | Bob |            | |"),
    (
        "| Add an alert | Bob | | Done |",
        {"status": "verified"},
        "| Add an alert {#ACT-7 status=verified} | Bob | | Done |",
    ),
    ("| Add an alert | Bob | | |", {"owner": ("A|B_[c](d)",)}, "| Add an alert | A\\|B\\_\\[c\\](d) | | |"),
    ("Add an alert | Bob | | open", {"status": "done"}, "Add an alert | Bob | | done"),
]


@pytest.mark.parametrize(("row", "values", "expected"), ROWS)
def test_an_action_in_a_table(row: str, values: dict[str, Any], expected: str) -> None:
    changed, edited = only(f"{HEAD}{TABLE}{row}\n", action(values))
    assert not edited.unwritten
    assert changed == expected


def test_a_table_without_the_column_takes_the_notation_behind_the_words() -> None:
    changed, edited = only(f"{HEAD}| Action |\n|---|\n| Add an alert |\n", action(OWNED | {"status": "blocked"}))
    assert not edited.unwritten
    assert changed == "| Add an alert (Ann Lee, due 2030-01-31) {#ACT-7 status=blocked} |"


def test_html_is_written_before_the_tag_that_ends_the_words() -> None:
    text = "<h1>Disk full</h1>\n<h2>Action items</h2>\n<ul>\n<li>Add an alert</li>\n<li>\nMend it\n</li>\n</ul>\n"
    changed, _ = only(text, action(OWNED), path="a.html")
    assert changed == "<li>Add an alert (Ann Lee, due 2030-01-31) {#ACT-7}</li>"
    changed, _ = only(text, action({"status": "done"}, 1), path="a.html")
    assert changed == "Mend it {#ACT-7 status=done}"
    changed, _ = only(text, action({"text": "Add an alert <script>"}), path="a.html")
    assert changed in ("", "<li>Add an alert &lt;script&gt;</li>")


def test_plain_text_is_written_too() -> None:
    text = "Disk full on Monday\n\nAction items:\n\n- Add an alert\n- Mend it\n"
    changed, edited = only(text, action(OWNED, 1), path="a.txt")
    assert not edited.unwritten
    assert changed == "- Mend it (Ann Lee, due 2030-01-31) {#ACT-7}"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_stay_what_they_were(end: str) -> None:
    text = f"{HEAD}- [ ] Add an alert\n- [ ] Mend it".replace("\n", end)
    edited = write_edits(text, "a.md", [action({"status": "done"}, 1), action({"status": "blocked"})])
    assert edited.text == text.replace("[ ] Mend", "[x] Mend").replace("alert", "alert {#ACT-7 status=blocked}")


def test_words_over_several_lines_are_followed_to_their_end() -> None:
    changed, _ = only(f"{HEAD}- Add an alert that\n  rings in time\n  - for everybody\n- Mend it\n", action(OWNED))
    assert changed == "  rings in time (Ann Lee, due 2030-01-31) {#ACT-7}"


def test_sentences_of_one_line_are_told_apart() -> None:
    text = f"{HEAD}We will add an alert. We will add a test. We will add a test too.\n"
    found = len(parse_document(text, "a.md")[0].actions)
    edits = [Edit("action", 0, i, {"status": "blocked"}, f"ACT-{i + 1}") for i in range(found)]
    edited = write_edits(text, "a.md", edits)
    assert not edited.unwritten
    assert edited.text.splitlines()[-1] == (
        "We will add an alert {#ACT-1 status=blocked}. We will add a test {#ACT-2 status=blocked}. "
        "We will add a test too {#ACT-3 status=blocked}."
    )


@pytest.mark.parametrize("name", ["Lee, Ann", "Ann (SRE)", "a\nb", "Ann <b>", "{#ACT-9}", "| x |", "", "\u202eAnn"])
def test_a_name_without_a_form_is_left_out_and_named(name: str) -> None:
    text = f"{HEAD}- [ ] Add an alert\n"
    edited = write_edits(text, "a.md", [action({"owner": (name,), "status": "done"})])
    assert edited.text == text.replace("[ ]", "[x]")
    assert [(u.field, u.line) for u in edited.unwritten] == [("owner", 7)]


def test_another_spelling_is_taken_where_the_first_has_no_form() -> None:
    changed, _ = only(f"{HEAD}- Add an alert\n", action({"owner": ("Lee, Ann", "ann@example.org")}))
    assert changed == "- Add an alert (@ann@example.org) {#ACT-7}"


def test_what_the_encoding_lacks_is_left_out() -> None:
    _, edited = only(f"{HEAD}- Add an alert\n", action({"owner": ("Łukasz",)}), encoding="windows-1252")
    assert [u.field for u in edited.unwritten] == ["owner"]


def test_a_fact_that_is_not_there_is_named() -> None:
    _, edited = only(f"{HEAD}- Add an alert\n", action({"status": "done"}, 3))
    assert [(u.field, u.line) for u in edited.unwritten] == [("status", 0)]


def test_what_is_so_already_changes_nothing() -> None:
    text = f"{HEAD}- [x] Add an alert (@ann)\n"
    edited = write_edits(text, "a.md", [action({"status": "done", "owner": ("Ann",)})])
    assert (edited.text, edited.unwritten) == (text, [])


FACTS = """---
title: Disk full on db-01
severity: sev2
services: [checkout, db]
started_at: 2024-05-01T10:00Z
---
# Disk full on db-01

## Timeline (UTC)
- 2024-05-01 10:00 Writes fail
- 10:05 Ann looks at the disk
- 10:30–10:40 Old logs deleted, writes work again

## Root cause
The log rotation was switched off.
"""
CORRECTED = [
    (Edit("event", 0, 1, {"at": "2024-05-01T10:07Z"}), "- 10:07 Ann looks at the disk"),
    (Edit("event", 0, 2, {"end": "2024-05-01T10:45Z"}), "- 10:30–10:45 Old logs deleted, writes work again"),
    (Edit("event", 0, 1, {"text": "Ann looks at the <disk>"}), None),
    (Edit("event", 0, 1, {"text": "Ann looks at the disk again"}), "- 10:05 Ann looks at the disk again"),
    (Edit("cause", 0, 0, {"text": "The log rotation was off."}), "The log rotation was off."),
    (Edit("post", 0, 0, {"severity": "sev1"}), "severity: sev1"),
    (Edit("post", 0, 0, {"title": "Disk full: db-02"}), 'title: "Disk full: db-02"'),
    (Edit("post", 0, 0, {"services": ["db", "a, b: c"]}), 'services: [db, "a, b: c"]'),
    (Edit("post", 0, 0, {"started_at": "2024-05-01T09:59Z"}), "started_at: 2024-05-01T09:59Z"),
]


@pytest.mark.parametrize(("edit", "expected"), CORRECTED)
def test_a_correction_in_its_own_place(edit: Edit, expected: str | None) -> None:
    changed, edited = only(FACTS, edit)
    if expected is not None:
        assert not edited.unwritten
        assert changed == expected
    [post] = parse_document(edited.text, "a.md")
    assert edit.holds(edit.fact(post)) or edited.text == FACTS


TOML_HEAD = """+++
title = "Disk full"
severity = "SEV2"
services = ["db"]
started_at = "2024-05-01T10:00Z"
+++

# Disk full

## Timeline

- 10:00 UTC Disk full
"""
BLOCK_TITLE = "---\ntitle: |\n  Disk full\n---\n\n# Disk full\n"
PLAIN_HEAD = """# Disk full on db-01

Severity: SEV2

## Timeline

- 2024-05-01 Disk full
- 2024-05-02 Disk mended
"""
IN_OTHER_NOTATIONS = [
    (TOML_HEAD, Edit("post", 0, 0, {"severity": "sev1"}), 'severity = "SEV1"'),
    (TOML_HEAD, Edit("post", 0, 0, {"title": 'Disk "full"'}), 'title = "Disk \\"full\\""'),
    (TOML_HEAD, Edit("post", 0, 0, {"services": ["db", "a b"]}), 'services = ["db", "a b"]'),
    (TOML_HEAD, Edit("post", 0, 0, {"started_at": "2024-05-01T09:30Z"}), 'started_at = "2024-05-01T09:30Z"'),
    (BLOCK_TITLE, Edit("post", 0, 0, {"title": "Disk gone"}), "  Disk gone"),
    (PLAIN_HEAD, Edit("post", 0, 0, {"severity": "sev1"}), "Severity: SEV1"),
    (PLAIN_HEAD, Edit("post", 0, 0, {"title": "Disk full on db-02"}), "# Disk full on db-02"),
    (PLAIN_HEAD, Edit("event", 0, 1, {"at": "2024-05-03"}), "- 2024-05-03 Disk mended"),
]


@pytest.mark.parametrize(("text", "edit", "expected"), IN_OTHER_NOTATIONS)
def test_a_correction_is_written_in_the_notation_of_its_head(text: str, edit: Edit, expected: str) -> None:
    changed, edited = only(text, edit)
    assert (changed, edited.unwritten) == (expected, [])
    [post] = parse_document(edited.text, "a.md")
    assert edit.holds(edit.fact(post))


def test_a_title_cannot_be_taken_out_of_a_head() -> None:
    changed, edited = only(TOML_HEAD, Edit("post", 0, 0, {"title": None}))
    assert changed == ""
    assert [u.field for u in edited.unwritten] == ["title"]


@pytest.mark.parametrize(
    "edit",
    [
        Edit("event", 0, 1, {"kind": "mitigated"}),
        Edit("cause", 0, 0, {"role": "trigger"}),
        Edit("post", 0, 0, {"resolved_at": "2024-05-01T11:00Z"}),
        Edit("event", 0, 0, {"at": "2024-05-02T10:00Z"}),  # the day of every other entry hangs on it
    ],
)
def test_a_correction_that_no_line_can_say_is_named(edit: Edit) -> None:
    edited = write_edits(FACTS, "a.md", [edit])
    assert edited.text == FACTS
    assert [u.field for u in edited.unwritten] == list(edit.values)


NAMES = st.text(max_size=30) | st.from_regex(r"[A-Za-z_*`|<>\[\]{}#@.' -]{1,20}", fullmatch=True)


@given(name=NAMES, words=NAMES, form=st.sampled_from(["- [ ] {}", "- {}", "1. {}", "> - {}", "We will {}. Soon."]))
def test_no_name_and_no_wording_breaks_out_of_its_place(name: str, words: str, form: str) -> None:
    line = form.format("add an alert")
    text = f"{HEAD}{line}\n\n## Lessons\n- None\n"
    before = parse_document(text, "a.md")[0]
    if not before.actions:
        return
    edit = action({"owner": (name,), "text": f"add an alert {words}", "status": "blocked"})
    edited = write_edits(text, "a.md", [edit])
    [post] = parse_document(edited.text, "a.md")
    assert len(post.actions) == len(before.actions)
    assert (post.lessons, post.sections, post.title) == (before.lessons, before.sections, before.title)
    left = {u.field for u in edited.unwritten}
    assert edit.only(*(set(edit.values) - left)).holds(post.actions[0])


@given(name=NAMES, words=NAMES)
def test_no_name_breaks_a_table(name: str, words: str) -> None:
    text = f"{HEAD}{TABLE}| Add an alert | Bob | | open |\n| Mend it | Eve | | done |\n"
    edit = action({"owner": (name,), "text": f"Add an alert {words}"})
    edited = write_edits(text, "a.md", [edit])
    [post] = parse_document(edited.text, "a.md")
    assert [(a.owner, a.status) for a in post.actions[1:]] == [("Eve", "done")]
    left = {u.field for u in edited.unwritten}
    assert edit.only(*(set(edit.values) - left)).holds(post.actions[0])


def test_a_long_table_is_written_at_once() -> None:
    rows = "".join(f"| Mend number {i} | | | open |\n" for i in range(600))
    edits = [Edit("action", 0, i, {"status": "done", "owner": ("Ann",)}, f"ACT-{i}") for i in range(600)]
    edited = write_edits(HEAD + TABLE + rows, "a.md", edits)
    assert not edited.unwritten
    assert edited.text.count("| Ann | | done |") == 600


def test_cells_are_found_between_their_bars() -> None:
    assert [line[a:b] for line in [r"| a \| b | c |"] for a, b in cell_spans(line, html=False)] == [
        r" a \| b ",
        " c ",
    ]
    assert with_cell("| abc | d |", (1, 6), "x") == "| x   | d |"
    assert with_cell("|| d |", (1, 1), "x") == "|x| d |"
