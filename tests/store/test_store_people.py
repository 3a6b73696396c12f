"""Names that may be somebody else's, with what hangs on them."""

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session
from support.records import THEN, a_postmortem, a_record, an_action, keep

from app.domain.names import fold
from app.domain.principal import ANONYMOUS, LOCAL_OWNER
from app.domain.vocabulary import ActionStatus, Role
from app.store.engine import writing
from app.store.people import count_doubtful, doubtful_people
from app.store.tables import Account, Alias


@pytest.fixture
def people(engine: Engine) -> dict[str, int]:
    """Two full names, of which the later signs in, and three spellings that may be one of them."""
    ids = {}
    with writing(engine) as session:
        for name in ("Ann Lee", "Ann Smith", "Ann", "alee", "a.smith@example.org", "Bob"):
            ids[name] = a_record(session, "person", name, email=name if "@" in name else None).id
        a_record(session, "person", "Lee", merged_into=ids["Ann Lee"])
        keep(session, Alias(kind="team", key=fold("ann"), name="ann", target_id=1))
        keep(
            session,
            Account(
                name="ann",
                key="ann",
                person_id=ids["Ann Smith"],
                role=Role.AUTHOR,
                created_at=THEN,
                created_by="root",
            ),
        )
    return ids


@pytest.mark.usefixtures("people")
def test_spellings_are_listed_with_whom_they_may_mean_and_why(session: Session) -> None:
    page = doubtful_people(session, LOCAL_OWNER)
    shown = {}
    for doubt in page.items:
        shown[doubt.person.name] = [(g.person.name, g.person.account, g.reason.value) for g in doubt.candidates]
    assert shown == {
        "Ann": [("Ann Smith", True, "first name only"), ("Ann Lee", False, "first name only")],
        "alee": [("Ann Lee", False, "initial and surname")],
        "a.smith@example.org": [("Ann Smith", True, "initial and surname")],
    }
    assert (page.total, count_doubtful(session)) == (3, 3)


def test_what_hangs_on_a_name_is_counted_and_comes_first(
    engine: Engine, session: Session, people: dict[str, int]
) -> None:
    with writing(engine) as writer:
        one, other = a_postmortem(writer), a_postmortem(writer)
        for post, status in ((one, ActionStatus.OPEN), (one, ActionStatus.DONE), (other, ActionStatus.BLOCKED)):
            an_action(writer, postmortem_id=post.id, owner_id=people["alee"], status=status)
        an_action(writer, owner_id=people["Ann"])
        an_action(writer)
    page = doubtful_people(session, LOCAL_OWNER, limit=2)
    assert [(d.person.name, d.unfinished, d.actions, d.postmortems) for d in page.items] == [
        ("alee", 2, 3, 2),
        ("Ann", 1, 1, 0),
    ]
    assert page.total == 3
    unseen = {d.person.name: d.actions for d in doubtful_people(session, ANONYMOUS).items}
    assert unseen == {"Ann": 1, "alee": 0, "a.smith@example.org": 0}


def test_nobody_is_in_doubt_where_there_is_nobody(session: Session) -> None:
    assert (doubtful_people(session, LOCAL_OWNER).items, count_doubtful(session)) == ([], 0)
