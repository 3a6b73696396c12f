"""People settle which unfinished actions of earlier incidents might have spared a later one.

What looks likely is found when it is asked for: nothing is worked out when a document comes in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

from app.domain.capabilities import Capability
from app.domain.errors import Conflict, InvalidInput, Unavailable
from app.domain.preventable import SHOWN, Standing, began
from app.domain.principal import Principal, require
from app.domain.vocabulary import Bearing, PostmortemKind
from app.search.backend import SearchIndex
from app.store.action_items import find_action
from app.store.engine import reading, writing
from app.store.postmortems import find_postmortem
from app.store.preventable import Earlier, Promise, earlier_than, lately_arrived, promises, sayings, told
from app.store.tables import Postmortem, Sparing
from app.usecases.changes import note
from app.usecases.likely_preventable import likely, shared_words, standings, subject
from app.usecases.workspace import Workspace

LATELY = timedelta(days=14)
_EVER = "9999"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Beside:
    """An action beside a later incident: of which earlier one it is, and what it was when the later one began.

    `words` are those in common as the action writes them, `around` terms that causes and titles have in common.
    `said` is what somebody said of it. `earlier` is None where that one is withdrawn or gone.
    """

    promise: Promise
    earlier: Earlier | None
    then: Standing
    words: tuple[str, ...]
    around: tuple[str, ...] = ()
    said: Sparing | None = None


@dataclass(frozen=True, slots=True)
class Preventable:
    """`at` is when the later one began; None: no day is known, so nobody can tell what was unfinished then."""

    post: Postmortem
    at: datetime | None
    undecided: list[Beside]
    related: list[Beside]
    unrelated: list[Beside]


def preventable(ws: Workspace, principal: Principal, slug: str) -> Preventable:
    """What might have spared it, the likeliest first. Raises NotFound, Gone, Forbidden, Unavailable."""
    require(principal, Capability.READ)
    with reading(ws.engine) as session:
        return preventable_of(session, ws.index, principal, find_postmortem(session, principal, slug))


def preventable_of(session: Session, index: SearchIndex, principal: Principal, post: Postmortem) -> Preventable:
    """The same, of a postmortem that was found. Raises Unavailable where the index cannot be read."""
    at = began(post.started_at, post.sort_at)
    said = {row.action_id: row for row, _ in sayings(session, principal, postmortem=post.id)}
    settled = _settled(session, principal, said, at)
    found = likely(session, index, principal, post, at) if at and post.kind is PostmortemKind.INCIDENT else []
    left = [Beside(one.promise, one.earlier, one.then, one.words, one.fits.topic) for one in found]
    return Preventable(
        post,
        at,
        [beside for beside in left if beside.promise.id not in said][:SHOWN],
        [beside for beside in settled if beside.said and beside.said.bearing is Bearing.RELATED],
        [beside for beside in settled if beside.said and beside.said.bearing is Bearing.NOT_RELATED],
    )


def undecided_lately(
    session: Session, index: SearchIndex, principal: Principal, now: datetime
) -> tuple[Postmortem, int] | None:
    """The newest incident that came in lately, and how many actions wait for a word beside it; None for none.

    One incident is looked at, so that a first page costs no more.
    """
    for post in lately_arrived(session, principal, now - LATELY, 1):
        try:
            waiting = len(preventable_of(session, index, principal, post).undecided)
        except Unavailable as error:
            log.warning("preventable-unknown", reason=str(error))
            continue
        if waiting:
            return post, waiting
    return None


def say(ws: Workspace, principal: Principal, slug: str, key: str, bearing: Bearing) -> Sparing:
    """Say whether the action might have spared the incident. Saying it again changes what is said, by whom, when.

    Raises NotFound, Gone, Forbidden, InvalidInput where the action is of the incident itself, and Conflict where
    it was not unfinished when the incident began, or nobody knows when that was.
    """
    require(principal, Capability.WRITE)
    with writing(ws.engine) as session:
        post = find_postmortem(session, principal, slug)
        action = find_action(session, principal, key)
        promise = _checked(session, principal, post, action.id or 0)
        later = subject(post.title, told(session, principal, [post.id or 0])[post.id or 0])
        row = session.merge(
            Sparing(
                action_id=action.id or 0,
                postmortem_id=post.id or 0,
                bearing=bearing,
                words=list(shared_words(later, promise.text)),
                said_by=principal.name,
                said_at=ws.now(),
            )
        )
        does = "might have spared it" if bearing is Bearing.RELATED else "has nothing to do with it"
        note(session, principal, "postmortem", post.id, f"{action.key} {does}", ws.now())
        return row


def take_back(ws: Workspace, principal: Principal, slug: str, key: str) -> None:
    """As if nobody had said anything of the two; no error where nobody had. Raises NotFound, Gone, Forbidden."""
    require(principal, Capability.WRITE)
    with writing(ws.engine) as session:
        post = find_postmortem(session, principal, slug)
        action = find_action(session, principal, key)
        row = session.get(Sparing, (action.id, post.id))
        if row is not None:
            session.delete(row)
            note(
                session, principal, "postmortem", post.id, f"what was said of {action.key} was taken back", ws.now()
            )


def _checked(session: Session, principal: Principal, post: Postmortem, action: int) -> Promise:
    at = began(post.started_at, post.sort_at)
    promise = promises(session, principal, [action])[action]
    of = promise.postmortem_id
    if of == post.id:
        raise InvalidInput(f"{promise.key} is an action of this incident itself")
    if at is None:
        raise Conflict("no day is known for this incident, so nobody can tell what was unfinished when it began")
    if of is None or of not in earlier_than(session, principal, [of], post.sort_at[:10]):
        raise Conflict(f"{promise.key} does not come from an earlier incident")
    then = standings(session, [promise], at)[action]
    if not then.unfinished:
        known = "was not unfinished" if then.unfinished is False else "is closed, and nobody knows since when,"
        raise Conflict(f"{promise.key} {known} when this incident began")
    return promise


def _settled(
    session: Session, principal: Principal, said: Mapping[int, Sparing], at: datetime | None
) -> list[Beside]:
    found = promises(session, principal, said)
    of = [promise.postmortem_id for promise in found.values() if promise.postmortem_id is not None]
    posts = earlier_than(session, principal, of, _EVER)
    then = standings(session, list(found.values()), at)
    return [
        Beside(p, posts.get(p.postmortem_id or 0), then[p.id], tuple(said[p.id].words), said=said[p.id])
        for p in found.values()
    ]
