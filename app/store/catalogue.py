"""Reading services, teams, people and tags."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.errors import InvalidInput, NotFound
from app.domain.names import fold
from app.domain.principal import Principal
from app.domain.vocabulary import UNFINISHED, PostmortemKind
from app.store.paging import Key, Page, fetch
from app.store.scope import action_visible_to, listed, visible_to
from app.store.tables import (
    ActionItem,
    Alias,
    Person,
    Postmortem,
    PostmortemService,
    PostmortemTag,
    PostmortemTeam,
    Service,
    Tag,
    Team,
)
from app.store.targets import tags_of

Record = TypeVar("Record", Service, Team, Person)
#: The tables of the catalogue by the name that the API and `Alias.kind` give them.
TABLES: dict[str, type[Service] | type[Team] | type[Person]] = {
    "service": Service,
    "team": Team,
    "person": Person,
}


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A record with its other spellings and what hangs on it (visible ones only). Services alone have tags."""

    record: Service | Team | Person
    aliases: list[str]
    postmortems: int
    unfinished: int
    tags: list[str] = field(default_factory=list)


def list_catalogue(
    session: Session, principal: Principal, kind: str, *, q: str = "", cursor: str | None = None, limit: int = 50
) -> Page[CatalogueRow]:
    """Records of a kind (service, team or person) by name; merged ones are left out. Raises InvalidCursor."""
    table = _table(kind)
    conditions: list[Any] = [col(table.merged_into).is_(None)]
    if q:
        spelled = sa.select(col(Alias.target_id)).where(
            col(Alias.kind) == kind, col(Alias.key).contains(fold(q), autoescape=True)
        )
        conditions.append(col(table.id).in_(spelled))
    keys = (Key(sa.func.lower(table.name)), Key(table.id, False, int))
    found, following = fetch(session, select(table).where(*conditions), f"{kind}:name", keys, cursor, limit)
    total = session.execute(sa.select(sa.func.count()).select_from(table).where(*conditions)).scalar_one()
    return Page(_rows(session, principal, kind, found), following, total)


def find_record(session: Session, kind: str, record_id: int) -> Any:
    """A service, team or person by id; one merged into another answers with that other. Raises NotFound."""
    table = _table(kind)
    found = session.get(table, record_id)
    while found is not None and found.merged_into is not None:
        found = session.get(table, found.merged_into)
    if found is None:
        raise NotFound(f"there is no {kind} {record_id}")
    return found


def find_by_name(session: Session, kind: str, name: str) -> Any | None:
    """By any of its spellings; None where nobody is known under it."""
    alias = session.get(Alias, (kind, fold(name)))
    return find_record(session, kind, alias.target_id) if alias else None


def person_by_email(session: Session, email: str) -> Person | None:
    """The one person with this address, in any case; None where nobody or more than one has it."""
    same = select(Person).where(
        sa.func.lower(col(Person.email)) == email.lower(), col(Person.merged_into).is_(None)
    )
    found = session.exec(same.limit(2)).all()
    return found[0] if len(found) == 1 else None


def one_record(session: Session, principal: Principal, kind: str, record: Any) -> CatalogueRow:
    return _rows(session, principal, kind, [record])[0]


def list_tags(session: Session, principal: Principal) -> list[tuple[str, int]]:
    """Each tag in use with how many listed postmortems carry it, the commonest first."""
    count = sa.func.count()
    query = (
        sa.select(col(Tag.name), count)
        .join(PostmortemTag, col(PostmortemTag.tag_id) == col(Tag.id))
        .join(Postmortem, col(Postmortem.id) == col(PostmortemTag.postmortem_id))
        .where(visible_to(principal), listed())
        .group_by(col(Tag.name))
    )
    return [(name, n) for name, n in session.execute(query.order_by(count.desc(), col(Tag.name)))]


def names_in_use(session: Session, kind: str, limit: int = 500) -> list[str]:
    """Names of a kind for the lists of a form, in alphabetical order."""
    table = _table(kind)
    query = sa.select(col(table.name)).where(col(table.merged_into).is_(None))
    return list(session.execute(query.order_by(sa.func.lower(table.name)).limit(limit)).scalars())


def names_by_id(session: Session, kind: str, ids: Iterable[int | None]) -> dict[int, str]:
    table = _table(kind)
    query = sa.select(col(table.id), col(table.name)).where(col(table.id).in_(set(ids) - {None}))
    return dict(session.execute(query).all())


def _table(kind: str) -> Any:
    if kind not in TABLES:
        raise InvalidInput(f"{kind} is not one of {', '.join(TABLES)}")
    return TABLES[kind]


def _rows(session: Session, principal: Principal, kind: str, records: list[Any]) -> list[CatalogueRow]:
    ids = [r.id for r in records]
    spelled: dict[int, list[str]] = {}
    query = sa.select(col(Alias.target_id), col(Alias.name)).where(
        col(Alias.kind) == kind, col(Alias.target_id).in_(ids)
    )
    own = {r.id: fold(r.name) for r in records}
    for target, name in session.execute(query.order_by(col(Alias.name))):
        if fold(name) != own[target]:
            spelled.setdefault(target, []).append(name)
    posts, owed = _postmortem_counts(session, principal, kind, ids), _owed(session, principal, kind, ids)
    tags = tags_of(session, ids) if kind == "service" else {}
    return [
        CatalogueRow(r, spelled.get(r.id, []), posts.get(r.id, 0), owed.get(r.id, 0), tags.get(r.id, []))
        for r in records
    ]


def _postmortem_counts(session: Session, principal: Principal, kind: str, ids: list[int]) -> dict[int, int]:
    if kind == "person":
        return {}
    link, key = _LINKS[kind]
    query = (
        sa.select(key, sa.func.count())
        .join(Postmortem, col(Postmortem.id) == link.postmortem_id)
        .where(key.in_(ids), visible_to(principal), listed(), col(Postmortem.kind) != PostmortemKind.NOTICE)
    )
    return dict(session.execute(query.group_by(key)).all())


def _owed(session: Session, principal: Principal, kind: str, ids: list[int]) -> dict[int, int]:
    key: Any = {"person": col(ActionItem.owner_id), "team": col(ActionItem.team_id)}.get(kind)
    query = sa.select(key, sa.func.count()) if key is not None else None
    if query is None:
        key = col(PostmortemService.service_id)
        query = sa.select(key, sa.func.count()).join(
            ActionItem, col(ActionItem.postmortem_id) == col(PostmortemService.postmortem_id)
        )
    query = query.where(key.in_(ids), action_visible_to(principal), col(ActionItem.status).in_(UNFINISHED))
    return dict(session.execute(query.group_by(key)).all())


_LINKS: dict[str, tuple[Any, Any]] = {
    "service": (PostmortemService, col(PostmortemService.service_id)),
    "team": (PostmortemTeam, col(PostmortemTeam.team_id)),
}
