"""Line numbers mean the same everywhere."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.domain.lines import split_lines

TEXTS = st.text(alphabet="ab \n\r\t\f\v\x85\u2028", max_size=60)


@given(TEXTS)
def test_joining_the_lines_gives_the_text_back(text: str) -> None:
    assert "".join(split_lines(text)) == text


@given(TEXTS)
def test_lines_end_at_lf_crlf_and_cr_and_nowhere_else(text: str) -> None:
    bare = [re.sub(r"(\r\n|\n|\r)$", "", line) for line in split_lines(text)]
    counted = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert bare == (counted if counted[-1] else counted[:-1])


def test_an_empty_text_has_no_lines() -> None:
    assert split_lines("") == []
