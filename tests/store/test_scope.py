"""What a principal may not see is in no list, no count, no facet and under no address, whoever asks how."""

import inspect
import pkgutil
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, select
from support.records import THEN, a_cause, a_postmortem, a_record, about, an_action, keep

import app.store
from app.domain.errors import NotFound
from app.domain.months import Days, Month
from app.domain.principal import LOCAL_OWNER, Principal
from app.domain.vocabulary import ActionStatus, Bearing, DuplicateState, LinkOrigin, PostmortemStatus, Visibility
from app.store import (
    action_counts,
    action_facets,
    action_groups,
    action_items,
    action_ledger,
    catalogue,
    counters,
    duplicates,
    facts,
    gaps,
    owed,
    people,
    postmortems,
    preventable,
    related,
    reports,
)
from app.store.action_groups import GroupBy
from app.store.action_items import ActionFilter
from app.store.action_spans import slip
from app.store.engine import writing
from app.store.findings import FindingFilter
from app.store.gaps import GapFilter
from app.store.postmortems import PostmortemFilter
from app.store.tables import (
    ActionEvent,
    ActionItem,
    Duplicate,
    Person,
    Postmortem,
    PostmortemLink,
    SlugRedirect,
    Sparing,
)

OUTSIDER = Principal("outsider", frozenset({Visibility.INTERNAL}))
NOBODY = Principal("nobody", frozenset())
TODAY = date(2024, 5, 1)
DONE = ActionStatus.DONE
EVER = Days()


@pytest.fixture(autouse=True)
def _two_of_a_kind(engine: Engine) -> None:
    """One postmortem that everybody sees and one that is restricted, alike in everything else."""
    with writing(engine) as session:
        ann = a_record(session, "person", "Ann").id
        a_record(session, "person", "Ann Lee")
        for number, visibility in enumerate(Visibility, 1):
            post = a_postmortem(session, f"Disk full {visibility}", slug=visibility.value, visibility=visibility,
                                sort_at="2024-03-01")  # fmt: skip
            about(session, post, "service", "db")
            about(session, post, "team", "ops")
            about(session, post, "tag", "capacity")
            a_cause(session, post, confidence=0.5)
            keep(session, SlugRedirect(slug=f"old-{visibility}", postmortem_id=post.id))
            owed_one = an_action(session, number=number * 10, postmortem_id=post.id, owner_id=ann, due=TODAY)
            for field, old, new in (("due", "2024-04-20", "2024-05-01"), ("status", "done", "open")):
                happened(session, owed_one, field, old, new)
            an_action(
                session, number=number * 10 + 1, postmortem_id=post.id, closed_at=THEN, status=ActionStatus.DONE,
                created_at=THEN + timedelta(days=1),
            )  # fmt: skip
            gone = a_postmortem(session, f"Gone {visibility}", slug=f"gone-{visibility}", visibility=visibility,
                                status=PostmortemStatus.WITHDRAWN)  # fmt: skip
            an_action(session, number=number * 10 + 2, postmortem_id=gone.id)
        acts = ids(session, ActionItem)
        one, other = (id_at(session, visibility.value) for visibility in Visibility)
        for action, post_id in ((acts[0], one), (acts[0], other), (acts[3], one)):
            keep(session, Sparing(action_id=action, postmortem_id=post_id, bearing=Bearing.RELATED, said_by="ann",
                                  said_at=THEN))  # fmt: skip
        keep(
            session,
            Duplicate(one_id=one, other_id=other, score=1, state=DuplicateState.SUSPECTED, found_at=THEN),
        )


def happened(session: Session, action: ActionItem, field: str, old: str, new: str) -> None:
    seq = len(session.exec(select(ActionEvent.seq)).all()) + 1
    keep(session, ActionEvent(seq=seq, action_id=action.id, at=THEN, actor="ann", field=field, old=old, new=new,
                              prev_hash="", hash=""))  # fmt: skip


def id_at(session: Session, slug: str) -> int:
    return session.exec(select(Postmortem.id).where(Postmortem.slug == slug)).one() or 0


Read = Callable[[Session, Principal], Any]


def found(call: Callable[..., Any], *rest: Any, **named: Any) -> Read:
    """Whether asking for one record finds it."""

    def read(session: Session, principal: Principal) -> bool:
        try:
            call(session, principal, *rest, **named)
        except NotFound:
            return False
        return True

    return read


def ids(session: Session, table: Any) -> list[int]:
    return list(session.exec(select(table.id).order_by(table.id)).all())


def link_to(session: Session, visibility: Visibility) -> PostmortemLink:
    target = session.exec(select(Postmortem.id).where(Postmortem.slug == visibility.value)).one()
    return PostmortemLink(
        postmortem_id=0, rel="related", target="", text="", position=0, origin=LinkOrigin.STATED, target_id=target
    )


def ann(session: Session) -> Person:
    return session.exec(select(Person).where(Person.name == "Ann")).one()


#: Every read that takes a principal: what it gives to one who sees all, and to one who sees the internal half.
READS: dict[str, tuple[Read, Any, Any]] = {
    "postmortems.list_postmortems": (
        lambda s, p: postmortems.list_postmortems(s, p, PostmortemFilter()).total, 2, 1),
    "postmortems.facets": (
        lambda s, p: {n: sum(c.values()) for n, c in postmortems.facets(s, p, PostmortemFilter()).items()},
        {"kind": 2, "status": 2, "severity": 0, "service": 2, "team": 2, "tag": 2, "cause": 2, "year": 2},
        {"kind": 1, "status": 1, "severity": 0, "service": 1, "team": 1, "tag": 1, "cause": 1, "year": 1}),
    "gaps.posts_with_gaps": (lambda s, p: gaps.posts_with_gaps(s, p, GapFilter()).total, 2, 1),
    "postmortems.find_postmortem": (found(postmortems.find_postmortem, "restricted"), True, False),
    "postmortems.any_postmortem": (found(postmortems.any_postmortem, "gone-restricted"), True, False),
    "related.by_ids": (lambda s, p: len(related.by_ids(s, p, ids(s, Postmortem))), 2, 1),
    "facts.linked_slugs": (
        lambda s, p: sorted(facts.linked_slugs(s, p, [link_to(s, v) for v in Visibility]).values()),
        ["internal", "restricted"], ["internal"]),
    "action_items.list_actions": (lambda s, p: action_items.list_actions(s, p, ActionFilter()).total, 6, 3),
    "action_items.actions_of": (
        lambda s, p: sum(len(action_items.actions_of(s, p, i)) for i in ids(s, Postmortem)), 6, 3),
    "action_items.find_action": (found(action_items.find_action, "ACT-20"), True, False),
    "action_facets.action_facets": (
        lambda s, p: {n: sum(c.values()) for n, c in action_facets.action_facets(s, p, ActionFilter()).items()},
        {"status": 6, "owner": 2, "team": 0, "service": 4, "kind": 6, "priority": 0},
        {"status": 3, "owner": 1, "team": 0, "service": 2, "kind": 3, "priority": 0}),
    "action_items.count_actions": (lambda s, p: action_items.count_actions(s, p, ActionFilter()), 6, 3),
    "action_groups.first_actions": (
        lambda s, p: len(action_groups.first_actions(s, p, [ActionFilter()], 9)[0]), 6, 3),
    "action_groups.versions_of": (lambda s, p: len(action_groups.versions_of(s, p, ActionFilter(), 9)), 6, 3),
    "action_groups.groups_of": (
        lambda s, p: sum(g.total for g in action_groups.groups_of(s, p, ActionFilter(), GroupBy.OWNER).groups),
        6, 3),
    "action_items.matching": (
        lambda s, p: len(s.exec(select(ActionItem.id).where(*action_items.matching(p, ActionFilter()))).all()),
        6, 3),
    "action_counts.lots": (
        lambda s, p: sum(lot.count for lot in action_counts.lots(s, p, ActionFilter(), Month(2024, 3), TODAY)),
        4, 2),
    "action_counts.ages": (
        lambda s, p: sum(action_counts.ages(s, p, ActionFilter(), TODAY).values()), 4, 2),
    "action_counts.left_out": (
        lambda s, p: action_counts.left_out(s, p, ActionFilter(), TODAY).came_closed, 2, 1),
    "action_counts.lives": (
        lambda s, p: action_counts.lives(s, p, ActionFilter(), EVER, TODAY).left_out.came_closed, 2, 1),
    "action_counts.standings": (
        lambda s, p: sum(g.count for g in action_counts.standings(s, p, ActionFilter(), EVER, TODAY)), 6, 3),
    "action_counts.strengths": (
        lambda s, p: sum(action_counts.strengths(s, p, ActionFilter(), EVER).values()), 6, 3),
    "action_ledger.slips": (lambda s, p: action_ledger.slips(s, p, ActionFilter(), EVER).moves, 2, 1),
    "action_ledger.most_slipped": (
        lambda s, p: len(action_ledger.most_slipped(s, p, ActionFilter(), EVER)), 2, 1),
    "action_ledger.reopened": (lambda s, p: action_ledger.reopened(s, p, ActionFilter(), EVER).actions, 2, 1),
    "action_ledger.entries": (
        lambda s, p: len(action_ledger.entries(s, p, ActionFilter(), slip(), EVER, 10)), 2, 1),
    "counters.counters": (
        lambda s, p: (lambda c: (c.open.now, c.due_soon.now, c.awaiting.now, c.open.weeks[-2]))(
            counters.counters(s, p, TODAY)), (4, 2, 2, 4), (2, 1, 1, 2)),
    "counters.pressing": (lambda s, p: len(counters.pressing(s, p, TODAY)), 2, 1),
    "counters.lately_closed": (lambda s, p: len(counters.lately_closed(s, p, TODAY)), 2, 1),
    "catalogue.list_catalogue": (
        lambda s, p: [(r.postmortems, r.unfinished) for r in catalogue.list_catalogue(s, p, "service").items],
        [(2, 2)], [(1, 1)]),
    "catalogue.one_record": (
        lambda s, p: catalogue.one_record(s, p, "person", ann(s)).unfinished, 2, 1),
    "people.doubtful_people": (
        lambda s, p: [(d.person.name, d.actions, d.unfinished) for d in people.doubtful_people(s, p).items],
        [("Ann", 2, 2)], [("Ann", 1, 1)]),
    "duplicates.list_duplicates": (lambda s, p: duplicates.list_duplicates(s, p).total, 1, 0),
    "duplicates.count_suspected": (duplicates.count_suspected, 1, 0),
    "duplicates.find_pair": (lambda s, p: found(duplicates.find_pair, *ids(s, Duplicate))(s, p), True, False),
    "duplicates.pairs_of": (
        lambda s, p: len(duplicates.pairs_of(s, p, ids(s, Postmortem), DuplicateState.SUSPECTED)), 1, 0),
    "preventable.earlier_than": (
        lambda s, p: len(preventable.earlier_than(s, p, ids(s, Postmortem), "9999")), 2, 1),
    "preventable.told": (
        lambda s, p: sum(len(t.promises) for t in preventable.told(s, p, ids(s, Postmortem)).values()), 6, 3),
    "preventable.promises": (lambda s, p: len(preventable.promises(s, p, ids(s, ActionItem))), 6, 3),
    "preventable.sayings": (lambda s, p: len(preventable.sayings(s, p)), 3, 1),
    "preventable.lately_arrived": (lambda s, p: len(preventable.lately_arrived(s, p, THEN, 10)), 2, 1),
    "reports.list_reports": (lambda s, p: reports.list_reports(s, p).total, 2, 1),
    "reports.report_facets": (
        lambda s, p: reports.report_facets(s, p, FindingFilter())["kind"], {"doubtful": 2}, {"doubtful": 1}),
    "owed.owed_actions": (lambda s, p: len(list(owed.owed_actions(s, p))), 4, 2),
    "catalogue.list_tags": (lambda s, p: catalogue.list_tags(s, p), [("capacity", 2)], [("capacity", 1)]),
}  # fmt: skip


@pytest.mark.parametrize("name", READS)
def test_a_read_counts_and_gives_only_what_may_be_seen(session: Session, name: str) -> None:
    read, everything, half = READS[name]
    assert read(session, LOCAL_OWNER) == everything
    assert read(session, OUTSIDER) == half


def test_no_read_that_takes_a_principal_is_missing_above() -> None:
    """A new one is added to READS with its test, or this fails."""
    taking = set()
    for module in pkgutil.iter_modules(app.store.__path__):
        loaded = import_module(f"app.store.{module.name}")
        for name, function in vars(loaded).items():
            if not inspect.isfunction(function) or function.__module__ != loaded.__name__ or name.startswith("_"):
                continue
            if "principal" in inspect.signature(function).parameters and module.name != "scope":
                taking.add(f"{module.name}.{name}")
    assert taking == set(READS)


@pytest.mark.parametrize("slug", ["restricted", "old-restricted", "gone-restricted"])
def test_a_restricted_address_looks_exactly_like_one_that_never_was(session: Session, slug: str) -> None:
    with pytest.raises(NotFound) as hidden:
        postmortems.find_postmortem(session, OUTSIDER, slug)
    with pytest.raises(NotFound) as unknown:
        postmortems.find_postmortem(session, OUTSIDER, "never-was")
    assert str(hidden.value) == str(unknown.value).replace("never-was", slug)


def test_filters_cannot_be_used_to_feel_for_what_is_hidden(session: Session) -> None:
    where = ActionFilter(postmortem=("restricted",))
    assert action_items.list_actions(session, OUTSIDER, where).total == 0
    assert postmortems.list_postmortems(session, NOBODY, PostmortemFilter(service=("db",))).total == 0


def test_actions_of_no_postmortem_are_everybodys(engine: Engine, session: Session) -> None:
    with writing(engine) as writer:
        an_action(writer, number=99)
    assert [r.action.number for r in action_items.list_actions(session, NOBODY, ActionFilter()).items] == [99]
