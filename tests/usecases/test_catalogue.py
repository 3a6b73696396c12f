"""Services, teams and people kept by hand: one record under all its spellings."""

import pytest
from pydantic import BaseModel, ValidationError
from sqlmodel import Session
from support.databases import Workspace
from support.documents import DISK, bring, changes, every, post_at

from app.domain.errors import Conflict, InvalidInput, NotFound, PreconditionFailed
from app.domain.principal import LOCAL_OWNER
from app.store.catalogue import find_by_name, find_record, list_catalogue, one_record
from app.store.engine import reading, writing
from app.store.postmortems import names_of
from app.store.tables import ActionItem, Alias, Person, Service, Tag, Team
from app.usecases.catalogue import PersonFields, ServiceFields, TeamFields, add_record, edit_record, merge_records
from app.usecases.naming import clean, named, tag

KINDS: list[tuple[str, type[BaseModel]]] = [
    ("service", ServiceFields),
    ("team", TeamFields),
    ("person", PersonFields),
]


def aliases(ws: Workspace, kind: str, record_id: int) -> list[str]:
    with reading(ws.engine) as session:
        return one_record(session, LOCAL_OWNER, kind, find_record(session, kind, record_id)).aliases


@pytest.mark.parametrize(("kind", "fields"), KINDS)
def test_a_record_is_found_under_its_name_and_every_alias(
    ws: Workspace, session: Session, kind: str, fields: type[BaseModel]
) -> None:
    record = add_record(ws, LOCAL_OWNER, kind, fields(name="Zoë Smith", aliases=["zs", "Z. Smith"]))
    for spelling in ("zoe smith", "@ZS", " z.  smith "):
        assert find_by_name(session, kind, spelling).id == record.id
    assert sorted(aliases(ws, kind, record.id)) == ["Z. Smith", "zs"]
    for taken in (fields(name="ZOE SMITH"), fields(name="new", aliases=["zs"])):
        with pytest.raises(Conflict, match="merge the two"):
            add_record(ws, LOCAL_OWNER, kind, taken)
    assert list_catalogue(session, LOCAL_OWNER, kind).total == 1


@pytest.mark.parametrize(("kind", "fields"), KINDS)
def test_a_renamed_record_is_still_known_by_its_old_names_until_they_are_taken_away(
    ws: Workspace, kind: str, fields: type[BaseModel]
) -> None:
    record = add_record(ws, LOCAL_OWNER, kind, fields(name="Old", aliases=["a", "b"]))
    assert edit_record(ws, LOCAL_OWNER, kind, record.id, fields(name="New")).version == 2
    assert set(aliases(ws, kind, record.id)) == {"Old", "a", "b"}
    edit_record(ws, LOCAL_OWNER, kind, record.id, fields(name="New", aliases=["c"]))
    assert aliases(ws, kind, record.id) == ["c"]
    with reading(ws.engine) as session:
        assert find_by_name(session, kind, "a") is None


@pytest.mark.parametrize(("kind", "fields"), KINDS)
def test_of_two_people_who_edit_a_record_the_second_is_told(
    ws: Workspace, kind: str, fields: type[BaseModel]
) -> None:
    record = add_record(ws, LOCAL_OWNER, kind, fields(name="Old"))
    edit_record(ws, LOCAL_OWNER, kind, record.id, fields(name="New"), expected=1)
    with pytest.raises(PreconditionFailed, match="somebody else"):
        edit_record(ws, LOCAL_OWNER, kind, record.id, fields(name="Newer"), expected=1)
    with pytest.raises(NotFound):
        edit_record(ws, LOCAL_OWNER, kind, 4711, fields(name="x"))


def test_a_person_has_a_team_and_a_team_its_manager(ws: Workspace, session: Session) -> None:
    ann = add_record(ws, LOCAL_OWNER, "person", PersonFields(name="Ann", email="ann@example.com", team="Ops"))
    team = find_by_name(session, "team", "ops")
    assert (ann.team_id, ann.email) == (team.id, "ann@example.com")
    assert (
        edit_record(ws, LOCAL_OWNER, "team", team.id, TeamFields(name="Ops", manager="@ann")).manager_id == ann.id
    )
    assert edit_record(ws, LOCAL_OWNER, "team", team.id, TeamFields(name="Ops", manager=None)).manager_id is None
    left = edit_record(ws, LOCAL_OWNER, "person", ann.id, PersonFields(name="Ann", active=False, team=None))
    assert (left.active, left.team_id, left.email) == (False, None, "ann@example.com")


@pytest.mark.parametrize("name", ["@", "\u0301"])
def test_a_name_of_nothing_but_marks_is_refused(ws: Workspace, name: str) -> None:
    with pytest.raises(InvalidInput, match="letters or digits"):
        add_record(ws, LOCAL_OWNER, "team", TeamFields(name=name))
    assert every(ws.engine, Team) == []


@pytest.mark.parametrize(("kind", "fields"), KINDS)
def test_fields_that_do_not_exist_are_refused(kind: str, fields: type[BaseModel]) -> None:
    with pytest.raises(ValidationError):
        fields(name=kind, version=7)


def test_merging_makes_one_of_two_services_with_both_names(ws: Workspace, session: Session) -> None:
    bring(ws, DISK, "a.md")
    bring(ws, DISK.replace("[checkout, db]", "[database]").replace("db-01", "db-02"), "b.md")
    bring(ws, DISK.replace("[checkout, db]", "[db, database]").replace("db-01", "db-03"), "c.md")
    gone, kept = (find_by_name(session, "service", n).id for n in ("database", "db"))
    outbox = len(changes(ws.engine))
    assert merge_records(ws, LOCAL_OWNER, "service", gone, kept).name == "db"
    for slug, names in [("01", ["checkout", "db"]), ("02", ["db"]), ("03", ["db"])]:
        post = post_at(session, f"disk-full-on-db-{slug}")
        assert names_of(session, post.id or 0)[0] == names
    assert aliases(ws, "service", kept) == ["database"]
    assert find_record(session, "service", gone).id == kept
    assert len(changes(ws.engine)) == outbox + 2
    bring(ws, DISK.replace("[checkout, db]", "[database]").replace("db-01", "db-04"), "d.md")
    assert {s.name for s in every(ws.engine, Service) if s.merged_into is None} == {"checkout", "db"}


def test_merging_people_hands_over_actions_and_teams(ws: Workspace, session: Session) -> None:
    bring(ws, DISK)
    gone = find_by_name(session, "person", "ann").id
    kept = add_record(ws, LOCAL_OWNER, "person", PersonFields(name="Ann Smith")).id
    team = add_record(ws, LOCAL_OWNER, "team", TeamFields(name="Ops", manager="ann"))
    merge_records(ws, LOCAL_OWNER, "person", gone, kept)
    assert {a.owner_id for a in every(ws.engine, ActionItem)} == {kept, None}
    assert every(ws.engine, Team)[-1].manager_id == kept
    assert team.id == every(ws.engine, Team)[-1].id
    session.rollback()
    assert find_by_name(session, "person", "ann").id == kept


def test_merging_teams_hands_over_postmortems_actions_and_people(ws: Workspace, session: Session) -> None:
    bring(ws, DISK)
    gone = find_by_name(session, "team", "storage").id
    add_record(ws, LOCAL_OWNER, "person", PersonFields(name="Bob", team="storage"))
    kept = add_record(ws, LOCAL_OWNER, "team", TeamFields(name="Infrastructure")).id
    merge_records(ws, LOCAL_OWNER, "team", gone, kept)
    assert names_of(session, post_at(session, "disk-full-on-db-01").id or 0)[1] == ["Infrastructure"]
    assert [p.team_id for p in every(ws.engine, Person) if p.name == "Bob"] == [kept]


def test_a_chain_of_mergers_leads_to_its_end(ws: Workspace, session: Session) -> None:
    a, b, c = (add_record(ws, LOCAL_OWNER, "service", ServiceFields(name=n)).id for n in "abc")
    merge_records(ws, LOCAL_OWNER, "service", a, b)
    merge_records(ws, LOCAL_OWNER, "service", b, c)
    assert [find_record(session, "service", i).id for i in (a, b, c)] == [c, c, c]
    assert [s.merged_into for s in every(ws.engine, Service)] == [c, c, None]
    for pair in ((a, c), (c, a), (c, c), (a, b)):
        with pytest.raises(InvalidInput, match="one already"):
            merge_records(ws, LOCAL_OWNER, "service", *pair)
    with pytest.raises(NotFound):
        merge_records(ws, LOCAL_OWNER, "service", c, 4711)


def test_names_from_documents_are_made_once_in_their_first_spelling(ws: Workspace) -> None:
    with writing(ws.engine) as session:
        first = named(session, "person", "@Zoë  Smith")
        assert named(session, "person", "zoe smith").id == first.id
        assert named(session, "person", " @ ") is None
        assert tag(session, "#Data  Loss").id == tag(session, "data-loss").id
        assert tag(session, "#") is None
    assert [p.name for p in every(ws.engine, Person)] == ["Zoë Smith"]
    assert [(a.key, a.name) for a in every(ws.engine, Alias)] == [("zoe smith", "Zoë Smith")]
    assert [t.name for t in every(ws.engine, Tag)] == ["data-loss"]


def test_a_name_is_one_line_of_at_most_120_characters() -> None:
    assert clean("  a\tb\nc\0d\x1b ") == "a b c d"
    assert len(clean("x" * 500)) == 120
