"""Searching for words the fast way finds what searching for them the plain way finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.phrases import LEAD, Sorter, each, phrases, spaced

WORDS = (r"roll(?:ed)? ?back", r"fail\w*", r"no \w+", r"the following\b.{0,9}:?\s*$")
FAST, PLAIN = phrases(*WORDS), re.compile("|".join(rf"\b(?:{w})" for w in WORDS), re.IGNORECASE)
PIECES = (
    "Rolled back",
    "rollback",
    "FAILED",
    "un",
    "fail",
    "no ",
    "No",
    "The following",
    ":",
    " ",
    "\n",
    "-",
    "_",
    "İ",
    "é",
)


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_the_fast_search_finds_the_same_words_at_the_same_place(text: str) -> None:
    fast, plain = FAST.search(spaced(text)), PLAIN.search(text)
    assert (fast and fast.start()) == (plain and plain.start())


@pytest.mark.parametrize(("text", "found"), [("This caused it", True), ("and this caused it", False)])
def test_a_lead_is_found_at_the_beginning_alone(text: str, found: bool) -> None:
    assert bool(phrases(LEAD + r"this (?:caused|led)\b").search(spaced(text))) is found


@given(st.text(max_size=40))
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(spaced(text)) == len(text) + 1
    assert all(a == b or a == b.lower() for a, b in zip(spaced(text)[1:], text, strict=True) if len(b.lower()) == 1)


SORTS = (
    ("back", (r"roll(?:ed)? ?back",)),
    ("bad", (*each("fail fault", r"\w*"), r"no \w+")),
    ("rest", (r"rolled\b",)),
)
SORTER = Sorter(*SORTS)


@given(st.lists(st.sampled_from((*PIECES, "rolled ", "fault ")), max_size=9).map("".join))
def test_a_text_is_of_the_first_sort_that_has_words_in_it(text: str) -> None:
    one_by_one = (sort for sort, words in SORTS if phrases(*words).search(spaced(text)))
    assert SORTER.sort_of(spaced(text)) == next(one_by_one, None)
