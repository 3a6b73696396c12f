"""Reading action items: the board's rows with their facets, one by its key, and its history."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.errors import InvalidInput, NotFound
from app.domain.principal import Principal
from app.domain.targets import NO_TARGETS, Coverage
from app.domain.vocabulary import UNFINISHED, ActionKind, ActionStatus, Priority
from app.store.action_spans import NOTHING_FURTHER, Further, further_conditions
from app.store.paging import Key, Page, fetch
from app.store.scope import action_visible_to, with_merged
from app.store.tables import (
    ActionEvent,
    ActionItem,
    Person,
    Postmortem,
    PostmortemService,
    Service,
    Team,
)
from app.store.targets import coverages

_KEY = re.compile(r"ACT-([1-9][0-9]{0,8})", re.IGNORECASE)
_NEVER = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """Any-of within a field, all-of across fields. `owner` and `team` are names; `postmortem` is an address.

    `overdue` needs `today`: unfinished and due before it. `q` is looked for in the wording.
    """

    status: tuple[ActionStatus, ...] = ()
    owner: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    kind: tuple[ActionKind, ...] = ()
    priority: tuple[Priority, ...] = ()
    postmortem: tuple[str, ...] = ()
    overdue: bool = False
    unfinished: bool = False
    due_from: date | None = None
    due_by: date | None = None
    q: str = ""
    today: date | None = None
    further: Further = NOTHING_FURTHER


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One line of the board: the action with the names that it refers to."""

    action: ActionItem
    owner: str | None
    team: str | None
    postmortem_slug: str | None
    postmortem_title: str | None
    superseded_by: str | None = None  # key of the action that replaces it
    coverage: Coverage = NO_TARGETS


ORDERS: dict[str, tuple[Key, ...]] = {
    "due": (Key(sa.func.coalesce(ActionItem.due, _NEVER), False, date), Key(ActionItem.number, False, int)),
    "-created": (Key(ActionItem.number, True, int),),
    "created": (Key(ActionItem.number, False, int),),
    "priority": (
        Key(
            sa.case(
                *((col(ActionItem.priority) == p, i) for i, p in enumerate(Priority)),
                else_=len(Priority),
            ),
            False,
            int,
        ),
        Key(ActionItem.number, False, int),
    ),
}


def list_actions(
    session: Session,
    principal: Principal,
    where: ActionFilter,
    *,
    sort: str = "due",
    cursor: str | None = None,
    limit: int = 25,
) -> Page[ActionRow]:
    """Raises InvalidInput on an unknown sort and InvalidCursor."""
    if sort not in ORDERS:
        raise InvalidInput(f"sort must be one of {', '.join(ORDERS)}")
    conditions = matching(principal, where)
    found, following = fetch(
        session, select(ActionItem).where(*conditions), f"actions:{sort}", ORDERS[sort], cursor, limit
    )
    return Page(action_rows(session, found), following, count_actions(session, principal, where))


def count_actions(session: Session, principal: Principal, where: ActionFilter) -> int:
    query = sa.select(sa.func.count()).select_from(ActionItem).where(*matching(principal, where))
    return int(session.execute(query).scalar_one())


def find_action(session: Session, principal: Principal, key: str) -> ActionItem:
    """By key, ACT-12. Raises NotFound."""
    match = _KEY.fullmatch(key)
    found = None
    if match:
        statement = select(ActionItem).where(ActionItem.number == int(match[1]), action_visible_to(principal))
        found = session.exec(statement).first()
    if found is None:
        raise NotFound(f"there is no action item {key}")
    return found


def actions_of(session: Session, principal: Principal, postmortem_id: int) -> list[ActionRow]:
    """The postmortem's actions in the document's order, those no longer in the text and of merged ones last.

    Merged ones may be restricted later than they were merged: theirs are for those who may read them.
    """
    other = sa.case((col(ActionItem.postmortem_id) == postmortem_id, 0), else_=1)
    gone = sa.case((col(ActionItem.removed_in_revision).is_(None), 0), else_=1)
    of_it = col(ActionItem.postmortem_id).in_(_of(postmortem_id))
    statement = select(ActionItem).where(of_it, action_visible_to(principal))
    order = (other, col(ActionItem.postmortem_id), gone, col(ActionItem.position), col(ActionItem.number))
    return action_rows(session, session.exec(statement.order_by(*order)).all())


def _of(postmortem_id: int) -> Any:
    return with_merged(sa.select(col(Postmortem.id)).where(col(Postmortem.id) == postmortem_id))


def history(session: Session, action_id: int) -> Sequence[ActionEvent]:
    """Oldest first."""
    statement = select(ActionEvent).where(ActionEvent.action_id == action_id)
    return session.exec(statement.order_by(col(ActionEvent.seq))).all()


def histories(session: Session, postmortem_id: int) -> dict[int, list[ActionEvent]]:
    """The history of every action of a postmortem by the action's id, each the oldest first."""
    of_it = sa.select(col(ActionItem.id)).where(col(ActionItem.postmortem_id).in_(_of(postmortem_id)))
    statement = select(ActionEvent).where(col(ActionEvent.action_id).in_(of_it)).order_by(col(ActionEvent.seq))
    out: dict[int, list[ActionEvent]] = {}
    for event in session.exec(statement):
        out.setdefault(event.action_id, []).append(event)
    return out


def action_rows(session: Session, actions: Sequence[ActionItem]) -> list[ActionRow]:
    """Board lines for these actions, in a fixed number of statements."""

    def by_id(table: Any, value: Any, ids: set[int | None]) -> dict[int, Any]:
        rows = session.execute(sa.select(table.id, *value).where(table.id.in_(ids - {None})))
        return {row[0]: row[1:] for row in rows}

    people = by_id(Person, [col(Person.name)], {a.owner_id for a in actions})
    teams = by_id(Team, [col(Team.name)], {a.team_id for a in actions})
    posts = by_id(Postmortem, [col(Postmortem.slug), col(Postmortem.title)], {a.postmortem_id for a in actions})
    covered = coverages(session, [a.id for a in actions])
    successors = by_id(ActionItem, [col(ActionItem.number)], {a.superseded_by for a in actions})

    def row(a: ActionItem) -> ActionRow:
        slug, title = posts.get(a.postmortem_id or 0, (None, None))
        owner, team = people.get(a.owner_id or 0, (None,))[0], teams.get(a.team_id or 0, (None,))[0]
        successor = f"ACT-{successors[a.superseded_by][0]}" if a.superseded_by else None
        return ActionRow(a, owner, team, slug, title, successor, covered.get(a.id or 0, NO_TARGETS))

    return [row(a) for a in actions]


def one_row(session: Session, action: ActionItem) -> ActionRow:
    return action_rows(session, [action])[0]


_NAMES: dict[str, tuple[Any, Any]] = {"owner": (Person, ActionItem.owner_id), "team": (Team, ActionItem.team_id)}


def matching(principal: Principal, where: ActionFilter) -> list[Any]:
    """The conditions on ActionItem that hold for what the principal may see and the filter lets through."""
    conditions: list[Any] = [action_visible_to(principal), *further_conditions(where.further)]
    for name in ("status", "kind", "priority"):
        if wanted := getattr(where, name):
            conditions.append(getattr(ActionItem, name).in_(wanted))
    for name, (table, own) in _NAMES.items():
        if wanted := getattr(where, name):
            conditions.append(col(own).in_(sa.select(table.id).where(table.name.in_(wanted))))
    if where.service:
        tagged = sa.join(PostmortemService, Service, col(Service.id) == col(PostmortemService.service_id))
        posts = sa.select(col(PostmortemService.postmortem_id)).select_from(tagged)
        conditions.append(col(ActionItem.postmortem_id).in_(posts.where(col(Service.name).in_(where.service))))
    if where.postmortem:
        of_them = sa.select(col(Postmortem.id)).where(col(Postmortem.slug).in_(where.postmortem))
        conditions.append(col(ActionItem.postmortem_id).in_(with_merged(of_them)))
    if where.unfinished or where.overdue:
        conditions.append(col(ActionItem.status).in_(UNFINISHED))
    if where.overdue:
        if where.today is None:
            raise ValueError("overdue is judged by a day: give today")
        conditions.append(col(ActionItem.due) < where.today)
    if where.due_from is not None:
        conditions.append(col(ActionItem.due) >= where.due_from)
    if where.due_by is not None:
        conditions.append(col(ActionItem.due) <= where.due_by)
    conditions.extend(col(ActionItem.text).icontains(word, autoescape=True) for word in where.q.split()[:12])
    return conditions
