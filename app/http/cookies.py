"""The cookies that say who is there: not readable by scripts, not sent from other sites, bound to this host.

Over a name that leads elsewhere than to this very machine they are `Secure` and carry the prefix `__Host-`, by
which a browser refuses them from any other host or path. On loopback there may be no TLS: they carry neither.
"""

from fastapi import Request, Response

from app.config import LOOPBACK

SESSION, FORM = "aftercare_session", "aftercare_form"
_ABSOLUTE = 7 * 24 * 3600  # as long as a session can last


def on_loopback(request: Request) -> bool:
    return (request.url.hostname or "") in LOOPBACK


def can_keep_sessions(request: Request) -> bool:
    """False over plain HTTP from elsewhere: a browser would not keep a cookie that may only travel encrypted."""
    return on_loopback(request) or request.url.scheme == "https"


def cookie_name(request: Request, name: str) -> str:
    return name if on_loopback(request) else f"__Host-{name}"


def cookie(request: Request, name: str) -> str:
    return request.cookies.get(cookie_name(request, name), "")


def keep(request: Request, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=_ABSOLUTE,
        secure=not on_loopback(request),
        httponly=True,
        samesite="lax",
    )


def forget(request: Request, response: Response, name: str) -> None:
    secure = not on_loopback(request)
    response.delete_cookie(cookie_name(request, name), secure=secure, httponly=True, samesite="lax")
