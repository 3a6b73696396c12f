"""People, under the names that postmortems use for them."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from app.api.catalogue import ADDED, EDITED, FOUND, JSON_BODY, LISTED, MERGED, DeskDep, Shelf
from app.api.catalogue_models import CatalogueQuery, Merge, PersonPatch, PersonRead
from app.api.fields import Page, RecordId
from app.http.dependencies import MatchedVersion
from app.usecases.catalogue import PersonFields

router = APIRouter(prefix="/people", tags=["catalogue"])
PEOPLE = Shelf("person", "people", PersonRead, ("team", "team"))
NEW = {"name": "Maria Ortiz", "email": "maria@example.org", "team": "Network"}
CHANGE = {"aliases": ["mortiz", "Maria"]}


@router.get("", summary="List people", responses=LISTED)
def list_people(query: Annotated[CatalogueQuery, Query()], at: DeskDep) -> Page[PersonRead]:
    """By name; those merged into others are left out."""
    return PEOPLE.page(at, query)


@router.post("", status_code=201, summary="Add a person", dependencies=JSON_BODY, responses=ADDED)
def add_person(given: Annotated[PersonFields, Body(examples=[NEW])], at: DeskDep) -> PersonRead:
    """409 where one is known under the name or an alias."""
    return PEOPLE.add(at, given)


@router.get("/{record_id}", summary="One person", responses=FOUND)
def read_person(record_id: RecordId, at: DeskDep) -> PersonRead:
    """The id of one that was merged redirects to the record that stayed."""
    return PEOPLE.one(at, record_id)


@router.patch("/{record_id}", summary="Change a person", dependencies=JSON_BODY, responses=EDITED)
def edit_person(
    record_id: RecordId,
    given: Annotated[PersonPatch, Body(examples=[CHANGE])],
    version: MatchedVersion,
    at: DeskDep,
) -> PersonRead:
    """Fields not given stay. A former name stays as an alias, unless `aliases` are given."""
    return PEOPLE.edit(at, record_id, given, version)


@router.post("/{record_id}/merge", summary="Merge a person into another", dependencies=JSON_BODY, responses=MERGED)
def merge_person(record_id: RecordId, ask: Merge, at: DeskDep) -> PersonRead:
    """Its actions, its teams and its names go over. Answers the record that stays."""
    return PEOPLE.merge(at, record_id, ask)
