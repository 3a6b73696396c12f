"""Services, under the names that postmortems use for them."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from app.api.account_models import ChangeRead
from app.api.catalogue import ADDED, CHANGES, EDITED, FOUND, JSON_BODY, LISTED, MERGED, DeskDep, Shelf
from app.api.catalogue_models import CatalogueQuery, Merge, ServicePatch, ServiceRead
from app.api.fields import Page, RecordId
from app.http.dependencies import MatchedVersion
from app.usecases.catalogue import ServiceFields

router = APIRouter(prefix="/services", tags=["catalogue"])
SERVICES = Shelf("service", "services", ServiceRead)
NEW = {"name": "edge", "description": "Where traffic comes in", "aliases": ["edge-lb"], "tags": ["uses-postgres"]}
CHANGE = {"description": "Load balancers"}


@router.get("", summary="List services", responses=LISTED)
def list_services(query: Annotated[CatalogueQuery, Query()], at: DeskDep) -> Page[ServiceRead]:
    """By name; those merged into others are left out."""
    return SERVICES.page(at, query)


@router.post("", status_code=201, summary="Add a service", dependencies=JSON_BODY, responses=ADDED)
def add_service(given: Annotated[ServiceFields, Body(examples=[NEW])], at: DeskDep) -> ServiceRead:
    """409 where one is known under the name or an alias."""
    return SERVICES.add(at, given)


@router.get("/{record_id}", summary="One service", responses=FOUND)
def read_service(record_id: RecordId, at: DeskDep) -> ServiceRead:
    """The id of one that was merged redirects to the record that stayed."""
    return SERVICES.one(at, record_id)


@router.get("/{record_id}/changes", summary="Every change of it", responses=CHANGES)
def read_changes(record_id: RecordId, at: DeskDep) -> Page[ChangeRead]:
    """Who did what, latest first, all of it. One that was merged into another keeps its own."""
    return SERVICES.changes(at, record_id)


@router.patch("/{record_id}", summary="Change a service", dependencies=JSON_BODY, responses=EDITED)
def edit_service(
    record_id: RecordId,
    given: Annotated[ServicePatch, Body(examples=[CHANGE])],
    version: MatchedVersion,
    at: DeskDep,
) -> ServiceRead:
    """Fields not given stay. A former name stays as an alias, unless `aliases` are given."""
    return SERVICES.edit(at, record_id, given, version)


@router.post("/{record_id}/merge", summary="Merge a service into another", dependencies=JSON_BODY, responses=MERGED)
def merge_service(record_id: RecordId, ask: Merge, at: DeskDep) -> ServiceRead:
    """Its postmortems and names go over. Answers the record that stays."""
    return SERVICES.merge(at, record_id, ask)
