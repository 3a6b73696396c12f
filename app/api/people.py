"""People, under the names that postmortems use for them."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from app.api.account_models import ChangeRead
from app.api.catalogue import ADDED, CHANGES, EDITED, FOUND, JSON_BODY, LISTED, MERGED, DeskDep, Shelf
from app.api.catalogue_models import CatalogueQuery, DoubtQuery, DoubtRead, Merge, PersonPatch, PersonRead
from app.api.fields import Page, RecordId
from app.api.problems import TAGGED, reads, writes
from app.http.dependencies import MatchedVersion
from app.store.people import doubtful_people
from app.usecases.catalogue import PersonFields
from app.usecases.people import settle

router = APIRouter(prefix="/people", tags=["catalogue"])
PEOPLE = Shelf("person", "people", PersonRead, ("team", "team"))
NEW = {"name": "Maria Ortiz", "email": "maria@example.org", "team": "Network"}
SETTLED = TAGGED | writes(404)
CHANGE = {"aliases": ["mortiz", "Maria"]}


@router.get("", summary="List people", responses=LISTED)
def list_people(query: Annotated[CatalogueQuery, Query()], at: DeskDep) -> Page[PersonRead]:
    """By name; those merged into others are left out."""
    return PEOPLE.page(at, query)


@router.post("", status_code=201, summary="Add a person", dependencies=JSON_BODY, responses=ADDED)
def add_person(given: Annotated[PersonFields, Body(examples=[NEW])], at: DeskDep) -> PersonRead:
    """409 where one is known under the name or an alias."""
    return PEOPLE.add(at, given)


@router.get("/doubtful", summary="Names that may be somebody else's", responses=reads())
def list_doubtful(query: Annotated[DoubtQuery, Query()], at: DeskDep) -> Page[DoubtRead]:
    """Those first on which most unfinished work hangs. Merge each into a candidate, or settle it."""
    found = doubtful_people(at.session, at.who, limit=query.limit)
    return Page(items=[DoubtRead.of(doubt) for doubt in found.items], total=found.total)


@router.get("/{record_id}", summary="One person", responses=FOUND)
def read_person(record_id: RecordId, at: DeskDep) -> PersonRead:
    """The id of one that was merged redirects to the record that stayed."""
    return PEOPLE.one(at, record_id)


@router.get("/{record_id}/changes", summary="Every change of it", responses=CHANGES)
def read_changes(record_id: RecordId, at: DeskDep) -> Page[ChangeRead]:
    """Who did what, latest first, all of it. One that was merged into another keeps its own."""
    return PEOPLE.changes(at, record_id)


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
    """Its actions, its teams, its names and its account go over. Answers the record that stays.

    409 where both have accounts. Where one has, it takes the right to manage accounts; so does changing it.
    """
    return PEOPLE.merge(at, record_id, ask)


@router.post("/{record_id}/settle", summary="Say that a name is a person of its own", responses=SETTLED)
def settle_person(record_id: RecordId, at: DeskDep) -> PersonRead:
    """It is no longer among the doubtful ones."""
    return PEOPLE.answer(at, settle(at.ws, at.who, record_id))


@router.post("/{record_id}/unsettle", summary="Take that back", responses=SETTLED)
def unsettle_person(record_id: RecordId, at: DeskDep) -> PersonRead:
    """It is doubtful again as long as it may be somebody else."""
    return PEOPLE.answer(at, settle(at.ws, at.who, record_id, settled=False))
