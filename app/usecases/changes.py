"""Who did what to a record that keeps no history of its own."""

from datetime import datetime

from sqlmodel import Session

from app.domain.principal import Principal
from app.store.tables import Change


def note(
    session: Session,
    principal: Principal,
    kind: str,
    record_id: int | None,
    what: str,
    now: datetime,
    why: str | None = None,
) -> None:
    """Append it in the transaction of the change itself. `what` names no secret."""
    session.add(Change(at=now, actor=principal.name, kind=kind, record_id=record_id or 0, what=what, why=why))
