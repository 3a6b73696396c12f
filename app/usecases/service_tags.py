"""Tags that services carry, by which many of them are named at once."""

from sqlmodel import Session, select

from app.store.tables import ServiceTag
from app.usecases.naming import tag


def set_tags(session: Session, service: int, names: list[str]) -> None:
    """Make exactly these the service's tags."""
    wanted = {found.id or 0 for name in names if (found := tag(session, name))}
    rows = session.exec(select(ServiceTag).where(ServiceTag.service_id == service)).all()
    for row in rows:
        if row.tag_id not in wanted:
            session.delete(row)
    for new in wanted - {row.tag_id for row in rows}:
        session.add(ServiceTag(service_id=service, tag_id=new))
    session.flush()


def hand_tags_over(session: Session, gone: int, kept: int) -> None:
    """Give the one service's tags to the other, which keeps its own."""
    for row in session.exec(select(ServiceTag).where(ServiceTag.service_id == gone)).all():
        if session.get(ServiceTag, (kept, row.tag_id)) is None:
            session.add(ServiceTag(service_id=kept, tag_id=row.tag_id))
        session.delete(row)
    session.flush()
