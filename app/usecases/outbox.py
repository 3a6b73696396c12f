"""Marking what search has to look at again, in the transaction that changes it."""

from collections.abc import Iterable

from sqlmodel import Session

from app.store.tables import SearchChange


def touch(session: Session, postmortem_ids: Iterable[int | None]) -> None:
    """Every write that alters searched text or facts of these postmortems calls this before it commits."""
    session.add_all(SearchChange(postmortem_id=i) for i in sorted({i for i in postmortem_ids if i is not None}))
