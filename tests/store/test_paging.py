"""Pages by key: nothing is lost and nothing comes twice, whatever is added between two pages."""

import base64
import json
from collections.abc import Iterator
from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine
from sqlmodel import Session
from support.records import a_postmortem, a_record, an_action

from app.domain.errors import InvalidCursor, InvalidInput
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import Priority, Severity
from app.store import action_items, postmortems
from app.store.action_items import ActionFilter, list_actions
from app.store.catalogue import list_catalogue
from app.store.engine import reading, writing
from app.store.postmortems import PostmortemFilter, list_postmortems

NUMBERS = count()
DUE = [None, date(2024, 1, 1), date(2024, 5, 1)]
TITLES = [
    "Disk full",
    "disk full",
    "Disk",
    "Ärger",
    "soft\u00adhyphen",
    "zero\u200bwidth",
    "a/b%c_d",
    "数据库",
    "~",
]


def fill(session: Session, rounds: int) -> None:
    """Rows with ties, with nothing, and with odd characters in every column that is sorted by."""
    for i in range(rounds):
        severity = [None, *Severity][i % 6]
        sort_at = ["", "2023", "2023-10", "2023-10-17", "2023-10-17T04:49"][i % 5]
        a_postmortem(session, TITLES[i % len(TITLES)], severity=severity, sort_at=sort_at)
        an_action(session, due=DUE[i % 3], priority=[None, *Priority][i % 5])
        a_record(session, "service", f"{TITLES[i % len(TITLES)]} {next(NUMBERS)}")


def pages_of_postmortems(engine: Engine, sort: str, limit: int) -> Iterator[list[int | None]]:
    cursor = None
    while True:
        with reading(engine) as session:
            page = list_postmortems(session, LOCAL_OWNER, PostmortemFilter(), sort=sort, cursor=cursor, limit=limit)
        yield [row.postmortem.id for row in page.items]
        if (cursor := page.next) is None:
            return


def pages_of_actions(engine: Engine, sort: str, limit: int) -> Iterator[list[int | None]]:
    cursor = None
    while True:
        with reading(engine) as session:
            page = list_actions(session, LOCAL_OWNER, ActionFilter(), sort=sort, cursor=cursor, limit=limit)
        yield [row.action.number for row in page.items]
        if (cursor := page.next) is None:
            return


ALL_ORDERS = [(pages_of_postmortems, s) for s in postmortems.ORDERS] + [
    (pages_of_actions, s) for s in action_items.ORDERS
]


@pytest.mark.parametrize(("walk", "sort"), ALL_ORDERS, ids=[f"{w.__name__[9:]}-{s}" for w, s in ALL_ORDERS])
@pytest.mark.parametrize("limit", [1, 4, 100])
def test_pages_of_any_size_give_the_whole_list_in_one_order(
    engine: Engine, walk: object, sort: str, limit: int
) -> None:
    with writing(engine) as session:
        fill(session, 13)
    whole = [i for page in walk(engine, sort, 100) for i in page]  # type: ignore[operator]
    assert len(set(whole)) == 13
    assert [i for page in walk(engine, sort, limit) for i in page] == whole  # type: ignore[operator]


@pytest.mark.parametrize(("walk", "sort"), ALL_ORDERS, ids=[f"{w.__name__[9:]}-{s}" for w, s in ALL_ORDERS])
def test_rows_added_between_pages_neither_hide_nor_double_those_that_were_there(
    engine: Engine, walk: object, sort: str
) -> None:
    with writing(engine) as session:
        fill(session, 9)
    before = [i for page in walk(engine, sort, 100) for i in page]  # type: ignore[operator]
    seen: list[int] = []
    for page in walk(engine, sort, 2):  # type: ignore[operator]
        seen += page
        if len(seen) < 30:
            with writing(engine) as session:
                fill(session, 2)
    assert len(seen) == len(set(seen))
    assert [i for i in seen if i in before] == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10, deadline=None)
@given(sizes=st.lists(st.integers(1, 5), min_size=8, max_size=8), added=st.lists(st.integers(0, 3), min_size=8))
def test_pages_of_changing_size_between_random_writes_keep_every_row(
    engine: Engine, sizes: list[int], added: list[int]
) -> None:
    with writing(engine) as session:
        post = a_postmortem(session)
        before = {an_action(session, postmortem_id=post.id, due=day).number for day in DUE * 3}
    where, seen, cursor = ActionFilter(postmortem=(post.slug,)), [], None
    for size, more in zip([*sizes, 100], [*added[:8], 0], strict=True):
        with reading(engine) as session:
            page = list_actions(session, LOCAL_OWNER, where, cursor=cursor, limit=size)
        seen += [row.action.number for row in page.items]
        if (cursor := page.next) is None:
            break
        with writing(engine) as session:
            for _ in range(more):
                an_action(session, postmortem_id=post.id, due=DUE[more - 1])
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_the_total_counts_all_pages(engine: Engine) -> None:
    with writing(engine) as session:
        fill(session, 5)
    with reading(engine) as session:
        page = list_postmortems(session, LOCAL_OWNER, PostmortemFilter(), limit=2)
        assert (len(page.items), page.total) == (2, 5)
        last = list_postmortems(session, LOCAL_OWNER, PostmortemFilter(), limit=5)
        assert (len(last.items), last.next) == (5, None)


def test_names_of_the_catalogue_are_paged_too(engine: Engine) -> None:
    with writing(engine) as session:
        fill(session, 7)
    seen, cursor = [], None
    with reading(engine) as session:
        while True:
            page = list_catalogue(session, LOCAL_OWNER, "service", cursor=cursor, limit=2)
            seen += [row.record.name for row in page.items]
            if (cursor := page.next) is None:
                break
    assert len(seen) == len(set(seen)) == 7


def made(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "=====",
        "a" * 5000,
        base64.urlsafe_b64encode(b"[" * 4000).decode(),
        made(),
        made("postmortems:title", "a", 1),
        made("postmortems:-started", "2024"),
        made("postmortems:-started", "2024", "1"),
        made("postmortems:-started", "2024", True),
        made("postmortems:-started", "2024", 1.5),
        made("postmortems:-started", "2024", None),
        made("postmortems:-started", "2024", 2**70),
        made("postmortems:-started", 2024, 1),
        made("postmortems:-started", "nul \0", 1),
        made("postmortems:-started", "half \ud800", 1),
        base64.urlsafe_b64encode(b'{"a": 1}').decode(),
        base64.urlsafe_b64encode(b"17").decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_a_cursor_that_was_not_made_for_this_list_is_refused(session: Session, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        list_postmortems(session, LOCAL_OWNER, PostmortemFilter(), cursor=cursor)


@pytest.mark.parametrize("value", ["yesterday", 5, None, "2024-13-01"])
def test_a_cursor_with_no_day_where_a_day_belongs_is_refused(session: Session, value: object) -> None:
    with pytest.raises(InvalidCursor):
        list_actions(session, LOCAL_OWNER, ActionFilter(), cursor=made("actions:due", value, 1))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    cursor=st.text(min_size=1, max_size=60)
    | st.binary(min_size=1, max_size=40).map(lambda b: base64.b64encode(b).decode())
)
def test_no_cursor_breaks_a_list(session: Session, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        list_actions(session, LOCAL_OWNER, ActionFilter(), cursor=cursor)


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_pages_have_one_to_a_hundred_rows(session: Session, limit: int) -> None:
    with pytest.raises(InvalidInput, match="limit"):
        list_postmortems(session, LOCAL_OWNER, PostmortemFilter(), limit=limit)


@pytest.mark.parametrize("sort", ["", "id; drop table tag", "Title"])
def test_only_named_orders_exist(session: Session, sort: str) -> None:
    with pytest.raises(InvalidInput, match="sort must be one of"):
        list_postmortems(session, LOCAL_OWNER, PostmortemFilter(), sort=sort)
    with pytest.raises(InvalidInput, match="sort must be one of"):
        list_actions(session, LOCAL_OWNER, ActionFilter(), sort=sort)
