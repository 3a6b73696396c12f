"""From a page's context to the answer. Every page is one dataclass; its fields are all its template sees."""

from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar

from fastapi import Request
from starlette.responses import HTMLResponse

from app.domain.capabilities import Capability
from app.domain.principal import ANONYMOUS, LOCAL_OWNER, Principal
from app.http.cookies import FORM, SESSION, cookie, keep
from app.http.dependencies import workspace
from app.http.identity import identity_or_nobody
from app.usecases.credentials import form_token, new_secret
from app.web.environment import ENVIRONMENT
from app.web.flash import COOKIE, Flash, flash_of
from app.web.form_tokens import forms_of
from app.web.way_back import path_of

THEMES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout shows on every page.

    `accounts`: there are some, so that signing in makes sense; `session`: there is one of ours to end, which there
    is not where a proxy says who somebody is; `next`: where to go on after signing in, or in as somebody else.
    """

    path: str
    today: date
    who: str
    may: frozenset[Capability]
    signed_in: bool
    accounts: bool
    session: bool
    next: str
    theme: str
    flash: Flash | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Base of every page's context. `section` is the entry of the menu that the page belongs to."""

    template: ClassVar[str]
    title: str
    section: str = ""


def frame_of(request: Request, principal: Principal, key: str) -> Frame:
    """`key` is what the forms' token is made from: that of the session, where there is one."""
    theme = request.cookies.get("theme", "")
    return Frame(
        path=request.url.path,
        today=workspace(request).now().date(),
        who=principal.name,
        may=principal.may,
        signed_in=principal is not ANONYMOUS,
        accounts=principal is not LOCAL_OWNER,
        session=bool(key) and key == cookie(request, SESSION),
        next=path_of(request),
        theme=theme if theme in THEMES else "system",
        flash=flash_of(request),
    )


def render(request: Request, page: Page, status: int = 200) -> HTMLResponse:
    identity = identity_or_nobody(request)
    frame, key = frame_of(request, identity.principal, identity.key), identity.key
    if identity.ambient and not key:
        key = new_secret()  # behind a proxy there is no session of ours: forms hang on a cookie of their own
    seen = {item.name: getattr(page, item.name) for item in fields(page)}
    with forms_of(form_token(key) if key else ""):
        html = ENVIRONMENT.get_template(page.template).render(frame=frame, **seen)
    response = HTMLResponse(html, status_code=status)
    if key != identity.key:
        keep(request, response, FORM, key)
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return response
