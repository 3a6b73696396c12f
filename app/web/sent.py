"""What a refused form held, for the page that refuses it: nothing that was typed is lost."""

from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import FormData

from app.http.guard import SAFE_METHODS

#: Fields that nobody types.
_OURS = frozenset({"form_token", "version", "step", "data", "next", "session"})
_SECRET = ("password", "token", "secret")
_LONG, _MOST = 80, 50


@dataclass(frozen=True, slots=True)
class Typed:
    name: str
    value: str
    long: bool


def sent_with(request: Request) -> list[Typed] | None:
    """The typed fields of the form that came with it, passwords left out; None where nothing is written by it.

    As far as the form was read: a body is not read for those who may not send it.
    """
    if request.method in SAFE_METHODS:
        return None
    form: FormData | None = getattr(request, "_form", None)
    return [_typed(name, value) for name, value in _fields(form)][:_MOST] if form else []


def _fields(form: FormData) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and value.strip() and name not in _OURS and not _is_secret(name)
    ]


def _is_secret(name: str) -> bool:
    return any(word in name.casefold() for word in _SECRET)


def _typed(name: str, value: str) -> Typed:
    return Typed(name[:_LONG], value.replace("\r\n", "\n"), len(value) > _LONG or "\n" in value)
