"""The table of who may do what, read from all its sides."""

import itertools

import pytest

from app.domain.capabilities import TABLE, Capability, capabilities_of, needed_to_edit, needed_to_move, within
from app.domain.errors import Forbidden, SignInNeeded
from app.domain.lifecycle import MOVES
from app.domain.principal import ANONYMOUS, LOCAL_OWNER, OPERATOR, SYSTEM, Principal, require
from app.domain.vocabulary import ActionStatus, Role, TokenScope

S = ActionStatus
ROLES = list(Role)


def test_every_capability_stands_in_the_table() -> None:
    assert set(TABLE) == set(Capability)
    assert all(c.does and c.role in Role and c.scope in TokenScope for c in Capability)


@pytest.mark.parametrize(("less", "more"), list(itertools.pairwise(ROLES)))
def test_each_role_does_all_that_the_one_before_does_and_more(less: Role, more: Role) -> None:
    assert capabilities_of(less) < capabilities_of(more)


def test_an_admin_does_everything_and_a_reader_changes_nothing_but_tokens() -> None:
    assert capabilities_of(Role.ADMIN) == set(Capability)
    assert capabilities_of(Role.READER) == {Capability.READ, Capability.FOLLOW, Capability.OWN_TOKENS}


def test_what_only_a_manager_may() -> None:
    managing = capabilities_of(Role.MANAGER) - capabilities_of(Role.AUTHOR)
    assert {Capability.ACCEPT, Capability.ASSIGN, Capability.VERIFY, Capability.BULK} <= managing


@pytest.mark.parametrize("scopes", [(), *((s,) for s in TokenScope), tuple(TokenScope)], ids=str)
def test_a_token_never_carries_more_than_its_owner_has(scopes: tuple[TokenScope, ...]) -> None:
    for role in Role:
        carried = within(capabilities_of(role), frozenset(scopes))
        assert carried <= capabilities_of(role)
        assert all(c.scope in scopes for c in carried)
    assert within(capabilities_of(Role.ADMIN), frozenset(TokenScope)) == set(Capability)


@pytest.mark.parametrize(("old", "new"), [(old, new) for old, moves in MOVES.items() for new in moves])
def test_ones_own_work_is_moved_by_an_author_but_never_accepted_declined_or_verified(
    old: ActionStatus, new: ActionStatus
) -> None:
    own, other = needed_to_move(old, new, own=True), needed_to_move(old, new, own=False)
    working = {S.OPEN, S.IN_PROGRESS, S.BLOCKED, S.DONE}
    assert (own.role is Role.AUTHOR) == ({old, new} <= working)
    assert other.role is Role.MANAGER


def test_what_others_rely_on_is_a_managers_to_change() -> None:
    for field in ("owner", "team", "due", "priority"):
        assert needed_to_edit(field, own=True) is Capability.ASSIGN
    assert needed_to_edit("text", own=True) is Capability.MOVE_OWN
    assert needed_to_edit("text", own=False) is Capability.MOVE


def test_nobody_is_asked_to_sign_in_and_somebody_is_told_what_it_takes() -> None:
    with pytest.raises(SignInNeeded, match="sign in to verify"):
        require(ANONYMOUS, Capability.VERIFY)
    author = Principal("Ann", may=capabilities_of(Role.AUTHOR), account=1)
    with pytest.raises(Forbidden, match=r"Ann may not verify .* takes the role manager or above"):
        require(author, Capability.VERIFY)
    with pytest.raises(Forbidden, match=r"takes the role admin$"):
        require(author, Capability.ACCOUNTS)
    require(author, Capability.WRITE)


def test_a_token_is_told_which_scope_it_lacks() -> None:
    scopes = frozenset({TokenScope.READ})
    reading = Principal("Ann", may=within(capabilities_of(Role.ADMIN), scopes), account=1, scopes=scopes)
    with pytest.raises(Forbidden, match="a token with the scope write"):
        require(reading, Capability.WRITE)


@pytest.mark.parametrize("unattended", [SYSTEM, OPERATOR])
def test_what_runs_by_itself_vouches_for_nobodys_work(unattended: Principal) -> None:
    for capability in (Capability.MOVE, Capability.MOVE_OWN, Capability.ACCEPT, Capability.VERIFY):
        with pytest.raises(Forbidden, match="takes a person"):
            require(unattended, capability)
    assert LOCAL_OWNER.may == set(Capability)
