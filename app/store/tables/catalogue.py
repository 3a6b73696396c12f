"""Services, teams, people and tags: what postmortems and actions are about and who answers for them."""

from sqlmodel import Field, SQLModel

from app.domain.models import NAME_MAX, REASON_MAX, PersonBase, ServiceBase, TeamBase
from app.domain.names import FOLD_MAX
from app.store.columns import parent


class Service(ServiceBase, SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=NAME_MAX)
    description: str | None = Field(default=None, max_length=REASON_MAX)
    version: int = 1
    merged_into: int | None = parent("service.id", null=True)


class Team(TeamBase, SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=NAME_MAX)
    manager_id: int | None = Field(
        default=None, index=True
    )  # a person; a key would make a ring with person.team_id
    version: int = 1
    merged_into: int | None = parent("team.id", null=True)


class Person(PersonBase, SQLModel, table=True):
    """`settled`: somebody looked at the name and said that it is a person of its own."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=NAME_MAX)
    email: str | None = Field(default=None, max_length=254, index=True)
    team_id: int | None = parent("team.id", null=True)
    settled: bool = False
    version: int = 1
    merged_into: int | None = parent("person.id", null=True)


class Alias(SQLModel, table=True):
    """Every spelling under which a service, team or person is known, its own name included.

    `key` is the spelling folded by `app.domain.names.fold`; one spelling means one record of a kind.
    """

    kind: str = Field(max_length=16, primary_key=True)  # service, team or person
    key: str = Field(max_length=FOLD_MAX, primary_key=True)
    name: str = Field(max_length=NAME_MAX)
    target_id: int = Field(index=True)


class Tag(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=NAME_MAX, unique=True)


class PostmortemService(SQLModel, table=True):
    __tablename__ = "postmortem_service"

    postmortem_id: int = Field(foreign_key="postmortem.id", primary_key=True, ondelete="CASCADE")
    service_id: int = Field(foreign_key="service.id", primary_key=True, ondelete="CASCADE", index=True)


class PostmortemTeam(SQLModel, table=True):
    __tablename__ = "postmortem_team"

    postmortem_id: int = Field(foreign_key="postmortem.id", primary_key=True, ondelete="CASCADE")
    team_id: int = Field(foreign_key="team.id", primary_key=True, ondelete="CASCADE", index=True)


class PostmortemTag(SQLModel, table=True):
    __tablename__ = "postmortem_tag"

    postmortem_id: int = Field(foreign_key="postmortem.id", primary_key=True, ondelete="CASCADE")
    tag_id: int = Field(foreign_key="tag.id", primary_key=True, ondelete="CASCADE", index=True)
