"""Names meet under every usual spelling, and titles become addresses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.models import EMAIL
from app.domain.names import ADDRESS_SIZE, FOLD_MAX, SLUG_MAX, fold, name_and_address, slugify


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


@pytest.mark.parametrize(
    "written",
    [
        "Ann Lee <ann@example.org>",
        "Ann Lee ann@example.org",
        "Ann Lee (ann@example.org)",
        "Ann Lee (ann@example.org",
        "[Ann Lee](mailto:ann@example.org)",
        "ann@example.org (Ann Lee)",
        '"Ann Lee" <ann@example.org>',
    ],
)
def test_an_owner_may_be_written_with_an_address(written: str) -> None:
    assert name_and_address(written) == ("Ann Lee", "ann@example.org")


@pytest.mark.parametrize(
    "written", ["ann@example.org", "@ann@example.org", "<ann@example.org>", "mailto:ann@example.org"]
)
def test_an_address_alone_is_its_own_name(written: str) -> None:
    assert name_and_address(written) == ("ann@example.org", "ann@example.org")


@pytest.mark.parametrize(
    "written",
    ["@ann", "Ann Lee", "", "@", "ann@night", "a@b.co, c@d.co", "x" * 65 + "@b.co", "a@" + "b" * 60 + ".c" * 100],
)
def test_what_holds_not_exactly_one_address_is_a_name_as_it_stands(written: str) -> None:
    name, address = name_and_address(written)
    assert name == written
    assert address is None or len(address) <= ADDRESS_SIZE


@given(st.text(alphabet=st.sampled_from('aB.@<>()[]: \0\n\u202e\u00e9-"'), max_size=80))
def test_an_address_that_was_found_is_one_that_a_record_may_have(written: str) -> None:
    name, address = name_and_address(written)
    assert address is None or (re.fullmatch(EMAIL, address) and address.isprintable())
    assert bool(name) == bool(written.strip())
