"""The colours' switch without JavaScript: remember the choice and go back."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from app.web.rendering import THEMES
from app.web.way_back import on_to, referring_path

router = APIRouter(include_in_schema=False)


@router.post("/theme")
def choose_theme(request: Request, theme: Annotated[str, Form()] = "system") -> Response:
    response = on_to(referring_path(request))
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=31_536_000, samesite="lax")
    return response
