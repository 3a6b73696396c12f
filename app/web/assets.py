"""Static files under names that carry their content's hash, so that browsers may keep them for ever."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response

from app.domain.errors import NotFound

FOLDER = Path(__file__).parent / "static"
#: text/javascript is what the HTML standard asks for; some systems' tables say otherwise.
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asset:
    address: str
    body: bytes
    packed: bytes
    media_type: str


def _load() -> dict[str, Asset]:
    assets = {}
    for path in sorted(FOLDER.iterdir()):
        body = path.read_bytes()
        digest = hashlib.sha256(body).hexdigest()[:12]
        kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        address = f"/static/{path.stem}.{digest}{path.suffix}"
        assets[path.name] = Asset(address, body, gzip.compress(body, mtime=0), kind)
    return assets


ASSETS = _load()
_BY_ADDRESS = {asset.address: asset for asset in ASSETS.values()}


def asset(name: str) -> str:
    """The address of a static file, for templates."""
    return ASSETS[name].address


@router.get("/static/{name}")
def static_file(name: str, accept_encoding: Annotated[str, Header()] = "") -> Response:
    found = _BY_ADDRESS.get(f"/static/{name}")
    if found is None:
        raise NotFound("there is no such file")
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    if "gzip" in accept_encoding:
        return Response(found.packed, media_type=found.media_type, headers={**headers, "content-encoding": "gzip"})
    return Response(found.body, media_type=found.media_type, headers=headers)


@router.get("/favicon.ico")
def favicon() -> Response:
    icon = ASSETS["icon.svg"]
    return Response(icon.body, media_type=icon.media_type, headers={"cache-control": "public, max-age=86400"})
