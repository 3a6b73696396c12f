"""Teams, under the names that postmortems use for them."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from app.api.account_models import ChangeRead
from app.api.catalogue import ADDED, CHANGES, EDITED, FOUND, JSON_BODY, LISTED, MERGED, DeskDep, Shelf
from app.api.catalogue_models import CatalogueQuery, Merge, TeamPatch, TeamRead
from app.api.fields import Page, RecordId
from app.http.dependencies import MatchedVersion
from app.usecases.catalogue import TeamFields

router = APIRouter(prefix="/teams", tags=["catalogue"])
TEAMS = Shelf("team", "teams", TeamRead, ("manager", "person"))
NEW = {"name": "Network", "manager": "Maria Ortiz"}
CHANGE = {"manager": "Jo Lind"}


@router.get("", summary="List teams", responses=LISTED)
def list_teams(query: Annotated[CatalogueQuery, Query()], at: DeskDep) -> Page[TeamRead]:
    """By name; those merged into others are left out."""
    return TEAMS.page(at, query)


@router.post("", status_code=201, summary="Add a team", dependencies=JSON_BODY, responses=ADDED)
def add_team(given: Annotated[TeamFields, Body(examples=[NEW])], at: DeskDep) -> TeamRead:
    """409 where one is known under the name or an alias."""
    return TEAMS.add(at, given)


@router.get("/{record_id}", summary="One team", responses=FOUND)
def read_team(record_id: RecordId, at: DeskDep) -> TeamRead:
    """The id of one that was merged redirects to the record that stayed."""
    return TEAMS.one(at, record_id)


@router.get("/{record_id}/changes", summary="Every change of it", responses=CHANGES)
def read_changes(record_id: RecordId, at: DeskDep) -> Page[ChangeRead]:
    """Who did what, latest first, all of it. One that was merged into another keeps its own."""
    return TEAMS.changes(at, record_id)


@router.patch("/{record_id}", summary="Change a team", dependencies=JSON_BODY, responses=EDITED)
def edit_team(
    record_id: RecordId, given: Annotated[TeamPatch, Body(examples=[CHANGE])], version: MatchedVersion, at: DeskDep
) -> TeamRead:
    """Fields not given stay. A former name stays as an alias, unless `aliases` are given."""
    return TEAMS.edit(at, record_id, given, version)


@router.post("/{record_id}/merge", summary="Merge a team into another", dependencies=JSON_BODY, responses=MERGED)
def merge_team(record_id: RecordId, ask: Merge, at: DeskDep) -> TeamRead:
    """Its postmortems, actions, people and names go over. Answers the record that stays."""
    return TEAMS.merge(at, record_id, ask)
