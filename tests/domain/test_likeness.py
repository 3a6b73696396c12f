"""Whom a name may mean: every careless spelling finds the person, and nobody is found for nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.doubts import CANDIDATES, in_doubt
from app.domain.likeness import Directory, Known, Reason, is_slip, letters, words_of

ANN = Known(1, "Ann Lee", ("Ann Lee", "anne"), "ann.lee@example.org")
JOAN = Known(2, "Joan Mary O'Neil", (), "jo@example.org")
PEOPLE = [ANN, JOAN, Known(3, "Bob"), Known(4, "Zoë Müller-Brandt"), Known(5, "oncall-1")]


def likely(name: str, email: str | None = None) -> list[tuple[int, Reason]]:
    return [(g.person.id, g.reason) for g in Directory(PEOPLE).likely(Known(99, name, (name,), email))]


@pytest.mark.parametrize(
    ("name", "person", "reason"),
    [
        ("Ann", 1, Reason.FIRST),
        ("Lee", 1, Reason.SURNAME),
        ("@alee", 1, Reason.INITIAL_SURNAME),
        ("A. Lee", 1, Reason.INITIAL_SURNAME),
        ("annl", 1, Reason.FIRST_INITIAL),
        ("Ann L.", 1, Reason.FIRST_INITIAL),
        ("leea", 1, Reason.SURNAME_INITIAL),
        ("ann.lee", 1, Reason.LOCAL_PART),
        ("@ann_lee", 1, Reason.LOCAL_PART),
        ("ann.lee@elsewhere.example", 1, Reason.LOCAL_PART),
        ("alee+tickets@elsewhere.example", 1, Reason.INITIAL_SURNAME),
        ("Lee, Ann", 1, Reason.REVERSED),
        ("An-ne", 1, Reason.LETTERS),
        ("Joan Neil", 2, None),
        ("Joan ONeil", 2, Reason.NO_MIDDLE),
        ("jmo", 2, Reason.INITIALS),
        ("jo", 2, Reason.LOCAL_PART),
        ("Joan Mary O’Neill", 2, Reason.SLIP),
        ("Zoe Muller Brandt", 4, Reason.LETTERS),
        ("Zoë Mülelr-Brandt", 4, Reason.SLIP),
        ("Boc", 3, None),
        ("oncall-2", 5, None),
        ("B", 3, None),
        ("", 3, None),
        ("李", 3, None),
    ],
)
def test_a_careless_spelling_finds_the_person(name: str, person: int, reason: Reason | None) -> None:
    assert likely(name) == ([(person, reason)] if reason else [])


def test_an_address_tells_more_than_a_name() -> None:
    assert likely("somebody", "ANN.LEE@example.org") == [(1, Reason.ADDRESS)]
    assert likely("somebody", "annlee@elsewhere.example") == [(1, Reason.LOCAL_PART)]
    assert likely("somebody", "alee@elsewhere.example") == [(1, Reason.INITIAL_SURNAME)]
    assert likely("somebody", "ann@elsewhere.example") == []


def test_the_strongest_reason_comes_first_and_each_person_once() -> None:
    people = [Known(1, "Ann Lee"), Known(2, "Ann Smith"), Known(3, "A. Nn"), Known(4, "Ann B. C.", ("ann-",))]
    found = Directory(people).likely(Known(9, "Ann"))
    assert [(g.person.id, g.reason) for g in found] == [
        (3, Reason.LETTERS),
        (4, Reason.LETTERS),
        (1, Reason.FIRST),
        (2, Reason.FIRST),
    ]


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("annalee", "analee", True),
        ("annalee", "annalees", True),
        ("annalee", "annalie", True),
        ("annalee", "ananlee", True),
        ("annalee", "annalee", False),
        ("annalee", "bnnalee", False),
        ("annalee", "analle", False),
        ("annalee", "annale3", False),
        ("annalee1", "annalee", False),
        ("annalee", "annaleeee", False),
        ("abcdef", "acbdfe", False),
    ],
)
def test_a_slip_is_one_letter_and_never_the_first_or_a_digit(one: str, other: str, slip: bool) -> None:
    assert is_slip(one, other) is slip
    assert is_slip(other, one) is slip


@given(st.text(alphabet="abcdefgh", min_size=6, max_size=12), st.integers(1, 11), st.sampled_from("xyz"))
def test_every_slip_is_found(name: str, place: int, letter: str) -> None:
    written = name[: min(place, len(name))] + letter + name[min(place, len(name)) + 1 :]
    assert [g.reason for g in Directory([Known(1, name)]).likely(Known(2, written))] == [Reason.SLIP]


@given(st.text(max_size=130), st.one_of(st.none(), st.text(max_size=40)))
def test_any_name_can_be_asked_for_and_is_never_its_own(name: str, email: str | None) -> None:
    known = Known(1, name, (name, name.upper()), email)
    assert Directory([known]).likely(known) == []
    assert letters(name) == "".join(words_of(name))


def doubts(*people: Known) -> dict[str, list[str]]:
    return {who.name: [g.person.name for g in guesses] for who, guesses in in_doubt(people)}


def test_a_first_name_that_two_have_is_in_doubt_between_both() -> None:
    people = Known(1, "Ann Lee"), Known(2, "Ann Smith"), Known(3, "Ann")
    assert doubts(*people) == {"Ann": ["Ann Lee", "Ann Smith"]}


def test_who_signs_in_is_the_likelier_and_never_in_doubt() -> None:
    people = (
        Known(1, "Ann Lee"),
        Known(2, "Ann Smith", account=True),
        Known(3, "Ann"),
        Known(4, "lee", account=True),
    )
    assert doubts(*people) == {"Ann": ["Ann Smith", "Ann Lee"], "Ann Lee": ["lee"]}


def test_who_is_settled_is_not_asked_about_again_but_may_be_meant() -> None:
    assert doubts(Known(1, "Ann Lee"), Known(2, "Ann", settled=True)) == {}
    assert doubts(Known(1, "Ann Lee", settled=True), Known(2, "Ann")) == {"Ann": ["Ann Lee"]}


def test_two_that_may_be_each_other_are_listed_once_the_weaker_name_in_doubt() -> None:
    assert doubts(Known(1, "Anne Leed"), Known(2, "Anna Leed")) == {"Anna Leed": ["Anne Leed"]}
    assert doubts(Known(1, "ann.lee"), Known(2, "Ann Lee")) == {"ann.lee": ["Ann Lee"]}
    assert doubts(Known(1, "Ann Lee", email="a@b.co"), Known(2, "Bo", email="A@b.co")) == {"Bo": ["Ann Lee"]}
    assert doubts(Known(1, "Anne Leed"), Known(2, "Anna Leed", settled=True)) == {"Anne Leed": ["Anna Leed"]}


def test_a_spelling_of_another_counts_as_much_as_the_name() -> None:
    assert doubts(Known(1, "Ann-Lea"), Known(2, "Bo Li", ("annlea",))) == {"Ann-Lea": ["Bo Li"]}


@pytest.mark.timeout(30)  # each with each would be sixteen million comparisons
def test_a_name_that_fits_a_crowd_has_few_candidates() -> None:
    crowd = [Known(i, f"John {'x' * (i % 90)}{i}", settled=i % 2 == 0) for i in range(1, 2001)]
    same = [Known(3000 + i, "John" + "." * i) for i in range(2000)]
    found = in_doubt((*crowd, *same))
    assert max(len(guesses) for _, guesses in found) == CANDIDATES


def test_what_fits_a_crowd_finds_only_its_first() -> None:
    crowd = Directory(Known(i, "abcdef" + "." * i) for i in range(1, 90))
    for written, reason in (("a-bcdef", Reason.LETTERS), ("abcdeg", Reason.SLIP)):
        assert [(g.person.id, g.reason) for g in crowd.likely(Known(99, written))] == [
            (i, reason) for i in range(1, 51)
        ]
