"""Which wording is which: exact first, then the nearest, and none where nobody could tell."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.usecases.matching import match

WORDS = st.lists(st.text(alphabet="abc ", max_size=8), max_size=6)
A = "add an alert on the free space of every database host"
B = "switch the log rotation on again"


def test_equal_wordings_pair_in_order_whatever_their_case_and_spacing() -> None:
    assert match(["x y", "X  Y", "z"], ["z", "x y ", "x Y"]) == {0: 2, 1: 0, 2: 1}


def test_a_near_wording_is_the_same_and_a_far_one_is_not() -> None:
    assert match([A, B], ["switch log rotation on again", A.replace("every database host", "all databases")]) == {
        0: 1,
        1: 0,
    }
    assert match([A], ["buy larger disks for the mail server"]) == {}


def test_words_in_another_order_are_the_same_wording() -> None:
    assert match([B], ["on again: switch the log rotation"]) == {0: 0}


def test_between_two_equally_near_nobody_can_tell() -> None:
    known = ["update the runbook for checkout 1", "update the runbook for checkout 2"]
    assert match(known, ["update the runbook for checkout 3"]) == {}


def test_what_has_found_its_own_is_no_rival_any_more() -> None:
    known = ["restart the mail server in hall 1", "restart the mail server in cellar"]
    found = ["restart the mail server in hall 12", "restart the mail servers in the cellar"]
    assert match(known, found) == {0: 0, 1: 1}
    assert match(known[1:], found[1:]) == {0: 0}


def test_an_exact_wording_is_never_taken_by_a_near_one() -> None:
    assert match(["restart server one", "restart server two"], ["restart server two", "restart server six"])[0] == 1


def test_long_lists_are_matched_by_neighbourhood() -> None:
    known = [f"{A} number {i} in hall {i * 7919}" for i in range(700)]
    found = [text.replace("add an alert", "add alerts") for text in known]
    pairs = match(known, found)
    assert all(j == i for j, i in pairs.items())


@pytest.mark.parametrize("size", [300, 2_000, 20_000])
def test_the_worst_lists_are_compared_in_bounded_time(size: int) -> None:
    """Lines that are all alike and all changed: a document may hold thousands of them."""
    known = [f"restart the server again and again in hall {i % 97}" for i in range(size)]
    began = process_time()
    match(known, [text.replace("again and", "or") for text in known])
    assert process_time() - began < 2


@given(WORDS, WORDS)
def test_nothing_is_paired_twice_and_everything_paired_exists(known: list[str], found: list[str]) -> None:
    pairs = match(known, found)
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= set(range(len(found)))
    assert set(pairs.values()) <= set(range(len(known)))


@given(WORDS)
def test_a_list_matches_itself(known: list[str]) -> None:
    assert match(known, known) == {i: i for i in range(len(known))}
