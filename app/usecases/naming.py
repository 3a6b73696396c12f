"""Services, teams, people and tags by the names that documents use for them; unknown names are added."""

from typing import Any

from sqlmodel import Session, select

from app.domain.models import NAME_MAX
from app.domain.names import fold, name_and_address
from app.store.catalogue import TABLES, find_by_name, person_by_email
from app.store.tables import Alias, Person, Tag


def named(session: Session, kind: str, name: str) -> Any | None:
    """The service, team or person known under this name, made where nobody is; None for an empty name.

    People may be written with an e-mail address, `Ann Lee <ann@example.org>`: it goes before the name.
    """
    if kind == "person":
        return _person(session, name)
    name = clean(name)
    return (find_by_name(session, kind, name) or _made(session, kind, name)) if fold(name) else None


def _person(session: Session, written: str) -> Person | None:
    """By the address where one person alone has it, else by the spelling as a whole, else by the name in it."""
    name, address = name_and_address(written)
    whole, name = clean(written), clean(name)
    if not fold(name):
        return None
    found = person_by_email(session, address) if address else None
    found = found or find_by_name(session, "person", whole) or find_by_name(session, "person", name)
    return found or _made(session, "person", name, email=address)


def _made(session: Session, kind: str, name: str, **fields: Any) -> Any:
    record = TABLES[kind](name=name.lstrip("@"), **fields)
    session.add(record)
    session.flush()
    session.add(Alias(kind=kind, key=fold(name), name=record.name, target_id=record.id or 0))
    session.flush()
    return record


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
