"""A default due date counts from acceptance, or from the publication of the postmortem where that is later."""

from datetime import date

import pytest
from support.databases import Clock, Workspace
from support.documents import bring, every

from app.domain.due_dates import DueDays
from app.domain.lifecycle import Evidence, Move
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import ActionStatus, Priority
from app.store.action_items import find_action
from app.store.engine import reading
from app.store.tables import ActionEvent
from app.usecases.actions import ActionEdit, NewAction, create_action, edit_action, move_action
from app.usecases.publication import WHY

DAYS = DueDays(28, 28, 56, 90)
TEXT = "---\nstatus: {status}\n---\n# Disk full\n\n## Summary\nThe disk was full.\n"


def brought(ws: Workspace, status: str) -> None:
    bring(ws, TEXT.format(status=status), "disk.md")


@pytest.fixture
def accepted(ws: Workspace) -> Workspace:
    """ACT-1 of a draft, critical and accepted on 1 May 2024: due on 29 May."""
    brought(ws, "draft")
    new = NewAction(text="Add an alert", owner="Ann", priority=Priority.CRITICAL, postmortem="disk-full")
    create_action(ws, LOCAL_OWNER, new)
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(ActionStatus.OPEN), due_days=DAYS)
    assert due(ws) == date(2024, 5, 29)
    return ws


def due(ws: Workspace) -> date | None:
    with reading(ws.engine) as session:
        return find_action(session, LOCAL_OWNER, "ACT-1").due


def test_days_begin_anew_when_the_postmortem_is_published(accepted: Workspace, clock: Clock) -> None:
    clock.forward(days=10)
    brought(accepted, "in_review")
    assert due(accepted) == date(2024, 5, 29)
    brought(accepted, "published")
    assert due(accepted) == date(2024, 6, 8)
    last = every(accepted.engine, ActionEvent)[-1]
    assert (last.field, last.old, last.new, last.why) == ("due", "2024-05-29", "2024-06-08", WHY)
    clock.forward(days=3)
    brought(accepted, "draft")
    brought(accepted, "published")  # again: its days have begun
    assert due(accepted) == date(2024, 6, 8)


def test_a_date_that_somebody_chose_stays(accepted: Workspace, clock: Clock) -> None:
    edit_action(accepted, LOCAL_OWNER, "ACT-1", ActionEdit(due=date(2024, 5, 30), reason="the vendor needs a day"))
    clock.forward(days=10)
    brought(accepted, "published")
    assert due(accepted) == date(2024, 5, 30)


def test_what_is_finished_by_then_stays(accepted: Workspace, clock: Clock) -> None:
    move_action(accepted, LOCAL_OWNER, "ACT-1", Move(ActionStatus.DONE, evidence=(Evidence("seen"),)))
    clock.forward(days=10)
    brought(accepted, "published")
    assert due(accepted) == date(2024, 5, 29)


def test_published_on_the_day_of_acceptance_nothing_moves(accepted: Workspace) -> None:
    told = len(every(accepted.engine, ActionEvent))
    brought(accepted, "published")
    assert (due(accepted), len(every(accepted.engine, ActionEvent))) == (date(2024, 5, 29), told)


def test_a_date_is_a_default_also_where_it_was_written_into_the_form(ws: Workspace, clock: Clock) -> None:
    brought(ws, "draft")
    create_action(ws, LOCAL_OWNER, NewAction(text="Add an alert", postmortem="disk-full"))
    filling = ActionEdit(owner="Ann", due=date(2024, 6, 26))  # 56 days, as the form offers it
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(ActionStatus.OPEN), filling=filling, due_days=DAYS)
    clock.forward(days=1)
    brought(ws, "published")
    assert due(ws) == date(2024, 6, 27)
