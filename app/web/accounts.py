"""Accounts, for administrators: added, given a role, disabled and enabled, given a new link."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response

from app.domain.capabilities import Capability
from app.domain.errors import AftercareError, Forbidden, NotFound
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import Role
from app.http.absolute import absolute
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep, allowed
from app.http.errors import status_of
from app.store.accounts import find_account
from app.store.engine import reading
from app.usecases.accounts import (
    Invitation,
    add_account,
    change_role,
    disable_account,
    enable_account,
    reset_account,
)
from app.web.account_page import no_accounts
from app.web.accounts_page import AccountFields, accounts_page, asked_for, one_account_page
from app.web.asking import ConfirmPage, OncePage, Secret
from app.web.flash import Flash, go
from app.web.forms import state_after, typed
from app.web.rendering import render
from app.web.words import stamp

router = APIRouter(include_in_schema=False, dependencies=[allowed(Capability.ACCOUNTS)])
Version = Annotated[int, Form(ge=1)]


@router.get("/accounts")
def accounts(request: Request, ws: WorkspaceDep, session: SessionDep, principal: PrincipalDep) -> Response:
    return render(request, no_accounts() if principal is LOCAL_OWNER else accounts_page(session, ws))


@router.post("/accounts")
def add(
    request: Request, ws: WorkspaceDep, principal: PrincipalDep, given: Annotated[AccountFields, Form()]
) -> Response:
    try:
        invitation = add_account(ws, principal, asked_for(given))
    except Forbidden:
        raise
    except AftercareError as error:
        with reading(ws.engine) as session:
            page = accounts_page(session, ws, state_after(error, typed(given)))
            return render(request, page, status_of(error))
    return _link(request, invitation, 201)


@router.get("/accounts/{name:path}/disable")
def confirm_disabling(request: Request, session: SessionDep, name: str) -> Response:
    account = find_account(session, name)
    page = ConfirmPage(
        title=f"Disable “{account.name}”?",
        section="Accounts",
        message="It is signed out everywhere at once, and its tokens are refused, also those of programs that it "
        "answers for. Its name stays in every history, and it can be enabled again.",
        action=_address(account.name, "/disable"),
        button="Disable it",
        back=_address(account.name),
        fields={"version": str(account.version)},
    )
    return render(request, page)


@router.post("/accounts/{name:path}/disable")
def disable(ws: WorkspaceDep, principal: PrincipalDep, name: str, version: Version) -> Response:
    account = disable_account(ws, principal, name, expected=version)
    return go("/accounts", Flash(f"“{account.name}” was disabled"))


@router.post("/accounts/{name:path}/enable")
def enable(ws: WorkspaceDep, principal: PrincipalDep, name: str, version: Version) -> Response:
    account = enable_account(ws, principal, name, expected=version)
    return go(_address(account.name), Flash(f"“{account.name}” was enabled"))


@router.get("/accounts/{name:path}/reset")
def confirm_resetting(request: Request, session: SessionDep, name: str) -> Response:
    account = find_account(session, name)
    page = ConfirmPage(
        title=f"A new link for “{account.name}”?",
        section="Accounts",
        message="The present password and all sessions end at once. You get a link to choose a new password by.",
        action=_address(account.name, "/reset"),
        button="End them and make a link",
        back=_address(account.name),
    )
    return render(request, page)


@router.post("/accounts/{name:path}/reset")
def reset(request: Request, ws: WorkspaceDep, principal: PrincipalDep, name: str) -> Response:
    return _link(request, reset_account(ws, principal, name), 200)


@router.post("/accounts/{name:path}/role")
def new_role(
    request: Request,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    name: str,
    role: Annotated[Role, Form()],
    version: Version,
) -> Response:
    try:
        account = change_role(ws, principal, name, role, expected=version)
    except NotFound:
        raise
    except AftercareError as error:
        with reading(ws.engine) as session:
            return render(request, one_account_page(session, ws, name, str(error)), status_of(error))
    return go(_address(account.name), Flash(f"“{account.name}” is {account.role} now"))


@router.get("/accounts/{name:path}")
def one(request: Request, ws: WorkspaceDep, session: SessionDep, name: str) -> Response:
    return render(request, one_account_page(session, ws, name))


def _address(name: str, then: str = "") -> str:
    return f"/accounts/{quote(name, safe='')}{then}"


def _link(request: Request, invitation: Invitation, status: int) -> Response:
    account = invitation.account
    page = OncePage(
        title=f"The link for “{account.name}”",
        section="Accounts",
        message=f"It works once, until {stamp(invitation.expires_at)}. Hand it over where nobody else reads it.",
        secrets=[Secret("One-time link", absolute(request, f"/welcome/{invitation.secret}"))],
        back=_address(account.name),
    )
    return render(request, page, status)
