"""Who asks, and the accounts, for administrators."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Body, Depends, Path, Request, Response
from sqlmodel import Session

from app.api.account_models import AccountPatch, AccountRead, ChangeRead, InvitedRead, MeRead
from app.api.fields import Page, tag
from app.api.problems import CREATED, TAGGED, reads, writes
from app.domain.capabilities import Capability
from app.domain.models import Name
from app.domain.vocabulary import Role, TokenScope
from app.http.absolute import absolute
from app.http.bodies import json_only
from app.http.dependencies import MatchedVersion, PrincipalDep, SessionDep, WorkspaceDep, allowed
from app.store.accounts import AccountRow, account_by_id, changes_of, find_account, list_accounts, one_account
from app.store.engine import reading
from app.store.tables import Account
from app.usecases.accounts import (
    Invitation,
    NewAccount,
    add_account,
    change_role,
    disable_account,
    enable_account,
    reset_account,
)
from app.usecases.signing_in import IDLE
from app.usecases.workspace import Workspace

me = APIRouter(tags=["accounts"])
router = APIRouter(prefix="/accounts", tags=["accounts"], dependencies=[allowed(Capability.ACCOUNTS)])
JSON_BODY = [Depends(json_only)]
AccountName = Annotated[Name, Path(description="Any spelling of it", examples=["ann"])]
NEW = {"name": "ann", "person": "Ann Lee", "email": "ann@example.org", "role": "manager"}
CHANGE = {"role": "author"}


@me.get("/me", summary="Who asks", responses=reads())
def read_me(session: SessionDep, who: PrincipalDep) -> MeRead:
    """Under which name, with which role and scopes, and what these allow."""
    account = account_by_id(session, who.account) if who.account is not None else None
    return MeRead(
        name=who.name,
        account=account.name if account else None,
        role=account.role if account else None,
        scopes=None if who.scopes is None else [scope for scope in TokenScope if scope in who.scopes],
        capabilities=[capability for capability in Capability if who.can(capability)],
    )


@router.get("", summary="List accounts", responses=reads())
def list_all(ws: WorkspaceDep, session: SessionDep) -> Page[AccountRead]:
    """By name, all of them; disabled ones, too."""
    rows = list_accounts(session, ws.now() - IDLE, ws.now())
    return Page.whole([AccountRead.of(row) for row in rows])


@router.post("", status_code=201, summary="Add an account", dependencies=JSON_BODY, responses=CREATED | writes(409))
def add(
    new: Annotated[NewAccount, Body(examples=[NEW])],
    request: Request,
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    response: Response,
) -> InvitedRead:
    """It belongs to the person known under `person` or `email`, else to a new one.

    `link` lets its owner choose a password; it holds for 24 hours and is shown this once. The first account of all
    is added on the terminal.
    """
    invitation = add_account(ws, who, new)
    response.headers["Location"] = f"/api/v1/accounts/{quote(invitation.account.name, safe='')}"
    return _invited(request, ws, session, invitation, response)


@router.get("/{name:path}/changes", summary="Every change of it", responses=reads(404))
def read_changes(name: AccountName, session: SessionDep) -> Page[ChangeRead]:
    """Latest first, all of it."""
    account = find_account(session, name)
    return Page.whole([ChangeRead.of_record(c) for c in changes_of(session, "account", account.id)])


@router.post("/{name:path}/reset", summary="Give it a new link", responses=TAGGED | writes(404, 409))
def reset(
    name: AccountName,
    request: Request,
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    response: Response,
) -> InvitedRead:
    """Its password and all its sessions end at once. `link` is shown this once and holds for 24 hours."""
    return _invited(request, ws, session, reset_account(ws, who, name), response)


@router.get("/{name:path}", summary="One account", responses=TAGGED | reads(404))
def read(name: AccountName, ws: WorkspaceDep, session: SessionDep, response: Response) -> AccountRead:
    account = find_account(session, name)
    tag(response, account)
    return AccountRead.of(_row(ws, session, account))


@router.patch(
    "/{name:path}",
    summary="Change its role, disable or enable it",
    dependencies=JSON_BODY,
    responses=TAGGED | writes(404, 409, 412, 428),
)
def edit(
    name: AccountName,
    given: Annotated[AccountPatch, Body(examples=[CHANGE])],
    version: MatchedVersion,
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    response: Response,
) -> AccountRead:
    """What is not given stays. Disabled it is out at once: its sessions end, its tokens are refused.

    409 where no administrator would be left.
    """
    role = given.role if "role" in given.model_fields_set else _role_of(ws, name)
    account = change_role(ws, who, name, role, expected=version)
    if "active" in given.model_fields_set:
        switch = enable_account if given.active else disable_account
        account = switch(ws, who, account.name, expected=account.version)
    tag(response, account)
    return AccountRead.of(_row(ws, session, account))


def _role_of(ws: Workspace, name: str) -> Role:
    with reading(ws.engine) as session:
        return find_account(session, name).role


def _row(ws: Workspace, session: Session, account: Account) -> AccountRow:
    return one_account(session, account, ws.now() - IDLE, ws.now())


def _invited(
    request: Request, ws: Workspace, session: Session, invitation: Invitation, response: Response
) -> InvitedRead:
    tag(response, invitation.account)
    return InvitedRead.of(
        _row(ws, session, invitation.account),
        link=absolute(request, f"/welcome/{invitation.secret}"),
        link_expires_at=invitation.expires_at,
    )
