"""Services, teams, people and tags by the names that documents use for them; unknown names are added."""

from typing import Any

from sqlmodel import Session, select

from app.domain.models import NAME_MAX
from app.domain.names import fold
from app.store.catalogue import TABLES, find_by_name
from app.store.tables import Alias, Tag


def named(session: Session, kind: str, name: str) -> Any | None:
    """The service, team or person known under this name, made where nobody is; None for an empty name."""
    name = clean(name)
    if not fold(name):
        return None
    found = find_by_name(session, kind, name)
    if found is None:
        found = TABLES[kind](name=name.lstrip("@"))
        session.add(found)
        session.flush()
        session.add(Alias(kind=kind, key=fold(name), name=found.name, target_id=found.id or 0))
        session.flush()
    return found


def tag(session: Session, name: str) -> Tag | None:
    """Tags are kept in lower case with hyphens: "Data Loss" and "data-loss" are one."""
    name = "-".join(clean(name).lstrip("#").casefold().split())[:NAME_MAX]
    if not name:
        return None
    found = session.exec(select(Tag).where(Tag.name == name)).first()
    if found is None:
        found = Tag(name=name)
        session.add(found)
        session.flush()
    return found


def clean(name: str) -> str:
    """One line without control characters, at most as long as a name may be."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:NAME_MAX].rstrip()
