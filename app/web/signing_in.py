"""Signing in with name and password, and out again, here or everywhere."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel

from app.domain.errors import AftercareError
from app.domain.principal import ANONYMOUS, LOCAL_OWNER
from app.http.cookies import SESSION, cookie, forget, keep
from app.http.dependencies import PrincipalDep, WorkspaceDep
from app.http.identity import identity_or_nobody
from app.http.throttle import Throttle
from app.usecases.signing_in import Browser, sign_in, sign_out, sign_out_everywhere
from app.web.rendering import render
from app.web.sign_in_page import obstacle, refused, sign_in_page
from app.web.way_back import on_to, own_path

router = APIRouter(include_in_schema=False)


class Entered(BaseModel):
    """The form as it is typed."""

    name: str = ""
    password: str = ""
    next: str = "/"


@router.get("/signin")
def sign_in_form(request: Request, next: str = "/") -> Response:
    if identity_or_nobody(request).principal not in (ANONYMOUS, LOCAL_OWNER):
        return on_to(next)
    return render(request, sign_in_page(request, own_path(next)))


@router.post("/signin")
def enter(request: Request, ws: WorkspaceDep, given: Annotated[Entered, Form()]) -> Response:
    going_on = own_path(given.next)
    if obstacle(request):
        return render(request, sign_in_page(request, going_on), 422)
    throttle: Throttle = request.app.state.throttle
    browser = browser_of(request)
    try:
        with throttle.attempt(given.name, browser.address) as tried:
            secret = sign_in(ws, given.name, given.password, browser, cookie(request, SESSION))
            tried.failed = secret is None
    except AftercareError as error:
        return refused(request, given.name, going_on, error)
    if secret is None:
        return refused(request, given.name, going_on)
    response = on_to(going_on)
    keep(request, response, SESSION, secret)
    return response


def browser_of(request: Request) -> Browser:
    return Browser(request.client.host if request.client else "", request.headers.get("user-agent", ""))


@router.post("/signout")
def leave(request: Request, ws: WorkspaceDep, next: Annotated[str, Form()] = "") -> Response:
    """`next` is where somebody else, who signs in instead, goes on."""
    sign_out(ws, cookie(request, SESSION))
    return _left(request, next)


@router.post("/signout-everywhere")
def leave_everywhere(request: Request, ws: WorkspaceDep, principal: PrincipalDep) -> Response:
    sign_out_everywhere(ws, principal)
    return _left(request, "")


def _left(request: Request, going_on: str) -> Response:
    going_on = own_path(going_on, "")
    response = on_to(f"/signin?{urlencode({'next': going_on})}" if going_on else "/signin")
    forget(request, response, SESSION)
    return response
