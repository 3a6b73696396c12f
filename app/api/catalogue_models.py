"""Services, teams and people as the API takes and shows them."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.api.fields import INT_MAX, Listing, Tagged
from app.domain.models import Name, PersonBase, ServiceBase, TeamBase, Text
from app.usecases.catalogue import PersonFields, ServiceFields, TeamFields


class CatalogueQuery(Listing):
    q: Text = Field(default="", max_length=120, description="Part of a name or alias")


class CatalogueRead(Tagged):
    """`aliases` are its other spellings; `unfinished` counts action items still owed."""

    id: int
    aliases: list[str]
    unfinished: int


class ServiceRead(ServiceBase, CatalogueRead):
    postmortems: int


class TeamRead(TeamBase, CatalogueRead):
    """`manager` is a person's name."""

    manager: str | None
    postmortems: int


class PersonRead(PersonBase, CatalogueRead):
    """`team` is a team's name."""

    team: str | None


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
