"""Search stays in step: every write that alters what is searched says so, and the index follows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from pydantic import BaseModel
from sqlalchemy.engine import Engine
from support.databases import Workspace
from support.documents import DISK, a_post, bring, changes, every, the_one, with_actions

from app.domain.capabilities import Capability
from app.domain.errors import Unavailable
from app.domain.lifecycle import Move
from app.domain.principal import LOCAL_OWNER, Principal
from app.domain.vocabulary import ActionStatus, Visibility
from app.search.backend import IndexedDocument, Scope
from app.search.memory import MemoryIndex
from app.search.query import parse_query
from app.store.catalogue import find_by_name
from app.store.engine import reading, writing
from app.store.tables import Cause, Postmortem
from app.usecases.actions import ActionEdit, NewAction, create_action, edit_action, link_cause, move_action
from app.usecases.catalogue import PersonFields, ServiceFields, TeamFields, edit_record, merge_records
from app.usecases.documents import replace_text, restore, take_file, withdraw
from app.usecases.indexing import catch_up, documents_for, indexed_ids, newest_change, prepare_index, rebuild
from app.usecases.outbox import touch
from app.usecases.searching import search

SLUG = "disk-full-on-db-01"
EVERYTHING = Scope(frozenset(v.value for v in Visibility))


def found(ws: Workspace, query: str, scope: Scope = EVERYTHING) -> set[int]:
    return {hit.id for hit in ws.index.search(parse_query(query), scope).hits}


def known(ws: Workspace, kind: str, name: str) -> int:
    with reading(ws.engine) as session:
        return int(find_by_name(session, kind, name).id)


def edited(ws: Workspace, kind: str, name: str, fields: BaseModel) -> object:
    return edit_record(ws, LOCAL_OWNER, kind, known(ws, kind, name), fields)


#: Every write that alters what is searched of the one postmortem, and a query that finds it only afterwards.
WRITES: dict[str, tuple[Callable[[Workspace], object], str]] = {
    "import": (lambda ws: bring(ws, DISK.replace("half an hour", "ninety minutes")), "ninety"),
    "edit": (lambda ws: replace_text(ws, LOCAL_OWNER, SLUG, DISK + "\nQuokka.\n", door="browser"), "quokka"),
    "add an action": (
        lambda ws: create_action(ws, LOCAL_OWNER, NewAction(text="Call the quokka", postmortem=SLUG)), "quokka"),
    "assign": (lambda ws: edit_action(ws, LOCAL_OWNER, "ACT-2", ActionEdit(owner="Zoë")), "owner:zoe"),
    "rename a service": (
        lambda ws: edited(ws, "service", "db", ServiceFields(name="database")),
        "service:database"),
    "rename a team": (
        lambda ws: edited(ws, "team", "storage", TeamFields(name="Infra")), "team:infra"),
    "rename an owner": (
        lambda ws: edited(ws, "person", "ann", PersonFields(name="Zoë")), "owner:zoe"),
    "merge services": (
        lambda ws: merge_records(
            ws, LOCAL_OWNER, "service", known(ws, "service", "db"), known(ws, "service", "billing")
        ),
        "service:billing rotation"),
    "status": (lambda ws: bring(ws, DISK.replace("severity: sev2", "status: draft")), "status:draft"),
}  # fmt: skip


@pytest.fixture
def post(ws: Workspace) -> int:
    bring(ws, with_actions("[ ] Something", title="Other"), "other.md")
    bring(ws, "---\nservices: [billing]\n---\n# Billing\n\n## Summary\nNo.\n", "billing.md")
    return bring(ws, DISK).postmortems[0].id or 0


@pytest.mark.parametrize("name", WRITES)
def test_a_write_that_alters_what_is_searched_is_in_the_outbox_and_found_at_once(
    ws: Workspace, post: int, name: str
) -> None:
    write, query = WRITES[name]
    assert post not in found(ws, query)
    outbox = len(changes(ws.engine))
    write(ws)
    assert changes(ws.engine)[outbox:] == [post]
    assert post in found(ws, query)
    assert ws.index.watermark() == newest_change(ws)


def test_moves_and_links_are_in_the_outbox_too(ws: Workspace, post: int) -> None:
    outbox = len(changes(ws.engine))
    edit_action(ws, LOCAL_OWNER, "ACT-2", ActionEdit(due=date(2024, 6, 1), reason="x"))
    move_action(ws, LOCAL_OWNER, "ACT-2", Move(ActionStatus.IN_PROGRESS))
    cause = next(c for c in every(ws.engine, Cause) if c.postmortem_id == post)
    link_cause(ws, LOCAL_OWNER, "ACT-2", cause.id)
    assert changes(ws.engine)[outbox:] == [post] * 3


def test_what_is_withdrawn_is_not_found_until_it_is_restored(ws: Workspace, post: int) -> None:
    withdraw(ws, LOCAL_OWNER, SLUG)
    assert post not in found(ws, "rotation")
    restore(ws, LOCAL_OWNER, SLUG)
    assert post in found(ws, "rotation")


def test_a_post_cut_from_its_file_is_not_found(ws: Workspace) -> None:
    first, second = a_post("Mail is slow", "[ ] Buy disks"), a_post("Network down", "[ ] Buy cables")
    ids = [p.id for p in bring(ws, first + second).postmortems]
    assert found(ws, "cables") == {ids[1]}
    bring(ws, first)
    assert found(ws, "cables") == set()


def test_of_a_file_with_several_posts_each_is_found_by_its_own_lines(ws: Workspace) -> None:
    first, second = a_post("Mail is slow", "[ ] Buy disks"), a_post("Network down", "[ ] Buy cables")
    ids = [p.id for p in bring(ws, first + second).postmortems]
    assert found(ws, "disks") == {ids[0]}
    assert found(ws, "cables") == {ids[1]}


def test_a_conflict_settled_for_the_file_is_searched_as_the_file(ws: Workspace, post: int) -> None:
    replace_text(ws, LOCAL_OWNER, SLUG, DISK + "\nEdited.\n", door="browser")
    bring(ws, DISK + "\nQuokka.\n")
    assert found(ws, "quokka") == set()
    take_file(ws, LOCAL_OWNER, SLUG)
    assert found(ws, "quokka") == {post}


def test_only_who_may_see_a_postmortem_finds_it(ws: Workspace, post: int) -> None:
    with writing(ws.engine) as session:
        restricted = session.get_one(Postmortem, post)
        restricted.visibility = Visibility.RESTRICTED
        touch(session, [post])
    catch_up(ws)
    assert search(ws, LOCAL_OWNER, "rotation").total == 1
    outsider = Principal("Otto", frozenset({Visibility.INTERNAL}), frozenset({Capability.READ}))
    assert search(ws, outsider, "rotation").total == 0
    assert search(ws, outsider, "").total == 2


class FullDisk(MemoryIndex):
    """An index that cannot be written while `full`."""

    full = True

    def apply(self, *args: object, **named: object) -> None:
        if self.full:
            raise Unavailable("no space left")
        super().apply(*args, **named)  # type: ignore[arg-type]


def test_an_index_that_cannot_be_written_fails_no_write_and_catches_up_later(engine: Engine, ws: Workspace) -> None:
    index = FullDisk()
    broken = Workspace(engine, index, ws.now)
    post = bring(broken, DISK).postmortems[0].id
    prepare_index(broken)
    assert index.watermark() == 0
    index.full = False
    assert [r.row.postmortem.id for r in search(broken, LOCAL_OWNER, "rotation").results] == [post]


def test_an_index_of_another_database_is_made_anew_at_start(ws: Workspace, post: int) -> None:
    stray = IndexedDocument(id=4711, seq=99, title="stray", body="", visibility="internal", kind="incident",
                            status="published")  # fmt: skip
    ws.index.apply([stray], [], 99)
    prepare_index(ws)
    assert found(ws, "stray") == set()
    assert post in found(ws, "rotation")
    assert ws.index.watermark() == newest_change(ws)


def test_a_rebuilt_index_finds_the_same(ws: Workspace, post: int) -> None:
    seen: list[tuple[int, int]] = []
    assert rebuild(ws, lambda done, whole: seen.append((done, whole))) == 3
    assert seen[-1] == (newest_change(ws),) * 2
    assert post in found(ws, "rotation")
    with reading(ws.engine) as session:
        assert indexed_ids(session) == {post, post - 1, post - 2}


def test_many_writers_at_once_leave_the_index_at_the_newest_text(ws: Workspace) -> None:
    def write(number: int) -> None:
        for take in range(4):
            bring(ws, f"# Post {number}\n\n## Summary\nword{number}x{take}\n", f"{number}.md")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    catch_up(ws)
    assert ws.index.watermark() == newest_change(ws) == 16
    for number in range(4):
        assert len(found(ws, f"word{number}x3")) == 1
        assert found(ws, f"word{number}x2") == set()


def test_documents_for_the_index_take_a_fixed_number_of_statements(
    ws: Workspace, statements: Callable[[], object]
) -> None:
    counts = []
    for more in (2, 6):
        for number in range(more):
            bring(ws, DISK.replace("db-01", f"db-{number}"), f"{number}.md")
        with reading(ws.engine) as session, statements() as sent:  # type: ignore[attr-defined]
            documents = documents_for(session, dict.fromkeys(range(1, more + 1), 1))
        assert len(documents) == more
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_what_is_indexed_of_a_postmortem(ws: Workspace, post: int) -> None:
    create_action(ws, LOCAL_OWNER, NewAction(text="By hand", postmortem=SLUG))
    with reading(ws.engine) as session:
        (document,) = documents_for(session, {post: 7})
        title = the_one(session, Postmortem, id=post).title
    assert (document.id, document.seq, document.title) == (post, 7, title)
    assert (document.kind, document.status, document.severity) == ("incident", "published", "sev2")
    assert (document.services, document.teams, document.tags) == (("checkout", "db"), ("storage",), ("capacity",))
    assert (document.owners, document.year, document.date) == (("ann",), 2024, 20240305)
    assert document.body.endswith("By hand")


@pytest.mark.parametrize(
    ("when", "year", "day"), [("2024-05", 2024, 20240501), ("2024-05-09", 2024, 20240509), ("", None, None)]
)
def test_a_month_is_dated_by_its_first_day(ws: Workspace, when: str, year: int | None, day: int | None) -> None:
    post = bring(ws, "# Undated\n\n## Summary\nx\n").postmortems[0]
    with writing(ws.engine) as session:
        session.get_one(Postmortem, post.id).sort_at = when
        session.flush()
        (document,) = documents_for(session, {post.id or 0: 1})
    assert (document.year, document.date) == (year, day)
