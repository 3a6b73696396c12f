"""A one-time link: its holder chooses a password, and is signed in."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Form, Request, Response

from app.domain.errors import AftercareError
from app.http.cookies import SESSION, can_keep_sessions, cookie, keep
from app.http.dependencies import WorkspaceDep
from app.http.errors import status_of
from app.usecases.accounts import invited, redeem_link
from app.usecases.passwords import LEAST
from app.usecases.signing_in import begin_session
from app.web.forms import FormState, state_after
from app.web.rendering import Page, render
from app.web.sign_in_page import sign_in_page
from app.web.signing_in import browser_of
from app.web.way_back import on_to

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomePage(Page):
    """`name` is the account's; None where the link was used, has run out or was never made."""

    template: ClassVar[str] = "pages/welcome.html"
    name: str | None
    form: FormState
    least: int


@router.get("/welcome/{secret}")
def welcome(request: Request, ws: WorkspaceDep, secret: str) -> Response:
    """Looking at it does not use it up: programs that preview links do that, too."""
    account = invited(ws, secret)
    return _page(request, account.name if account else None)


@router.post("/welcome/{secret}")
def choose_password(
    request: Request, ws: WorkspaceDep, secret: str, password: Annotated[str, Form()] = ""
) -> Response:
    account = invited(ws, secret)
    if account is None or not can_keep_sessions(request):
        return _page(request, account.name if account else None)
    try:
        account = redeem_link(ws, secret, password)
    except AftercareError as error:
        return _page(request, account.name if account else None, error)
    begun = begin_session(ws, account, browser_of(request), cookie(request, SESSION)) if account else None
    if begun is None:
        return _page(request, None)
    response = on_to("/")
    keep(request, response, SESSION, begun)
    return _unreferred(response)


def _page(request: Request, name: str | None, error: AftercareError | None = None) -> Response:
    if not can_keep_sessions(request):
        return _unreferred(render(request, sign_in_page(request, "/"), 422 if request.method == "POST" else 200))
    form = state_after(error, {}) if error else FormState({})
    title = f"Welcome, {name}" if name else "This link no longer works"
    page = WelcomePage(title=title, section="Sign in", name=name, form=form, least=LEAST)
    return _unreferred(render(request, page, status_of(error) if error else 200 if name else 410))


def _unreferred(response: Response) -> Response:
    """The address is a secret: no other is told of it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
