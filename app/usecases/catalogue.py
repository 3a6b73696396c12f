"""Services, teams and people kept by hand: added, edited, merged."""

from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from app.domain.capabilities import Capability
from app.domain.errors import Conflict, FieldFault, InvalidInput, PreconditionFailed
from app.domain.models import Name, PersonBase, ServiceBase, TeamBase
from app.domain.names import fold
from app.domain.principal import Principal, require
from app.store.catalogue import TABLES, find_by_name, find_record
from app.store.engine import writing
from app.store.tables import (
    ActionItem,
    Alias,
    Person,
    PostmortemService,
    PostmortemTeam,
    Team,
)
from app.store.targets import tags_of
from app.usecases.changes import note
from app.usecases.indexing import catch_up
from app.usecases.naming import named
from app.usecases.outbox import touch
from app.usecases.people import guard_account, guard_activity, hand_over
from app.usecases.service_tags import hand_tags_over, set_tags
from app.usecases.workspace import Workspace


class ServiceFields(ServiceBase):
    model_config = ConfigDict(extra="forbid")
    aliases: list[Name] = Field(default_factory=list, max_length=50)
    tags: list[Name] = Field(default_factory=list, max_length=50)


class TeamFields(TeamBase):
    model_config = ConfigDict(extra="forbid")
    manager: Name | None = None
    aliases: list[Name] = Field(default_factory=list, max_length=50)


class PersonFields(PersonBase):
    model_config = ConfigDict(extra="forbid")
    team: Name | None = None
    aliases: list[Name] = Field(default_factory=list, max_length=50)


FIELDS: dict[str, type[ServiceFields] | type[TeamFields] | type[PersonFields]] = {
    "service": ServiceFields,
    "team": TeamFields,
    "person": PersonFields,
}


def add_record(ws: Workspace, principal: Principal, kind: str, given: BaseModel) -> Any:
    """A new service, team or person. Raises Conflict where one is known under that name or alias, Forbidden."""
    require(principal, Capability.CATALOGUE)
    with writing(ws.engine) as session:
        record = TABLES[kind](name=given.name)  # type: ignore[attr-defined]
        if isinstance(record, Person):
            record.settled = True
        session.add(record)
        session.flush()
        _fill(session, kind, record, given, given.model_fields_set | {"name"})
        note(session, principal, kind, record.id, "added", ws.now())
    return record


def edit_record(
    ws: Workspace, principal: Principal, kind: str, record_id: int, given: BaseModel, *, expected: int | None = None
) -> Any:
    """Change the fields that were given. Raises NotFound, Conflict, PreconditionFailed, Forbidden."""
    require(principal, Capability.CATALOGUE)
    with writing(ws.engine) as session:
        record = find_record(session, kind, record_id)
        if isinstance(record, Person):
            guard_account(session, principal, record)
        if expected is not None and record.version != expected:
            raise PreconditionFailed(f"“{record.name}” was changed by somebody else meanwhile: look at it again")
        before = _state(session, kind, record)
        _fill(session, kind, record, given, given.model_fields_set)
        if isinstance(record, Person):
            guard_activity(session, record)
        record.version += 1
        touch(session, _affected(session, kind, record.id))
        edited = _edited(before, _state(session, kind, record))
        if edited:
            note(session, principal, kind, record.id, f"edited: {edited}", ws.now())
    catch_up(ws)
    return record


def merge_records(ws: Workspace, principal: Principal, kind: str, record_id: int, into_id: int) -> Any:
    """Make one record of two: everything of the first goes to the second, which keeps both names.

    Raises NotFound, Forbidden, InvalidInput for merging a record into itself, and Conflict for two people who
    both have accounts.
    """
    require(principal, Capability.CATALOGUE)
    now = ws.now()
    with writing(ws.engine) as session:
        gone, kept = find_record(session, kind, record_id), find_record(session, kind, into_id)
        if gone.id == kept.id:
            raise InvalidInput("these two are one already", [FieldFault("into", "is the same record")])
        if isinstance(gone, Person):
            hand_over(session, principal, gone, kept, now)
        for alias in session.exec(select(Alias).where(Alias.kind == kind, Alias.target_id == gone.id)):
            alias.target_id = kept.id
            session.add(alias)
        affected = _affected(session, kind, gone.id)
        _rehang(session, kind, gone.id, kept.id)
        gone.merged_into = kept.id
        gone.version += 1
        kept.version += 1
        session.add_all([gone, kept])
        touch(session, affected)
        note(session, principal, kind, gone.id, f"merged into “{kept.name}”", now)
        note(session, principal, kind, kept.id, f"took over “{gone.name}”", now)
    catch_up(ws)
    return kept


def _state(session: Session, kind: str, record: Any) -> dict[str, Any]:
    """What can be edited, by the words that history uses."""
    pointers = {"manager": "manager_id", "team": "team_id"}
    fields = {"name": "name", "description": "description", "e-mail": "email", "active": "active"} | pointers
    values = {word: getattr(record, field) for word, field in fields.items() if hasattr(record, field)}
    if kind == "service":
        values["tags"] = tags_of(session, [record.id]).get(record.id)
    return values | {"aliases": sorted(set(_aliases(session, kind, record)) - {record.name})}


def _edited(before: dict[str, Any], after: dict[str, Any]) -> str:
    """The fields that differ, a name with what it was."""
    changed = [word for word in after if after[word] != before[word]]
    return ", ".join(f"name (was “{before['name']}”)" if word == "name" else word for word in changed)


def _fill(session: Session, kind: str, record: Any, given: Any, names: set[str]) -> None:
    if "name" in names or "aliases" in names:
        wanted = [given.name] if "name" in names else [record.name]
        wanted += given.aliases if "aliases" in names else _aliases(session, kind, record)
        record.name = wanted[0]
        _spell(session, kind, record, wanted)
    for name in names & {"description", "email", "active"}:
        setattr(record, name, getattr(given, name))
    if "tags" in names:
        set_tags(session, record.id, given.tags)
    if "manager" in names:
        manager = named(session, "person", given.manager) if given.manager else None
        record.manager_id = manager.id if manager else None
    if "team" in names:
        team = named(session, "team", given.team) if given.team else None
        record.team_id = team.id if team else None
    session.add(record)
    session.flush()


def _aliases(session: Session, kind: str, record: Any) -> list[str]:
    rows = session.exec(select(Alias).where(Alias.kind == kind, Alias.target_id == record.id)).all()
    return [alias.name for alias in rows]


def _spell(session: Session, kind: str, record: Any, wanted: list[str]) -> None:
    """Make exactly these the record's spellings. Raises Conflict where another record has one of them."""
    spellings = {fold(name): name for name in reversed(wanted) if fold(name)}
    if not fold(wanted[0]):
        raise InvalidInput("a name needs letters or digits", [FieldFault("name", "needs letters or digits")])
    for key, name in spellings.items():
        other = find_by_name(session, kind, name)
        if other is not None and other.id != record.id:
            raise Conflict(f"“{name}” is already a name of “{other.name}”: merge the two instead")
        if session.get(Alias, (kind, key)) is None:
            session.add(Alias(kind=kind, key=key, name=name, target_id=record.id))
    for alias in session.exec(select(Alias).where(Alias.kind == kind, Alias.target_id == record.id)):
        if alias.key not in spellings:
            session.delete(alias)
    session.flush()


def _affected(session: Session, kind: str, record_id: int) -> list[int | None]:
    """Postmortems whose searched names change with the record."""
    query: Any = {
        "service": select(PostmortemService.postmortem_id).where(PostmortemService.service_id == record_id),
        "team": select(PostmortemTeam.postmortem_id).where(PostmortemTeam.team_id == record_id),
        "person": select(ActionItem.postmortem_id).where(ActionItem.owner_id == record_id),
    }[kind]
    return list(session.exec(query).all())


def _rehang(session: Session, kind: str, gone: int, kept: int) -> None:
    if kind in ("service", "team"):
        link: Any = PostmortemService if kind == "service" else PostmortemTeam
        column = "service_id" if kind == "service" else "team_id"
        for row in session.exec(select(link).where(getattr(link, column) == gone)).all():
            if session.get(link, (row.postmortem_id, kept)) is None:
                session.add(link(**{"postmortem_id": row.postmortem_id, column: kept}))
            session.delete(row)
    if kind == "service":
        hand_tags_over(session, gone, kept)
    pointers: dict[str, list[tuple[Any, Any]]] = {
        "service": [],
        "team": [(ActionItem, ActionItem.team_id), (Person, Person.team_id)],
        "person": [(ActionItem, ActionItem.owner_id), (Team, Team.manager_id)],
    }
    for table, column_of in pointers[kind]:
        session.execute(sa.update(table).where(col(column_of) == gone).values({column_of: kept}))
    table = TABLES[kind]
    session.execute(sa.update(table).where(col(table.merged_into) == gone).values(merged_into=kept))
    session.flush()
