"""Who is told of what on which day: the schedule, what sends nothing, and what is never forgotten."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.owed import Addressee, Owed, Plan, Rules, WhyNot
from app.domain.reminders import next_telling, orphans, plan, snooze_faults
from app.domain.vocabulary import UNFINISHED, ActionStatus

S = ActionStatus
DUE = date(2030, 1, 31)  # a Thursday
ANN = Addressee(1, "Ann", "ann@example.org")
MIA = Addressee(2, "Mia", "mia@example.org")
RULES = Rules(escalate_after=14)
WEEKEND = Rules(escalate_after=14, quiet_weekdays=frozenset({5, 6}))


def day(offset: int) -> date:
    return DUE + timedelta(days=offset)


def owed(key: str = "ACT-1", **other: object) -> Owed:
    base = Owed(key, "Audit it", S.OPEN, DUE, since=day(-60), owner=ANN, manager=MIA)
    return replace(base, **other)  # type: ignore[arg-type]


def told(found: Plan) -> dict[str, list[str]]:
    """Person -> what each line says and why it stands there."""
    return {d.person.name: [f"{line.action.key} {line.reason}" for line in d.lines] for d in found.digests}


def why_not(found: Plan) -> list[str]:
    return [f"{one.action.key}: {one.reason}" for one in found.left_out]


def sent_on(action: Owed, days: range, rules: Rules = RULES, *, never: frozenset[int] = frozenset()) -> list[int]:
    """The days on which its owner is told of it, where it runs on all of these but some."""
    out = []
    for offset in (d for d in days if d not in never):
        for digest in plan([action], day(offset), rules).digests:
            if digest.person == ANN:
                out.append(offset)
                action = replace(action, told=day(offset))
            else:
                action = replace(action, manager_told=day(offset))
    return out


def test_the_owner_is_told_a_week_before_on_the_day_and_every_week_after() -> None:
    assert sent_on(owed(), range(-60, 30)) == [-7, 0, 7, 14, 21, 28]


def test_each_line_says_why_it_stands_there() -> None:
    assert told(plan([owed()], day(-7), RULES)) == {"Ann": ["ACT-1 due in 7 days, on 2030-01-31"]}
    assert told(plan([owed()], DUE, RULES)) == {"Ann": ["ACT-1 due today"]}
    assert told(plan([owed()], day(1), RULES)) == {"Ann": ["ACT-1 1 day overdue, since 2030-01-31"]}


def test_a_run_that_was_missed_is_made_up_for() -> None:
    assert sent_on(owed(), range(-60, 20), never=frozenset({-7, -6, 0, 7})) == [-5, 1, 8, 15]


def test_what_falls_on_a_quiet_day_goes_out_on_the_next_other_one() -> None:
    saturday = owed(due=day(2))
    assert sent_on(saturday, range(-60, 20), WEEKEND) == [-3, 4, 11, 18]
    found = plan([saturday], day(2), WEEKEND)
    assert (found.digests, why_not(found)) == ((), ["ACT-1: nothing is sent on a quiet day"])
    assert plan([saturday], day(1), Rules(quiet_dates=frozenset({day(1)}))).digests == ()


def test_nobody_is_told_twice_on_a_day_nor_of_what_he_has_just_promised() -> None:
    found = plan([owed(told=DUE)], DUE, RULES)
    assert (found.digests, why_not(found)) == ((), ["ACT-1: told already on 2030-01-31; again on 2030-02-07"])
    promised = owed(since=day(-2))
    assert why_not(plan([promised], day(-2), RULES)) == [
        "ACT-1: told already by promising it on 2030-01-29; again on 2030-01-31"
    ]
    assert sent_on(promised, range(-2, 8)) == [0, 7]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"status": S.PROPOSED}, "proposed: nobody has committed to it"),
        ({"status": S.DONE, "on_documents_word": True}, "done on its document's word"),
        ({"status": S.DONE}, "finished"),
        ({"status": S.WONT_DO}, "finished"),
        ({"due": None}, "it has no due date"),
        ({"owner": None, "manager": None}, "nobody owns it"),
        ({"owner": replace(ANN, active=False)}, "Ann is no longer active"),
        ({"owner": replace(ANN, email=None, known=False)}, "Ann is known by name only"),
        ({"owner": replace(ANN, email=None)}, "Ann has no e-mail address"),
        ({"snoozed_until": day(2)}, "it is snoozed until 2030-02-02"),
        ({"due": day(8)}, "too early: the first time is on 2030-02-01"),
    ],
)
def test_what_sends_nothing_says_why(state: dict[str, object], reason: str) -> None:
    found = plan([owed(**state)], DUE, RULES)
    assert (found.digests, why_not(found)) == ((), [f"ACT-1: {reason}"])


def test_ten_years_of_postmortems_set_off_no_storm() -> None:
    """Work that was overdue when its document came in waits until somebody takes it up here."""
    imported = [owed(f"ACT-{n}", due=day(-400 - n), since=DUE, taken_up=False) for n in range(300)]
    for offset in range(60):
        found = plan(imported, day(offset), RULES)
        assert (found.digests, {one.why for one in found.left_out}) == ((), {WhyNot.OLD_NEWS})
    assert plan([replace(imported[0], taken_up=True)], day(7), RULES).digests


def test_imported_work_that_is_still_to_come_is_reminded_of_like_any_other() -> None:
    assert sent_on(owed(since=day(-30), taken_up=False), range(-30, 8)) == [-7, 0, 7]


def test_a_snooze_ends_on_its_day_and_keeps_nothing_from_the_manager() -> None:
    snoozed = owed(snoozed_until=day(16), told=day(7))
    assert list(told(plan([snoozed], day(14), RULES))) == ["Mia"]
    assert "Ann" in told(plan([snoozed], day(16), RULES))


def snoozed(status: ActionStatus = S.OPEN, until: int | None = 5, reason: str | None = "away") -> list[str]:
    faults = snooze_faults(status, None if until is None else day(until), reason, DUE)
    return [f"{fault.field}: {fault.message}" for fault in faults]


def test_a_snooze_needs_a_reason_and_a_day_that_is_near() -> None:
    assert snoozed() == snoozed(until=31) == snoozed(S.DONE, None, None) == []
    assert snoozed(until=0) == snoozed(until=32) == ["until: snooze to a later day, 31 days from now at most"]
    assert snoozed(reason=None) == snoozed(reason=" ") == ["reason: snoozing needs a reason"]
    for silent in (S.PROPOSED, S.DONE, S.VERIFIED):
        assert snoozed(silent) == ["until: only what is promised and unfinished reminds anybody"]


def test_the_manager_of_the_team_is_told_after_some_days_and_then_every_week() -> None:
    late = owed(told=day(10))
    assert plan([late], day(13), RULES).digests == ()
    assert told(plan([late], day(14), RULES)) == {
        "Mia": [
            "ACT-1 14 days overdue, since 2030-01-31; owned by Ann; escalated to you as the manager of its team"
        ]
    }
    assert plan([replace(late, manager_told=day(14))], day(16), RULES).digests == ()
    again = plan([replace(late, told=day(20), manager_told=day(14))], day(21), RULES)
    assert list(told(again)) == ["Mia"]


def test_what_nobody_owns_is_escalated_all_the_same() -> None:
    found = plan([owed(owner=None)], day(20), RULES)
    assert told(found)["Mia"] == [
        "ACT-1 20 days overdue, since 2030-01-31; owned by nobody; escalated to you as the manager of its team"
    ]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"manager": None}, "it has no team with a manager to escalate it to"),
        ({"manager": ANN}, "its owner is the manager whom it would be escalated to"),
        ({"manager": replace(MIA, active=False)}, "Mia is no longer active"),
        ({"manager": replace(MIA, email=None)}, "Mia has no e-mail address"),
        ({"manager_told": day(19)}, "told already on 2030-02-19; again on 2030-02-26"),
    ],
)
def test_what_is_not_escalated_says_why(state: dict[str, object], reason: str) -> None:
    assert why_not(plan([owed(**state)], day(20), RULES)) == [f"ACT-1: {reason}"]


def test_one_letter_holds_everything_with_what_is_worst_first() -> None:
    work = [
        owed("ACT-1", due=day(3), told=day(-4)),
        owed("ACT-2"),
        owed("ACT-3", due=day(-3), told=day(-3)),
        owed("ACT-4", due=day(60)),
        owed("ACT-5", due=day(-30), owner=MIA, manager=ANN, told=day(-1)),
        owed("ACT-6", due=day(-40), told=day(-1), manager=None),
    ]
    found = plan(work, DUE, RULES)
    assert [d.person.name for d in found.digests] == ["Ann"]
    lines = [(line.action.key, line.why.value, line.fresh) for line in found.digests[0].lines]
    assert lines == [
        ("ACT-5", "escalated", True),
        ("ACT-6", "overdue", False),
        ("ACT-3", "overdue", False),
        ("ACT-2", "due_today", True),
        ("ACT-1", "due_soon", False),
    ]
    assert "ACT-5: told already on 2030-01-30; again on 2030-02-06" in why_not(found)


def test_work_that_nobody_answers_for_is_listed() -> None:
    gone, rumoured = replace(ANN, active=False), replace(ANN, email=None, known=False)
    work = [
        owed("ACT-1"),
        owed("ACT-2", owner=None),
        owed("ACT-3", owner=gone, due=None),
        owed("ACT-4", owner=rumoured, status=S.BLOCKED),
        owed("ACT-5", owner=None, status=S.PROPOSED),
        owed("ACT-6", owner=gone, status=S.DONE),
    ]
    assert [f"{one.action.key}: {one.reason}" for one in orphans(work)] == [
        "ACT-2: nobody owns it",
        "ACT-3: Ann is no longer active",
        "ACT-4: Ann is known by name only",
    ]


def test_quiet_days_are_days_of_the_week_and_dates() -> None:
    rules = Rules.parse(3, " Sat,sun , 2030-01-31,")
    assert [offset for offset in range(7) if rules.quiet(day(offset))] == [0, 2, 3]
    assert rules.escalate_after == 3
    assert Rules.parse(14, "") == RULES


@pytest.mark.parametrize("text", ["saturday", "2030-02-30", "5", "mon,tue,wed,thu,fri,sat,sun"])
def test_quiet_days_that_are_none_or_all_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write quiet days as|leave at least one day"):
        Rules.parse(14, text)


offsets = st.integers(-400, 400)
days = st.builds(day, offsets)
people = st.sampled_from([None, ANN, MIA, replace(ANN, active=False), replace(MIA, email=None)])
actions = st.builds(
    Owed,
    key=st.integers(1, 99).map("ACT-{}".format),
    text=st.just("x"),
    status=st.sampled_from(S),
    due=st.none() | days | st.sampled_from([date.min, date.max]),
    since=days,
    taken_up=st.booleans(),
    on_documents_word=st.booleans(),
    owner=people,
    manager=people,
    snoozed_until=st.none() | days,
    told=st.none() | days,
    manager_told=st.none() | days,
)


@given(st.lists(actions, max_size=8), days, st.sampled_from([RULES, WEEKEND, Rules(escalate_after=1)]))
def test_every_action_is_told_of_or_says_why_not_and_only_what_is_owed_and_known_is(
    work: list[Owed], today: date, rules: Rules
) -> None:
    found = plan(work, today, rules)
    assert len({d.person.id for d in found.digests}) == len(found.digests)
    spoken = [line.action for d in found.digests for line in d.lines]
    assert all(any(a is one for one in spoken + [o.action for o in found.left_out]) for a in work)
    for digest in found.digests:
        assert digest.person.email
        assert digest.person.active
        assert any(line.fresh for line in digest.lines)
        for action in (line.action for line in digest.lines):
            assert action.status in UNFINISHED - {S.PROPOSED}
            assert action.due is not None
    assert not (rules.quiet(today) and found.digests)


@given(st.integers(0, 30), st.sets(st.integers(-20, 60)))
def test_whatever_days_are_missed_an_owner_waits_a_week_at_most_beyond_them(
    promised: int, missed: set[int]
) -> None:
    action = owed(since=day(-promised))
    running = [d for d in range(-promised, 61) if d not in missed]
    sent = sent_on(action, range(-promised, 61), never=frozenset(missed))
    assert sent == sorted(set(sent))
    for offset in running:
        last = max((d for d in sent if d <= offset), default=None)
        since = day(last) if last is not None else action.since
        assert next_telling(DUE, since) > day(offset)  # nothing that was due is still to be sent
