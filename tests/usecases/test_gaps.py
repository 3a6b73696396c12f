"""The cause-to-action matrix: what answers what, what only looks like it, and what may stay open."""

import pytest
from sqlmodel import Session
from support.databases import Workspace
from support.documents import bring, every
from support.records import a_postmortem

from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.domain.gaps import Point
from app.domain.lifecycle import Move
from app.domain.principal import LOCAL_OWNER, Principal
from app.domain.vocabulary import ActionStatus, LinkOrigin, PointKind, Visibility
from app.store.gaps import GapFilter
from app.store.tables import ActionCause, ActionEvent, Change
from app.usecases.actions import NewAction, create_action, move_action
from app.usecases.gaps import (
    Line,
    accept,
    answer,
    deny,
    gaps,
    matrix,
    take_back_answer,
    take_back_denial,
    withdraw_acceptance,
)

SLUG = "checkout-down"
TEXT = """# Checkout down

Services: checkout

## Root cause
The certificate of the payment gateway expired.

## Contributing factors
- The pager rotation was empty on that holiday.

## What went wrong
- Nobody could roll the release back quickly.

## Action items
- [ ] Renew each gateway certificate by a timer (@ann, due 2030-01-01)
- [ ] Rehearse the roll back of a release (@bob, due 2030-02-01)
- [ ] Buy more coffee (@bob, due 2030-02-01)
"""


@pytest.fixture
def shop(ws: Workspace) -> Workspace:
    bring(ws, TEXT, "checkout.md")
    return ws


def lines(ws: Workspace) -> list[Line]:
    return matrix(ws, LOCAL_OWNER, SLUG)


def point(ws: Workspace, number: int) -> Point:
    return lines(ws)[number].told.point


def open_points(ws: Workspace) -> list[str]:
    """As the list of all gaps has them; the matrix must say the same."""
    page = gaps(ws, LOCAL_OWNER, GapFilter())
    told = [p.text for each in page.items for p in each.points]
    assert told == [line.told.text for line in lines(ws) if line.gap]
    assert page.total == bool(told)
    return told


def test_causes_and_what_went_wrong_are_points_and_likely_actions_are_suggested(shop: Workspace) -> None:
    found = lines(shop)
    assert [line.told.point.kind for line in found] == [PointKind.CAUSE, PointKind.CAUSE, PointKind.LESSON]
    assert [[a.row.action.key for a in line.suggested] for line in found] == [["ACT-1"], [], ["ACT-2"]]
    assert set(found[0].suggested[0].words) == {"gateway", "certificate"}
    assert len(open_points(shop)) == 3


def test_a_suggestion_closes_nothing_until_it_is_confirmed(shop: Workspace) -> None:
    answer(shop, LOCAL_OWNER, SLUG, point(shop, 0), "ACT-1")
    answer(shop, LOCAL_OWNER, SLUG, point(shop, 2), "ACT-2")
    answer(shop, LOCAL_OWNER, SLUG, point(shop, 2), "ACT-2")  # said twice, told once
    found = lines(shop)
    assert [line.gap for line in found] == [False, True, False]
    assert (found[2].answers[0].origin, found[2].suggested) == (LinkOrigin.CONFIRMED, [])
    told = [(e.field, e.new) for e in every(shop.engine, ActionEvent) if e.field in ("cause", "answers")]
    assert [field for field, _ in told] == ["cause", "answers"]
    assert open_points(shop) == ["The pager rotation was empty on that holiday."]
    for number, key in ((0, "ACT-1"), (2, "ACT-2")):
        take_back_answer(shop, LOCAL_OWNER, SLUG, point(shop, number), key)
    assert len(open_points(shop)) == 3
    with pytest.raises(NotFound, match="not said to answer"):
        take_back_answer(shop, LOCAL_OWNER, SLUG, point(shop, 0), "ACT-1")


def test_what_the_document_says_is_changed_there(shop: Workspace, session: Session) -> None:
    session.add(ActionCause(action_id=1, cause_id=point(shop, 0).id, origin=LinkOrigin.STATED))
    session.commit()
    assert not lines(shop)[0].gap
    with pytest.raises(Conflict, match="change it there"):
        take_back_answer(shop, LOCAL_OWNER, SLUG, point(shop, 0), "ACT-1")


def test_a_declined_action_answers_nothing_and_a_replaced_one_by_the_one_in_its_place(shop: Workspace) -> None:
    answer(shop, LOCAL_OWNER, SLUG, point(shop, 0), "ACT-1")
    better = create_action(shop, LOCAL_OWNER, NewAction(text="Renew them all", owner="Ann", due="2030-01-01"))  # type: ignore[arg-type]
    move_action(shop, LOCAL_OWNER, "ACT-1", Move(ActionStatus.SUPERSEDED, "better", superseded_by=better.key))
    assert not lines(shop)[0].gap
    assert len(open_points(shop)) == 2
    move_action(shop, LOCAL_OWNER, better.key, Move(ActionStatus.WONT_DO, "no money"))
    assert lines(shop)[0].gap
    assert len(open_points(shop)) == 3
    assert [a.covers for a in lines(shop)[0].answers] == [False]


def test_what_is_said_not_to_answer_is_not_suggested_again(shop: Workspace) -> None:
    deny(shop, LOCAL_OWNER, SLUG, point(shop, 0), "ACT-1")
    line = lines(shop)[0]
    assert (line.suggested, [row.action.key for row, _ in line.denied], line.gap) == ([], ["ACT-1"], True)
    bring(shop, TEXT.replace("# Checkout down", "# Checkout down\n\nRead again."), "checkout.md")
    assert lines(shop)[0].suggested == []
    take_back_denial(shop, LOCAL_OWNER, SLUG, point(shop, 0), "ACT-1")
    assert len(lines(shop)[0].suggested) == 1
    stray = create_action(shop, LOCAL_OWNER, NewAction(text="Of no postmortem", owner="Ann", due="2030-01-01"))  # type: ignore[arg-type]
    for say in (answer, deny):
        with pytest.raises(InvalidInput):
            say(shop, LOCAL_OWNER, SLUG, point(shop, 2), stray.key)


def test_a_gap_may_stay_for_a_reason_that_outlives_a_re_import(shop: Workspace) -> None:
    with pytest.raises(InvalidInput, match="say why"):
        accept(shop, LOCAL_OWNER, SLUG, point(shop, 1), " ")
    accept(shop, LOCAL_OWNER, SLUG, point(shop, 1), "the holiday was abolished")
    bring(shop, TEXT.replace("on that holiday", "on that long holiday"), "checkout.md")
    line = lines(shop)[1]
    assert line.accepted
    assert (line.accepted.reason, line.accepted.said_by, line.gap) == (
        "the holiday was abolished", "local owner", False,
    )  # fmt: skip
    assert len(open_points(shop)) == 2
    assert "may stay without an action" in str([c.what for c in every(shop.engine, Change)])
    withdraw_acceptance(shop, LOCAL_OWNER, SLUG, point(shop, 1))
    assert len(open_points(shop)) == 3


def test_what_is_no_longer_in_the_text_is_no_point(shop: Workspace) -> None:
    gone = point(shop, 1)
    bring(shop, TEXT.replace("- The pager rotation was empty on that holiday.\n", ""), "checkout.md")
    assert len(open_points(shop)) == 2
    with pytest.raises(NotFound, match="has no point"):
        accept(shop, LOCAL_OWNER, SLUG, gone, "why not")


def test_gaps_are_narrowed_by_service_and_team_and_only_of_what_one_may_see(shop: Workspace) -> None:
    assert gaps(shop, LOCAL_OWNER, GapFilter(service=("checkout",))).total == 1
    assert gaps(shop, LOCAL_OWNER, GapFilter(service=("elsewhere",))).total == 0
    assert gaps(shop, LOCAL_OWNER, GapFilter(team=("checkout",))).total == 0
    blind = Principal("blind", frozenset(), LOCAL_OWNER.may)
    assert gaps(shop, blind, GapFilter()).total == 0


def test_who_may_not_decline_accepts_no_gap(shop: Workspace) -> None:
    reader = Principal("Rita", frozenset(Visibility))
    with pytest.raises(Forbidden):
        accept(shop, reader, SLUG, point(shop, 0), "because")


def test_a_record_without_points_has_no_matrix(ws: Workspace, session: Session) -> None:
    post = a_postmortem(session, "Nothing told")
    session.commit()
    assert matrix(ws, LOCAL_OWNER, post.slug) == []


@pytest.mark.parametrize("text", ["", "cause", "cause-0", "cause-01", "event-1", "lesson-1x", "cause-99999999999"])
def test_a_point_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Point.parse(text)
