"""Services, teams and people: lists, one with what hangs on it, added, edited, merged."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from app.domain.capabilities import Capability
from app.domain.errors import Conflict, FieldFault, InvalidInput, PreconditionFailed
from app.http.dependencies import PrincipalDep, SessionDep, TodayDep, WorkspaceDep, allowed
from app.http.errors import status_of
from app.store.catalogue import find_by_name, find_record, list_catalogue, one_record
from app.store.engine import reading
from app.store.people import count_doubtful
from app.usecases.catalogue import add_record, edit_record, merge_records
from app.usecases.people import guard_account
from app.web.addresses import Address
from app.web.catalogue_pages import (
    KINDS,
    CataloguePage,
    Kind,
    RecordFields,
    fields_of,
    form_of,
    record_of,
    values_of,
)
from app.web.flash import Flash, go
from app.web.forms import FormState, state_after, typed
from app.web.rendering import render

router = APIRouter(include_in_schema=False)
_LIMIT = 50
#: What the form is shown again for, with what was typed.
REFUSED = (InvalidInput, Conflict, PreconditionFailed)


def list_page(kind: Kind, request: Request, session: SessionDep, principal: PrincipalDep) -> Response:
    address = Address.of(kind.path, request.query_params, ("q", "cursor"))
    words, cursor = address.value("q")[:120], address.value("cursor")
    found = list_catalogue(session, principal, kind.name, q=words, cursor=cursor or None, limit=_LIMIT)
    page = CataloguePage(
        title=kind.many,
        section=kind.many,
        kind=kind,
        rows=found.items,
        total=found.total,
        words=words,
        doubtful=count_doubtful(session) if kind.name == "person" and principal.can(Capability.CATALOGUE) else 0,
        next=str(address.replacing("cursor", found.next)) if found.next else None,
        first=str(address.without("cursor")) if cursor else None,
    )
    return render(request, page)


def record_page(
    kind: Kind, request: Request, record_id: int, session: SessionDep, principal: PrincipalDep, today: TodayDep
) -> Response:
    record = find_record(session, kind.name, record_id)
    if record.id != record_id:
        return RedirectResponse(f"{kind.path}/{record.id}", status_code=308)
    return render(request, record_of(session, principal, kind, record, FormState({"into": ""}), today))


def new_page(kind: Kind, request: Request, session: SessionDep) -> Response:
    form = FormState(typed(RecordFields(active="1")))
    return render(request, form_of(session, kind, form))


def add(
    kind: Kind,
    request: Request,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    given: Annotated[RecordFields, Form()],
) -> Response:
    try:
        record = add_record(ws, principal, kind.name, fields_of(kind, given))
    except REFUSED as error:
        with reading(ws.engine) as session:
            return render(request, form_of(session, kind, state_after(error, typed(given))), status_of(error))
    return go(f"{kind.path}/{record.id}", Flash(f"{record.name} was added"))


def edit_page(
    kind: Kind, request: Request, record_id: int, session: SessionDep, principal: PrincipalDep
) -> Response:
    record = find_record(session, kind.name, record_id)
    if kind.name == "person":
        guard_account(session, principal, record)
    row = one_record(session, principal, kind.name, record)
    return render(request, form_of(session, kind, FormState(values_of(session, row)), row.record.id))


def save(
    kind: Kind,
    request: Request,
    record_id: int,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    given: Annotated[RecordFields, Form()],
) -> Response:
    expected = int(given.version) if given.version.isdigit() else None
    try:
        record = edit_record(ws, principal, kind.name, record_id, fields_of(kind, given), expected=expected)
    except REFUSED as error:
        with reading(ws.engine) as session:
            now = find_record(session, kind.name, record_id)
            form = state_after(error, {**typed(given), "version": str(now.version)})
            return render(request, form_of(session, kind, form, record_id), status_of(error))
    return go(f"{kind.path}/{record.id}", Flash(f"{record.name} was changed"))


def merge(
    kind: Kind,
    request: Request,
    record_id: int,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    today: TodayDep,
    into: Annotated[str, Form()] = "",
) -> Response:
    try:
        with reading(ws.engine) as session:
            target = find_by_name(session, kind.name, into)
            if target is None:
                raise InvalidInput("there is no such name", [FieldFault("into", f"no {kind.name} has that name")])
        kept = merge_records(ws, principal, kind.name, record_id, target.id)
    except REFUSED as error:
        with reading(ws.engine) as session:
            record = find_record(session, kind.name, record_id)
            page = record_of(session, principal, kind, record, state_after(error, {"into": into}), today)
            return render(request, page, status_of(error))
    return go(f"{kind.path}/{kept.id}", Flash(f"Merged into {kept.name}"))


KEEPERS = [allowed(Capability.CATALOGUE)]
for _kind in KINDS:
    router.add_api_route(_kind.path, partial(list_page, _kind), methods=["GET"])
    router.add_api_route(f"{_kind.path}/new", partial(new_page, _kind), methods=["GET"], dependencies=KEEPERS)
    router.add_api_route(f"{_kind.path}/new", partial(add, _kind), methods=["POST"])
    router.add_api_route(f"{_kind.path}/{{record_id}}", partial(record_page, _kind), methods=["GET"])
    router.add_api_route(
        f"{_kind.path}/{{record_id}}/edit", partial(edit_page, _kind), methods=["GET"], dependencies=KEEPERS
    )
    router.add_api_route(f"{_kind.path}/{{record_id}}/edit", partial(save, _kind), methods=["POST"])
    router.add_api_route(f"{_kind.path}/{{record_id}}/merge", partial(merge, _kind), methods=["POST"])
