"""Unfinished actions of earlier incidents stand beside a later one until somebody says what they are to it."""

import pytest
from support.databases import Workspace
from support.documents import bring, every
from support.preventable import ACTION, EARLIER, LATER, POST, bring_both

from app.domain.capabilities import Capability
from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.domain.lifecycle import Evidence, Move
from app.domain.principal import LOCAL_OWNER, Principal
from app.domain.vocabulary import ActionStatus, Bearing, Visibility
from app.store.engine import reading, writing
from app.store.tables import Change, Postmortem
from app.usecases.actions import ActionEdit, NewAction, create_action, edit_action, move_action
from app.usecases.preventable import Preventable, preventable, say, take_back, undecided_lately
from app.usecases.preventable_ledger import Ledger, LedgerOrder, ledger, ledger_csv

RELATED, NOT_RELATED = Bearing
READER = Principal("Ray", frozenset({Visibility.INTERNAL}), frozenset({Capability.READ}))


@pytest.fixture(autouse=True)
def _both(ws: Workspace) -> None:
    bring_both(ws)


def beside(ws: Workspace, slug: str = POST, who: Principal = LOCAL_OWNER) -> Preventable:
    return preventable(ws, who, slug)


def undecided(ws: Workspace, slug: str = POST) -> list[str]:
    return [one.promise.key for one in beside(ws, slug).undecided]


def added_up(ws: Workspace, who: Principal = LOCAL_OWNER) -> Ledger:
    with reading(ws.engine) as session:
        return ledger(session, who)


def hide(ws: Workspace, title: str) -> None:
    with writing(ws.engine) as session:
        [post] = [p for p in every(ws.engine, Postmortem) if title in p.title]
        post.visibility = Visibility.RESTRICTED
        session.merge(post)


def test_what_was_left_undone_stands_beside_the_later_one_with_words_and_days(ws: Workspace) -> None:
    [found] = beside(ws).undecided
    assert found.promise.key == ACTION
    assert set(found.words) == {"codebase", "Postgres", "virtual"}
    assert (found.then.unfinished, found.then.overdue) == (True, 33)
    assert found.earlier
    assert found.earlier.title.startswith("Ledger writes fail")
    assert undecided(ws, "mail-is-late") == []
    assert undecided(ws, found.earlier.slug) == []  # nothing came before it


def test_what_is_closed_afterwards_was_unfinished_then(ws: Workspace) -> None:
    move_action(ws, LOCAL_OWNER, ACTION, Move(ActionStatus.DONE, evidence=(Evidence("seen"),)))
    [found] = beside(ws).undecided
    assert (found.promise.status, found.then.unfinished) == (ActionStatus.DONE, True)


def test_a_due_date_moved_afterwards_excuses_nothing(ws: Workspace) -> None:
    edit_action(ws, LOCAL_OWNER, ACTION, ActionEdit.model_validate({"due": "2030-01-01", "reason": "later"}))
    [found] = beside(ws).undecided
    assert found.then.overdue == 33


def test_confirmed_it_is_linked_on_both_sides_and_adds_up(ws: Workspace) -> None:
    said = say(ws, LOCAL_OWNER, POST, ACTION, RELATED)
    assert set(said.words) == {"codebase", "Postgres", "virtual"}
    found = beside(ws)
    assert ([b.promise.key for b in found.related], found.undecided) == ([ACTION], [])
    total = added_up(ws)
    assert (total.minutes, total.incidents, total.unknown, total.links, total.settled) == (90, 1, 0, 1, 0)
    assert "ACT-1 might have spared it" in [c.what for c in every(ws.engine, Change)]


def test_not_related_is_remembered_when_both_come_in_again_and_is_taken_back(ws: Workspace) -> None:
    say(ws, LOCAL_OWNER, POST, ACTION, NOT_RELATED)
    bring(ws, EARLIER + "\nMore was learnt.\n", "earlier.md")
    bring(ws, LATER + "\nMore was learnt.\n", "later.md")
    found = beside(ws)
    assert (found.undecided, [b.promise.key for b in found.unrelated]) == ([], [ACTION])
    assert added_up(ws).rows == []
    for _ in range(2):
        take_back(ws, LOCAL_OWNER, POST, ACTION)
    assert undecided(ws) == [ACTION]


def test_each_incident_counts_once_in_the_sum_and_once_for_each_action(ws: Workspace) -> None:
    bring(ws, "# Orders stop\n\n2024-03-09\n\n## Root cause\nNobody knows.\n", "orders.md")
    for slug, key in ((POST, ACTION), (POST, "ACT-2"), ("orders-stop", ACTION)):
        for _ in range(2):
            say(ws, LOCAL_OWNER, slug, key, RELATED)
    total = added_up(ws)
    assert [(r.promise.key, r.minutes, r.unknown, len(r.entries)) for r in total.rows] == [
        (ACTION, 90, 1, 2),
        ("ACT-2", 90, 0, 1),
    ]
    assert (total.minutes, total.incidents, total.unknown) == (90, 2, 1)
    with reading(ws.engine) as session:
        orders = [[r.promise.key for r in ledger(session, LOCAL_OWNER, order).rows] for order in LedgerOrder]
    assert orders == [[ACTION, "ACT-2"]] * 4
    lines = ledger_csv(total).split("\r\n")
    assert (len(lines), lines[0][:12]) == (5, "action,text,")


def test_what_turns_out_finished_before_leaves_the_sum_and_is_said(ws: Workspace) -> None:
    say(ws, LOCAL_OWNER, POST, ACTION, RELATED)
    bring(ws, LATER.replace("2024-03-05", "2024-01-09"), "later.md")
    assert added_up(ws).links == 1  # its action was there all along, as its document has it
    move_action(ws, LOCAL_OWNER, ACTION, Move(ActionStatus.DONE, evidence=(Evidence("seen"),)))
    bring(ws, LATER.replace("2024-03-05", "2031-01-09"), "later.md")
    total = added_up(ws)
    assert (total.rows, total.minutes, total.settled) == ([], 0, 1)


@pytest.mark.parametrize(
    ("slug", "key", "error"),
    [
        (POST, "ACT-3", Conflict),  # done, and nobody knows when
        (POST, "ACT-99", NotFound),
        ("never-was", ACTION, NotFound),
        ("ledger-writes-fail-after-a-postgres-failover", ACTION, InvalidInput),
        (POST, "ACT-4", Conflict),  # of no incident
    ],
)
def test_what_cannot_have_spared_it_is_refused(ws: Workspace, slug: str, key: str, error: type[Exception]) -> None:
    create_action(ws, LOCAL_OWNER, NewAction(text="Name the Postgres virtual address"))
    with pytest.raises(error):
        say(ws, LOCAL_OWNER, slug, key, RELATED)


def test_what_may_not_be_read_neither_shows_nor_counts(ws: Workspace) -> None:
    say(ws, LOCAL_OWNER, POST, "ACT-2", RELATED)
    hide(ws, "Ledger writes fail")
    found = beside(ws, who=READER)
    assert (found.undecided, found.related) == ([], [])
    assert added_up(ws, READER).rows == []
    assert undecided(ws) == [ACTION]
    with pytest.raises(Forbidden):
        say(ws, READER, POST, ACTION, RELATED)
    with pytest.raises(Forbidden):
        take_back(ws, READER, POST, ACTION)


def test_the_newest_incident_that_came_in_says_that_it_waits_for_a_word(ws: Workspace) -> None:
    def waiting() -> tuple[str, int] | None:
        with reading(ws.engine) as session:
            found = undecided_lately(session, ws.index, LOCAL_OWNER, ws.now())
        return (found[0].slug, found[1]) if found else None

    assert waiting() == (POST, 1)
    say(ws, LOCAL_OWNER, POST, ACTION, NOT_RELATED)
    assert waiting() is None
