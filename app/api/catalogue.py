"""What services, teams and people have in common at this door: listed, found, added, changed, merged."""

from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from app.api.account_models import ChangeRead
from app.api.catalogue_models import CatalogueQuery, CatalogueRead, Merge
from app.api.fields import Page, tag
from app.api.problems import CREATED, MOVED, TAGGED, reads, writes
from app.api.records import moved
from app.domain.principal import Principal
from app.http.bodies import json_only
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep, etag
from app.store.accounts import changes_of
from app.store.catalogue import (
    CatalogueRow,
    find_record,
    list_catalogue,
    names_by_id,
    one_record,
)
from app.usecases.catalogue import add_record, edit_record, merge_records
from app.usecases.workspace import Workspace

R = TypeVar("R", bound=CatalogueRead)
JSON_BODY = [Depends(json_only)]
LISTED = reads(400)
FOUND = TAGGED | MOVED | reads(404)
ADDED = CREATED | writes(409)
EDITED = TAGGED | writes(404, 409, 412, 428)
MERGED = TAGGED | writes(404, 409)
CHANGES = reads(404)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a handler of the catalogue works with in one request."""

    ws: Workspace
    session: SessionDep
    who: Principal
    request: Request
    response: Response


def desk(ws: WorkspaceDep, session: SessionDep, who: PrincipalDep, request: Request, response: Response) -> Desk:
    return Desk(ws, session, who, request, response)


DeskDep = Annotated[Desk, Depends(desk)]


@dataclass(frozen=True, slots=True)
class Shelf(Generic[R]):
    """One kind of record at `/api/v1/{path}`. `points`: the record that it names, a person's team for one."""

    kind: str
    path: str
    read: type[R]
    points: tuple[str, str] | None = None  # field, kind

    def page(self, at: Desk, query: CatalogueQuery) -> Page[R]:
        found = list_catalogue(at.session, at.who, self.kind, q=query.q, cursor=query.cursor, limit=query.limit)
        return Page(items=self._shown(at, found.items), next=found.next, total=found.total)

    def one(self, at: Desk, record_id: int) -> R:
        """Raises NotFound, and 308 where the record was merged into another."""
        record = find_record(at.session, self.kind, record_id)
        if record.id != record_id:
            raise moved(at.request, self.path, str(record_id), str(record.id))
        return self.answer(at, record)

    def add(self, at: Desk, given: BaseModel) -> R:
        record = add_record(at.ws, at.who, self.kind, given)
        at.response.headers["Location"] = f"/api/v1/{self.path}/{record.id}"
        return self.answer(at, record)

    def edit(self, at: Desk, record_id: int, given: BaseModel, version: int) -> R:
        return self.answer(at, edit_record(at.ws, at.who, self.kind, record_id, given, expected=version))

    def merge(self, at: Desk, record_id: int, ask: Merge) -> R:
        return self.answer(at, merge_records(at.ws, at.who, self.kind, record_id, ask.into))

    def changes(self, at: Desk, record_id: int) -> Page[ChangeRead]:
        """Those of a record that was merged stay its own. Raises NotFound."""
        find_record(at.session, self.kind, record_id)
        return Page.whole([ChangeRead.of_record(c) for c in changes_of(at.session, self.kind, record_id)])

    def answer(self, at: Desk, record: Any) -> R:
        tag(at.response, record)
        return self._shown(at, [one_record(at.session, at.who, self.kind, record)])[0]

    def _shown(self, at: Desk, rows: list[CatalogueRow]) -> list[R]:
        if self.points is None:
            return [_read(self.read, row) for row in rows]
        field, kind = self.points
        ids = {row.record.id: getattr(row.record, f"{field}_id") for row in rows}
        names = names_by_id(at.session, kind, ids.values())
        return [_read(self.read, row, **{field: names.get(ids[row.record.id])}) for row in rows]


def _read(read: type[R], row: CatalogueRow, **more: Any) -> R:
    counts = {name: getattr(row, name) for name in ("postmortems", "tags") if name in read.model_fields}
    return read.of_record(
        row.record, etag=etag(row.record.version), aliases=row.aliases, unfinished=row.unfinished, **counts, **more
    )
