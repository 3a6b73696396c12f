"""Reading pairs of postmortems that look like one, and what was merged into what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.errors import NotFound
from app.domain.principal import Principal
from app.domain.vocabulary import DuplicateState
from app.store.paging import Key, Page, fetch
from app.store.scope import listed, visible_to
from app.store.tables import Duplicate, Postmortem


@dataclass(frozen=True, slots=True)
class Pair:
    """Two postmortems that look, or looked, like one. `one` was known first."""

    duplicate: Duplicate
    one: Postmortem
    other: Postmortem

    def beside(self, postmortem_id: int | None) -> Postmortem:
        """The one of the two that this is not."""
        return self.other if self.one.id == postmortem_id else self.one


_ONE, _OTHER = aliased(Postmortem), aliased(Postmortem)
_NEWEST = (Key(Duplicate.id, True, int),)


def list_duplicates(
    session: Session,
    principal: Principal,
    states: Collection[DuplicateState] = (DuplicateState.SUSPECTED,),
    *,
    cursor: str | None = None,
    limit: int = 25,
) -> Page[Pair]:
    """The newest first. Suspicions against what is withdrawn or gone are left out. Raises InvalidCursor."""
    matching = _matching(principal, states)
    rows, following = fetch(
        session, _joined(sa.select(Duplicate)).where(*matching), "duplicates", _NEWEST, cursor, limit
    )
    return Page(_pairs(session, rows), following, _count(session, matching))


def count_suspected(session: Session, principal: Principal) -> int:
    return _count(session, _matching(principal, [DuplicateState.SUSPECTED]))


def find_pair(session: Session, principal: Principal, duplicate_id: int) -> Pair:
    """Raises NotFound, also where one of the two may not be read."""
    query = sa.select(Duplicate).where(
        col(Duplicate.id) == duplicate_id, visible_to(principal, _ONE), visible_to(principal, _OTHER)
    )
    found = session.execute(_joined(query)).scalars().first()
    if found is None:
        raise NotFound(f"there is no pair {duplicate_id} of postmortems that look like one")
    return _pairs(session, [found])[0]


def pairs_of(
    session: Session, principal: Principal, postmortem_ids: Collection[int | None], state: DuplicateState
) -> list[Pair]:
    """The pairs in this state that one of these postmortems is of, the first found first."""
    ids = {i for i in postmortem_ids if i is not None}
    mine = col(Duplicate.one_id).in_(ids) | col(Duplicate.other_id).in_(ids)
    query = sa.select(Duplicate).where(mine, *_matching(principal, [state])).order_by(col(Duplicate.id))
    return _pairs(session, session.execute(_joined(query)).scalars().all()) if ids else []


def _count(session: Session, matching: list[Any]) -> int:
    counted = _joined(sa.select(sa.func.count(col(Duplicate.id))).select_from(Duplicate))
    return int(session.execute(counted.where(*matching)).scalar_one())


def _joined(query: Any) -> Any:
    return query.join(_ONE, col(_ONE.id) == col(Duplicate.one_id)).join(
        _OTHER, col(_OTHER.id) == col(Duplicate.other_id)
    )


def _matching(principal: Principal, states: Collection[DuplicateState]) -> list[Any]:
    told = (col(Duplicate.state) != DuplicateState.SUSPECTED) | (listed(_ONE) & listed(_OTHER))
    return [col(Duplicate.state).in_(states), visible_to(principal, _ONE), visible_to(principal, _OTHER), told]


def _pairs(session: Session, found: Sequence[Duplicate]) -> list[Pair]:
    ids = {i for d in found for i in (d.one_id, d.other_id)}
    posts = {p.id: p for p in session.execute(sa.select(Postmortem).where(col(Postmortem.id).in_(ids))).scalars()}
    return [Pair(d, posts[d.one_id], posts[d.other_id]) for d in found]
