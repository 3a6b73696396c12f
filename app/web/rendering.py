"""From a page's context to the answer. Every page is one dataclass; its fields are all its template sees."""

from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar

from fastapi import Request
from starlette.responses import HTMLResponse

from app.http.dependencies import principal, workspace
from app.web.environment import ENVIRONMENT
from app.web.flash import COOKIE, Flash, flash_of

THEMES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout shows on every page."""

    path: str
    today: date
    who: str
    theme: str
    flash: Flash | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Base of every page's context. `section` is the entry of the menu that the page belongs to."""

    template: ClassVar[str]
    title: str
    section: str = ""


def frame_of(request: Request) -> Frame:
    theme = request.cookies.get("theme", "")
    return Frame(
        path=request.url.path,
        today=workspace(request).now().date(),
        who=principal().name,
        theme=theme if theme in THEMES else "system",
        flash=flash_of(request),
    )


def render(request: Request, page: Page, status: int = 200) -> HTMLResponse:
    frame = frame_of(request)
    seen = {item.name: getattr(page, item.name) for item in fields(page)}
    html = ENVIRONMENT.get_template(page.template).render(frame=frame, **seen)
    response = HTMLResponse(html, status_code=status)
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return response
