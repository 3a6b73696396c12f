"""Wordings against the action hierarchy of RCA²; each sort of action stands here with an example of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.strength import PLAIN, READ_MAX, THINGS, VERBS, Judgement, strength_of
from app.domain.vocabulary import Strength

STRONG, INTERMEDIATE, WEAK = Strength.STRONG, Strength.INTERMEDIATE, Strength.WEAK

WORDINGS = [
    ("Remove the second router", STRONG, "takes the hazard away", "remove"),
    ("Replaced both controllers", STRONG, "takes the hazard away", "replaced"),
    ("We should simplify the hand-over", STRONG, "simplifies the process", "simplify"),
    ("Standardise how hosts are named", STRONG, "standardizes", "standardise"),
    ("Reject writes while two primaries are up", STRONG, "forcing function", "reject"),
    ("Change the tool so that a second primary is refused", STRONG, "forcing function", "refused"),
    ("Add a guard rail around bulk deletes", STRONG, "forcing function", "guard rail"),
    ("Add a standby for the queue", INTERMEDIATE, "redundancy", "standby"),
    ("Provision two more brokers", INTERMEDIATE, "staff or capacity", "provision"),
    ("Adding alerts on replication lag", INTERMEDIATE, "software enhancement", "alerts"),
    ("Fix the retries of the uploader", INTERMEDIATE, "software enhancement", "fix"),
    ("Make a checklist for releases", INTERMEDIATE, "checklist or cognitive aid", "checklist"),
    ("Run a game day each quarter", INTERMEDIATE, "training by simulation", "game day"),
    ("Train everybody on call", WEAK, "training", "train"),
    ("Write a policy about backups", WEAK, "procedure or memorandum", "policy"),
    ("Be more careful with wildcards", WEAK, "warning", "careful"),
    ("Audit the database settings of every application", WEAK, "double check", "audit"),
    ("Find out why the cache was cold", WEAK, "further study", "find"),
]


@pytest.mark.parametrize(("text", "strength", "sort", "word"), WORDINGS, ids=[w[0] for w in WORDINGS])
def test_a_wording_is_judged_with_its_sort_and_the_word_that_showed_it(
    text: str, strength: Strength, sort: str, word: str
) -> None:
    assert strength_of(text) == Judgement(strength, sort, word)


def test_every_sort_of_the_hierarchy_has_an_example() -> None:
    assert {w[1:3] for w in WORDINGS} == {*VERBS.values(), *THINGS.values()}


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Remove the stale step from the runbook", WEAK),
        ("Fix the documentation of the failover", WEAK),
        ("Improve the documentation of alert thresholds", WEAK),
        ("Add an alert runbook for the queue", WEAK),
        ("Require a review before each deploy", WEAK),
        ("Add alerts to prevent a recurrence", INTERMEDIATE),
        ("Do not allow anonymous users to load the chart", STRONG),
        ("Removal of the automatic refresh", STRONG),
        ("delete_all_records gets a test", INTERMEDIATE),
        ("Update docs.example to skip the rule that blocks sign-ins", None),
    ],
)
def test_what_an_action_makes_counts_for_more_than_what_it_speaks_of(text: str, strength: Strength | None) -> None:
    assert strength_of(text).strength is strength


@pytest.mark.parametrize(
    "text", ["", "数据库迁移", "Three machines for the identity service", "Prevent this forever"]
)
def test_a_wording_that_no_rule_knows_is_not_judged(text: str) -> None:
    assert strength_of(text) == Judgement()


def test_no_word_is_in_two_lists() -> None:
    assert not PLAIN & (VERBS.keys() | THINGS.keys())


@given(st.text(max_size=READ_MAX + 50))
def test_any_text_is_judged_alike_whatever_its_case_and_spacing(text: str) -> None:
    found = strength_of(text)
    assert (found.strength is None) == (found.word == "") == (found.sort == "")
    if text.isascii() and len(text) < READ_MAX:
        assert strength_of(text.upper()) == found
        assert strength_of(" ".join(["", *text.split(), ""])[:READ_MAX]) == found
