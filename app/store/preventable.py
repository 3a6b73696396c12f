"""Reading what is compared between incidents, and what people said of unfinished actions and later ones."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.principal import Principal
from app.domain.vocabulary import ActionStatus, Bearing, PostmortemKind
from app.store.scope import action_visible_to, listed, visible_to
from app.store.tables import (
    ActionEvent,
    ActionItem,
    Cause,
    Person,
    Postmortem,
    PostmortemService,
    Sparing,
)


@dataclass(frozen=True, slots=True)
class Promise:
    """An action as far as it is compared and shown. `made_at` is when it was added here, None for a document's."""

    id: int
    number: int
    text: str
    status: ActionStatus
    due: date | None
    closed_at: datetime | None
    on_documents_word: bool
    owner: str | None
    postmortem_id: int | None
    made_at: datetime | None

    @property
    def key(self) -> str:
        return f"ACT-{self.number}"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The incident that an action comes from. `at` is its time as it is sorted by."""

    id: int
    slug: str
    title: str
    at: str


@dataclass(frozen=True, slots=True)
class Told:
    """What of one postmortem is compared: the wording of its causes, its actions, and its services' ids."""

    causes: list[str] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    services: set[int] = field(default_factory=set)


def earlier_than(session: Session, principal: Principal, ids: Collection[int], day: str) -> dict[int, Earlier]:
    """Those of these incidents that are of an earlier day (yyyy-mm-dd), by id."""
    columns = [col(c) for c in (Postmortem.id, Postmortem.slug, Postmortem.title, Postmortem.sort_at)]
    of = col(Postmortem.id).in_(ids) & (col(Postmortem.kind) != PostmortemKind.NOTICE)
    before = (col(Postmortem.sort_at) != "") & (col(Postmortem.sort_at) < day)
    rows = session.execute(sa.select(*columns).where(of, before, visible_to(principal), listed()))
    return {row[0]: Earlier(*row) for row in rows}


def told(session: Session, principal: Principal, ids: Collection[int]) -> dict[int, Told]:
    """By postmortem, in three statements. What is no longer in the text of a document is left out."""
    out: defaultdict[int, Told] = defaultdict(Told)
    causes = sa.select(col(Cause.postmortem_id), col(Cause.text)).where(col(Cause.postmortem_id).in_(ids))
    for own, text in session.execute(causes.where(col(Cause.removed_in_revision).is_(None))):
        out[own].causes.append(text)
    actions = _promises().where(col(ActionItem.postmortem_id).in_(ids), action_visible_to(principal))
    for promise in _as_promises(session, actions.where(col(ActionItem.removed_in_revision).is_(None))):
        out[promise.postmortem_id or 0].promises.append(promise)
    of = col(PostmortemService.postmortem_id)
    for own, service in session.execute(sa.select(of, col(PostmortemService.service_id)).where(of.in_(ids))):
        out[own].services.add(service)
    return out


def promises(session: Session, principal: Principal, ids: Collection[int]) -> dict[int, Promise]:
    """The actions of these ids that may be seen."""
    query = _promises().where(col(ActionItem.id).in_(ids), action_visible_to(principal))
    return {promise.id: promise for promise in _as_promises(session, query)}


def changed_after(session: Session, ids: Collection[int], at: datetime) -> dict[int, dict[str, str | None]]:
    """By action, which of status and due date changed at that time or later, with what each was before."""
    event = ActionEvent
    query = sa.select(col(event.action_id), col(event.field), col(event.old)).where(
        col(event.action_id).in_(ids), col(event.field).in_(("status", "due")), col(event.at) >= at
    )
    query = query.where((col(event.field) == "due") | col(event.old).is_not(None))  # not its being recorded here
    out: defaultdict[int, dict[str, str | None]] = defaultdict(dict)
    for action, name, old in session.execute(query.order_by(col(event.seq))):
        out[action].setdefault(name, old)
    return out


def sayings(
    session: Session,
    principal: Principal,
    *,
    action: int | None = None,
    postmortem: int | None = None,
    bearing: Bearing | None = None,
) -> list[tuple[Sparing, Postmortem]]:
    """What was said, with the later incident, the newest first; only where both may be read and it is listed."""
    query = select(Sparing, Postmortem).join(Postmortem, col(Postmortem.id) == col(Sparing.postmortem_id))
    query = query.join(ActionItem, col(ActionItem.id) == col(Sparing.action_id))
    wanted: list[Any] = [visible_to(principal), listed(), action_visible_to(principal)]
    if action is not None:
        wanted.append(col(Sparing.action_id) == action)
    if postmortem is not None:
        wanted.append(col(Sparing.postmortem_id) == postmortem)
    if bearing is not None:
        wanted.append(col(Sparing.bearing) == bearing)
    order = (col(Postmortem.sort_at).desc(), col(Sparing.postmortem_id), col(Sparing.action_id))
    return [(said, post) for said, post in session.exec(query.where(*wanted).order_by(*order))]


def lately_arrived(session: Session, principal: Principal, since: datetime, limit: int) -> Sequence[Postmortem]:
    """The incidents that came in since, the newest first."""
    of = (visible_to(principal), listed(), col(Postmortem.kind) == PostmortemKind.INCIDENT)
    query = select(Postmortem).where(*of, col(Postmortem.created_at) >= since, col(Postmortem.sort_at) != "")
    return session.exec(
        query.order_by(col(Postmortem.sort_at).desc(), col(Postmortem.id).desc()).limit(limit)
    ).all()


def _promises() -> Any:
    a = ActionItem
    own = (a.id, a.number, a.text, a.status, a.due, a.closed_at, a.on_documents_word)
    made = sa.case((col(a.line).is_(None), col(a.created_at)))
    query: Any = sa.select(*[col(c) for c in own], col(Person.name), col(a.postmortem_id), made)
    return query.select_from(a).outerjoin(Person, col(Person.id) == col(a.owner_id)).order_by(col(a.number))


def _as_promises(session: Session, query: Any) -> Iterable[Promise]:
    return (Promise(*row) for row in session.execute(query))
