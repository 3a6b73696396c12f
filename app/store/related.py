"""Postmortems that others point to."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.domain.principal import Principal
from app.store.scope import listed, visible_to
from app.store.tables import Postmortem


def by_ids(session: Session, principal: Principal, ids: Iterable[int | None]) -> dict[int, Postmortem]:
    """The listed and visible ones of these, by id."""
    wanted = {i for i in ids if i is not None}
    statement = select(Postmortem).where(col(Postmortem.id).in_(wanted), visible_to(principal), listed())
    return {p.id: p for p in session.exec(statement) if p.id is not None} if wanted else {}
