"""Services, teams and people under every spelling, and what hangs on them."""

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session
from support.records import a_postmortem, a_record, about, an_action, keep

from app.domain.errors import InvalidInput, NotFound
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import ActionStatus, PostmortemKind, PostmortemStatus
from app.store.catalogue import (
    find_by_name,
    find_record,
    list_catalogue,
    list_tags,
    names_by_id,
    names_in_use,
    one_record,
)
from app.store.engine import writing
from app.store.tables import Alias

NOTICE, WITHDRAWN = PostmortemKind.NOTICE, PostmortemStatus.WITHDRAWN


@pytest.fixture
def people(engine: Engine) -> dict[str, int]:
    """Ann (also known as Anna), Bob who left, and Anne who is one with Ann now."""
    with writing(engine) as session:
        ann = a_record(session, "person", "Ann")
        keep(session, Alias(kind="person", key="anna", name="Anna", target_id=ann.id))
        bob = a_record(session, "person", "Bob", active=False)
        anne = a_record(session, "person", "Anne", merged_into=ann.id)
        for status in (ActionStatus.OPEN, ActionStatus.PROPOSED, ActionStatus.DONE):
            an_action(session, owner_id=ann.id, status=status)
    return {"Ann": ann.id, "Bob": bob.id, "Anne": anne.id}


def names(session: Session, kind: str, q: str = "") -> list[str]:
    page = list_catalogue(session, LOCAL_OWNER, kind, q=q)
    assert page.total == len(page.items)
    return [row.record.name for row in page.items]


@pytest.mark.usefixtures("people")
def test_merged_records_stand_in_no_list(session: Session) -> None:
    assert names(session, "person") == ["Ann", "Bob"]
    assert names_in_use(session, "person") == ["Ann", "Bob"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("q", "expected"), [("ANNA", ["Ann"]), ("bo", ["Bob"]), ("nn", ["Ann"]), ("%", []), ("_", [])]
)
def test_records_are_looked_for_in_all_their_spellings(session: Session, q: str, expected: list[str]) -> None:
    assert names(session, "person", q) == expected


def test_a_row_shows_other_spellings_and_what_is_owed(session: Session, people: dict[str, int]) -> None:
    row = one_record(session, LOCAL_OWNER, "person", find_record(session, "person", people["Ann"]))
    assert (row.aliases, row.postmortems, row.unfinished) == (["Anna"], 0, 2)


def test_a_merged_record_answers_with_the_one_it_went_into(session: Session, people: dict[str, int]) -> None:
    assert find_record(session, "person", people["Anne"]).name == "Ann"
    assert find_by_name(session, "person", "@anne").name == "Ann"
    assert find_by_name(session, "person", "Carla") is None
    assert names_by_id(session, "person", [people["Bob"], None]) == {people["Bob"]: "Bob"}


def test_a_record_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound, match="no service 4711"):
        find_record(session, "service", 4711)
    with pytest.raises(InvalidInput, match="not one of service, team, person"):
        list_catalogue(session, LOCAL_OWNER, "alias")


def test_services_teams_and_tags_count_what_is_listed_and_no_notices(engine: Engine, session: Session) -> None:
    with writing(engine) as writer:
        kinds = {"kind": NOTICE}, {"status": WITHDRAWN}, {"removed_in_revision": 2}, {}, {}
        for number, fields in enumerate(kinds):
            post = a_postmortem(writer, **fields)
            about(writer, post, "service", "db")
            about(writer, post, "team", "ops")
            about(writer, post, "tag", "capacity", f"only-{number}")
            an_action(writer, postmortem_id=post.id)
        an_action(writer, team_id=find_by_name(writer, "team", "ops").id)
    service = list_catalogue(session, LOCAL_OWNER, "service").items[0]
    assert (service.postmortems, service.unfinished) == (2, 5)
    team = list_catalogue(session, LOCAL_OWNER, "team").items[0]
    assert (team.postmortems, team.unfinished) == (2, 1)
    assert list_tags(session, LOCAL_OWNER) == [("capacity", 3), ("only-0", 1), ("only-3", 1), ("only-4", 1)]
