"""What a head that was kept elsewhere proves, and how far it names what was done."""

import pytest
import sqlalchemy as sa
from support.databases import Workspace
from support.documents import every

from app.domain.errors import InvalidInput
from app.domain.principal import LOCAL_OWNER
from app.store.engine import reading, writing
from app.store.tables import ActionEvent
from app.usecases.action_history import GENESIS, seal
from app.usecases.actions import ActionEdit, NewAction, create_action, edit_action
from app.usecases.audit_log import Head, Verdict, head, verify


def kept(ws: Workspace) -> Head:
    with reading(ws.engine) as session:
        return head(session)


def verdict(ws: Workspace, *heads: Head) -> Verdict:
    with reading(ws.engine) as session:
        return verify(session, heads)


@pytest.fixture
def heads(ws: Workspace) -> list[Head]:
    """Of the empty history, and of each of eight rows."""
    found = [kept(ws)]
    create_action(ws, LOCAL_OWNER, NewAction(text="Ask the vendor"))
    found.append(kept(ws))
    for take in range(7):
        edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(text=f"Ask the vendor, take {take}"))
        found.append(kept(ws))
    return found


def rewrite(ws: Workspace, seq: int) -> None:
    """As somebody would who knows how: a row is changed, and it and all after it are sealed anew."""
    before = ""
    with writing(ws.engine) as session:
        for event in session.exec(sa.select(ActionEvent).order_by(ActionEvent.seq)).scalars():
            if event.seq >= seq:
                event.prev_hash = before or event.prev_hash
                event.actor = "somebody else" if event.seq == seq else event.actor
                event.hash = seal(event)
                session.add(event)
            before = event.hash


def test_a_head_is_the_last_row_and_reads_back(ws: Workspace, heads: list[Head]) -> None:
    last = every(ws.engine, ActionEvent)[-1]
    assert heads[0] == Head(0, GENESIS)
    assert heads[-1] == Head(last.seq, last.hash) == Head(8, last.hash)
    assert [Head.read(f" {h}\n") for h in heads] == heads


def test_every_head_that_was_ever_kept_holds(ws: Workspace, heads: list[Head]) -> None:
    assert verdict(ws, *heads) == Verdict(8)


@pytest.mark.parametrize("left", [0, 1, 5, 7])
def test_an_end_that_was_cut_off_is_missed_by_its_head_alone(ws: Workspace, heads: list[Head], left: int) -> None:
    with writing(ws.engine) as session:
        session.execute(sa.delete(ActionEvent).where(ActionEvent.seq > left))
    assert verdict(ws) == verdict(ws, heads[left]) == Verdict(left)
    assert verdict(ws, heads[-1]) == Verdict(left, left + 1, f"row {left + 1} is missing, and all after it up to 8")


def test_a_history_sealed_anew_is_given_away_by_heads_from_after_the_change(
    ws: Workspace, heads: list[Head]
) -> None:
    rewrite(ws, 4)
    assert verdict(ws) == verdict(ws, *heads[:4]) == Verdict(8)
    told = verdict(ws, heads[6])
    assert (told.broken, told.fault) == (
        1,
        "row 6 is not the one whose head was kept: one of the rows 1 to 6 was changed, "
        "and what follows was sealed anew",
    )
    assert verdict(ws, heads[2], heads[6]).broken == 3
    told = verdict(ws, *heads)
    assert (told.rows, told.broken) == (3, 4)
    assert (
        told.fault == "row 4 is not the one whose head was kept: it was changed, and what follows was sealed anew"
    )


def test_a_head_says_nothing_of_what_came_later(ws: Workspace, heads: list[Head]) -> None:
    rewrite(ws, 6)
    assert verdict(ws, heads[5]) == Verdict(8)


def test_two_heads_of_one_row_cannot_both_have_been_kept(ws: Workspace, heads: list[Head]) -> None:
    assert verdict(ws, heads[3], Head(3, heads[2].hash)).broken == 1
    assert verdict(ws, Head(0, heads[2].hash)).broken == 0


@pytest.mark.parametrize(
    "text",
    ["", "8", f"8:{'A' * 64}", f"8:{'a' * 63}", f"-1:{'a' * 64}", f"8:{'a' * 65}", f"{'9' * 19}:{'a' * 64}"],
)
def test_anything_else_is_no_head(text: str) -> None:
    with pytest.raises(InvalidInput, match="a head is"):
        Head.read(text)
