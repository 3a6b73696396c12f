"""The colours' switch without JavaScript: remember the choice and go back."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, Response

from app.web.flash import go
from app.web.rendering import THEMES

router = APIRouter(include_in_schema=False)


@router.post("/theme")
def choose_theme(request: Request, theme: Annotated[str, Form()] = "system") -> Response:
    came_from = urlsplit(request.headers.get("referer", ""))
    own = came_from.netloc == request.headers.get("host")
    response = go((came_from.path or "/") + (f"?{came_from.query}" if came_from.query else "") if own else "/")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=31_536_000, samesite="lax")
    return response
