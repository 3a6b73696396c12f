"""Addresses that are asked how a target is: what they find is kept, and may open an action again."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import structlog
from sqlmodel import Session
from support.databases import Clock, Workspace
from support.documents import every
from support.receiver import Receiver

from app.domain.checks import Check, Reach
from app.domain.errors import InvalidInput, NotFound
from app.domain.lifecycle import Evidence, Move
from app.domain.principal import LOCAL_OWNER
from app.domain.targets import Result
from app.domain.vocabulary import ActionStatus, TargetState
from app.store.action_items import find_action
from app.store.engine import reading
from app.store.tables import ActionEvent, TargetCheck
from app.store.target_checks import due_checks
from app.store.targets import find_target
from app.usecases.actions import NewAction, create_action, move_action
from app.usecases.target_checks import ask, ask_due, remove_check, set_check
from app.usecases.targets import add_targets, remove_target, set_target

S, T = ActionStatus, TargetState


@pytest.fixture
def reach(receiver: Receiver) -> Reach:
    receiver.status, receiver.body = 200, b'{"db": "vip"}'
    return Reach(frozenset({f"localhost:{receiver.port}"}), frozenset({"localhost"}))


@pytest.fixture
def asked(ws: Workspace, receiver: Receiver, reach: Reach) -> Check:
    """ACT-1 is open and to be done for identity, about which an address is asked."""
    create_action(ws, LOCAL_OWNER, NewAction(text="Audit it", owner="Ann", due="2024-06-01"))  # type: ignore[arg-type]
    add_targets(ws, LOCAL_OWNER, "ACT-1", ["identity"])
    check = Check(f"http://localhost:{receiver.port}/health", 200, "/db", "vip")
    set_check(ws, LOCAL_OWNER, reach, "ACT-1", "identity", check)
    return check


def now(ws: Workspace) -> tuple[ActionStatus, TargetState, str | None]:
    with reading(ws.engine) as session:
        action = find_action(session, LOCAL_OWNER, "ACT-1")
        target = find_target(session, action, "identity")
        return action.status, target.state, target.set_by


def kept(ws: Workspace) -> TargetCheck:
    return every(ws.engine, TargetCheck)[0]


def test_what_an_answer_says_is_kept_by_the_check(ws: Workspace, asked: Check, reach: Reach, clock: Clock) -> None:
    found = ask(ws, LOCAL_OWNER, reach, "ACT-1", "Identity")
    assert (found.said, found.target.state, found.target.evidence_url) == ('/db is "vip"', T.PASSED, asked.url)
    assert now(ws) == (S.OPEN, T.PASSED, "check")
    assert (kept(ws).asked_at, kept(ws).next_at - clock()) == (clock(), timedelta(days=1))
    before = len(every(ws.engine, ActionEvent))
    ask(ws, LOCAL_OWNER, reach, "ACT-1", "identity")
    assert len(every(ws.engine, ActionEvent)) == before  # the same again is not told again


def test_a_failed_re_check_opens_what_was_done_again(
    ws: Workspace, asked: Check, reach: Reach, receiver: Receiver, clock: Clock
) -> None:
    assert ask_due(ws, reach) == 1
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(S.DONE, evidence=(Evidence("seen"),)))
    assert ask_due(ws, reach) == 0  # not again before its time
    receiver.body = b'{"db": "standby"}'
    clock.forward(days=1)
    assert ask_due(ws, reach) == 1
    assert now(ws) == (S.OPEN, T.FAILED, "check")
    told = [(e.actor, e.field, e.why) for e in every(ws.engine, ActionEvent)]
    assert ("check", "target identity", '/db is "standby", expected "vip"') in told
    assert ("check", "status", "target “identity” failed") in told
    assert asked.url in str([e.new for e in every(ws.engine, ActionEvent)])


def test_silence_fails_a_target_only_when_it_lasts(
    ws: Workspace, asked: Check, reach: Reach, receiver: Receiver, clock: Clock
) -> None:
    ask(ws, LOCAL_OWNER, reach, "ACT-1", "identity")
    gone = Check(asked.url.replace(str(receiver.port), "9"), 200, "/db", "vip")
    away = Reach(frozenset({"localhost:9"}), frozenset({"localhost"}))
    set_check(ws, LOCAL_OWNER, away, "ACT-1", "identity", gone)
    for tries in (1, 2):
        assert "does not answer" in ask(ws, LOCAL_OWNER, away, "ACT-1", "identity").said
        assert now(ws)[1] is T.PASSED
        assert (kept(ws).silent, kept(ws).next_at - clock()) == (tries, timedelta(hours=1))
    ask(ws, LOCAL_OWNER, away, "ACT-1", "identity")
    assert now(ws)[1] is T.FAILED
    assert kept(ws).next_at - clock() == timedelta(days=1)


@pytest.mark.usefixtures("asked")
def test_an_address_inside_is_not_asked_and_says_nothing_of_the_target(
    ws: Workspace, reach: Reach, receiver: Receiver
) -> None:
    found = ask(ws, LOCAL_OWNER, Reach(reach.places), "ACT-1", "identity")
    assert found.said.startswith("not asked: localhost leads into a private network")
    assert (now(ws)[1], receiver.taken) == (T.TODO, [])


@pytest.mark.usefixtures("asked")
def test_a_host_that_is_listed_no_more_is_put_off(ws: Workspace, receiver: Receiver) -> None:
    elsewhere = Reach(frozenset({"elsewhere.example"}))
    with pytest.raises(InvalidInput, match="not among the hosts"):
        ask(ws, LOCAL_OWNER, elsewhere, "ACT-1", "identity")
    assert ask_due(ws, elsewhere) == 1
    assert ask_due(ws, elsewhere) == 0
    assert "not among the hosts" in (kept(ws).said or "")
    assert receiver.taken == []


@pytest.mark.usefixtures("asked")
def test_what_was_said_for_a_reason_is_not_overruled(ws: Workspace, reach: Reach) -> None:
    set_target(ws, LOCAL_OWNER, "ACT-1", "identity", Result(T.NOT_APPLICABLE, "it has no database"))
    assert ask_due(ws, reach) == 0
    assert ask(ws, LOCAL_OWNER, reach, "ACT-1", "identity").target.state is T.NOT_APPLICABLE


@pytest.mark.usefixtures("asked")
def test_what_is_said_for_a_reason_while_it_is_asked_stands(
    ws: Workspace, reach: Reach, receiver: Receiver, clock: Clock
) -> None:
    said = Result(T.EXCEPTED, "it moves in May", None, clock().date())
    receiver.meanwhile = lambda: set_target(ws, LOCAL_OWNER, "ACT-1", "identity", said)
    assert ask(ws, LOCAL_OWNER, reach, "ACT-1", "identity").target.state is T.EXCEPTED
    assert now(ws) == (S.OPEN, T.EXCEPTED, LOCAL_OWNER.name)


def test_what_was_asked_until_the_check_was_changed_counts_no_more(
    ws: Workspace, asked: Check, reach: Reach, receiver: Receiver
) -> None:
    mended = Check(asked.url, 200, "/db", "other")
    receiver.meanwhile = lambda: set_check(ws, LOCAL_OWNER, reach, "ACT-1", "identity", mended)
    assert ask(ws, LOCAL_OWNER, reach, "ACT-1", "identity").target.state is T.TODO
    receiver.meanwhile = lambda: remove_check(ws, LOCAL_OWNER, "ACT-1", "identity")
    assert ask(ws, LOCAL_OWNER, reach, "ACT-1", "identity").target.state is T.TODO
    assert now(ws)[1:] == (T.TODO, None)


@pytest.mark.usefixtures("asked")
def test_an_answer_that_is_no_text_is_a_finding(ws: Workspace, reach: Reach, receiver: Receiver) -> None:
    receiver.body = b'{"db": "\\ud800"}'
    assert ask_due(ws, reach) == 1
    assert (now(ws)[1], kept(ws).said) == (T.FAILED, r'/db is "\ud800", expected "vip"')


def test_one_that_cannot_be_kept_does_not_hold_up_the_others(
    ws: Workspace, asked: Check, reach: Reach, session: Session
) -> None:
    add_targets(ws, LOCAL_OWNER, "ACT-1", ["deploy", "mail"])
    set_check(ws, LOCAL_OWNER, reach, "ACT-1", "deploy", asked)
    set_check(ws, LOCAL_OWNER, reach, "ACT-1", "mail", replace(asked, url=f"{asked.url}/mail"))
    with ws.engine.begin() as connection:  # what shows identity shows nothing else
        connection.execute(sa.text("CREATE UNIQUE INDEX refuse ON action_target (evidence_url)"))
    with structlog.testing.capture_logs() as logged:
        assert ask_due(ws, reach) == 3
    assert [(entry["event"], entry["target"]) for entry in logged] == [("check-failed", "deploy")]
    told = {check.target_id: check.said for check in every(ws.engine, TargetCheck)}
    assert [told[key] for key in sorted(told)] == ['/db is "vip"', "not asked: IntegrityError", '/db is "vip"']
    assert due_checks(session, ws.now(), 10) == []


@pytest.mark.usefixtures("asked")
def test_nothing_is_asked_for_an_action_that_nobody_owes(ws: Workspace, reach: Reach) -> None:
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(S.WONT_DO, "it is shut down"))
    assert ask_due(ws, reach) == 0


@pytest.mark.usefixtures("asked")
def test_a_run_ends_when_its_time_is_up(ws: Workspace, reach: Reach) -> None:
    assert ask_due(ws, reach, seconds=-1) == 0
    assert kept(ws).asked_at is None


def test_setting_and_removing_a_check_is_told(ws: Workspace, asked: Check, reach: Reach, session: Session) -> None:
    before = len(every(ws.engine, ActionEvent))
    set_check(ws, LOCAL_OWNER, reach, "ACT-1", "identity", asked)  # the same again
    assert len(every(ws.engine, ActionEvent)) == before
    remove_check(ws, LOCAL_OWNER, "ACT-1", "identity")
    last = every(ws.engine, ActionEvent)[-1]
    assert (last.field, last.new) == ("check identity", None)
    assert last.old == f"GET {asked.url} answers 200, /db = vip"
    with pytest.raises(NotFound, match="no check is set"):
        remove_check(ws, LOCAL_OWNER, "ACT-1", "identity")
    assert due_checks(session, ws.now(), 10) == []


@pytest.mark.usefixtures("asked")
def test_a_target_that_is_taken_out_takes_its_check_along(ws: Workspace, reach: Reach) -> None:
    remove_target(ws, LOCAL_OWNER, "ACT-1", "identity", "it was shut down")
    assert list(every(ws.engine, TargetCheck)) == []
    assert ask_due(ws, reach) == 0
