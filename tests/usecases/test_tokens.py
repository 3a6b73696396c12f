"""Tokens: made for oneself or a program, never with more than their owner has, and ended at once."""

from typing import Any

import pytest
from pydantic import ValidationError
from support.accounts import add, principal
from support.databases import Clock, Workspace
from support.documents import every

from app.domain.capabilities import Capability
from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound, SignInNeeded
from app.domain.principal import ANONYMOUS, LOCAL_OWNER, OPERATOR, Principal
from app.domain.vocabulary import Role, TokenKind, TokenScope
from app.store.accounts import changes_of
from app.store.engine import reading
from app.store.tables import Token
from app.usecases.accounts import change_role, disable_account, enable_account
from app.usecases.credentials import hashed, new_token
from app.usecases.tokens import DAYS_MAX, MadeToken, NewToken, hand_over, make_token, revoke_token, who_by_token

T = TokenScope


def personal(ws: Workspace, name: str, *scopes: TokenScope, called: str = "ci", **more: Any) -> MadeToken:
    return make_token(ws, principal(ws, name), NewToken(name=called, scopes=list(scopes) or [T.READ], **more))


def service(ws: Workspace, owner: str, *scopes: TokenScope, called: str = "pipeline") -> MadeToken:
    new = NewToken(name=called, kind=TokenKind.SERVICE, scopes=list(scopes) or [T.READ], owner=owner)
    return make_token(ws, principal(ws, "root"), new)


def who_with(ws: Workspace, made: MadeToken) -> Principal | None:
    found = who_by_token(ws, made.secret, feed=made.token.kind is TokenKind.FEED)
    return found[1] if found else None


def test_a_token_is_stored_as_a_hash_with_its_last_characters(ws: Workspace) -> None:
    add(ws, "ann")
    made = personal(ws, "ann")
    stored = every(ws.engine, Token)[0]
    assert (stored.hash, stored.hint) == (hashed(made.secret), made.secret[-4:])
    assert made.secret not in repr(stored)
    assert made.secret.startswith("aft_")


def test_a_personal_token_acts_as_its_owner_and_says_by_what(ws: Workspace) -> None:
    add(ws, "ann", Role.MANAGER, "Ann Lee")
    who, owner = who_with(ws, personal(ws, "ann", T.READ, T.WRITE, called="laptop")), principal(ws, "ann")
    assert who is not None
    assert who.name == "Ann Lee (token laptop)"
    assert (who.account, who.person, who.scopes) == (owner.account, owner.person, {T.READ, T.WRITE})
    assert who.may == {c for c in owner.may if c.scope in (T.READ, T.WRITE)}


@pytest.mark.parametrize("role", list(Role))
def test_all_scopes_together_carry_what_the_owner_may_and_no_more(ws: Workspace, role: Role) -> None:
    add(ws, "ann", role)
    who = who_with(ws, personal(ws, "ann", *T))
    assert who is not None
    assert who.may == principal(ws, "ann").may


def test_a_token_loses_what_its_owner_loses(ws: Workspace) -> None:
    add(ws, "ann", Role.ADMIN)
    made = personal(ws, "ann", *T)
    change_role(ws, OPERATOR, "ann", Role.READER)
    who = who_with(ws, made)
    assert who is not None
    assert who.may == principal(ws, "ann").may


def test_a_token_holds_until_its_day(ws: Workspace, clock: Clock) -> None:
    add(ws, "ann")
    made = personal(ws, "ann", days=30)
    clock.forward(days=30, seconds=-1)
    assert who_with(ws, made)
    clock.forward(seconds=1)
    assert who_with(ws, made) is None


@pytest.mark.parametrize("fields", [{"days": 0}, {"days": DAYS_MAX + 1}, {"name": ""}, {"scopes": ["all"]}])
def test_what_no_token_has_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        NewToken(**{"name": "ci", "scopes": ["read"], **fields})


def test_a_token_needs_a_scope_and_a_name_of_its_own(ws: Workspace) -> None:
    add(ws, "ann")
    add(ws, "bob")
    with pytest.raises(InvalidInput) as refused:
        make_token(ws, principal(ws, "ann"), NewToken(name="ci"))
    assert refused.value.faults[0].field == "scopes"
    made = personal(ws, "ann")
    with pytest.raises(Conflict, match="already"):
        personal(ws, "ann")
    assert personal(ws, "bob")
    revoke_token(ws, principal(ws, "ann"), made.token.id or 0)
    assert personal(ws, "ann")


def test_a_feed_token_reads_feeds_whatever_was_asked_for(ws: Workspace) -> None:
    add(ws, "ann", Role.ADMIN)
    made = personal(ws, "ann", *T, kind=TokenKind.FEED)
    assert made.secret.startswith("aftf_")
    who = who_with(ws, made)
    assert who is not None
    assert who.may == {Capability.FOLLOW}
    assert who_by_token(ws, made.secret) is None
    assert who_by_token(ws, personal(ws, "ann", T.FEEDS).secret, feed=True) is None


def test_a_service_token_is_a_program_with_an_owner(ws: Workspace) -> None:
    add(ws, "ann", Role.MANAGER)
    who = who_with(ws, service(ws, "ann", T.READ, T.WRITE, T.TARGETS))
    assert who is not None
    assert (who.name, who.account, who.person) == ("pipeline (service)", None, None)
    assert who.may == {Capability.READ, Capability.WRITE, Capability.PROPOSE, Capability.PUSH_TARGETS}


@pytest.mark.parametrize("role", [Role.READER, Role.AUTHOR, Role.MANAGER])
def test_service_tokens_are_an_administrators(ws: Workspace, role: Role) -> None:
    add(ws, "ann", role)
    new = NewToken(name="pipeline", kind=TokenKind.SERVICE, scopes=[T.READ], owner="ann")
    with pytest.raises(Forbidden):
        make_token(ws, principal(ws, "ann"), new)
    with pytest.raises(Forbidden):
        hand_over(ws, principal(ws, "ann"), service(ws, "ann").token.id or 0, "ann")


def test_a_service_token_names_an_owner_who_is_there_and_never_administers(ws: Workspace) -> None:
    add(ws, "ann")
    disable_account(ws, OPERATOR, "ann")
    with pytest.raises(Conflict, match="disabled"):
        service(ws, "ann")
    with pytest.raises(NotFound):
        service(ws, "nobody")
    with pytest.raises(InvalidInput) as refused:
        service(ws, "root", T.ADMIN)
    assert refused.value.faults[0].field == "scopes"
    with pytest.raises(InvalidInput) as refused:
        make_token(ws, principal(ws, "root"), NewToken(name="x", kind=TokenKind.SERVICE, scopes=[T.READ]))
    assert refused.value.faults[0].field == "owner"


def test_nobody_makes_a_token_for_somebody_else(ws: Workspace) -> None:
    add(ws, "ann")
    with pytest.raises(InvalidInput) as refused:
        make_token(ws, principal(ws, "root"), NewToken(name="x", scopes=[T.READ], owner="ann"))
    assert refused.value.faults[0].field == "owner"
    for nobody, error in ((ANONYMOUS, SignInNeeded), (LOCAL_OWNER, Conflict), (OPERATOR, Forbidden)):
        with pytest.raises(error):
            make_token(ws, nobody, NewToken(name="x", scopes=[T.READ]))


def test_a_token_makes_none_that_may_more_than_itself(ws: Workspace) -> None:
    add(ws, "ann", Role.ADMIN)
    who = who_with(ws, personal(ws, "ann", T.READ, T.ADMIN))
    assert who is not None
    with pytest.raises(Forbidden, match="more than itself"):
        make_token(ws, who, NewToken(name="x", scopes=[T.READ, T.WRITE]))
    with pytest.raises(Forbidden, match="more than itself"):
        make_token(ws, who, NewToken(name="x", kind=TokenKind.FEED))
    assert make_token(ws, who, NewToken(name="x", scopes=[T.READ]))


def test_only_a_token_for_administration_makes_or_revokes_others(ws: Workspace) -> None:
    add(ws, "ann", Role.ADMIN)
    who = who_with(ws, made := personal(ws, "ann", T.READ, T.WRITE))
    assert who is not None
    with pytest.raises(Forbidden, match="scope admin"):
        make_token(ws, who, NewToken(name="x", scopes=[T.READ]))
    with pytest.raises(Forbidden, match="scope admin"):
        revoke_token(ws, who, made.token.id or 0)


def test_a_revoked_token_is_refused_at_once_and_stays_so(ws: Workspace) -> None:
    add(ws, "ann")
    made, who = personal(ws, "ann"), principal(ws, "ann")
    assert who_with(ws, made)
    token = revoke_token(ws, who, made.token.id or 0)
    assert who_with(ws, made) is None
    assert revoke_token(ws, principal(ws, "root"), made.token.id or 0).revoked_by == token.revoked_by == "ann"
    with reading(ws.engine) as session:
        assert len(changes_of(session, "token", token.id)) == 2


def test_of_others_tokens_one_learns_nothing_but_an_administrator_ends_them(ws: Workspace) -> None:
    add(ws, "ann")
    add(ws, "bob", Role.MANAGER)
    made = personal(ws, "ann")
    for token_id in (made.token.id or 0, 9999):
        with pytest.raises(NotFound, match=f"there is no token {token_id}"):
            revoke_token(ws, principal(ws, "bob"), token_id)
    assert who_with(ws, made)
    revoke_token(ws, principal(ws, "root"), made.token.id or 0)
    assert who_with(ws, made) is None


def test_tokens_sleep_while_their_owner_is_disabled(ws: Workspace) -> None:
    add(ws, "ann")
    tokens = [personal(ws, "ann"), service(ws, "ann"), personal(ws, "ann", kind=TokenKind.FEED)]
    disable_account(ws, OPERATOR, "ann")
    assert [who_with(ws, made) for made in tokens] == [None] * 3
    enable_account(ws, OPERATOR, "ann")
    assert all(who_with(ws, made) for made in tokens)


def test_a_service_token_is_handed_over_and_works_again(ws: Workspace) -> None:
    add(ws, "ann")
    add(ws, "bob")
    made = service(ws, "ann")
    disable_account(ws, OPERATOR, "ann")
    with pytest.raises(Conflict, match="disabled"):
        hand_over(ws, principal(ws, "root"), made.token.id or 0, "ann")
    hand_over(ws, principal(ws, "root"), made.token.id or 0, "bob")
    assert who_with(ws, made)
    own = personal(ws, "bob")
    with pytest.raises(Conflict, match="cannot be handed over"):
        hand_over(ws, principal(ws, "root"), own.token.id or 0, "root")


def test_the_last_use_is_written_at_most_every_minute(ws: Workspace, clock: Clock) -> None:
    add(ws, "ann")
    made = personal(ws, "ann")
    assert every(ws.engine, Token)[0].used_at is None
    assert who_with(ws, made)
    first = clock.at
    clock.forward(seconds=59)
    assert who_with(ws, made)
    assert every(ws.engine, Token)[0].used_at == first
    clock.forward(seconds=1)
    assert who_with(ws, made)
    assert every(ws.engine, Token)[0].used_at == clock.at


def test_an_invented_token_asks_the_database_nothing(ws: Workspace, statements: Any) -> None:
    add(ws, "ann")
    real = personal(ws, "ann").secret
    mistyped = real[:-7] + ("a" if real[-7] != "a" else "b") + real[-6:]
    with statements() as sent:
        for invented in ("", "aft_", mistyped, "x" * 100_000, f"{real} "):
            assert who_by_token(ws, invented) is None
    assert sent == []
    with statements() as sent:
        assert who_by_token(ws, new_token(TokenKind.PERSONAL)) is None
    assert sent
