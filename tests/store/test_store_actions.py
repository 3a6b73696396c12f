"""The board: each filter, its facets, its orders, and an action by its key."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session
from support.records import a_postmortem, a_record, about, an_action, keep

from app.domain.errors import NotFound
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import UNFINISHED, ActionKind, ActionStatus, Priority
from app.store.action_facets import action_facets
from app.store.action_items import (
    ActionFilter,
    actions_of,
    find_action,
    history,
    list_actions,
    one_row,
)
from app.store.engine import writing
from app.store.tables import ActionEvent

S, K, P = ActionStatus, ActionKind, Priority
TODAY = date(2024, 5, 1)


@pytest.fixture(autouse=True)
def _content(engine: Engine) -> None:
    with writing(engine) as session:
        ann, bob = a_record(session, "person", "Ann").id, a_record(session, "person", "Bob").id
        ops = a_record(session, "team", "Ops").id
        disk = a_postmortem(session, "Disk full", slug="disk")
        about(session, disk, "service", "db", "web")
        dns = a_postmortem(session, "DNS gone", slug="dns")
        about(session, dns, "service", "web")
        an_action(session, "Audit every host", number=1, postmortem_id=disk.id, owner_id=ann, due=date(2024, 4, 30),
                  priority=P.HIGH, kind=K.PREVENT, position=1)  # fmt: skip
        an_action(session, "Add 100% more disk", number=2, postmortem_id=disk.id, owner_id=bob, team_id=ops,
                  due=TODAY, priority=P.LOW, kind=K.MITIGATE, status=S.IN_PROGRESS, position=0)  # fmt: skip
        an_action(session, "Write a_runbook", number=3, postmortem_id=dns.id, team_id=ops, status=S.PROPOSED)
        an_action(session, "Audit the zone file", number=4, postmortem_id=dns.id, owner_id=ann, status=S.DONE,
                  due=date(2024, 1, 1), priority=P.CRITICAL, removed_in_revision=2)  # fmt: skip
        an_action(session, "Buy spare parts", number=5, due=date(2024, 6, 1), superseded_by=None)


def keys(session: Session, sort: str = "created", **fields: Any) -> list[str]:
    page = list_actions(session, LOCAL_OWNER, ActionFilter(**fields), sort=sort)
    assert page.total == len(page.items)
    return [row.action.key.removeprefix("ACT-") for row in page.items]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("due", "4 1 2 5 3"), ("created", "1 2 3 4 5"), ("-created", "5 4 3 2 1"), ("priority", "4 1 2 3 5")],
)
def test_boards_are_sorted_and_what_has_no_due_date_or_priority_comes_last(
    session: Session, sort: str, expected: str
) -> None:
    assert keys(session, sort) == expected.split()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"status": (S.PROPOSED, S.DONE)}, "3 4"),
        ({"owner": ("Ann",)}, "1 4"),
        ({"owner": ("Ann", "Bob")}, "1 2 4"),
        ({"owner": ("nobody",)}, ""),
        ({"team": ("Ops",)}, "2 3"),
        ({"service": ("db",)}, "1 2"),
        ({"service": ("web", "db")}, "1 2 3 4"),
        ({"kind": (K.OTHER,)}, "3 4 5"),
        ({"priority": (P.CRITICAL, P.LOW)}, "2 4"),
        ({"postmortem": ("dns",)}, "3 4"),
        ({"unfinished": True}, "1 2 3 5"),
        ({"overdue": True, "today": TODAY}, "1"),
        ({"due_by": TODAY}, "1 2 4"),
        ({"due_by": TODAY, "unfinished": True}, "1 2"),
        ({"q": "audit"}, "1 4"),
        ({"q": "AUDIT zone"}, "4"),
        ({"q": "0%"}, "2"),
        ({"q": "a_run"}, "3"),
        ({"q": "aXrun"}, ""),
        ({"q": "%"}, "2"),
        ({"owner": ("Ann",), "unfinished": True}, "1"),
    ],
)
def test_an_action_filter_is_any_of_within_a_field_and_all_of_across(
    session: Session, fields: dict[str, Any], expected: str
) -> None:
    assert keys(session, **fields) == expected.split()


def test_overdue_cannot_be_judged_without_a_day(session: Session) -> None:
    with pytest.raises(ValueError, match="give today"):
        list_actions(session, LOCAL_OWNER, ActionFilter(overdue=True))


@pytest.mark.parametrize(
    "where",
    [
        ActionFilter(),
        ActionFilter(unfinished=True),
        ActionFilter(service=("web",)),
        ActionFilter(owner=("Ann",), status=(S.DONE,)),
        ActionFilter(q="audit"),
    ],
)
def test_every_count_of_a_board_facet_is_what_choosing_it_gives(session: Session, where: ActionFilter) -> None:
    kinds: dict[str, Any] = {"status": S, "kind": K, "priority": P}
    found = action_facets(session, LOCAL_OWNER, where)
    assert set(found) == {"status", "owner", "team", "service", "kind", "priority"}
    for name, counts in found.items():
        for value, count in counts.items():
            chosen: Any = {name: (kinds.get(name, str)(value),)}
            assert list_actions(session, LOCAL_OWNER, replace(where, **chosen)).total == count, f"{name}={value}"


def test_a_row_names_its_owner_team_and_postmortem(session: Session) -> None:
    row = one_row(session, find_action(session, LOCAL_OWNER, "ACT-2"))
    assert (row.owner, row.team, row.postmortem_slug, row.postmortem_title) == ("Bob", "Ops", "disk", "Disk full")
    alone = one_row(session, find_action(session, LOCAL_OWNER, "ACT-5"))
    assert (alone.owner, alone.team, alone.postmortem_slug, alone.postmortem_title) == (None,) * 4


def test_a_postmortems_actions_stand_in_the_documents_order_those_cut_from_it_last(session: Session) -> None:
    disk = find_action(session, LOCAL_OWNER, "ACT-1").postmortem_id or 0
    assert [r.action.number for r in actions_of(session, LOCAL_OWNER, disk)] == [2, 1]
    dns = find_action(session, LOCAL_OWNER, "ACT-3").postmortem_id or 0
    assert [r.action.number for r in actions_of(session, LOCAL_OWNER, dns)] == [3, 4]


@pytest.mark.parametrize("key", ["ACT-1", "act-1", "Act-1"])
def test_an_action_is_found_by_its_key(session: Session, key: str) -> None:
    assert find_action(session, LOCAL_OWNER, key).text == "Audit every host"


@pytest.mark.parametrize(
    "key", ["ACT-6", "ACT-0", "ACT-01", "ACT-1 ", "ACT-", "1", "", "ACT--1", "ACT-9999999999", "ACT-١", "X"]
)
def test_what_is_no_key_of_an_action_is_not_found(session: Session, key: str) -> None:
    with pytest.raises(NotFound):
        find_action(session, LOCAL_OWNER, key)


def test_history_is_told_oldest_first(engine: Engine, session: Session) -> None:
    with writing(engine) as writer:
        action = find_action(writer, LOCAL_OWNER, "ACT-1")
        for seq in (3, 1, 2):
            event = ActionEvent(
                seq=seq, action_id=action.id, at=action.created_at, actor="a", field="f", prev_hash="", hash=""
            )
            keep(writer, event)
    assert [e.seq for e in history(session, action.id or 0)] == [1, 2, 3]


def test_an_action_with_a_history_cannot_be_deleted(engine: Engine) -> None:
    with writing(engine) as writer:
        action = find_action(writer, LOCAL_OWNER, "ACT-1")
        keep(writer, ActionEvent(seq=1, action_id=action.id, at=action.created_at, actor="a", field="f",
                                 prev_hash="", hash=""))  # fmt: skip
    with pytest.raises(Exception, match=r"(?i)foreign key"), writing(engine) as writer:  # noqa: PT012
        writer.delete(find_action(writer, LOCAL_OWNER, "ACT-1"))
        writer.flush()


def test_the_four_unfinished_statuses_are_those_still_owed() -> None:
    assert {s.value for s in UNFINISHED} == {"proposed", "open", "in_progress", "blocked"}
