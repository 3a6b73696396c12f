"""Two texts compared."""

from app.web import diff as subject
from app.web.diff import diff


def test_equal_texts_have_no_difference() -> None:
    assert diff("a\nb\n", "a\nb\n") == []


def test_changed_words_are_marked_inside_their_lines() -> None:
    lines = diff("the old word\nsame\n", "the new word\nsame\n")
    assert [(line.sign, line.old, line.new) for line in lines] == [
        ("del", 1, None),
        ("add", None, 1),
        ("same", 2, 2),
    ]
    assert lines[0].pieces == [(False, "the "), (True, "old"), (False, " word")]
    assert lines[1].pieces == [(False, "the "), (True, "new"), (False, " word")]


def test_far_lines_are_left_out() -> None:
    text = [f"line {n}" for n in range(40)]
    changed = [*text[:20], "another", *text[20:], "last"]
    signs = [line.sign for line in diff("\n".join(text), "\n".join(changed))]
    assert (signs.count("skip"), signs.count("add"), signs.count("del")) == (2, 2, 0)
    assert signs.count("same") == 3 + 3 + 3


def test_very_long_texts_are_shown_without_a_search_for_the_best_match() -> None:
    many = "x\n" * (subject.LINES_MAX + 1)
    lines = diff(many, "y\n")
    assert [line.sign for line in lines].count("del") == subject.LINES_MAX + 1
    long_line = "word " * subject.WORDS_MAX
    assert diff(long_line, f"{long_line}more")[0].pieces == [(False, long_line)]
