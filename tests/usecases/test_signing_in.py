"""Signing in and out: by password, by session, by a proxy's word; and how long a session lasts."""

from collections.abc import Iterator

import pytest
from support.accounts import PASSWORD, add, principal
from support.databases import Clock, Workspace
from support.documents import every

from app.domain.errors import Forbidden, InvalidInput
from app.domain.principal import LOCAL_OWNER, OPERATOR
from app.domain.vocabulary import Role, TokenScope
from app.search.memory import MemoryIndex
from app.store.engine import open_engine
from app.store.tables import Account, SignInSession
from app.usecases.accounts import NewAccount, add_account, change_role, disable_account
from app.usecases.credentials import hashed, new_secret
from app.usecases.signing_in import (
    Browser,
    change_password,
    end_session,
    has_accounts,
    is_live,
    sign_in,
    sign_out,
    sign_out_everywhere,
    who_by_proxy,
    who_by_session,
)
from app.usecases.tokens import NewToken, make_token, who_by_token

BROWSER = Browser("192.0.2.1", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
OTHER = "quiet-harbour-1907-tin"


def signed_in(ws: Workspace, name: str, former: str = "") -> str:
    secret = sign_in(ws, name, PASSWORD, BROWSER, former)
    assert secret
    return secret


def test_there_are_accounts_from_the_first_on(ws: Workspace) -> None:
    assert not has_accounts(ws)
    add(ws, "root", Role.ADMIN)
    assert has_accounts(ws)


@pytest.mark.parametrize("spelling", ["ann", "ANN", " Ann ", "@ann", "änn"])
def test_one_signs_in_under_any_spelling_of_the_name(ws: Workspace, spelling: str) -> None:
    account = add(ws, "ann", Role.MANAGER, "Ann Lee")
    who = who_by_session(ws, signed_in(ws, spelling))
    assert who is not None
    assert who == principal(ws, "ann")
    assert (who.name, who.account, who.person, who.scopes) == ("Ann Lee", account.id, account.person_id, None)


STRANGE = ["nobody", "", "@", "ann\0x", "half \ud800 a pair", "n" * 100_000, "gone", "invited"]


@pytest.mark.parametrize(
    ("name", "password"), [("ann", ""), ("ann", PASSWORD + "x"), *((name, PASSWORD) for name in STRANGE)]
)
def test_whatever_is_wrong_nobody_is_signed_in(ws: Workspace, name: str, password: str) -> None:
    add(ws, "ann")
    add(ws, "gone")
    disable_account(ws, OPERATOR, "gone")
    add_account(ws, OPERATOR, NewAccount(name="invited"))
    assert sign_in(ws, name, password, BROWSER) is None
    assert every(ws.engine, SignInSession) == []


def test_each_sign_in_has_a_new_session_and_the_browsers_former_one_ends(ws: Workspace) -> None:
    add(ws, "ann")
    first = signed_in(ws, "ann")
    elsewhere = signed_in(ws, "ann")
    second = signed_in(ws, "ann", former=first)
    assert len({first, second, elsewhere}) == 3
    assert who_by_session(ws, first) is None
    assert who_by_session(ws, second)
    assert who_by_session(ws, elsewhere)


def test_a_session_that_was_thought_up_is_not_taken_over(ws: Workspace) -> None:
    """Fixation: the id that a browser comes with never becomes the one that it is signed in by."""
    add(ws, "ann")
    planted = new_secret()
    assert signed_in(ws, "ann", former=planted) != planted
    assert who_by_session(ws, planted) is None


@pytest.mark.parametrize("secret", ["", "x" * 43, "nul\0", "x" * 100_000, "é" * 43])
def test_an_invented_session_is_nobodys(ws: Workspace, secret: str) -> None:
    add(ws, "ann")
    assert who_by_session(ws, secret) is None


def test_a_session_ends_after_eight_idle_hours(ws: Workspace, clock: Clock) -> None:
    add(ws, "ann")
    secret = signed_in(ws, "ann")
    clock.forward(hours=8, seconds=-1)
    assert who_by_session(ws, secret)
    clock.forward(hours=8, seconds=-1)
    assert who_by_session(ws, secret)
    clock.forward(hours=8)
    assert who_by_session(ws, secret) is None


def test_a_session_ends_after_seven_days_however_busy(ws: Workspace, clock: Clock) -> None:
    add(ws, "ann")
    secret = signed_in(ws, "ann")
    for _ in range(7 * 4 - 1):
        clock.forward(hours=6)
        assert who_by_session(ws, secret)
    clock.forward(hours=6)
    assert who_by_session(ws, secret) is None


def test_the_last_use_is_written_at_most_every_five_minutes(ws: Workspace, clock: Clock) -> None:
    add(ws, "ann")
    secret, begun = signed_in(ws, "ann"), clock.at
    clock.forward(minutes=4)
    who_by_session(ws, secret)
    assert every(ws.engine, SignInSession)[0].seen_at == begun
    clock.forward(minutes=1)
    who_by_session(ws, secret)
    assert every(ws.engine, SignInSession)[0].seen_at == clock.at


def test_sessions_that_ran_out_go_when_somebody_signs_in(ws: Workspace, clock: Clock) -> None:
    add(ws, "ann")
    add(ws, "bob")
    signed_in(ws, "bob")
    clock.forward(hours=7)
    kept = signed_in(ws, "ann")
    clock.forward(hours=1)
    assert [is_live(row, clock.at) for row in every(ws.engine, SignInSession)].count(False) == 1
    latest = signed_in(ws, "ann")
    assert {row.hash for row in every(ws.engine, SignInSession)} == {hashed(kept), hashed(latest)}


def test_a_session_says_where_it_comes_from(ws: Workspace) -> None:
    add(ws, "ann")
    assert sign_in(ws, "ann", PASSWORD, Browser("2001:db8::1", "Evil\r\n\x1b[31m" + "x" * 5000))
    row = every(ws.engine, SignInSession)[0]
    assert row.address == "2001:db8::1"
    assert row.agent.isprintable()
    assert len(row.agent) <= 200


def test_signing_out_ends_this_session_and_no_other(ws: Workspace) -> None:
    add(ws, "ann")
    here, there = signed_in(ws, "ann"), signed_in(ws, "ann")
    sign_out(ws, here)
    sign_out(ws, here)
    assert who_by_session(ws, here) is None
    assert who_by_session(ws, there)


def test_signing_out_everywhere_ends_all_of_ones_own(ws: Workspace) -> None:
    add(ws, "ann")
    add(ws, "bob")
    mine, bobs = [signed_in(ws, "ann") for _ in range(3)], signed_in(ws, "bob")
    sign_out_everywhere(ws, principal(ws, "ann"))
    assert [who_by_session(ws, secret) for secret in mine] == [None] * 3
    assert who_by_session(ws, bobs)
    sign_out_everywhere(ws, LOCAL_OWNER)


def test_one_ends_only_sessions_of_ones_own(ws: Workspace) -> None:
    add(ws, "ann")
    add(ws, "bob")
    mine, bobs = signed_in(ws, "ann"), signed_in(ws, "bob")
    end_session(ws, principal(ws, "ann"), hashed(bobs))
    assert who_by_session(ws, bobs)
    end_session(ws, principal(ws, "ann"), hashed(mine))
    assert who_by_session(ws, mine) is None


@pytest.fixture
def elsewhere(database_url: str, clock: Clock) -> Iterator[Workspace]:
    """Another process on the same database."""
    opened = open_engine(database_url)
    yield Workspace(opened, MemoryIndex(), clock)
    opened.dispose()


def test_who_is_disabled_is_out_at_once_in_every_process(ws: Workspace, elsewhere: Workspace) -> None:
    add(ws, "ann")
    secret = signed_in(ws, "ann")
    token = make_token(ws, principal(ws, "ann"), NewToken(name="ci", scopes=[TokenScope.READ])).secret
    assert who_by_session(elsewhere, secret)
    assert who_by_token(elsewhere, token)
    disable_account(ws, OPERATOR, "ann")
    assert who_by_session(elsewhere, secret) is None
    assert who_by_token(elsewhere, token) is None


def test_another_role_counts_at_once_in_every_process(ws: Workspace, elsewhere: Workspace) -> None:
    add(ws, "ann")
    secret = signed_in(ws, "ann")
    change_role(elsewhere, OPERATOR, "ann", Role.READER)
    who = who_by_session(ws, secret)
    assert who is not None
    assert who.may == principal(ws, "ann").may


def test_a_new_password_ends_every_other_session(ws: Workspace) -> None:
    add(ws, "ann")
    here, there = signed_in(ws, "ann"), signed_in(ws, "ann")
    assert change_password(ws, principal(ws, "ann"), PASSWORD, OTHER, own=here)
    assert who_by_session(ws, here)
    assert who_by_session(ws, there) is None
    assert sign_in(ws, "ann", PASSWORD, BROWSER) is None
    assert sign_in(ws, "ann", OTHER, BROWSER)


def test_a_password_is_changed_only_by_who_knows_the_old_one(ws: Workspace) -> None:
    add(ws, "ann")
    secret = signed_in(ws, "ann")
    who = principal(ws, "ann")
    assert not change_password(ws, who, "wrong wrong wrong", OTHER, own=secret)
    with pytest.raises(InvalidInput):
        change_password(ws, who, PASSWORD, "short", own=secret)
    assert not change_password(ws, LOCAL_OWNER, PASSWORD, OTHER)
    assert signed_in(ws, "ann")


def test_a_token_reaches_neither_password_nor_sessions(ws: Workspace) -> None:
    add(ws, "ann")
    secret = signed_in(ws, "ann")
    made = make_token(ws, principal(ws, "ann"), NewToken(name="ci", scopes=list(TokenScope)))
    found = who_by_token(ws, made.secret)
    assert found
    for act in (
        lambda: change_password(ws, found[1], PASSWORD, OTHER),
        lambda: end_session(ws, found[1], hashed(secret)),
        lambda: sign_out_everywhere(ws, found[1]),
    ):
        with pytest.raises(Forbidden, match="signed in"):
            act()
    assert who_by_session(ws, secret)


def test_a_proxy_adds_readers_and_finds_those_who_are_there(ws: Workspace) -> None:
    add(ws, "ann", Role.MANAGER)
    assert who_by_proxy(ws, "ANN") == principal(ws, "ann")
    who = who_by_proxy(ws, "new@example.org")
    assert who is not None
    assert who.may == principal(ws, "new@example.org").may
    assert {a.name: a.role for a in every(ws.engine, Account)}["new@example.org"] is Role.READER
    assert who_by_proxy(ws, "New@Example.org") == who


def test_a_proxys_word_counts_for_nobody_before_the_first_account(ws: Workspace) -> None:
    assert who_by_proxy(ws, "ann") is None
    assert every(ws.engine, Account) == []


@pytest.mark.parametrize("name", ["", " ", "@", "\u0301"])
def test_a_proxy_that_names_nobody_signs_nobody_in(ws: Workspace, name: str) -> None:
    add(ws, "root", Role.ADMIN)
    assert who_by_proxy(ws, name) is None
    assert len(every(ws.engine, Account)) == 1


def test_a_proxy_does_not_let_in_who_is_disabled(ws: Workspace) -> None:
    add(ws, "ann")
    disable_account(ws, OPERATOR, "ann")
    assert who_by_proxy(ws, "ann") is None


def test_a_proxys_long_or_dirty_name_is_one_line_of_a_names_length(ws: Workspace) -> None:
    add(ws, "root", Role.ADMIN)
    who = who_by_proxy(ws, "a\r\nb\0" + "x" * 5000)
    assert who is not None
    assert who.name.isprintable()
    assert len(who.name) <= 120
