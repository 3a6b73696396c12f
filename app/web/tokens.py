"""Everybody's tokens, for administrators: service tokens are made here, and handed over."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session

from app.domain.capabilities import Capability
from app.domain.errors import AftercareError, Forbidden
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import TokenKind, TokenScope
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep, allowed
from app.http.errors import status_of
from app.store.accounts import list_accounts, list_tokens
from app.store.engine import reading
from app.usecases.tokens import SERVICE, hand_over, make_token
from app.usecases.workspace import Workspace
from app.web.account_page import no_accounts
from app.web.flash import Flash, go
from app.web.forms import FormState, state_after
from app.web.rendering import Page, render
from app.web.token_forms import (
    DAYS,
    ScopeChoice,
    TokenFields,
    TokenLine,
    asked_for,
    form_values,
    lines,
    scope_choices,
    shown_once,
)

router = APIRouter(include_in_schema=False, dependencies=[allowed(Capability.ACCOUNTS)])


class ServiceTokenFields(TokenFields):
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensPage(Page):
    """`owners` are the accounts that can answer for a program."""

    template: ClassVar[str] = "pages/tokens.html"
    tokens: list[TokenLine]
    form: FormState
    scopes: list[ScopeChoice]
    days: tuple[str, ...]
    owners: list[str]


@router.get("/tokens")
def tokens(request: Request, ws: WorkspaceDep, session: SessionDep, principal: PrincipalDep) -> Response:
    return render(request, no_accounts() if principal is LOCAL_OWNER else _page(session, ws))


@router.post("/tokens")
def new_service_token(
    request: Request, ws: WorkspaceDep, principal: PrincipalDep, given: Annotated[ServiceTokenFields, Form()]
) -> Response:
    try:
        made = make_token(ws, principal, asked_for(given, TokenKind.SERVICE, given.owner.strip() or None))
    except Forbidden:
        raise
    except AftercareError as error:
        with reading(ws.engine) as session:
            return render(request, _page(session, ws, state_after(error, _values(given))), status_of(error))
    return shown_once(request, made, "/tokens")


@router.post("/tokens/{token_id}/owner")
def new_owner(
    ws: WorkspaceDep, principal: PrincipalDep, token_id: int, owner: Annotated[str, Form()] = ""
) -> Response:
    token = hand_over(ws, principal, token_id, owner)
    return go("/tokens", Flash(f"“{token.name}” has another owner now"))


def _values(given: ServiceTokenFields) -> dict[str, str]:
    return form_values(given) | {"owner": given.owner}


def _page(session: Session, ws: Workspace, form: FormState | None = None) -> TokensPage:
    return TokensPage(
        title="Tokens",
        section="Tokens",
        tokens=lines(list_tokens(session), ws.now()),
        form=form or FormState(_values(ServiceTokenFields(scopes=[TokenScope.READ]))),
        scopes=scope_choices(SERVICE),
        days=DAYS,
        owners=[row.account.name for row in list_accounts(session) if row.account.active],
    )
