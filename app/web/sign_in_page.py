"""The page that asks who one is; it is also the answer to whatever needs to know."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response

from app.domain.errors import AftercareError, Throttled
from app.http.cookies import can_keep_sessions
from app.http.errors import status_of
from app.http.proxies import PROXY_USER
from app.usecases.signing_in import has_accounts
from app.web.forms import FormState
from app.web.rendering import Page, render
from app.web.sent import Typed

#: Whatever is wrong: who asks learns nothing about which accounts there are.
REFUSED = "Name and password do not belong together"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage(Page):
    """`obstacle` is why nobody can sign in here: "accounts", "https", "proxy", or "" where one can.

    `typed` is what was sent by somebody who is not signed in, and was not saved.
    """

    template: ClassVar[str] = "pages/sign_in.html"
    form: FormState
    next: str
    obstacle: str
    unsaved: bool
    typed: list[Typed]


def sign_in_page(
    request: Request, going_on: str, form: FormState | None = None, typed: list[Typed] | None = None
) -> SignInPage:
    """`typed` is None where nothing was sent."""
    return SignInPage(
        title="Sign in",
        section="Sign in",
        form=form or FormState({"name": ""}),
        next=going_on,
        obstacle=obstacle(request),
        unsaved=typed is not None,
        typed=typed or [],
    )


def obstacle(request: Request) -> str:
    if not has_accounts(request.app.state.runtime):
        return "accounts"
    if request.scope.get(PROXY_USER):
        return "proxy"
    return "" if can_keep_sessions(request) else "https"


def refused(request: Request, name: str, going_on: str, error: AftercareError | None = None) -> Response:
    """The page again with the name that was typed, never with the password."""
    form = FormState({"name": name}, message=str(error) if error else REFUSED)
    response = render(request, sign_in_page(request, going_on, form), status_of(error) if error else 422)
    if isinstance(error, Throttled):
        response.headers["Retry-After"] = str(error.retry_after)
    return response
