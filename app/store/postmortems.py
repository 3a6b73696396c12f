"""Reading postmortems: lists with facets, one by its address, and what hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.errors import Gone, InvalidInput, NotFound
from app.domain.principal import Principal
from app.domain.vocabulary import (
    UNFINISHED,
    CauseCategory,
    PostmortemKind,
    PostmortemStatus,
    Severity,
)
from app.store.paging import Key, Page, fetch
from app.store.scope import listed, visible_to
from app.store.tables import (
    ActionItem,
    Cause,
    Document,
    Postmortem,
    PostmortemService,
    PostmortemTag,
    PostmortemTeam,
    Service,
    SlugRedirect,
    Tag,
    Team,
)


@dataclass(frozen=True, slots=True)
class PostmortemFilter:
    """Any-of within a field, all-of across fields. With no kind named, notices are left out."""

    kind: tuple[PostmortemKind, ...] = ()
    status: tuple[PostmortemStatus, ...] = ()
    severity: tuple[Severity, ...] = ()
    service: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    cause: tuple[CauseCategory, ...] = ()
    year: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PostmortemRow:
    """One line of a list: the postmortem, its services by name, and how many of its actions are unfinished."""

    postmortem: Postmortem
    services: list[str] = field(default_factory=list)
    unfinished: int = 0
    actions: int = 0


ORDERS: dict[str, tuple[Key, ...]] = {
    "-started": (Key(Postmortem.sort_at, True), Key(Postmortem.id, True, int)),
    "started": (Key(Postmortem.sort_at), Key(Postmortem.id, False, int)),
    "title": (Key(sa.func.lower(Postmortem.title)), Key(Postmortem.id, False, int)),
    "severity": (
        Key(sa.func.coalesce(sa.type_coerce(Postmortem.severity, sa.String), "sev9")),
        Key(Postmortem.id, True, int),
    ),
}


def list_postmortems(
    session: Session,
    principal: Principal,
    where: PostmortemFilter,
    *,
    sort: str = "-started",
    cursor: str | None = None,
    limit: int = 25,
) -> Page[PostmortemRow]:
    """Raises InvalidInput on an unknown sort and InvalidCursor."""
    if sort not in ORDERS:
        raise InvalidInput(f"sort must be one of {', '.join(ORDERS)}")
    matching = _matching(principal, where)
    ids = select(Postmortem).where(*matching)
    found, following = fetch(session, ids, f"postmortems:{sort}", ORDERS[sort], cursor, limit)
    total = session.execute(sa.select(sa.func.count()).select_from(Postmortem).where(*matching)).scalar_one()
    return Page(rows_of(session, found), following, total)


def facets(session: Session, principal: Principal, where: PostmortemFilter) -> dict[str, dict[str, int]]:
    """For each field, how many postmortems each of its values would leave, the other fields' filters kept."""
    out: dict[str, dict[str, int]] = {}
    for item in fields(PostmortemFilter):
        others = _matching(principal, replace(where, **{item.name: ()}), any_kind=item.name == "kind")
        value, joined = _FACETS[item.name]
        counted = sa.func.count(sa.distinct(col(Postmortem.id)))
        query = sa.select(value, counted).select_from(joined).where(*others, value.is_not(None)).group_by(value)
        rows = session.execute(query).all()
        out[item.name] = {str(v): n for v, n in sorted(rows, key=lambda r: (-r[1], str(r[0]))) if str(v)}
    return out


def find_postmortem(session: Session, principal: Principal, slug: str) -> Postmortem:
    """By address, present or former (compare `.slug` to see which), also that of one merged into it.

    Raises NotFound, and Gone for a withdrawn one.
    """
    found = any_postmortem(session, principal, slug)
    if found.status is PostmortemStatus.WITHDRAWN:
        raise Gone(f"“{found.title}” was withdrawn")
    return found


def any_postmortem(session: Session, principal: Principal, slug: str) -> Postmortem:
    """Like find_postmortem, withdrawn ones included. One that was merged answers with what it was merged into."""
    statement = select(Postmortem).where(visible_to(principal))
    found = session.exec(statement.where(Postmortem.slug == slug)).first()
    if found is None:
        moved = sa.select(col(SlugRedirect.postmortem_id)).where(col(SlugRedirect.slug) == slug)
        found = session.exec(statement.where(col(Postmortem.id).in_(moved))).first()
    while found is not None and found.merged_into is not None:
        found = session.exec(statement.where(Postmortem.id == found.merged_into)).first()
    if found is None:
        raise NotFound(f"there is no postmortem at “{slug}”")
    return found


def rows_of(session: Session, postmortems: Sequence[Postmortem]) -> list[PostmortemRow]:
    """List lines for these postmortems, in a fixed number of statements."""
    ids = [p.id for p in postmortems]
    services: dict[int, list[str]] = {}
    named = (
        sa.select(col(PostmortemService.postmortem_id), col(Service.name))
        .join(Service, col(Service.id) == col(PostmortemService.service_id))
        .where(col(PostmortemService.postmortem_id).in_(ids))
        .order_by(col(Service.name))
    )
    for pid, name in session.execute(named):
        services.setdefault(pid, []).append(name)
    open_ones = sa.func.sum(sa.case((col(ActionItem.status).in_(UNFINISHED), 1), else_=0))
    counted = (
        sa.select(col(ActionItem.postmortem_id), open_ones, sa.func.count())
        .where(col(ActionItem.postmortem_id).in_(ids))
        .group_by(col(ActionItem.postmortem_id))
    )
    counts = {pid: (int(unfinished), n) for pid, unfinished, n in session.execute(counted)}
    return [PostmortemRow(p, services.get(p.id or 0, []), *counts.get(p.id or 0, (0, 0))) for p in postmortems]


def names_of(session: Session, postmortem_id: int) -> tuple[list[str], list[str], list[str]]:
    """The postmortem's services, teams and tags, by name."""

    def names(target: Any, link: Any, key: Any) -> list[str]:
        query = sa.select(target.name).join(link, key == target.id).where(link.postmortem_id == postmortem_id)
        return list(session.execute(query.order_by(target.name)).scalars())

    return (
        names(Service, PostmortemService, col(PostmortemService.service_id)),
        names(Team, PostmortemTeam, col(PostmortemTeam.team_id)),
        names(Tag, PostmortemTag, col(PostmortemTag.tag_id)),
    )


_YEAR = sa.func.substr(Postmortem.sort_at, 1, 4)
_FACETS: dict[str, tuple[Any, Any]] = {
    "kind": (col(Postmortem.kind), Postmortem),
    "status": (col(Postmortem.status), Postmortem),
    "severity": (col(Postmortem.severity), Postmortem),
    "service": (
        col(Service.name),
        sa.join(Postmortem, PostmortemService, col(PostmortemService.postmortem_id) == col(Postmortem.id)).join(
            Service, col(Service.id) == col(PostmortemService.service_id)
        ),
    ),
    "team": (
        col(Team.name),
        sa.join(Postmortem, PostmortemTeam, col(PostmortemTeam.postmortem_id) == col(Postmortem.id)).join(
            Team, col(Team.id) == col(PostmortemTeam.team_id)
        ),
    ),
    "tag": (
        col(Tag.name),
        sa.join(Postmortem, PostmortemTag, col(PostmortemTag.postmortem_id) == col(Postmortem.id)).join(
            Tag, col(Tag.id) == col(PostmortemTag.tag_id)
        ),
    ),
    "cause": (
        col(Cause.category),
        sa.join(
            Postmortem,
            Cause,
            (col(Cause.postmortem_id) == col(Postmortem.id)) & col(Cause.removed_in_revision).is_(None),
        ),
    ),
    "year": (_YEAR, Postmortem),
}


def _matching(principal: Principal, where: PostmortemFilter, any_kind: bool = False) -> list[Any]:
    conditions: list[Any] = [visible_to(principal), listed()]
    if not where.kind and not any_kind:
        conditions.append(col(Postmortem.kind) != PostmortemKind.NOTICE)
    for name in ("kind", "status", "severity"):
        if wanted := getattr(where, name):
            conditions.append(getattr(Postmortem, name).in_(wanted))
    if where.year:
        conditions.append(_YEAR.in_([f"{y:04d}" for y in where.year]))
    for name in ("service", "team", "tag", "cause"):
        if wanted := getattr(where, name):
            value, joined = _FACETS[name]
            # An alias keeps the inner postmortem apart from the one that is listed.
            named = sa.select(col(Postmortem.id)).select_from(joined).where(value.in_(wanted)).correlate(None)
            conditions.append(col(Postmortem.id).in_(named))
    return conditions


def document_of(session: Session, postmortem: Postmortem) -> Document:
    return session.exec(select(Document).where(Document.id == postmortem.document_id)).one()
