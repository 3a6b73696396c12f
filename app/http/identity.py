"""Who asks, found once for each request: by token, by a trusted proxy's word, by a browser's session.

Every route is closed unless it stands in OPEN: the dependencies here hang on the application itself.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.exc import SQLAlchemyError

from app.config import Settings
from app.domain.capabilities import Capability
from app.domain.errors import AftercareError, Forbidden, SignInNeeded
from app.domain.principal import ANONYMOUS, LOCAL_OWNER, Principal, require
from app.http.bodies import media_type
from app.http.cookies import FORM, SESSION, cookie
from app.http.guard import FIELD_MAX, SAFE_METHODS, UPLOADS
from app.http.proxies import PROXY_USER
from app.http.throttle import Throttle
from app.usecases.credentials import is_form_token
from app.usecases.signing_in import has_accounts, who_by_proxy, who_by_session
from app.usecases.tokens import who_by_token
from app.usecases.workspace import Workspace

#: Routes that need nobody to be signed in: what signing in takes, and what says nothing of anybody's.
OPEN = frozenset(
    {
        "/signin",
        "/welcome/{secret}",
        "/theme",
        "/static/{name}",
        "/favicon.ico",
        "/healthz",
        "/readyz",
        "/api/v1/docs",
    }
)
FEEDS = "/feeds/"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class Identity:
    """`ambient`: the browser says it by itself, so that a write must show that our own page sent it.

    `key` is the secret of the browser's cookie that form tokens are made from; empty where there is none yet.
    """

    principal: Principal
    ambient: bool = False
    key: str = ""


NOBODY = Identity(ANONYMOUS)


def identity_of(request: Request) -> Identity:
    """Asks the database; once for each request. Raises SignInNeeded on a token that is none, and Throttled."""
    known: Identity | None = getattr(request.state, "identity", None)
    if known is None:
        known = request.state.identity = _identify(request)
    return known


def identity_or_nobody(request: Request) -> Identity:
    """For pages that must come out even where the token is none or the database does not answer."""
    try:
        return identity_of(request)
    except (AftercareError, SQLAlchemyError):
        return NOBODY


def _identify(request: Request) -> Identity:
    ws: Workspace = request.app.state.runtime
    settings: Settings = request.app.state.runtime.settings
    if "authorization" in request.headers:
        return Identity(_bearer(request, ws))
    route = request.scope.get("route")
    if getattr(route, "path", "").startswith(FEEDS) and "token" in request.query_params:
        return Identity(_token(request, ws, request.query_params["token"], feed=True))
    if settings.proxy_user_header and request.scope.get(PROXY_USER):
        named = who_by_proxy(ws, request.scope[PROXY_USER])
        return Identity(named, ambient=True, key=cookie(request, FORM)) if named else NOBODY
    secret = cookie(request, SESSION)
    if secret and (found := who_by_session(ws, secret)):
        return Identity(found, ambient=True, key=secret)
    return NOBODY if _accounts_on(request, ws, settings) else Identity(LOCAL_OWNER)


def _accounts_on(request: Request, ws: Workspace, settings: Settings) -> bool:
    """Once there is an account there always is one: it can be disabled, not deleted."""
    state = request.app.state
    if not getattr(state, "accounts_on", False):
        state.accounts_on = bool(settings.proxy_peers) or has_accounts(ws)
    return bool(state.accounts_on)


def _bearer(request: Request, ws: Workspace) -> Principal:
    scheme, _, given = request.headers["authorization"].partition(" ")
    if scheme.casefold() != _BEARER:
        raise SignInNeeded("send a token as “Authorization: Bearer aft_…”")
    return _token(request, ws, given.strip())


def _token(request: Request, ws: Workspace, given: str, *, feed: bool = False) -> Principal:
    found = who_by_token(ws, given, feed=feed)
    if found is None:
        raise SignInNeeded("this token is not known, was revoked or has expired")
    throttle: Throttle = request.app.state.throttle
    throttle.token(found[0])
    return found[1]


def identified(request: Request) -> Identity:
    """Where nobody need be known, nobody is looked for: those routes answer while the database does not."""
    return NOBODY if request.scope["route"].path in OPEN else identity_of(request)


IdentityDep = Annotated[Identity, Depends(identified)]


def admitted(request: Request, identity: IdentityDep) -> None:
    """Nobody passes who is not known, and no read without the right to read. Raises SignInNeeded, Forbidden."""
    path = request.scope["route"].path
    if path in OPEN:
        return
    if identity.principal is ANONYMOUS:
        raise SignInNeeded("sign in first")
    if request.method in SAFE_METHODS:
        require(identity.principal, Capability.FOLLOW if path.startswith(FEEDS) else Capability.READ)
    elif request.scope["path"] in UPLOADS:
        require(identity.principal, Capability.WRITE)


async def form_checked(request: Request, identity: IdentityDep) -> None:
    """A write for which the browser vouches by itself must carry the token of our own forms. Raises Forbidden.

    Beside Sec-Fetch-Site and Origin, which `app.http.guard` looks at: it holds for browsers that send neither.
    """
    if request.method in SAFE_METHODS or not identity.ambient or request.scope["route"].path in OPEN:
        return
    given: object = request.headers.get("x-form-token")
    if given is None and media_type(request) in _FORMS:
        given = (await request.form(max_part_size=FIELD_MAX)).get("form_token")
    if not (isinstance(given, str) and identity.key and is_form_token(given, identity.key)):
        raise Forbidden("the page that this came from is not from this session: open it again and repeat it")
