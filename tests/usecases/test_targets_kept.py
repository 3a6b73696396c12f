"""Targets of an action: named, reported on, and done only when every one is settled."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session
from support import accounts
from support.databases import Clock, Workspace
from support.documents import DISK, bring, every, the_one
from support.records import a_record, an_action, keep

from app.domain.capabilities import Capability
from app.domain.errors import Forbidden, InvalidInput, NotFound
from app.domain.lifecycle import Evidence, Move
from app.domain.principal import ANONYMOUS, LOCAL_OWNER, SYSTEM, Principal
from app.domain.targets import Result
from app.domain.vocabulary import ActionStatus, Grade, Role, TargetState, TokenScope, Visibility
from app.store.action_items import find_action
from app.store.engine import reading, writing
from app.store.tables import ActionEvent, ActionTarget, AuditCycle, Postmortem, ServiceTag, Tag
from app.store.targets import coverages, service_tags, services_tagged
from app.usecases.actions import NewAction, create_action, move_action
from app.usecases.audit_log import verify
from app.usecases.expiries import settle_expiries
from app.usecases.targets import add_tagged_services, add_targets, remove_target, repeat_audit, set_target
from app.usecases.tokens import NewToken, make_token, who_by_token

S, T = ActionStatus, TargetState
DUE = date(2024, 6, 1)
OUTSIDER = Principal("Otto", frozenset({Visibility.INTERNAL}), frozenset(Capability))
SEEN = (Evidence("seen"),)


@pytest.fixture
def fleet(ws: Workspace) -> Workspace:
    """ACT-1 is open and to be done for codebase, deploy and identity."""
    create_action(ws, LOCAL_OWNER, NewAction(text="Audit every database", owner="Ann", due=DUE))
    add_targets(ws, LOCAL_OWNER, "ACT-1", ["codebase", "deploy", "identity"])
    return ws


def report(ws: Workspace, name: str, state: TargetState, who: Principal = LOCAL_OWNER, **more: object) -> None:
    set_target(ws, who, "ACT-1", name, Result(state, **more))  # type: ignore[arg-type]


def finish(ws: Workspace) -> None:
    for name in ("codebase", "deploy", "identity"):
        report(ws, name, T.PASSED)
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(S.DONE, evidence=SEEN))


def status(ws: Workspace) -> ActionStatus:
    with reading(ws.engine) as session:
        return find_action(session, LOCAL_OWNER, "ACT-1").status


def told(ws: Workspace, since: int = 0) -> list[tuple[str, str, str | None, str | None, str | None]]:
    return [(e.actor, e.field, e.old, e.new, e.why) for e in every(ws.engine, ActionEvent)[since:]]


def test_a_target_is_to_be_done_and_told_in_the_history(fleet: Workspace) -> None:
    target = every(fleet.engine, ActionTarget)[0]
    assert (target.name, target.state, target.set_by, target.added_by) == ("codebase", T.TODO, None, "local owner")
    assert told(fleet, 1)[0] == ("local owner", "target codebase", None, "todo", None)
    assert add_targets(fleet, LOCAL_OWNER, "ACT-1", ["Deploy", "billing"])[0].name == "billing"
    assert len(every(fleet.engine, ActionTarget)) == 4


def test_done_waits_until_every_target_is_settled(fleet: Workspace) -> None:
    report(fleet, "codebase", T.PASSED)
    report(fleet, "deploy", T.NOT_APPLICABLE, note="has no database")
    with pytest.raises(InvalidInput, match="“identity”"):
        move_action(fleet, LOCAL_OWNER, "ACT-1", Move(S.DONE, evidence=SEEN))
    report(fleet, "identity", T.EXCEPTED, note="the vendor mends it", until=DUE)
    assert move_action(fleet, LOCAL_OWNER, "ACT-1", Move(S.DONE, evidence=SEEN)).status is S.DONE


def test_a_result_is_kept_with_who_when_and_evidence(fleet: Workspace, clock: Clock) -> None:
    clock.forward(hours=1)
    report(fleet, " Codebase", T.PASSED, note="no address left", evidence_url="https://ci.example/7")
    target = every(fleet.engine, ActionTarget)[0]
    assert (target.state, target.set_by, target.set_at) == (T.PASSED, "local owner", clock.at)
    row = ("local owner", "target codebase", "todo", "passed (https://ci.example/7)", "no address left")
    assert told(fleet)[-1] == row


def test_the_same_result_again_changes_nothing(fleet: Workspace, clock: Clock) -> None:
    report(fleet, "codebase", T.EXCEPTED, note="later", until=DUE)
    rows, then = len(told(fleet)), clock.at
    clock.forward(days=60)  # the exception is over by now: that is no news either
    report(fleet, "codebase", T.EXCEPTED, note="later", until=DUE)
    assert len(told(fleet)) == rows
    assert every(fleet.engine, ActionTarget)[0].set_at == then


def test_a_failed_check_opens_a_verified_action_again_with_the_cause(fleet: Workspace) -> None:
    finish(fleet)
    move_action(fleet, LOCAL_OWNER, "ACT-1", Move(S.VERIFIED, grade=Grade.ACCEPTABLE))
    before = len(told(fleet))
    report(fleet, "deploy", T.FAILED, note="two hosts")
    rows = told(fleet, before)
    assert rows[0] == ("local owner", "target deploy", "passed", "failed", "two hosts")
    assert rows[1] == ("local owner", "status", "verified", "open", "target “deploy” failed")
    with reading(fleet.engine) as session:
        action = find_action(session, LOCAL_OWNER, "ACT-1")
        assert (action.closed_at, action.grade, action.evidence, action.version) == (None, None, [], 4)
        assert verify(session).fault is None


def test_a_target_added_later_opens_it_again(fleet: Workspace) -> None:
    finish(fleet)
    add_targets(fleet, LOCAL_OWNER, "ACT-1", ["billing"])
    assert status(fleet) is S.OPEN
    assert told(fleet)[-1][-1] == "target “billing” is to be done"


def test_a_declined_action_stays_so_whatever_its_targets_become(fleet: Workspace) -> None:
    move_action(fleet, LOCAL_OWNER, "ACT-1", Move(S.WONT_DO, "gone"))
    report(fleet, "deploy", T.FAILED)
    assert status(fleet) is S.WONT_DO


def test_a_report_leaves_the_version_that_a_person_looks_at(fleet: Workspace) -> None:
    report(fleet, "deploy", T.PASSED)
    with reading(fleet.engine) as session:
        assert find_action(session, LOCAL_OWNER, "ACT-1").version == 1


def test_a_target_is_taken_out_with_a_reason(fleet: Workspace) -> None:
    with pytest.raises(InvalidInput, match="reason"):
        remove_target(fleet, LOCAL_OWNER, "ACT-1", "deploy", "  ")
    remove_target(fleet, LOCAL_OWNER, "ACT-1", "deploy", "shut down")
    assert told(fleet)[-1] == ("local owner", "target deploy", "todo", None, "shut down")
    with pytest.raises(NotFound, match="no target “deploy”"):
        report(fleet, "deploy", T.PASSED)


def test_who_reports_need_not_own_it_but_who_names_targets_or_excepts_them_answers_for_it(ws: Workspace) -> None:
    create_action(ws, LOCAL_OWNER, NewAction(text="Audit", owner="Ann", due=DUE))
    accounts.add(ws, "root", Role.ADMIN)
    author = accounts.add(ws, "bob", Role.AUTHOR)
    bob = accounts.principal(ws, author.name)
    with pytest.raises(Forbidden):
        add_targets(ws, bob, "ACT-1", ["codebase"])
    add_targets(ws, LOCAL_OWNER, "ACT-1", ["codebase"])
    report(ws, "codebase", T.FAILED, bob)
    for refused in (lambda: report(ws, "codebase", T.EXCEPTED, bob, note="x", until=DUE),
                    lambda: remove_target(ws, bob, "ACT-1", "codebase", "x"),
                    lambda: repeat_audit(ws, bob, "ACT-1", 90)):  # fmt: skip
        with pytest.raises(Forbidden):
            refused()
    new = NewToken(name="ci", scopes=[TokenScope.TARGETS])
    found = who_by_token(ws, make_token(ws, accounts.principal(ws, "root"), new).secret)
    assert found
    ci = found[1]
    report(ws, "codebase", T.PASSED, ci)
    assert every(ws.engine, ActionTarget)[0].set_by == ci.name
    with pytest.raises(Forbidden, match="scope write"):
        add_targets(ws, ci, "ACT-1", ["deploy"])


def test_targets_of_an_action_that_one_may_not_see_are_not_there(ws: Workspace) -> None:
    bring(ws, DISK)
    add_targets(ws, LOCAL_OWNER, "ACT-1", ["codebase"])
    with writing(ws.engine) as session:
        the_one(session, Postmortem).visibility = Visibility.RESTRICTED
    with pytest.raises(NotFound):
        report(ws, "codebase", T.PASSED, OUTSIDER)


def tagged(session: Session, tag: str, *services: str) -> None:
    kept = keep(session, Tag(name=tag))
    for name in services:
        service = a_record(session, "service", name)
        keep(session, ServiceTag(service_id=service.id, tag_id=kept.id))


def test_services_with_a_tag_become_targets(fleet: Workspace) -> None:
    with writing(fleet.engine) as session:
        tagged(session, "uses-postgres", "Deploy", "Billing")
        a_record(session, "service", "Website")
    made = add_tagged_services(fleet, LOCAL_OWNER, "ACT-1", "Uses-Postgres")
    assert [target.name for target in made] == ["Billing"]  # deploy is one already
    with pytest.raises(InvalidInput, match="no service has the tag “mysql”"):
        add_tagged_services(fleet, LOCAL_OWNER, "ACT-1", "mysql")
    with reading(fleet.engine) as session:
        assert service_tags(session) == ["uses-postgres"]
        assert services_tagged(session, "uses-postgres") == ["Billing", "Deploy"]


def test_coverage_counts_what_is_settled_by_the_day(fleet: Workspace) -> None:
    report(fleet, "deploy", T.EXCEPTED, note="later", until=DUE)
    report(fleet, "identity", T.FAILED)
    with reading(fleet.engine) as session:
        other = an_action(session, number=900)
        found = coverages(session, [1, other.id])
    assert set(found) == {1}
    assert (found[1].total, found[1].failed) == (3, 1)
    assert (found[1].settled(DUE), found[1].settled(DUE + timedelta(days=1))) == (1, 0)


def test_an_exception_that_runs_out_opens_a_done_action_once(fleet: Workspace, clock: Clock) -> None:
    report(fleet, "codebase", T.EXCEPTED, note="later", until=DUE)
    for name in ("deploy", "identity"):
        report(fleet, name, T.PASSED)
    move_action(fleet, LOCAL_OWNER, "ACT-1", Move(S.DONE, evidence=SEEN))
    clock.at = clock.at.replace(month=6, day=1)
    assert settle_expiries(fleet, SYSTEM) == []
    clock.forward(days=1)
    assert [found.cause for found in settle_expiries(fleet, SYSTEM)] == [
        "the exception for target “codebase” ran out after 2024-06-01"
    ]
    assert status(fleet) is S.OPEN
    assert told(fleet)[-1][0] == "aftercare"
    rows = len(told(fleet))
    assert settle_expiries(fleet, SYSTEM) == []
    assert len(told(fleet)) == rows


def test_a_risk_is_owed_again_on_the_day_it_was_accepted_until(fleet: Workspace, clock: Clock) -> None:
    ask = Move(S.WONT_DO, "too dear", accepted_by="the CTO", until=DUE)
    move_action(fleet, LOCAL_OWNER, "ACT-1", ask)
    clock.at = clock.at.replace(month=5, day=31)
    assert settle_expiries(fleet, SYSTEM) == []
    clock.forward(days=1)
    assert [found.key for found in settle_expiries(fleet, SYSTEM)] == ["ACT-1"]
    assert status(fleet) is S.OPEN
    assert settle_expiries(fleet, SYSTEM) == []


def test_an_audit_repeats_with_every_target_that_had_passed(fleet: Workspace, clock: Clock) -> None:
    repeat_audit(fleet, LOCAL_OWNER, "ACT-1", 90)
    repeat_audit(fleet, LOCAL_OWNER, "ACT-1", 90)
    assert told(fleet)[-1][1:4] == ("re_audit", None, "every 90 days")
    report(fleet, "deploy", T.NOT_APPLICABLE, note="has none")
    for name in ("codebase", "identity"):
        report(fleet, name, T.PASSED)
    move_action(fleet, LOCAL_OWNER, "ACT-1", Move(S.DONE, evidence=SEEN))
    clock.forward(days=89)
    assert settle_expiries(fleet, SYSTEM) == []
    clock.forward(days=1)
    assert [found.cause for found in settle_expiries(fleet, SYSTEM)] == ["re-audit: every 90 days"]
    assert [t.state for t in every(fleet.engine, ActionTarget)] == [T.TODO, T.NOT_APPLICABLE, T.TODO]
    assert told(fleet)[-1] == ("aftercare", "target identity", "passed", "todo", "re-audit: every 90 days")
    assert settle_expiries(fleet, SYSTEM) == []
    repeat_audit(fleet, LOCAL_OWNER, "ACT-1", None)
    assert every(fleet.engine, AuditCycle) == []
    with pytest.raises(InvalidInput, match="1 to 3,650"):
        repeat_audit(fleet, LOCAL_OWNER, "ACT-1", 0)


def test_only_who_may_write_has_expiries_settled(ws: Workspace) -> None:
    with pytest.raises(Exception, match="sign in"):
        settle_expiries(ws, ANONYMOUS)


def test_a_document_makes_nothing_done_whose_targets_are_not_settled(ws: Workspace) -> None:
    text = "# Disk full\n\n## Action items\n- [{}] Audit every database (@ann, due 2030-04-01)\n"
    bring(ws, text.format(" "))
    add_targets(ws, LOCAL_OWNER, "ACT-1", ["codebase"])
    bring(ws, text.format("x"))
    assert status(ws) is S.OPEN
