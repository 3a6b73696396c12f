"""Whatever is done to a document, what stands in it stays who it is, and nothing known of it is lost."""

from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select
from support.databases import Workspace
from support.documents import bring, changes, every, with_actions

from app.domain.lifecycle import Evidence, Move
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import ActionStatus
from app.store.engine import reading
from app.store.tables import ActionEvent, ActionItem, Cause, Document, Postmortem, Revision, TimelineEvent
from app.usecases.actions import move_action
from app.usecases.audit_log import verify
from app.usecases.matching import match

VERBS = ("Restart", "Replace", "Document", "Monitor", "Automate")
THINGS = ("the checkout queue", "every database disk", "our mail router", "the certificate renewal")
PLACES = ("in Berlin", "in Oslo", "for all customers", "before each release")
LINES = [f"{verb} {thing} {place}" for verb in VERBS for thing in THINGS for place in PLACES]
OWNERS = ("", " (@ann)", " (@bob, due 2024-06-01)", " (due 2024-07-01)")
BOXES = ("[ ]", "[x]")
_files = count(1)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the document; `name` is what it is known by here, whatever it says."""

    name: int
    text: str
    box: str = "[ ]"
    tail: str = ""

    @property
    def line(self) -> str:
        return f"{self.box} {self.text}{self.tail}"


@dataclass
class Writer:
    """Somebody who edits a list, and remembers which line was which."""

    random: Random
    items: list[Item] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(1))

    def begin(self, size: int) -> None:
        self.unused = self.random.sample(LINES, len(LINES))
        self.items = [self._new() for _ in range(size)]

    def edit(self, kind: str) -> None:
        place = self.random.randrange(len(self.items)) if self.items else None
        if kind == "add" and self.unused:
            self.items.insert(place or 0, self._new())
        elif kind == "shuffle":
            self.random.shuffle(self.items)
        elif place is not None and kind == "cut":
            del self.items[place]
        elif place is not None and kind == "reword":
            self.items[place] = self._reworded(self.items[place])
        elif place is not None and kind == "mark":
            told = {"box": self.random.choice(BOXES), "tail": self.random.choice(OWNERS)}
            self.items[place] = replace(self.items[place], **told)

    def _new(self) -> Item:
        return Item(next(self.numbers), self.unused.pop())

    def _reworded(self, item: Item) -> Item:
        """A letter is lost from a long word, as in a typing error."""
        words = item.text.split()
        long = [i for i, word in enumerate(words) if len(word) > 5]
        i = self.random.choice(long)
        words[i] = words[i][:2] + words[i][3:]
        return replace(item, text=" ".join(words)) if len(words[i]) > 3 else item


EDITS = st.lists(st.sampled_from(["add", "cut", "shuffle", "reword", "mark"]), min_size=1, max_size=4)


@given(st.integers(1, 12), EDITS, st.randoms(use_true_random=False))
def test_lines_find_themselves_among_lines_of_the_same_few_words(
    size: int, edits: list[str], random: Random
) -> None:
    writer = Writer(random)
    writer.begin(size)
    before = list(writer.items)
    for kind in edits:
        writer.edit(kind)
    known = {item.name: place for place, item in enumerate(before)}
    meant = {j: known[item.name] for j, item in enumerate(writer.items) if item.name in known}
    pairs = match([item.text for item in before], [item.text for item in writer.items])
    assert {j: pairs.get(j) for j in meant} == meant


def rows(ws: Workspace, table: Any, path: str) -> list[Any]:
    """The document's, those of the text first, in its order."""
    with reading(ws.engine) as session:
        found = session.exec(
            select(table)
            .join(Postmortem, Postmortem.id == table.postmortem_id)  # type: ignore[arg-type]
            .join(Document, Document.id == Postmortem.document_id)  # type: ignore[arg-type]
            .where(Document.path == path)
        ).all()
        return sorted(found, key=lambda row: (row.removed_in_revision is not None, row.position, row.id))


def everything(ws: Workspace) -> dict[str, list[Any]]:
    """All that an import may write, as plain values."""
    tables = (Document, Revision, Postmortem, TimelineEvent, Cause, ActionItem, ActionEvent)
    found = {t.__name__: [row.model_dump() for row in every(ws.engine, t)] for t in tables}
    return found | {"outbox": list(changes(ws.engine))}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(st.integers(1, 12), st.lists(EDITS, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_edited_action_items_stay_themselves(
    ws: Workspace, size: int, versions: list[list[str]], random: Random
) -> None:
    writer, path = Writer(random), f"{next(_files)}.md"
    writer.begin(size)
    known: dict[int, int] = {}  # name -> id
    for edits in [[], *versions]:
        for kind in edits:
            writer.edit(kind)
        bring(ws, with_actions(*(item.line for item in writer.items), title="Queues stood still"), path)
        found = rows(ws, ActionItem, path)
        there = [a for a in found if a.removed_in_revision is None]
        assert [a.text for a in there] == [item.text for item in writer.items], "each line is one action, in order"
        now = {item.name: a.id for item, a in zip(writer.items, there, strict=True)}
        assert {n: now[n] for n in now if n in known} == {n: known[n] for n in now if n in known}
        known |= now
        assert {a.id for a in found} == set(known.values()), "what was cut is kept, and nothing has two identities"
    with reading(ws.engine) as session:
        assert verify(session).fault is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8, deadline=None)
@given(st.integers(1, 8), st.lists(EDITS, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_edited_events_and_causes_stay_themselves(
    ws: Workspace, size: int, versions: list[list[str]], random: Random
) -> None:
    writer, path = Writer(random), f"{next(_files)}.md"
    writer.begin(size)
    known: dict[Any, dict[int, int]] = {TimelineEvent: {}, Cause: {}}
    for edits in [[], *versions]:
        for kind in edits:
            writer.edit(kind)
        entries = "".join(f"- 10:{item.name:02} {item.text}\n" for item in writer.items)
        causes = "".join(f"- {item.text}\n" for item in writer.items)
        bring(
            ws, f"# Outage on 5 March 2024\n\n## Timeline (UTC)\n{entries}\n## Contributing factors\n{causes}", path
        )
        for table, ids in known.items():
            there = [row for row in rows(ws, table, path) if row.removed_in_revision is None]
            assert [row.text for row in there] == [item.text for item in writer.items]
            now = {item.name: row.id for item, row in zip(writer.items, there, strict=True)}
            assert {n: now[n] for n in now if n in ids} == {n: ids[n] for n in now if n in ids}
            ids |= now
            assert {row.id for row in rows(ws, table, path)} == set(ids.values())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8, deadline=None)
@given(st.integers(1, 8), EDITS, st.randoms(use_true_random=False))
def test_the_same_bytes_again_change_nothing(ws: Workspace, size: int, edits: list[str], random: Random) -> None:
    writer, path = Writer(random), f"{next(_files)}.md"
    writer.begin(size)
    for kind in ["", *edits]:
        writer.edit(kind)
        text = with_actions(*(item.line for item in writer.items), title="Queues stood still")
        bring(ws, text, path)
        before = everything(ws)
        assert bring(ws, text, path).outcome == "unchanged"
        assert everything(ws) == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8, deadline=None)
@given(st.integers(1, 8), EDITS, st.randoms(use_true_random=False))
def test_going_back_to_an_earlier_text_brings_everything_back_as_it_was(
    ws: Workspace, size: int, edits: list[str], random: Random
) -> None:
    writer, path = Writer(random), f"{next(_files)}.md"
    writer.begin(size)
    first = with_actions(*(item.line for item in writer.items), title="Queues stood still")
    bring(ws, first, path)
    before = [(a.id, a.text) for a in rows(ws, ActionItem, path)]
    for kind in edits:
        writer.edit("cut" if kind == "reword" else kind)
        bring(ws, with_actions(*(item.line for item in writer.items), title="Queues stood still"), path)
    bring(ws, first, path)
    there = [a for a in rows(ws, ActionItem, path) if a.removed_in_revision is None]
    assert [(a.id, a.text) for a in there] == before


def keys(session: Session) -> dict[str, tuple[str, int | None]]:
    session.rollback()
    return {a.text: (a.key, a.removed_in_revision) for a in session.exec(select(ActionItem))}


ALERT, ROTATE = "Add an alert on the free space of every host", "Switch the log rotation on again"


def test_one_half_of_a_split_item_is_the_item_with_its_history(ws: Workspace, session: Session) -> None:
    bring(ws, with_actions(f"[ ] {ALERT} and switch the log rotation on again (@ann, due 2024-06-01)"))
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(ActionStatus.IN_PROGRESS))
    bring(ws, with_actions(f"[ ] {ALERT} (@ann, due 2024-06-01)", f"[ ] {ROTATE} (@bob, due 2024-06-01)"))
    assert keys(session) == {ALERT: ("ACT-1", None), ROTATE: ("ACT-2", None)}
    assert session.exec(select(ActionItem.status).order_by(ActionItem.number)).all() == ["in_progress", "open"]


def test_of_joined_items_one_lives_on_and_the_other_is_marked_with_its_history_kept(
    ws: Workspace, session: Session
) -> None:
    bring(ws, with_actions(f"[ ] {ALERT}", f"[ ] {ROTATE}"))
    bring(ws, with_actions(f"[ ] {ALERT}, and switch the log rotation on again"))
    assert keys(session) == {
        f"{ALERT}, and switch the log rotation on again": ("ACT-1", None),
        ROTATE: ("ACT-2", 2),
    }
    events = [(e.action_id, e.field, e.new) for e in session.exec(select(ActionEvent).order_by(ActionEvent.seq))]  # type: ignore[arg-type]
    assert [e for e in events if e[0] == 2] == [(2, "status", "proposed"), (2, "document", "no longer in the text")]


def test_of_equal_items_the_owner_tells_which_is_which(ws: Workspace, session: Session) -> None:
    bring(ws, with_actions("[ ] Update the runbook (@ann)", "[ ] Update the runbook (@bob)"))
    bring(ws, with_actions("[ ] Update the runbook (@bob)", "[ ] Update the runbook (@ann)"))
    found = session.exec(select(ActionItem.number, ActionItem.owner_raw).order_by(ActionItem.position)).all()  # type: ignore[arg-type]
    assert list(found) == [(2, "@bob"), (1, "@ann")]
    assert [e.field for e in session.exec(select(ActionEvent))] == ["status", "status"], "nothing changed but order"


def test_equal_items_of_which_one_was_cut_leave_the_other_and_its_state(ws: Workspace, session: Session) -> None:
    bring(ws, with_actions("[ ] Update the runbook (@ann)", "[ ] Update the runbook (@bob)"))
    move_action(ws, LOCAL_OWNER, "ACT-2", Move(ActionStatus.WONT_DO, "there is none"))
    bring(ws, with_actions("[ ] Update the runbook (@bob)"))
    found = {a.number: (a.status, a.removed_in_revision) for a in session.exec(select(ActionItem))}
    assert found == {1: (ActionStatus.PROPOSED, 2), 2: (ActionStatus.WONT_DO, None)}


def test_items_reworded_by_one_rule_while_put_in_another_order_keep_their_states(
    ws: Workspace, session: Session
) -> None:
    places = ("Berlin", "Oslo", "Rome")
    bring(ws, with_actions(*(f"[ ] Check the failover of the load balancer in {p}" for p in places)))
    move_action(ws, LOCAL_OWNER, "ACT-2", Move(ActionStatus.WONT_DO, "closed soon"))
    bring(ws, with_actions(*(f"[ ] Check failover of load balancers in {p}" for p in reversed(places))))
    assert [keys(session)[f"Check failover of load balancers in {p}"][0] for p in places] == [
        "ACT-1",
        "ACT-2",
        "ACT-3",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("[ ] OPS-7: See to it that nobody is woken for nothing", "[ ] OPS-8: Whatever else there was"),
        ("[ ] See to it (OPS-7) that nobody is woken for nothing", "[ ] Whatever else (OPS-8) there was"),
        (
            "[ ] [OPS-8](https://t.example/browse/OPS-8) Other words",
            "[ ] [OPS-7](https://t.example/browse/OPS-7) Odd",
        ),
    ],
)
def test_a_tickets_id_finds_its_item_under_any_words(
    ws: Workspace, session: Session, lines: tuple[str, str]
) -> None:
    bring(ws, with_actions(f"[ ] OPS-7: {ALERT}", f"[ ] OPS-8: {ROTATE}"))
    bring(ws, with_actions(*lines))
    found = {
        ("7" if "OPS-7" in a.text or "woken" in a.text or "Odd" in a.text else "8"): a.key
        for a in session.exec(select(ActionItem))
    }
    assert found == {"7": "ACT-1", "8": "ACT-2"}


def test_an_id_in_passing_is_no_ticket_of_the_item(ws: Workspace, session: Session) -> None:
    bring(ws, with_actions("[ ] Store the names of all customers as UTF-8"))
    bring(ws, with_actions("[ ] Refuse whatever is not UTF-8"))
    assert sorted(keys(session).values()) == [("ACT-1", 2), ("ACT-2", None)]


def test_work_that_was_done_here_is_found_again_after_its_line_was_drawn_out(
    ws: Workspace, session: Session
) -> None:
    bring(ws, with_actions(f"[ ] {ROTATE} (@ann, due 2024-06-01)"))
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(ActionStatus.DONE, evidence=(Evidence("seen"),)))
    longer = f"{ROTATE} on every host of the data centre, and watch the disks for two weeks"
    bring(ws, with_actions(f"[x] {longer} (@ann, due 2024-06-01)"))
    assert keys(session) == {longer: ("ACT-1", None)}
    assert session.exec(select(ActionItem.status)).one() is ActionStatus.DONE


def test_a_timeline_moved_to_another_zone_holds_the_same_events(ws: Workspace) -> None:
    def told(zone: str, hour: int) -> str:
        entries = "".join(
            f"- {hour + n // 6}:{n % 6}0 {'Restarted the server' if n % 2 else f'Alert {n} fires'}\n"
            for n in range(8)
        )
        return f"# Outage on 5 March 2024\n\n## Timeline ({zone})\n{entries}"

    bring(ws, told("UTC", 10))
    before = [(e.id, e.text) for e in rows(ws, TimelineEvent, "disk.md")]
    bring(ws, told("CET", 11))
    after = rows(ws, TimelineEvent, "disk.md")
    assert [(e.id, e.text) for e in after] == before
    assert all(e.at.endswith("+01:00") for e in after)
