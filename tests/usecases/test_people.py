"""Owners written with addresses, people settled and merged, and what an account demands of its person."""

import pytest
from sqlmodel import Session
from support import accounts
from support.databases import Workspace
from support.documents import bring, every, with_actions

from app.domain.errors import Conflict, Forbidden
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import Role
from app.store.accounts import account_of_person, changes_of, find_account
from app.store.catalogue import find_by_name, find_record
from app.store.engine import reading, writing
from app.store.tables import ActionItem, Alias, Person
from app.usecases.accounts import disable_account
from app.usecases.catalogue import PersonFields, TeamFields, add_record, edit_record, merge_records
from app.usecases.naming import named
from app.usecases.people import settle


def add(ws: Workspace, name: str, **fields: object) -> Person:
    person: Person = add_record(ws, LOCAL_OWNER, "person", PersonFields(name=name, **fields))
    return person


def owner(ws: Workspace, written: str) -> Person:
    with writing(ws.engine) as session:
        found = named(session, "person", written)
        assert found
        return found


def history(ws: Workspace, kind: str, record_id: int | None) -> list[str]:
    with reading(ws.engine) as session:
        return [change.what for change in changes_of(session, kind, record_id)]


def changed(ws: Workspace, person: Person) -> Person:
    with reading(ws.engine) as session:
        found: Person = find_record(session, "person", person.id or 0)
        return found


@pytest.mark.parametrize(
    "written",
    [
        "ann@example.org",
        "@ANN@Example.org",
        "Ann Lee <ann@example.org>",
        "[A. L.](mailto:ann@example.org)",
        "A. (ann@example.org)",
    ],
)
def test_an_owner_is_found_by_the_address_in_any_case(ws: Workspace, written: str) -> None:
    ann = add(ws, "Ann Lee", email="Ann@example.org")
    add(ws, "A.")
    assert owner(ws, written).id == ann.id
    assert len(every(ws.engine, Person)) == 2


def test_where_two_have_the_address_the_name_decides(ws: Workspace) -> None:
    add(ws, "Ann Lee", email="ops@example.org")
    bob = add(ws, "Bob Ray", email="ops@example.org", aliases=["bob <ops@example.org>"])
    assert owner(ws, "Bob Ray <ops@example.org>").id == bob.id
    assert owner(ws, "bob <ops@example.org>").id == bob.id
    new = owner(ws, "ops@example.org")
    assert (new.name, new.email, new.settled) == ("ops@example.org", "ops@example.org", False)
    assert owner(ws, "ops@example.org").id == new.id


def test_an_unknown_owner_is_made_with_the_address(ws: Workspace) -> None:
    ann = owner(ws, "Ann Lee <ann@example.org>")
    assert (ann.name, ann.email, ann.settled) == ("Ann Lee", "ann@example.org", False)
    assert owner(ws, "ann lee").id == owner(ws, "ANN@example.org").id == ann.id
    assert owner(ws, "Ann Lee <ann@elsewhere.example>").id == ann.id
    assert changed(ws, ann).email == "ann@example.org"
    long = f"{'x' * 60}@{'y' * 60}.example.org"
    assert (owner(ws, long).name, owner(ws, long).email) == (long[:120], long)
    assert [p.name for p in every(ws.engine, Person)] == ["Ann Lee", long[:120]]


def test_owners_in_documents_meet_by_address(ws: Workspace) -> None:
    lines = (
        "[ ] Add an alert (ann@example.org, due 2024-06-01)",
        "[ ] Add a graph. Owner: Ann Lee <ann@example.org>",
    )
    bring(ws, with_actions(*lines))
    owners = {a.owner_id for a in every(ws.engine, ActionItem)}
    assert len(owners) == 1
    assert [(p.name, p.email) for p in every(ws.engine, Person)] == [("ann@example.org", "ann@example.org")]


def test_a_team_with_an_address_stays_a_team(ws: Workspace) -> None:
    team = add_record(ws, LOCAL_OWNER, "team", TeamFields(name="Ops"))
    bring(ws, with_actions("[ ] Add an alert. Owner: Ops <ops@example.org>"))
    assert [(a.owner_id, a.team_id) for a in every(ws.engine, ActionItem)] == [(None, team.id)]


def test_settling_is_noted_once_and_taken_back(ws: Workspace) -> None:
    ann = owner(ws, "Ann")
    assert settle(ws, LOCAL_OWNER, ann.id or 0).settled
    assert settle(ws, LOCAL_OWNER, ann.id or 0).version == 2
    assert not settle(ws, LOCAL_OWNER, ann.id or 0, settled=False).settled
    wanted = ["no longer settled as a person of its own", "settled as a person of its own"]
    assert history(ws, "person", ann.id) == wanted
    assert add(ws, "Bob").settled


def test_what_is_done_to_a_record_is_noted_with_who_did_it(ws: Workspace) -> None:
    accounts.add(ws, "mia", Role.MANAGER)
    mia = accounts.principal(ws, "mia")
    ann = add_record(ws, mia, "person", PersonFields(name="Ann"))
    edit_record(ws, mia, "person", ann.id, PersonFields(name="Ann Lee", email="ann@example.org", team="Ops"))
    edit_record(ws, mia, "person", ann.id, PersonFields(name="Ann Lee", email="ann@example.org", team="Ops"))
    gone = owner(ws, "al")
    merge_records(ws, mia, "person", gone.id or 0, ann.id)
    assert history(ws, "person", ann.id) == [
        "took over “al”",
        "edited: name (was “Ann”), e-mail, team, aliases",
        "added",
    ]
    assert history(ws, "person", gone.id) == ["merged into “Ann Lee”"]
    with reading(ws.engine) as session:
        assert {c.actor for c in changes_of(session, "person", ann.id)} == {mia.name}


def test_the_address_goes_over_and_finds_the_one_who_stays(ws: Workspace) -> None:
    first, second, kept = (
        add(ws, "al", email="al@example.org"),
        add(ws, "annl", email="al@old.example"),
        add(ws, "Ann"),
    )
    assert merge_records(ws, LOCAL_OWNER, "person", first.id or 0, kept.id or 0).email == "al@example.org"
    assert merge_records(ws, LOCAL_OWNER, "person", second.id or 0, kept.id or 0).email == "al@example.org"
    assert owner(ws, "al@example.org").id == owner(ws, "al@old.example").id == kept.id
    third = add(ws, "lee", email="AL@example.org")
    merge_records(ws, LOCAL_OWNER, "person", third.id or 0, kept.id or 0)
    assert "AL@example.org" not in [a.name for a in every(ws.engine, Alias)]
    assert ("al@old.example", kept.id) in [(a.name, a.target_id) for a in every(ws.engine, Alias)]


def test_the_account_goes_over_to_the_one_who_stays(ws: Workspace, session: Session) -> None:
    accounts.add(ws, "alee")
    gone = find_by_name(session, "person", "alee").id
    session.rollback()
    kept = owner(ws, "Ann Lee")
    edit_record(ws, LOCAL_OWNER, "person", kept.id or 0, PersonFields(name="Ann Lee", active=False))
    merged = merge_records(ws, LOCAL_OWNER, "person", gone, kept.id or 0)
    assert (merged.active, merged.settled) == (True, True)
    account = account_of_person(session, kept.id)
    assert account
    assert account.name == "alee"
    assert history(ws, "account", account.id)[0] == "handed over from alee to Ann Lee"
    assert accounts.principal(ws, "alee").person == kept.id


def test_two_people_who_both_sign_in_are_not_merged(ws: Workspace, session: Session) -> None:
    ids = []
    for name in ("ann", "anna"):
        accounts.add(ws, name)
        ids.append(find_account(session, name).person_id)
        session.rollback()
    with pytest.raises(Conflict, match="account “ann” and “anna” the account “anna”: two people who both sign in"):
        merge_records(ws, LOCAL_OWNER, "person", *ids)
    assert [p.merged_into for p in every(ws.engine, Person)] == [None] * 3


def test_a_manager_neither_edits_nor_merges_people_with_accounts(ws: Workspace) -> None:
    for name, role in (("mia", Role.MANAGER), ("bob", Role.AUTHOR)):
        accounts.add(ws, name, role)
    mia = accounts.principal(ws, "mia")
    with reading(ws.engine) as session:
        own, bobs = (find_account(session, name).person_id for name in ("mia", "bob"))
    free = owner(ws, "Al").id or 0
    for person in (own, bobs):
        with pytest.raises(Forbidden, match="has an account: only who manages accounts"):
            edit_record(ws, mia, "person", person, PersonFields(name="Ann", aliases=["al"]))
        for pair in ((person, free), (free, person)):
            with pytest.raises(Forbidden, match="has an account"):
                merge_records(ws, mia, "person", *pair)
    assert edit_record(ws, mia, "person", free, PersonFields(name="Alan")).name == "Alan"
    root = accounts.principal(ws, "root")
    assert merge_records(ws, root, "person", free, bobs).id == bobs


def test_who_may_not_keep_the_catalogue_changes_nothing(ws: Workspace) -> None:
    accounts.add(ws, "bob", Role.AUTHOR)
    bob = accounts.principal(ws, "bob")
    al, ann = owner(ws, "Al").id or 0, owner(ws, "Ann").id or 0
    for write in (
        lambda: add_record(ws, bob, "team", TeamFields(name="Ops")),
        lambda: edit_record(ws, bob, "person", al, PersonFields(name="Ali")),
        lambda: merge_records(ws, bob, "person", al, ann),
        lambda: settle(ws, bob, al),
    ):
        with pytest.raises(Forbidden, match="the role manager or above"):
            write()
    assert [(p.name, p.version) for p in every(ws.engine, Person)][2:] == [("Al", 1), ("Ann", 1)]


def test_who_can_sign_in_stays_active(ws: Workspace) -> None:
    accounts.add(ws, "bob")
    root = accounts.principal(ws, "root")
    with reading(ws.engine) as session:
        person = find_account(session, "bob").person_id
    with pytest.raises(Conflict, match="disable the account first"):
        edit_record(ws, root, "person", person, PersonFields(name="bob", active=False))
    disable_account(ws, root, "bob")
    assert not edit_record(ws, root, "person", person, PersonFields(name="bob", active=False)).active
