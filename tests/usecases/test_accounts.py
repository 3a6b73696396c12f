"""Accounts: added on the terminal first, given roles, disabled, and the one-time links of their owners."""

import threading
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from support.accounts import PASSWORD, add, principal
from support.databases import Clock, Workspace
from support.documents import every
from support.records import a_record

from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound, PreconditionFailed, SignInNeeded
from app.domain.principal import ANONYMOUS, LOCAL_OWNER, OPERATOR, SYSTEM
from app.domain.vocabulary import Role
from app.store.accounts import changes_of
from app.store.engine import reading, writing
from app.store.tables import Account, Alias, Change, OneTimeLink, Person, SignInSession
from app.usecases.accounts import (
    FIRST_LINK,
    LINK,
    NewAccount,
    add_account,
    change_role,
    disable_account,
    enable_account,
    invited,
    redeem_link,
    reset_account,
)
from app.usecases.signing_in import Browser, sign_in

BROWSER = Browser("192.0.2.1", "Firefox")
OTHER = "quiet-harbour-1907-tin"


def the_account(engine: Engine, name: str) -> Account:
    return next(a for a in every(engine, Account) if a.name == name)


def a_person(ws: Workspace, name: str, **fields: Any) -> int:
    with writing(ws.engine) as session:
        return int(a_record(session, "person", name, **fields).id)


def test_the_first_account_is_added_on_the_terminal_and_nowhere_else(ws: Workspace) -> None:
    with pytest.raises(Forbidden, match="python -m app users add"):
        add_account(ws, LOCAL_OWNER, NewAccount(name="ann", role=Role.ADMIN))
    assert every(ws.engine, Account) == []
    assert every(ws.engine, Person) == []


def test_the_first_account_is_an_administrator(ws: Workspace) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_account(ws, OPERATOR, NewAccount(name="ann", role=Role.MANAGER))
    assert refused.value.faults[0].field == "role"
    assert add_account(ws, OPERATOR, NewAccount(name="ann", role=Role.ADMIN)).account.role is Role.ADMIN


def test_links_hold_15_minutes_for_the_first_and_a_day_for_others(ws: Workspace, clock: Clock) -> None:
    assert (FIRST_LINK.total_seconds(), LINK.total_seconds()) == (15 * 60, 24 * 3600)
    first = add_account(ws, OPERATOR, NewAccount(name="root", role=Role.ADMIN))
    second = add_account(ws, OPERATOR, NewAccount(name="ann"))
    clock.forward(minutes=15, seconds=-1)
    assert invited(ws, first.secret)
    clock.forward(seconds=1)
    assert invited(ws, first.secret) is None
    assert redeem_link(ws, first.secret, PASSWORD) is None
    clock.forward(hours=23, minutes=44, seconds=59)
    assert invited(ws, second.secret)
    clock.forward(seconds=1)
    assert redeem_link(ws, second.secret, PASSWORD) is None


def test_a_link_is_used_once_and_looking_at_it_uses_nothing(ws: Workspace) -> None:
    invitation = add_account(ws, OPERATOR, NewAccount(name="ann", role=Role.ADMIN))
    for _ in range(3):
        found = invited(ws, invitation.secret)
        assert found is not None
        assert found.name == "ann"
    assert redeem_link(ws, invitation.secret, PASSWORD)
    assert invited(ws, invitation.secret) is None
    assert redeem_link(ws, invitation.secret, OTHER) is None
    assert sign_in(ws, "ann", OTHER, BROWSER) is None
    assert sign_in(ws, "ann", PASSWORD, BROWSER)


def test_of_two_who_use_one_link_at_once_one_succeeds(ws: Workspace) -> None:
    invitation = add_account(ws, OPERATOR, NewAccount(name="ann", role=Role.ADMIN))
    chosen = [f"{PASSWORD}-{n}" for n in range(4)]
    ready, won = threading.Barrier(len(chosen)), []

    def redeem(password: str) -> None:
        ready.wait()
        if redeem_link(ws, invitation.secret, password):
            won.append(password)

    threads = [threading.Thread(target=redeem, args=[password]) for password in chosen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert [p for p in chosen if sign_in(ws, "ann", p, BROWSER)] == won


def test_a_refused_password_leaves_the_link_as_it_was(ws: Workspace) -> None:
    invitation = add_account(ws, OPERATOR, NewAccount(name="ann", role=Role.ADMIN))
    with pytest.raises(InvalidInput):
        redeem_link(ws, invitation.secret, "short")
    assert redeem_link(ws, invitation.secret, PASSWORD)


@pytest.mark.parametrize("secret", ["", "x" * 43, "../../etc", "x" * 100_000, "nul\0"])
def test_an_invented_link_is_nobodys(ws: Workspace, secret: str) -> None:
    add(ws, "root", Role.ADMIN)
    assert invited(ws, secret) is None
    assert redeem_link(ws, secret, PASSWORD) is None


def test_no_secret_is_stored_as_it_is(ws: Workspace) -> None:
    invitation = add_account(ws, OPERATOR, NewAccount(name="ann", role=Role.ADMIN))
    stored = repr([every(ws.engine, t) for t in (Account, OneTimeLink, Change)])
    assert invitation.secret not in stored
    redeem_link(ws, invitation.secret, PASSWORD)
    secret = sign_in(ws, "ann", PASSWORD, BROWSER)
    stored = repr([every(ws.engine, t) for t in (Account, OneTimeLink, Change, SignInSession)])
    assert secret
    assert secret not in stored
    assert PASSWORD not in stored


def test_an_account_belongs_to_the_person_that_documents_name(ws: Workspace) -> None:
    add(ws, "root", Role.ADMIN)
    person_id = a_person(ws, "Ann Lee")
    assert add(ws, "ann", person="@ann lee").person_id == person_id
    assert {a.name for a in every(ws.engine, Alias) if a.target_id == person_id} == {"Ann Lee", "ann"}


def test_somebody_is_found_by_the_address_that_is_known(ws: Workspace) -> None:
    add(ws, "root", Role.ADMIN)
    person_id = a_person(ws, "Ann Lee", email="ann@example.org")
    made = add_account(ws, OPERATOR, NewAccount(name="al", email="Ann@example.org")).account
    assert made.person_id == person_id


def test_nobody_has_two_accounts_and_no_account_two_owners(ws: Workspace) -> None:
    add(ws, "ann", person="Ann Lee")
    with pytest.raises(Conflict, match="already"):
        add_account(ws, OPERATOR, NewAccount(name="ANN", person="Somebody Else"))
    with pytest.raises(Conflict, match="already"):
        add_account(ws, OPERATOR, NewAccount(name="lee", person="Ann Lee"))
    assert {a.name for a in every(ws.engine, Account)} == {"root", "ann"}


@pytest.mark.parametrize("fields", [{"name": "@"}, {"name": "\u0301"}, {"name": "x", "person": "@"}])
def test_a_name_without_a_letter_is_refused(ws: Workspace, fields: dict[str, str]) -> None:
    add(ws, "root", Role.ADMIN)
    with pytest.raises(InvalidInput):
        add_account(ws, OPERATOR, NewAccount(**fields))
    assert len(every(ws.engine, Account)) == 1


ACTS: list[Any] = [
    lambda ws, who: add_account(ws, who, NewAccount(name=f"new {len(every(ws.engine, Account))}")),
    lambda ws, who: change_role(ws, who, "bob", Role.ADMIN),
    lambda ws, who: disable_account(ws, who, "bob"),
    lambda ws, who: enable_account(ws, who, "bob"),
    lambda ws, who: reset_account(ws, who, "bob"),
]


@pytest.mark.parametrize("act", ACTS)
def test_accounts_are_an_administrators(ws: Workspace, act: Any) -> None:
    add(ws, "bob")
    for role in (Role.READER, Role.AUTHOR, Role.MANAGER):
        name = f"a {role}"
        add(ws, name, role)
        with pytest.raises(Forbidden, match="admin"):
            act(ws, principal(ws, name))
    for nobody, error in ((ANONYMOUS, SignInNeeded), (SYSTEM, Forbidden)):
        with pytest.raises(error):
            act(ws, nobody)
    act(ws, principal(ws, "root"))
    act(ws, OPERATOR)


def test_one_administrator_always_remains(ws: Workspace) -> None:
    add(ws, "ann", Role.ADMIN)
    change_role(ws, OPERATOR, "root", Role.READER)
    for act in (
        lambda: change_role(ws, OPERATOR, "ann", Role.MANAGER),
        lambda: disable_account(ws, OPERATOR, "ann"),
    ):
        with pytest.raises(Conflict, match="only administrator"):
            act()
    change_role(ws, OPERATOR, "ann", Role.ADMIN)
    change_role(ws, OPERATOR, "root", Role.ADMIN)
    assert not disable_account(ws, OPERATOR, "ann").active


def test_a_disabled_account_keeps_its_password_and_nothing_else(ws: Workspace) -> None:
    add(ws, "ann")
    assert sign_in(ws, "ann", PASSWORD, BROWSER)
    link = reset_account(ws, OPERATOR, "root").secret
    disable_account(ws, OPERATOR, "ann")
    assert every(ws.engine, SignInSession) == []
    assert invited(ws, link)
    assert sign_in(ws, "ann", PASSWORD, BROWSER) is None
    with pytest.raises(Conflict, match="enable it first"):
        reset_account(ws, OPERATOR, "ann")
    enable_account(ws, OPERATOR, "ann")
    assert sign_in(ws, "ann", PASSWORD, BROWSER)


def test_disabling_ends_a_link_that_is_on_its_way(ws: Workspace) -> None:
    add(ws, "root", Role.ADMIN)
    link = add_account(ws, OPERATOR, NewAccount(name="ann")).secret
    disable_account(ws, OPERATOR, "ann")
    assert invited(ws, link) is None
    enable_account(ws, OPERATOR, "ann")
    assert redeem_link(ws, link, PASSWORD) is None


def test_a_reset_ends_the_password_the_sessions_and_the_former_link(ws: Workspace) -> None:
    add(ws, "ann")
    assert sign_in(ws, "ann", PASSWORD, BROWSER)
    first = reset_account(ws, OPERATOR, "ann")
    second = reset_account(ws, OPERATOR, "ann")
    assert every(ws.engine, SignInSession) == []
    assert sign_in(ws, "ann", PASSWORD, BROWSER) is None
    assert invited(ws, first.secret) is None
    assert redeem_link(ws, second.secret, OTHER)
    assert sign_in(ws, "ann", OTHER, BROWSER)


def test_who_decided_on_what_has_changed_since_is_told(ws: Workspace) -> None:
    version = add(ws, "ann").version
    change_role(ws, OPERATOR, "ann", Role.MANAGER, expected=version)
    for act in (change_role, disable_account, enable_account):
        extra = (Role.READER,) if act is change_role else ()
        with pytest.raises(PreconditionFailed):
            act(ws, OPERATOR, "ann", *extra, expected=version)  # type: ignore[operator]
    assert the_account(ws.engine, "ann").role is Role.MANAGER


@pytest.mark.parametrize("act", ACTS[1:])
def test_there_is_nothing_to_do_for_an_account_that_is_not_there(ws: Workspace, act: Any) -> None:
    add(ws, "root", Role.ADMIN)
    with pytest.raises(NotFound):
        act(ws, OPERATOR)


def test_what_was_done_stands_in_the_accounts_changes_with_who_did_it(ws: Workspace) -> None:
    add(ws, "ann", person="Ann Lee")
    root = principal(ws, "root")
    change_role(ws, root, "ann", Role.MANAGER)
    change_role(ws, root, "ann", Role.MANAGER)
    disable_account(ws, root, "ann")
    disable_account(ws, root, "ann")
    with reading(ws.engine) as session:
        found = changes_of(session, "account", the_account(ws.engine, "ann").id)
    assert [(c.actor, c.what) for c in reversed(found)] == [
        ("command line", "added as author for Ann Lee"),
        ("ann", "password chosen by a one-time link"),
        ("root", "made manager, was author"),
        ("root", "disabled"),
    ]
