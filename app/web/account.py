"""One's own account: sessions, password, tokens."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from app.domain.capabilities import Capability
from app.domain.errors import AftercareError, FieldFault, InvalidInput
from app.domain.principal import LOCAL_OWNER, Principal
from app.domain.vocabulary import TokenKind
from app.http.cookies import SESSION, cookie
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep, allowed
from app.http.errors import status_of
from app.http.throttle import Throttle
from app.store.accounts import account_by_id
from app.store.engine import reading
from app.usecases.signing_in import change_password, end_session
from app.usecases.tokens import make_token, managed_token, revoke_token
from app.usecases.workspace import Workspace
from app.web.account_page import account_page, no_accounts
from app.web.asking import ConfirmPage
from app.web.flash import Flash, go
from app.web.forms import state_after
from app.web.rendering import render
from app.web.signing_in import browser_of
from app.web.token_forms import TokenFields, asked_for, form_values, shown_once

router = APIRouter(include_in_schema=False, dependencies=[allowed(Capability.OWN_TOKENS)])


@router.get("/account")
def account(request: Request, session: SessionDep, principal: PrincipalDep) -> Response:
    page = no_accounts() if principal is LOCAL_OWNER else account_page(request, session, principal)
    return render(request, page)


@router.post("/account/sessions/end")
def end_one(ws: WorkspaceDep, principal: PrincipalDep, session: Annotated[str, Form()] = "") -> Response:
    end_session(ws, principal, session)
    return go("/account", Flash("That browser is signed out"))


@router.post("/account/password")
def new_password(
    request: Request,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    old_password: Annotated[str, Form()] = "",
    new_password: Annotated[str, Form()] = "",
) -> Response:
    try:
        _change(request, ws, principal, old_password, new_password)
    except AftercareError as error:
        with reading(ws.engine) as session:
            page = account_page(request, session, principal, password=state_after(error, {}))
            return render(request, page, status_of(error))
    return go("/account", Flash("Your password was changed, and every other browser is signed out"))


def _change(request: Request, ws: Workspace, principal: Principal, old: str, new: str) -> None:
    """Wrong passwords count like failed sign-ins: who sits at somebody's browser may not try them all."""
    with reading(ws.engine) as session:
        name = account_by_id(session, principal.account or 0).name
    throttle: Throttle = request.app.state.throttle
    address = browser_of(request).address
    try:
        with throttle.attempt(name, address) as tried:
            right = change_password(ws, principal, old, new, own=cookie(request, SESSION))
            tried.failed = not right
    except InvalidInput as error:
        raise InvalidInput(str(error), [FieldFault("new_password", str(error))]) from error
    if not right:
        raise InvalidInput("that is wrong", [FieldFault("old_password", "this is not your present password")])


@router.post("/account/tokens")
def new_token(
    request: Request, ws: WorkspaceDep, principal: PrincipalDep, given: Annotated[TokenFields, Form()]
) -> Response:
    kind = TokenKind.FEED if given.kind == TokenKind.FEED else TokenKind.PERSONAL
    try:
        made = make_token(ws, principal, asked_for(given, kind))
    except AftercareError as error:
        if principal is LOCAL_OWNER:
            raise
        with reading(ws.engine) as session:
            form = state_after(error, form_values(given), "token-")
            return render(request, account_page(request, session, principal, token=form), status_of(error))
    return shown_once(request, made, "/account")


@router.get("/tokens/{token_id}/revoke")
def confirm_revoking(request: Request, session: SessionDep, principal: PrincipalDep, token_id: int) -> Response:
    token = managed_token(session, principal, token_id)
    page = ConfirmPage(
        title=f"Revoke “{token.name}”?",
        message="Whatever carries it is refused at once. It cannot be brought back; a new one can be made.",
        action=f"/tokens/{token_id}/revoke",
        button="Revoke it",
        back="/account" if token.account_id == principal.account else "/tokens",
    )
    return render(request, page)


@router.post("/tokens/{token_id}/revoke")
def revoke(ws: WorkspaceDep, principal: PrincipalDep, token_id: int) -> Response:
    token = revoke_token(ws, principal, token_id)
    back = "/account" if token.account_id == principal.account else "/tokens"
    return go(back, Flash(f"“{token.name}” was revoked"))
