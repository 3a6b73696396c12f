"""The API described on one page that needs no script and no network, made from the OpenAPI document."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from app.api.described import described

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["code"] = coded
    return environment


def coded(text: str) -> Markup:
    """What stands in backticks as code; everything escaped."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if i % 2 else part for i, part in enumerate(parts)
    )


def router_for(stylesheet: str) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/api/v1/docs")
    def docs(request: Request) -> HTMLResponse:
        api: dict[str, Any] = request.app.openapi()
        template = _environment().get_template("api_docs.html")
        return HTMLResponse(template.render(api=api, sections=described(api), stylesheet=stylesheet))

    return router
