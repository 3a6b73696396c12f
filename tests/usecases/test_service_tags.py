"""Tags of services: kept in one spelling, told in the history, handed over when two services become one."""

from support.databases import Workspace
from support.documents import every

from app.domain.principal import LOCAL_OWNER
from app.store.engine import reading
from app.store.tables import Change, ServiceTag
from app.store.targets import tags_of
from app.usecases.catalogue import ServiceFields, add_record, edit_record, merge_records


def service(ws: Workspace, name: str, *tags: str) -> int:
    return int(add_record(ws, LOCAL_OWNER, "service", ServiceFields(name=name, tags=list(tags))).id)


def test_tags_are_set_as_a_whole_and_left_alone_where_they_are_not_given(ws: Workspace) -> None:
    one = service(ws, "billing", "Uses Postgres", "#uses-postgres", "paid")
    with reading(ws.engine) as session:
        assert tags_of(session, [one]) == {one: ["paid", "uses-postgres"]}
    edit_record(ws, LOCAL_OWNER, "service", one, ServiceFields(name="invoices"))
    assert len(every(ws.engine, ServiceTag)) == 2
    edit_record(ws, LOCAL_OWNER, "service", one, ServiceFields(name="invoices", tags=["paid"]))
    assert [change.what for change in every(ws.engine, Change)][-1] == "edited: tags"
    with reading(ws.engine) as session:
        assert tags_of(session, [one]) == {one: ["paid"]}


def test_of_two_services_made_one_the_one_that_stays_has_both_their_tags(ws: Workspace) -> None:
    gone, kept = service(ws, "pay", "paid", "old"), service(ws, "billing", "paid", "new")
    merge_records(ws, LOCAL_OWNER, "service", gone, kept)
    with reading(ws.engine) as session:
        assert tags_of(session, [gone, kept]) == {kept: ["new", "old", "paid"]}
