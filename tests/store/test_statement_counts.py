"""Lists do not ask more of the database because there is more in it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session
from support.records import THEN, a_cause, a_postmortem, a_record, about, an_action

from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import ActionStatus
from app.store.action_facets import action_facets
from app.store.action_items import ActionFilter, actions_of, list_actions
from app.store.catalogue import list_catalogue, list_tags
from app.store.counters import counters, lately_closed, pressing
from app.store.engine import reading, writing
from app.store.findings import FindingFilter
from app.store.people import doubtful_people
from app.store.postmortems import PostmortemFilter, facets, list_postmortems
from app.store.reports import list_reports, report_facets
from app.usecases.action_reports import Ask, closing, promises

TODAY = date(2024, 5, 1)

LISTS: dict[str, Callable[[Session], Any]] = {
    "postmortems": lambda s: list_postmortems(s, LOCAL_OWNER, PostmortemFilter()),
    "postmortems with facets": lambda s: facets(s, LOCAL_OWNER, PostmortemFilter(service=("db",))),
    "board": lambda s: list_actions(s, LOCAL_OWNER, ActionFilter()),
    "board with facets": lambda s: action_facets(s, LOCAL_OWNER, ActionFilter(unfinished=True)),
    "actions of a postmortem": lambda s: actions_of(s, LOCAL_OWNER, 1),
    "services": lambda s: list_catalogue(s, LOCAL_OWNER, "service"),
    "teams": lambda s: list_catalogue(s, LOCAL_OWNER, "team"),
    "people": lambda s: list_catalogue(s, LOCAL_OWNER, "person"),
    "doubtful people": lambda s: doubtful_people(s, LOCAL_OWNER),
    "import report": lambda s: list_reports(s, LOCAL_OWNER),
    "import report with facets": lambda s: report_facets(s, LOCAL_OWNER, FindingFilter(code=("zone-carried",))),
    "tags": lambda s: list_tags(s, LOCAL_OWNER),
    "counters": lambda s: counters(s, LOCAL_OWNER, TODAY),
    "report on closing": lambda s: closing(s, LOCAL_OWNER, Ask(), TODAY),
    "report on promises": lambda s: promises(s, LOCAL_OWNER, Ask(), TODAY),
    "pressing": lambda s: pressing(s, LOCAL_OWNER, TODAY),
    "lately closed": lambda s: lately_closed(s, LOCAL_OWNER, TODAY),
}


def add(session: Session, rounds: range) -> None:
    for i in rounds:
        post = a_postmortem(session, f"Post {i}")
        about(session, post, "service", "db", f"service {i}")
        about(session, post, "team", f"team {i}")
        about(session, post, "tag", f"tag {i}")
        a_cause(session, post)
        person = a_record(session, "person", f"person {i}")
        an_action(session, postmortem_id=post.id, owner_id=person.id, due=TODAY)
        an_action(session, postmortem_id=post.id, owner_id=person.id, status=ActionStatus.DONE, closed_at=THEN)


@pytest.mark.parametrize("name", LISTS)
def test_ten_times_the_rows_take_the_same_statements(
    engine: Engine, statements: Callable[[], AbstractContextManager[list[str]]], name: str
) -> None:
    sent_for: list[int] = []
    for rounds in (range(2), range(2, 20)):
        with writing(engine) as session:
            add(session, rounds)
        with reading(engine) as session, statements() as sent:
            LISTS[name](session)
        sent_for.append(len([s for s in sent if s.lstrip().upper().startswith("SELECT")]))
    assert 0 < sent_for[0] == sent_for[1] < 10
