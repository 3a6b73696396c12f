"""What handlers of both doors ask for: the running parts, a read session, the principal, preconditions."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from sqlmodel import Session

from app.domain.capabilities import Capability
from app.domain.checks import Reach
from app.domain.due_dates import DueDays
from app.domain.errors import PreconditionFailed, PreconditionMissing
from app.domain.principal import Principal, require
from app.domain.vocabulary import Priority
from app.http.identity import IdentityDep
from app.store.engine import reading
from app.usecases.workspace import Workspace

_ETAG = re.compile(r'"v([0-9]{1,12})"')


def workspace(request: Request) -> Workspace:
    running: Workspace = request.app.state.runtime
    return running


def session(ws: "WorkspaceDep") -> Iterator[Session]:
    with reading(ws.engine) as opened:
        yield opened


def principal(identity: IdentityDep) -> Principal:
    """Who asks. Without accounts that is the local owner."""
    return identity.principal


def allowed(capability: Capability) -> Any:
    """A dependency for pages that lead to a change: who may not make it does not get the form.

    It raises SignInNeeded and Forbidden.
    """

    def check(identity: IdentityDep) -> None:
        require(identity.principal, capability)

    return Depends(check)


def today(ws: "WorkspaceDep") -> date:
    return ws.now().date()


def due_days(request: Request) -> DueDays:
    days: DueDays = request.app.state.runtime.settings.due
    return days


def reach(request: Request) -> Reach:
    """Whom checks of targets may ask."""
    found: Reach = request.app.state.runtime.settings.reach
    return found


WorkspaceDep = Annotated[Workspace, Depends(workspace)]
SessionDep = Annotated[Session, Depends(session)]
PrincipalDep = Annotated[Principal, Depends(principal)]
TodayDep = Annotated[date, Depends(today)]
ReachDep = Annotated[Reach, Depends(reach)]
DueDaysDep = Annotated[DueDays, Depends(due_days)]


#: By when an action of this priority is due that is accepted today.
DueBy = Callable[[Priority | None], date]


def due_by(days: DueDaysDep, today: TodayDep) -> DueBy:
    return lambda priority: days.due(priority, today)


DueByDep = Annotated[DueBy, Depends(due_by)]


def etag(version: int) -> str:
    return f'"v{version}"'


def matched_version(
    if_match: Annotated[str | None, Header(description='The ETag that you read, "v3"')] = None,
) -> int:
    """The version named by If-Match. Raises PreconditionMissing without it, PreconditionFailed on a foreign one."""
    if if_match is None:
        raise PreconditionMissing("say which version you change: send If-Match with the ETag that you read")
    match = _ETAG.fullmatch(if_match.strip())
    if match is None:
        raise PreconditionFailed('If-Match must hold one ETag as it was read, such as "v3"')
    return int(match[1])


MatchedVersion = Annotated[int, Depends(matched_version)]
