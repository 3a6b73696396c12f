"""Names meet under every usual spelling, and titles become addresses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.names import FOLD_MAX, SLUG_MAX, fold, slugify


@pytest.mark.parametrize(
    "spelling",
    ["Zoë Müller", "zoe muller", "  ZOË   MÜLLER ", "@Zoë Müller", "Zoe\u0308 Mu\u0308ller", "zoë\tmüller"],
)
def test_spellings_of_one_name_meet(spelling: str) -> None:
    assert fold(spelling) == "zoe muller"


def test_different_names_stay_apart() -> None:
    assert len({fold(n) for n in ("Ann", "Anne", "ann-e", "An n")}) == 4


@given(st.text(max_size=120))
def test_a_folded_name_is_bounded_and_case_does_not_count(name: str) -> None:
    assert len(fold(name)) <= FOLD_MAX
    assert fold(name.casefold()) == fold(name)


def test_a_letter_that_unfolds_into_many_still_fits_the_key() -> None:
    assert len(fold("\ufdfa" * 120)) <= FOLD_MAX


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("200 days of uptime, then none", "200-days-of-uptime-then-none"),
        ("Ausfall in Zürich", "ausfall-in-zurich"),
        ("  --  What?!  ", "what"),
        ("数据库故障", "postmortem"),
        ("", "postmortem"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_an_address_is_made_of_the_title(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_a_long_title_is_cut_at_a_word() -> None:
    slug = slugify("word " * 40)
    assert slug == "-".join(["word"] * 16)
    assert slugify("x" * 200) == "x" * SLUG_MAX


def test_the_fallback_is_the_callers() -> None:
    assert slugify("…", "") == ""


@given(st.text(max_size=400))
def test_every_address_is_plain_and_bounded(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slugify(title))
    assert len(slugify(title)) <= SLUG_MAX
