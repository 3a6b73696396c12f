"""Services, teams, people and tags by the names that documents use for them; unknown names are added."""

from typing import Any

from sqlmodel import Session, select

from app.domain.models import NAME_MAX
from app.domain.names import fold, name_and_address
from app.store.catalogue import TABLES, find_by_name, person_by_email
from app.store.tables import Alias, Tag


def named(session: Session, kind: str, name: str) -> Any | None:
    """The service, team or person known under this name, made where nobody is; None for an empty name."""
    found = known(session, kind, name)
    if found is not None:
        return found
    if kind != "person":
        return _made(session, kind, clean(name)) if fold(clean(name)) else None
    own, address = name_and_address(name)
    return _made(session, kind, clean(own), email=address) if fold(clean(own)) else None


def known(session: Session, kind: str, name: str) -> Any | None:
    """The service, team or person known under this name; None where nobody is.

    People may be written with an e-mail address, `Ann Lee <ann@example.org>`: it goes before the name where one
    person alone has it, then the spelling as a whole, then the name in it.
    """
    if kind != "person":
        return find_by_name(session, kind, clean(name)) if fold(clean(name)) else None
    own, address = name_and_address(name)
    whole, own = clean(name), clean(own)
    if not fold(own):
        return None
    found = person_by_email(session, address) if address else None
    return found or find_by_name(session, kind, whole) or find_by_name(session, kind, own)


def _made(session: Session, kind: str, name: str, **fields: Any) -> Any:
    record = TABLES[kind](name=name.lstrip("@"), **fields)
    session.add(record)
    session.flush()
    session.add(Alias(kind=kind, key=fold(name), name=record.name, target_id=record.id or 0))
    session.flush()
    return record


def tag(session: Session, name: str) -> Tag | None:
    """The tag of this name, made where there is none; None for an empty name."""
    name = tag_name(name)
    if not name:
        return None
    found = session.exec(select(Tag).where(Tag.name == name)).first()
    if found is None:
        found = Tag(name=name)
        session.add(found)
        session.flush()
    return found


def tag_name(name: str) -> str:
    """Tags are kept in lower case with hyphens: "Data Loss" and "data-loss" are one."""
    return "-".join(clean(name).lstrip("#").casefold().split())[:NAME_MAX]


def clean(name: str) -> str:
    """One line without control characters, at most as long as a name may be."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:NAME_MAX].rstrip()
