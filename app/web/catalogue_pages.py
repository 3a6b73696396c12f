"""What the pages of services, teams and people show, put together from the store."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from pydantic import BaseModel
from sqlmodel import Session

from app.domain.capabilities import Capability
from app.domain.principal import Principal
from app.store.accounts import account_of_person, changes_of
from app.store.action_items import ActionFilter, ActionRow, list_actions
from app.store.catalogue import CatalogueRow, find_record, names_in_use, one_record
from app.store.postmortems import PostmortemFilter, PostmortemRow, facets, list_postmortems
from app.store.tables import Change
from app.usecases.catalogue import FIELDS
from app.web.forms import FormState, typed, validated
from app.web.rendering import Page
from app.web.words import words

_CAUSES = 8


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is the store's word, `path` the address, `filter` the field by which lists are narrowed to one."""

    name: str
    path: str
    many: str
    filter: str


KINDS = (
    Kind("service", "/services", "Services", "service"),
    Kind("team", "/teams", "Teams", "team"),
    Kind("person", "/people", "People", "owner"),
)


class RecordFields(BaseModel):
    """The form as it is typed; each kind uses some of it."""

    name: str = ""
    aliases: str = ""
    description: str = ""
    tags: str = ""
    email: str = ""
    active: str = ""
    team: str = ""
    manager: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguePage(Page):
    """`doubtful` counts names that may be somebody else's, for those who may settle them."""

    template: ClassVar[str] = "pages/catalogue.html"
    kind: Kind
    rows: list[CatalogueRow]
    total: int
    words: str
    doubtful: int
    next: str | None
    first: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage(Page):
    """`team` and `manager` are names; `others` the records that this one can be merged into.

    `editable` for the one who looks at it: who has an account is changed only by who manages accounts.
    """

    template: ClassVar[str] = "pages/record.html"
    kind: Kind
    row: CatalogueRow
    team: str | None
    manager: str | None
    postmortems: list[PostmortemRow]
    causes: list[tuple[str, int]]
    actions: list[ActionRow]
    owed: int
    others: list[str]
    editable: bool
    changes: list[Change]
    form: FormState


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFormPage(Page):
    template: ClassVar[str] = "pages/record_form.html"
    kind: Kind
    form: FormState
    record_id: int | None
    people: list[str]
    teams: list[str]


def fields_of(kind: Kind, given: RecordFields) -> Any:
    """The use case's model of what was typed. Raises InvalidInput with the faults."""
    wanted = FIELDS[kind.name].model_fields.keys()
    values: dict[str, object] = {n: v.strip() or None for n, v in typed(given).items() if n in wanted}
    for name in {"aliases", "tags"} & wanted:
        values[name] = [a.strip() for a in getattr(given, name).replace(",", "\n").splitlines() if a.strip()]
    if "active" in wanted:
        values["active"] = bool(given.active)
    return validated(FIELDS[kind.name], values)


def values_of(session: Session, row: CatalogueRow) -> dict[str, str]:
    """A record as its form shows it."""
    record: Any = row.record
    known = {
        "name": record.name,
        "aliases": "\n".join(row.aliases),
        "tags": ", ".join(row.tags),
        "description": getattr(record, "description", None),
        "email": getattr(record, "email", None),
        "active": "1" if getattr(record, "active", True) else "",
        "team": _name_of(session, "team", getattr(record, "team_id", None)),
        "manager": _name_of(session, "person", getattr(record, "manager_id", None)),
        "version": record.version,
    }
    return {name: str(value or "") for name, value in known.items()}


def _name_of(session: Session, kind: str, record_id: int | None) -> str | None:
    return find_record(session, kind, record_id).name if record_id else None


def form_of(session: Session, kind: Kind, form: FormState, record_id: int | None = None) -> RecordFormPage:
    return RecordFormPage(
        title=f"Edit {form.values['name']}" if record_id else f"New {kind.name}",
        section=kind.many,
        kind=kind,
        form=form,
        record_id=record_id,
        people=names_in_use(session, "person"),
        teams=names_in_use(session, "team"),
    )


def record_of(
    session: Session, principal: Principal, kind: Kind, record: Any, form: FormState, today: date
) -> RecordPage:
    by_name: Any = {kind.filter: (record.name,)}
    owed = list_actions(session, principal, ActionFilter(**by_name, unfinished=True, today=today))
    posts: list[PostmortemRow] = []
    causes: list[tuple[str, int]] = []
    if kind.name != "person":
        named = PostmortemFilter(**by_name)
        posts = list_postmortems(session, principal, named).items
        causes = [(words(c), n) for c, n in facets(session, principal, named)["cause"].items()][:_CAUSES]
    row = one_record(session, principal, kind.name, record)
    values = values_of(session, row)
    editable = _editable(session, principal, kind, record)
    others = names_in_use(session, kind.name) if editable else []
    return RecordPage(
        title=record.name,
        section=kind.many,
        kind=kind,
        row=row,
        team=values["team"] or None,
        manager=values["manager"] or None,
        postmortems=posts,
        causes=causes,
        actions=owed.items,
        owed=owed.total,
        others=[name for name in others if name != record.name],
        editable=editable,
        changes=changes_of(session, kind.name, record.id),
        form=form,
    )


def _editable(session: Session, principal: Principal, kind: Kind, record: Any) -> bool:
    if kind.name == "person" and account_of_person(session, record.id):
        return principal.can(Capability.ACCOUNTS)
    return principal.can(Capability.CATALOGUE)
