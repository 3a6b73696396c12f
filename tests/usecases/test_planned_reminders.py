"""Who is reminded, read from the database: what was promised here, who left, who manages whom."""

from datetime import date, timedelta

import pytest
from support import accounts
from support.databases import Clock, Workspace
from support.documents import bring, every, with_actions

from app.domain.errors import Forbidden, InvalidInput, PreconditionFailed
from app.domain.lifecycle import Move
from app.domain.owed import Plan, Rules
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import ActionStatus, Role, Visibility
from app.store.engine import writing
from app.store.tables import ActionEvent, Person, Postmortem, Team
from app.usecases.accounts import disable_account
from app.usecases.actions import ActionEdit, NewAction, create_action, edit_action, move_action, snooze_action
from app.usecases.catalogue import PersonFields, TeamFields, add_record, edit_record
from app.usecases.reminders import WITHHELD, list_orphans, plan_reminders

RULES = Rules()
TODAY = date(2024, 5, 1)  # as the clock has it


def person(ws: Workspace, name: str, **fields: object) -> Person:
    given = {"name": name, "email": f"{name.lower()}@example.org"} | fields
    return add_record(ws, LOCAL_OWNER, "person", PersonFields(**given))


def promise(ws: Workspace, text: str = "Add an alert", days: int = 3, **fields: object) -> str:
    given = {"text": text, "owner": "Ann", "due": TODAY + timedelta(days=days)} | fields
    return create_action(ws, LOCAL_OWNER, NewAction(**given)).key


def planned(ws: Workspace) -> Plan:
    return plan_reminders(ws, LOCAL_OWNER, RULES)


def told(found: Plan) -> dict[str, list[str]]:
    return {d.person.name: [line.action.text for line in d.lines] for d in found.digests}


def why_not(found: Plan) -> dict[str, str]:
    return {one.action.text: one.reason for one in found.left_out}


def test_an_owner_with_an_address_is_told_and_whoever_is_his_teams_manager_later(
    ws: Workspace, clock: Clock
) -> None:
    person(ws, "Mia")
    person(ws, "Ann")
    add_record(ws, LOCAL_OWNER, "team", TeamFields(name="Ops", manager="Mia"))
    promise(ws, team="Ops")
    assert told(planned(ws)) == {}
    clock.forward(days=3)
    assert told(planned(ws)) == {"Ann": ["Add an alert"]}
    clock.forward(days=14)
    assert told(planned(ws)) == {"Ann": ["Add an alert"], "Mia": ["Add an alert"]}


def test_without_a_team_of_its_own_an_action_is_escalated_in_its_owners(ws: Workspace, clock: Clock) -> None:
    person(ws, "Mia")
    add_record(ws, LOCAL_OWNER, "team", TeamFields(name="Ops", manager="Mia"))
    person(ws, "Ann", team="Ops")
    promise(ws)
    clock.forward(days=30)
    assert set(told(planned(ws))) == {"Ann", "Mia"}


def test_importing_sets_off_no_storm_until_somebody_takes_the_work_up(ws: Workspace, clock: Clock) -> None:
    person(ws, "Ann")
    lines = ("[ ] Old (@ann, due 2015-04-01)", "[ ] Vague", "[x] Gone", "[ ] To come (@ann, due 2024-06-01)")
    bring(ws, with_actions(*lines))
    clock.forward(days=40)
    found = planned(ws)
    assert told(found) == {"Ann": ["To come"]}
    assert why_not(found) == {
        "Old": "it was overdue when its document came in, and nobody has taken it up here since",
        "Vague": "proposed: nobody has committed to it",
        "Gone": "done on its document's word",
    }
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(ActionStatus.IN_PROGRESS))
    move_action(ws, LOCAL_OWNER, "ACT-3", Move(ActionStatus.OPEN, "no list was given"))
    edit_action(ws, LOCAL_OWNER, "ACT-3", ActionEdit(owner="Ann", due=date(2024, 6, 12), reason="agreed"))
    assert told(planned(ws)) == {"Ann": ["Old", "To come", "Gone"]}


def test_work_of_people_who_left_or_are_only_names_is_listed(ws: Workspace) -> None:
    accounts.add(ws, "ann", Role.AUTHOR, "Ann")
    person(ws, "Bob", active=False)
    for text, owner in (("One", "Ann"), ("Two", "Bob"), ("Three", "Rumour"), ("Four", "root")):
        promise(ws, text, owner=owner)
    edit_action(ws, LOCAL_OWNER, "ACT-4", ActionEdit(owner=None))
    listed = {one.action.text: one.reason for one in list_orphans(ws, LOCAL_OWNER)}
    assert listed == {
        "Two": "Bob is no longer active",
        "Three": "Rumour is known by name only",
        "Four": "nobody owns it",
    }
    disable_account(ws, accounts.principal(ws, "root"), "ann")
    assert next(one.reason for one in list_orphans(ws, LOCAL_OWNER)) == "Ann is no longer active"


def test_a_snooze_is_kept_with_its_reason_and_ends_by_itself_or_by_hand(ws: Workspace, clock: Clock) -> None:
    ann = accounts.principal(ws, accounts.add(ws, "ann", Role.AUTHOR, "Ann").name)
    edit_record(ws, LOCAL_OWNER, "person", ann.person or 0, PersonFields(name="Ann", email="ann@example.org"))
    promise(ws)
    clock.forward(days=3)
    with pytest.raises(InvalidInput, match="ACT-1: snoozing needs a reason"):
        snooze_action(ws, ann, "ACT-1", date(2024, 5, 10), None)
    snooze_action(ws, ann, "ACT-1", date(2024, 5, 10), "waits for disks", expected=1)
    assert why_not(planned(ws)) == {"Add an alert": "it is snoozed until 2024-05-10"}
    event = every(ws.engine, ActionEvent)[-1]
    assert (event.actor, event.field, event.new, event.why) == (
        "Ann",
        "snoozed_until",
        "2024-05-10",
        "waits for disks",
    )
    with pytest.raises(PreconditionFailed):
        snooze_action(ws, ann, "ACT-1", None, None, expected=1)
    snooze_action(ws, ann, "ACT-1", None, None)
    assert told(planned(ws)) == {"Ann": ["Add an alert"]}
    bob = accounts.principal(ws, accounts.add(ws, "bob", Role.AUTHOR).name)
    with pytest.raises(Forbidden):
        snooze_action(ws, bob, "ACT-1", date(2024, 5, 10), "not mine")


def test_of_a_merged_person_the_one_who_stands_for_both_is_told(ws: Workspace, clock: Clock) -> None:
    ann, nick = person(ws, "Ann"), person(ws, "Nick", email=None)
    promise(ws, owner="Nick")
    with writing(ws.engine) as session:
        session.get(Person, nick.id).merged_into = ann.id
        assert session.get(Team, 1) is None
    clock.forward(days=3)
    assert told(planned(ws)) == {"Ann": ["Add an alert"]}


def test_the_wording_of_a_restricted_postmortem_stays_here(ws: Workspace, clock: Clock) -> None:
    person(ws, "Ann")
    bring(ws, with_actions("[ ] Change the leaked key (@ann, due 2024-06-01)"))
    with writing(ws.engine) as session:
        session.get(Postmortem, 1).visibility = Visibility.RESTRICTED
    clock.forward(days=31)
    assert told(planned(ws)) == {"Ann": [WITHHELD]}


def test_reading_a_thousand_actions_takes_no_more_statements_than_reading_one(ws: Workspace, statements) -> None:
    person(ws, "Ann")
    counts = []
    for many in (1, 12):
        bring(ws, with_actions(*(f"[ ] Mend part {n} (@ann, due 2024-06-01)" for n in range(many))))
        with statements() as sent:
            planned(ws)
        counts.append(len(sent))
    assert counts[0] == counts[1]
