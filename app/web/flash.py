"""What the last change did, said once on the next page, with the way back where there is one.

It travels in a short-lived cookie. Cookies of one host are shared by all its ports, so what comes back is
checked like any other input.
"""

import base64
import binascii
import json
from dataclasses import dataclass, field
from urllib.parse import quote

from fastapi import Request, Response
from starlette.responses import RedirectResponse

COOKIE = "flash"
_SECONDS = 60
_MAX = 3000


@dataclass(frozen=True, slots=True)
class Undo:
    """A form that takes the change back."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flash:
    text: str
    undo: Undo | None = None


def go(address: str, flash: Flash | None = None) -> Response:
    """Redirect after a write, so that reloading the page writes nothing again."""
    response = RedirectResponse(quote(address, safe="/?&=#%:~-._"), status_code=303)
    if flash:
        undo = [flash.undo.action, flash.undo.fields] if flash.undo else None
        packed = base64.urlsafe_b64encode(json.dumps([flash.text, undo]).encode()).decode().rstrip("=")
        if len(packed) <= _MAX:
            response.set_cookie(COOKIE, packed, max_age=_SECONDS, httponly=True, samesite="lax")
    return response


def flash_of(request: Request) -> Flash | None:
    packed = request.cookies.get(COOKIE, "")
    if not packed or len(packed) > _MAX:
        return None
    try:
        text, undo = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        return Flash(str(text)[:500], _undo(undo))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None


def _undo(given: object) -> Undo | None:
    if not isinstance(given, list) or len(given) != 2 or not isinstance(given[1], dict):
        return None
    action, fields = given
    own = isinstance(action, str) and action.startswith(("/actions/", "/duplicates/", "/people/", "/postmortems/"))
    return Undo(action, {str(k): str(v) for k, v in fields.items()}) if own else None
