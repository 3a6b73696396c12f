"""Figures of the reports, by hand."""

from collections import Counter

import pytest

from app.domain.action_figures import Mark, Share, Tally, lifetimes, strength_mix
from app.domain.vocabulary import Strength

STRONG, INTERMEDIATE, WEAK = Strength


def test_lifetimes_count_what_is_open_and_given_up_as_watched_but_not_done() -> None:
    """Of four one was done after 5 days, one given up after 10, two are open for 30: three of four are not done."""
    found = lifetimes(Counter({5: 1}), Counter({10: 1}), Counter({30: 2}))
    assert (found.total, found.done, found.given_up, found.open) == (4, 1, 1, 2)
    assert (found.quarter, found.half, found.most) == (5, None, None)
    assert found.longest == 30
    assert found.marks == [Mark(7, 3, 0.25), Mark(28, 2, 0.25)]


def test_where_all_are_done_every_share_is_reached() -> None:
    found = lifetimes(Counter({1: 5, 10: 4, 400: 1}), Counter(), Counter())
    assert (found.quarter, found.half, found.most) == (1, 1, 10)
    assert found.marks[-1].day == 365
    assert found.marks[-1].closed == pytest.approx(0.9)


def test_nothing_has_no_figures() -> None:
    found = lifetimes(Counter(), Counter(), Counter())
    assert (found.total, found.marks, found.half) == (0, [], None)


def test_a_tally_tells_what_share_of_what_was_meant_is_done() -> None:
    tally = Tally("Ops")
    assert tally.closure is None
    tally = tally.with_more(3, unfinished=False, overdue=False, given_up=False)
    tally = tally.with_more(5, unfinished=True, overdue=True, given_up=False)
    tally = tally.with_more(2, unfinished=False, overdue=False, given_up=True)
    assert (tally.total, tally.done, tally.open, tally.overdue, tally.given_up) == (10, 3, 5, 5, 2)
    assert tally.closure == 3 / 8


def test_a_tally_of_what_was_all_given_up_has_no_share() -> None:
    assert Tally(None).with_more(2, unfinished=False, overdue=False, given_up=True).closure is None


def test_the_mix_is_of_those_that_have_a_strength() -> None:
    mix = strength_mix([(STRONG, False, 1), (WEAK, False, 2), (WEAK, True, 1), (None, False, 6)])
    assert mix.shares == [Share(STRONG, 1, 0.25), Share(INTERMEDIATE, 0, 0.0), Share(WEAK, 3, 0.75)]
    assert (mix.known, mix.unknown, mix.corrected) == (4, 6, 1)


def test_a_mix_of_nothing_is_whole_all_the_same() -> None:
    mix = strength_mix([])
    assert [(s.count, s.share) for s in mix.shares] == [(0, 0.0)] * 3
