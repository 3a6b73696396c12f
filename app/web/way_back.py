"""Where to go on after signing in, signing out, or choosing colours: only ever to a page of our own."""

from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.responses import RedirectResponse

from app.http.guard import SAFE_METHODS
from app.http.identity import FEEDS

_MOST = 2000


def own_path(given: str, otherwise: str = "/") -> str:
    """`given` where it is the path of a page here, with its query; else `otherwise`.

    Browsers read `//host`, `/\\host` and `/<tab>/host` as addresses elsewhere, and drop control characters.
    """
    fits = given.startswith("/") and not given.startswith("//") and len(given) <= _MOST
    return given if fits and "\\" not in given and given.isprintable() else otherwise


def path_of(request: Request) -> str:
    """The page that was asked for or, where something was sent, the one that it was sent from."""
    if request.method not in SAFE_METHODS:
        return referring_path(request)
    path = request.scope.get("raw_path", b"").decode("latin-1").partition("?")[0]
    query = "" if path.startswith(FEEDS) else request.url.query  # a feed's may hold a token
    return own_path(f"{path}?{query}" if query else path)


def referring_path(request: Request) -> str:
    """The page of ours that the browser says it comes from; the first page where it says none."""
    try:
        came_from = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    if came_from.netloc != request.headers.get("host"):
        return "/"
    return own_path(came_from.path + (f"?{came_from.query}" if came_from.query else ""))


def on_to(given: str) -> Response:
    """A redirect there, where it is a page of our own."""
    return RedirectResponse(own_path(given), status_code=303)
