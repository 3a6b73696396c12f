"""Tokens: one's own, and for administrators everybody's."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Response
from sqlmodel import Session

from app.api.fields import Page, RecordId
from app.api.problems import LOCATED, reads, writes
from app.api.token_models import NewOwner, TokenMade, TokenQuery, TokenRead
from app.domain.capabilities import Capability
from app.domain.principal import Principal, require
from app.http.bodies import json_only
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep
from app.store.accounts import TokenRow, account_by_id, list_tokens
from app.store.tables import Token
from app.usecases.tokens import NewToken, hand_over, make_token, managed_token, revoke_token

router = APIRouter(prefix="/tokens", tags=["tokens"])
JSON_BODY = [Depends(json_only)]
NEW = {"name": "nightly report", "scopes": ["read"], "days": 30}


@router.get("", summary="List tokens", responses=reads())
def list_own(
    query: Annotated[TokenQuery, Query()], ws: WorkspaceDep, session: SessionDep, who: PrincipalDep
) -> Page[TokenRead]:
    """One's own, newest first, revoked ones last."""
    rows = _everybodys(session, who) if query.all else _own(session, who)
    return Page.whole([TokenRead.of(row, ws.now()) for row in rows])


def _everybodys(session: Session, who: Principal) -> list[TokenRow]:
    require(who, Capability.ACCOUNTS)
    return list_tokens(session)


def _own(session: Session, who: Principal) -> list[TokenRow]:
    require(who, Capability.OWN_TOKENS)
    return [] if who.account is None else list_tokens(session, who.account)


@router.post(
    "", status_code=201, summary="Make a token", dependencies=JSON_BODY, responses=LOCATED | writes(404, 409)
)
def make(
    new: Annotated[NewToken, Body(examples=[NEW])],
    ws: WorkspaceDep,
    session: SessionDep,
    who: PrincipalDep,
    response: Response,
) -> TokenMade:
    """`kind` is `personal`, `feed`, or as an administrator `service` with the `owner` that answers for it.

    By a token one can only make others that may do no more than itself. `token` is shown this once.
    """
    made = make_token(ws, who, new)
    response.headers["Location"] = f"/api/v1/tokens/{made.token.id}"
    return TokenMade.of(_row(session, made.token), ws.now(), token=made.secret)


@router.get("/{token_id}", summary="One token", responses=reads(404))
def read(token_id: RecordId, ws: WorkspaceDep, session: SessionDep, who: PrincipalDep) -> TokenRead:
    """Those of others are not there, but for administrators."""
    return TokenRead.of(_row(session, managed_token(session, who, token_id)), ws.now())


@router.delete("/{token_id}", summary="Revoke it", responses=writes(404))
def revoke(token_id: RecordId, ws: WorkspaceDep, session: SessionDep, who: PrincipalDep) -> TokenRead:
    """At once, in every process. It stays in the list; revoked again nothing changes."""
    return TokenRead.of(_row(session, revoke_token(ws, who, token_id)), ws.now())


@router.post(
    "/{token_id}/owner",
    summary="Hand a service token over",
    dependencies=JSON_BODY,
    responses=writes(404, 409),
)
def new_owner(
    token_id: RecordId, given: NewOwner, ws: WorkspaceDep, session: SessionDep, who: PrincipalDep
) -> TokenRead:
    """Another account answers for it from now on. For administrators."""
    return TokenRead.of(_row(session, hand_over(ws, who, token_id, given.owner)), ws.now())


def _row(session: Session, token: Token) -> TokenRow:
    return TokenRow(token, account_by_id(session, token.account_id))
