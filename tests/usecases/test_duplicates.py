"""Two postmortems that look like one are merged or told apart, and that is taken back."""

import pytest
from sqlmodel import Session
from support.databases import Workspace
from support.documents import bring, every
from support.twins import STORY, report

from app.domain.capabilities import Capability
from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.domain.lifecycle import Evidence, Move
from app.domain.principal import LOCAL_OWNER, Principal
from app.domain.vocabulary import ActionStatus, DuplicateState, Visibility
from app.store.action_items import ActionFilter, actions_of, list_actions
from app.store.duplicates import list_duplicates, pairs_of
from app.store.engine import reading, writing
from app.store.postmortems import PostmortemFilter, find_postmortem, list_postmortems
from app.store.tables import ActionEvent, ActionItem, Change, Duplicate, Postmortem
from app.usecases.actions import move_action
from app.usecases.audit_log import verify
from app.usecases.duplicates import doubt_again, merge, separate, tell_apart
from app.usecases.searching import search

S, D = ActionStatus, DuplicateState
AUTHOR = Principal("Ann", frozenset(Visibility), frozenset({Capability.READ, Capability.WRITE}))
ONE = report("Orders lost", STORY) + "\n## Action items\n\n- Check each program's settings\n- Write to the vendor\n"
OTHER = (
    report("Failover", STORY, day="2024-04-20")
    + "\n## Action items\n\n- Check every program's settings (@bob, due 2024-05-01)\n"
    "- Draw a picture of the network\n"
)


@pytest.fixture
def pair(ws: Workspace) -> int:
    bring(ws, ONE, "a.md")
    bring(ws, OTHER, "b.md")
    [found] = every(ws.engine, Duplicate)
    return int(found.id)


def listed(ws: Workspace) -> list[str]:
    with reading(ws.engine) as session:
        return sorted(
            row.postmortem.slug for row in list_postmortems(session, LOCAL_OWNER, PostmortemFilter()).items
        )


def states(ws: Workspace) -> dict[str, ActionStatus]:
    return {a.text: a.status for a in every(ws.engine, ActionItem)}


def test_of_two_merged_one_tells_of_it(ws: Workspace, session: Session, pair: int) -> None:
    merge(ws, LOCAL_OWNER, pair, "orders-lost")
    assert listed(ws) == ["orders-lost"]
    assert find_postmortem(session, LOCAL_OWNER, "failover").slug == "orders-lost"
    found = search(ws, LOCAL_OWNER, "standby").results
    assert [r.row.postmortem.slug for r in found] == ["orders-lost"]
    assert [c.what for c in every(ws.engine, Change) if "merged" in c.what] == [
        "merged into “Orders lost”",
        "“Failover” was merged into it",
    ]
    assert list_duplicates(session, LOCAL_OWNER, [D.MERGED]).total == 1


def test_what_says_the_same_is_replaced_and_the_rest_is_shown_with_what_stays(
    ws: Workspace, session: Session, pair: int
) -> None:
    merge(ws, LOCAL_OWNER, pair, "orders-lost")
    assert states(ws) == {
        "Check each program's settings": S.PROPOSED,
        "Write to the vendor": S.PROPOSED,
        "Check every program's settings": S.SUPERSEDED,
        "Draw a picture of the network": S.PROPOSED,
    }
    kept = find_postmortem(session, LOCAL_OWNER, "orders-lost")
    shown = [row.action.key for row in actions_of(session, LOCAL_OWNER, kept.id or 0)]
    assert shown == ["ACT-1", "ACT-2", "ACT-3", "ACT-4"]
    board = list_actions(session, LOCAL_OWNER, ActionFilter(postmortem=("orders-lost",)))
    assert sorted(row.action.key for row in board.items) == shown
    replaced = [e for e in every(ws.engine, ActionEvent) if e.action_id == 3 and "merged" in (e.why or "")]
    assert [(e.field, e.old, e.new) for e in replaced if e.field != "closed_at"] == [
        ("status", "open", "superseded"),
        ("superseded_by", None, "ACT-1"),
    ]
    assert {e.actor for e in replaced} == {LOCAL_OWNER.name}


def test_importing_either_again_leaves_them_merged(ws: Workspace, pair: int) -> None:
    merge(ws, LOCAL_OWNER, pair, "failover")
    for text, path in ((ONE, "a.md"), (OTHER, "b.md")):
        bring(ws, text.replace("Three of the", "Four of the"), path)
    assert listed(ws) == ["failover"]
    assert states(ws)["Check each program's settings"] is S.SUPERSEDED
    assert [d.state for d in every(ws.engine, Duplicate)] == [D.MERGED]


def test_separated_again_both_are_what_they_were(ws: Workspace, session: Session, pair: int) -> None:
    before = states(ws)
    merge(ws, LOCAL_OWNER, pair, "orders-lost")
    separate(ws, LOCAL_OWNER, pair)
    assert listed(ws) == ["failover", "orders-lost"]
    assert states(ws) == before
    assert [(a.closed_at, a.superseded_by) for a in every(ws.engine, ActionItem)] == [(None, None)] * 4
    assert find_postmortem(session, LOCAL_OWNER, "failover").slug == "failover"
    assert [d.state for d in every(ws.engine, Duplicate)] == [D.SUSPECTED]
    assert verify(session).broken is None


def test_what_was_moved_on_since_the_merge_stays_where_it_is(ws: Workspace, pair: int) -> None:
    merge(ws, LOCAL_OWNER, pair, "orders-lost")
    move_action(ws, LOCAL_OWNER, "ACT-3", Move(S.OPEN, "not the same after all"))
    move_action(ws, LOCAL_OWNER, "ACT-3", Move(S.DONE, evidence=(Evidence("all seven compared"),)))
    separate(ws, LOCAL_OWNER, pair)
    assert states(ws)["Check every program's settings"] is S.DONE


def test_what_was_replaced_by_another_since_stays_so(ws: Workspace, pair: int) -> None:
    merge(ws, LOCAL_OWNER, pair, "orders-lost")
    move_action(ws, LOCAL_OWNER, "ACT-3", Move(S.OPEN, "not the same after all"))
    move_action(ws, LOCAL_OWNER, "ACT-3", Move(S.SUPERSEDED, "the vendor does that", superseded_by="ACT-2"))
    separate(ws, LOCAL_OWNER, pair)
    action = every(ws.engine, ActionItem)[2]
    assert (action.status, action.superseded_by) == (S.SUPERSEDED, 2)


def test_actions_of_what_was_restricted_after_the_merge_are_for_those_who_may_read_it(
    ws: Workspace, session: Session, pair: int
) -> None:
    merge(ws, LOCAL_OWNER, pair, "orders-lost")
    with writing(ws.engine) as writer:
        writer.get_one(Postmortem, 2).visibility = Visibility.RESTRICTED
    outsider = Principal("Cy", frozenset(Visibility) - {Visibility.RESTRICTED}, frozenset({Capability.READ}))
    assert [row.action.key for row in actions_of(session, outsider, 1)] == ["ACT-1", "ACT-2"]
    assert len(actions_of(session, LOCAL_OWNER, 1)) == 4


def test_what_is_done_is_not_replaced(ws: Workspace, pair: int) -> None:
    move_action(ws, LOCAL_OWNER, "ACT-3", Move(S.DONE, evidence=(Evidence("all seven compared"),)))
    merge(ws, LOCAL_OWNER, pair, "orders-lost")
    assert states(ws)["Check every program's settings"] is S.DONE


def test_two_that_are_not_one_are_not_suspected_again(ws: Workspace, session: Session, pair: int) -> None:
    tell_apart(ws, AUTHOR, pair)
    bring(ws, OTHER.replace("Three of the", "Four of the"), "b.md")
    assert list_duplicates(session, LOCAL_OWNER).total == 0
    doubt_again(ws, AUTHOR, pair)
    session.rollback()
    assert [p.duplicate.id for p in pairs_of(session, LOCAL_OWNER, [1], D.SUSPECTED)] == [pair]


def test_who_only_writes_merges_nothing(ws: Workspace, pair: int) -> None:
    for refused in (lambda: merge(ws, AUTHOR, pair, "failover"), lambda: separate(ws, AUTHOR, pair)):
        with pytest.raises(Forbidden):
            refused()
    assert listed(ws) == ["failover", "orders-lost"]


def test_what_is_settled_is_settled_once(ws: Workspace, pair: int) -> None:
    for early in (separate, doubt_again):
        with pytest.raises(Conflict, match="in doubt now"):
            early(ws, LOCAL_OWNER, pair)
    merge(ws, LOCAL_OWNER, pair, "orders-lost")
    with pytest.raises(Conflict, match="one postmortem now"):
        merge(ws, LOCAL_OWNER, pair, "failover")
    with pytest.raises(Conflict):
        tell_apart(ws, LOCAL_OWNER, pair)


def test_it_is_merged_into_one_of_the_two(ws: Workspace, pair: int) -> None:
    with pytest.raises(InvalidInput, match="neither"):
        merge(ws, LOCAL_OWNER, pair, "third")
    with pytest.raises(NotFound):
        merge(ws, LOCAL_OWNER, pair + 1, "failover")
    with writing(ws.engine) as session:
        session.get_one(Postmortem, 1).visibility = Visibility.RESTRICTED
    with pytest.raises(Conflict, match="may read"):
        merge(ws, LOCAL_OWNER, pair, "failover")


def test_of_three_that_are_one_all_addresses_lead_to_the_last(ws: Workspace, session: Session, pair: int) -> None:
    bring(ws, report("Third", STORY, day="2024-06-01"), "c.md")
    merge(ws, LOCAL_OWNER, pair, "failover")
    rest = {d.id: (d.one_id, d.other_id) for d in every(ws.engine, Duplicate)}
    of_both = next(i for i, ids in rest.items() if ids == (2, 3))
    merge(ws, LOCAL_OWNER, of_both, "third")
    assert find_postmortem(session, LOCAL_OWNER, "orders-lost").slug == "third"
    assert len(actions_of(session, LOCAL_OWNER, 3)) == 4
    left = next(i for i in rest if i not in (pair, of_both))
    with pytest.raises(Conflict, match="merged into another"):
        merge(ws, LOCAL_OWNER, left, "third")
