"""Which wording is which: exact first, then the nearest, and none where nobody could tell."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.usecases.matching import match

WORDS = st.lists(st.text(alphabet="abc ", max_size=8), max_size=6)
A = "add an alert on the free space of every database host"
B = "switch the log rotation on again"
VERBS, THINGS = ("restart", "watch", "replace"), ("disk", "router", "database")
ALIKE = [f"{verb} the {thing} of host {n}" for verb in VERBS for thing in THINGS for n in range(4)]


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


@pytest.mark.timeout(60)
@pytest.mark.parametrize("size", [300, 2_000, 20_000])
def test_the_worst_lists_are_compared_in_bounded_time(size: int) -> None:
    """Lines that are all alike and all changed: a document may hold thousands of them."""
    known = [f"restart the server again and again in hall {i % 97}" for i in range(size)]
    pairs = match(known, [text.replace("again and", "or") for text in known])
    assert len(set(pairs.values())) == len(pairs)


@pytest.mark.timeout(60)
def test_lines_that_differ_in_a_letter_only_are_compared_in_bounded_time() -> None:
    known = [
        f"restart the server again and again in hall {chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(310)
    ]
    pairs = match(known, [f"{text[:8]}{text[9:-2]}{text[-1]}{text[-2]}" for text in known])
    assert len(set(pairs.values())) == len(pairs)


@given(WORDS, WORDS)
def test_nothing_is_paired_twice_and_everything_paired_exists(known: list[str], found: list[str]) -> None:
    pairs = match(known, found)
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= set(range(len(found)))
    assert set(pairs.values()) <= set(range(len(known)))


@given(WORDS)
def test_a_list_matches_itself(known: list[str]) -> None:
    assert match(known, known) == {i: i for i in range(len(known))}


def test_lines_that_differ_in_one_word_are_told_apart_by_it_when_all_are_reworded() -> None:
    known = [f"update the runbook for the checkout service in {place}" for place in ("berlin", "oslo", "rome")]
    found = [
        f"please update the run book for the checkout service in {place}" for place in ("rome", "berlin", "oslo")
    ]
    assert match(known, found) == {0: 2, 1: 0, 2: 1}


def test_a_number_tells_lines_apart_as_any_word_does() -> None:
    known = ["restart the mail server in hall 1", "restart the mail server in hall 2"]
    assert match(known, ["restart the mail servers in hall 2", "restart the mail servers in hall 1"]) == {
        0: 1,
        1: 0,
    }


def test_where_one_of_two_alike_was_cut_its_number_tells_which_is_left() -> None:
    known = [f"restart the mail server in the second hall, number {n}" for n in (1, 2)]
    assert match(known, ["restart the mail servers in the second hall, number 2"]) == {0: 1}


def test_a_new_line_that_reads_like_a_mistyped_one_does_not_take_its_place() -> None:
    known = ["replace the queue before each release", "replace the renewal in berlin"]
    assert match(known, ["restart the renewal in berlin", "relace the renewl in berlin"]) == {1: 1}


def test_twins_that_were_reworded_alike_pair_in_order() -> None:
    assert match(["update the runbook"] * 3, ["update the runbooks"] * 2) == {0: 0, 1: 1}
    assert match(["update the runbook"] * 2, ["buy larger disks", *["update the runbooks"] * 3]) == {1: 0, 2: 1}


def test_twins_of_which_each_was_reworded_otherwise_are_both_found() -> None:
    found = ["update the runbook soon", "update the run book"]
    assert sorted(match(["update the runbook"] * 2, found)) == [0, 1]


def test_a_line_that_was_split_lives_on_in_its_greatest_part() -> None:
    whole = f"{B} and add an alert on the free space of all database hosts"
    assert match([whole], [B, "add an alert on the free space of all database hosts"]) == {1: 0}


def test_of_equal_parts_the_first_is_the_one_that_was_known() -> None:
    whole = "add an alert on free space and switch the log rotation on again"
    assert match([whole], ["add an alert on free space", "switch the log rotation on again"]) == {0: 0}


def test_lines_that_were_joined_live_on_as_the_one_that_the_whole_owes_most_to() -> None:
    assert match([B, A], [f"{B}, and {A}"]) == {0: 1}


def test_a_line_cut_short_or_drawn_out_is_the_same_line() -> None:
    longer = f"{B}, on every host of the data centre, and watch it for two weeks"
    assert match([B], [longer]) == {0: 0}
    assert match([longer], [B]) == {0: 0}


def test_what_may_be_part_of_two_lines_is_neithers() -> None:
    known = [
        f"{B} in berlin because the disk of the database was full",
        f"{B} in oslo since nobody was looking at it",
    ]
    assert match(known, [B]) == {}


def test_few_common_words_make_no_part() -> None:
    longer = "improve the monitoring of everything that the platform team runs for customers in europe"
    assert match(["improve monitoring"], [longer]) == {}
    assert match(["update"], ["update the runbook for the checkout service and its databases"]) == {}


def test_a_number_that_the_whole_lacks_makes_it_another_thing() -> None:
    whole = "replace the power supplies of rack 12 and label every cable that leads to them while doing so"
    assert match([whole], ["replace the power supplies of rack 14"]) == {}
    assert match([whole], ["replace the power supplies of rack 12"]) == {0: 0}


def test_what_is_gone_is_no_rival_of_what_is_there_and_comes_back_as_itself() -> None:
    known = ["add alerts on the disks of hosts", "add an alert on the disk of hosts"]
    assert match(known, ["add some alerts on the disks of all hosts"], gone={1}) == {0: 0}
    assert match(known, known[::-1], gone={1}) == {0: 1, 1: 0}
    assert match(["x y z"] * 2, ["x y z"], gone={0}) == {0: 1}


def test_bare_words_find_what_was_put_at_another_time() -> None:
    known, found = ["10:00 restarted", "10:20 restarted"], ["12:00 restarted", "12:20 restarted"]
    assert match(known, found, bare=(["restarted"] * 2, ["restarted"] * 2)) == {0: 0, 1: 1}


@given(st.lists(st.sampled_from(ALIKE), unique=True, min_size=1), st.randoms())
def test_whatever_the_order_each_line_finds_itself_with_one_letter_less(lines: list[str], random: Random) -> None:
    order = random.sample(range(len(lines)), len(lines))
    assert match(lines, [lines[i].replace("the ", "th ") for i in order]) == dict(enumerate(order))


@given(WORDS, WORDS, st.sets(st.integers(0, 5)))
def test_gone_or_not_nothing_is_paired_twice(known: list[str], found: list[str], gone: set[int]) -> None:
    pairs = match(known, found, gone, (known, found))
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= set(range(len(found)))
    assert set(pairs.values()) <= set(range(len(known)))
