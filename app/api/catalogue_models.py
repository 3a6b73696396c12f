"""Services, teams and people as the API takes and shows them."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from app.api.fields import INT_MAX, Listing, Read, Tagged
from app.domain.models import Name, PersonBase, ServiceBase, TeamBase, Text
from app.store.paging import LIMIT_MAX
from app.store.people import Doubt
from app.usecases.catalogue import PersonFields, ServiceFields, TeamFields


class CatalogueQuery(Listing):
    q: Text = Field(default="", max_length=120, description="Part of a name or alias")


class DoubtQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=25, ge=1, le=LIMIT_MAX)


class CatalogueRead(Tagged):
    """`aliases` are its other spellings; `unfinished` counts action items still owed."""

    id: int
    aliases: list[str]
    unfinished: int


class ServiceRead(ServiceBase, CatalogueRead):
    """`tags` name several services at once, as targets of an action item."""

    postmortems: int
    tags: list[str]


class TeamRead(TeamBase, CatalogueRead):
    """`manager` is a person's name."""

    manager: str | None
    postmortems: int


class PersonRead(PersonBase, CatalogueRead):
    """`team` is a team's name. `settled`: somebody has said that this is a person of its own."""

    team: str | None
    settled: bool


class CandidateRead(Read):
    """Somebody whom a name may mean. `account`: this one signs in."""

    id: int
    name: str
    email: str | None
    account: bool
    reason: str = Field(examples=["first name only"])


class DoubtRead(Read):
    """A name that may be somebody else's, and what hangs on it. `postmortems` counts those that use it."""

    id: int
    name: str
    email: str | None
    actions: int
    unfinished: int
    postmortems: int
    candidates: list[CandidateRead] = Field(description="At most 8: those with accounts first, then by reason")

    @classmethod
    def of(cls, doubt: Doubt) -> Self:
        candidates = [CandidateRead.of_record(g.person, reason=g.reason.value) for g in doubt.candidates]
        counts = {name: getattr(doubt, name) for name in ("actions", "unfinished", "postmortems")}
        return cls.of_record(doubt.person, candidates=candidates, **counts)


def no_defaults(schema: dict[str, Any]) -> None:
    """What is not given stays, whatever a new record would start with."""
    for field in schema["properties"].values():
        field.pop("default", None)


_PATCH = ConfigDict(extra="forbid", json_schema_extra=no_defaults)


class ServicePatch(ServiceFields):
    model_config = _PATCH
    name: Name = ""


class TeamPatch(TeamFields):
    model_config = _PATCH
    name: Name = ""


class PersonPatch(PersonFields):
    model_config = _PATCH
    name: Name = ""


class Merge(BaseModel):
    """`into` is the id of the record that stays; it keeps both names."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"into": 3}]})

    into: int = Field(ge=1, le=INT_MAX)


class TagRead(BaseModel):
    """A tag in use, and how many postmortems carry it."""

    name: str
    postmortems: int
