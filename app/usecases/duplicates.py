"""People settle what looks alike: two postmortems are one, or they are not; both can be taken back."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain.capabilities import Capability
from app.domain.errors import Conflict, FieldFault, InvalidInput
from app.domain.lifecycle import MOVES
from app.domain.principal import Principal, require
from app.domain.vocabulary import ActionStatus, DuplicateState
from app.store.duplicates import Pair, find_pair
from app.store.engine import writing
from app.store.tables import ActionItem, Postmortem
from app.usecases.action_history import record
from app.usecases.changes import note
from app.usecases.indexing import catch_up
from app.usecases.matching import match
from app.usecases.outbox import touch
from app.usecases.workspace import Workspace

S, D = ActionStatus, DuplicateState
_ARE = {D.SUSPECTED: "in doubt", D.NOT_DUPLICATE: "two postmortems", D.MERGED: "one postmortem"}


def merge(ws: Workspace, principal: Principal, pair_id: int, into: str) -> Pair:
    """`into` is the address of the one of the two that tells of it from now on.

    The other leaves lists and search, its address leads there, and its unfinished actions that say the same as one
    there are replaced by that one; the rest goes on, shown there. Raises NotFound, Forbidden, InvalidInput where
    `into` is neither of them, and Conflict where the pair is settled, one of the two is merged already, or not the
    same people may read both.
    """

    def change(session: Session, pair: Pair, now: datetime) -> None:
        _only(pair, D.SUSPECTED)
        kept = next((p for p in (pair.one, pair.other) if p.slug == into), None)
        if kept is None:
            raise InvalidInput(f"“{into}” is neither of the two", [FieldFault("into", "one of the two is to stay")])
        gone = pair.beside(kept.id)
        if kept.merged_into is not None or gone.merged_into is not None:
            raise Conflict("one of them was merged into another meanwhile: look at it again")
        if kept.visibility is not gone.visibility:
            raise Conflict("not everybody who may read one of them may read the other")
        gone.merged_into = kept.id
        pair.duplicate.replaced = _replace(session, principal, gone, kept, now)
        _settle(pair, D.MERGED, principal, now)
        _changed(session, principal, gone, f"merged into “{kept.title}”", now)
        _changed(session, principal, kept, f"“{gone.title}” was merged into it", now)

    return _settled(ws, principal, Capability.CATALOGUE, pair_id, change)


def separate(ws: Workspace, principal: Principal, pair_id: int) -> Pair:
    """Undo merge: both stand by themselves, and what it replaced is owed again. Errors as for merge."""

    def change(session: Session, pair: Pair, now: datetime) -> None:
        _only(pair, D.MERGED)
        gone = pair.one if pair.one.merged_into == pair.other.id else pair.other
        kept = pair.beside(gone.id)
        gone.merged_into = None
        _take_back(session, principal, pair, now)
        pair.duplicate.replaced = []
        _settle(pair, D.SUSPECTED, None, None)
        _changed(session, principal, gone, f"separated from “{kept.title}” again", now)
        _changed(session, principal, kept, f"“{gone.title}” was separated from it again", now)

    return _settled(ws, principal, Capability.CATALOGUE, pair_id, change)


def tell_apart(ws: Workspace, principal: Principal, pair_id: int) -> Pair:
    """Say that they are two. No later import of either raises the suspicion again. Errors as for merge."""

    def change(session: Session, pair: Pair, now: datetime) -> None:
        _only(pair, D.SUSPECTED)
        _settle(pair, D.NOT_DUPLICATE, principal, now)
        for post in (pair.one, pair.other):
            note(session, principal, "postmortem", post.id, f"no duplicate of “{pair.beside(post.id).title}”", now)

    return _settled(ws, principal, Capability.WRITE, pair_id, change)


def doubt_again(ws: Workspace, principal: Principal, pair_id: int) -> Pair:
    """Undo tell_apart. Errors as for merge."""

    def change(session: Session, pair: Pair, now: datetime) -> None:
        _only(pair, D.NOT_DUPLICATE)
        _settle(pair, D.SUSPECTED, None, None)
        for post in (pair.one, pair.other):
            title = pair.beside(post.id).title
            note(session, principal, "postmortem", post.id, f"may be a duplicate of “{title}” again", now)

    return _settled(ws, principal, Capability.WRITE, pair_id, change)


def _settled(
    ws: Workspace,
    principal: Principal,
    capability: Capability,
    pair_id: int,
    change: Callable[[Session, Pair, datetime], None],
) -> Pair:
    require(principal, capability)
    with writing(ws.engine) as session:
        pair = find_pair(session, principal, pair_id)
        change(session, pair, ws.now())
        session.add_all((pair.duplicate, pair.one, pair.other))
        session.flush()
        touch(session, [pair.one.id, pair.other.id])
    catch_up(ws)
    return pair


def _only(pair: Pair, state: DuplicateState) -> None:
    if pair.duplicate.state is not state:
        raise Conflict(f"somebody was faster: the two are {_ARE[pair.duplicate.state]} now")


def _settle(pair: Pair, state: DuplicateState, principal: Principal | None, now: datetime | None) -> None:
    """A suspicion, once it is one again, was settled by nobody."""
    pair.duplicate.state = state
    pair.duplicate.settled_by = principal.name if principal else None
    pair.duplicate.settled_at = now


def _changed(session: Session, principal: Principal, post: Postmortem, what: str, now: datetime) -> None:
    post.version += 1
    post.updated_at = now
    note(session, principal, "postmortem", post.id, what, now)


def _replace(
    session: Session, principal: Principal, gone: Postmortem, kept: Postmortem, now: datetime
) -> list[tuple[int, str, int]]:
    """Ids of the actions that others replace now, each with the status that it had and the other's id."""
    known, found = _actions(session, kept), _actions(session, gone)
    replaced = []
    for theirs, ours in match([a.text for a in known], [a.text for a in found]).items():
        action, successor = found[theirs], known[ours]
        if S.SUPERSEDED not in MOVES[action.status]:
            continue
        replaced.append((action.id or 0, action.status.value, successor.id or 0))
        why = f"its postmortem was merged into “{kept.title}”"
        _put(session, principal, action, S.SUPERSEDED, successor, now, why)
    return replaced


def _take_back(session: Session, principal: Principal, pair: Pair, now: datetime) -> None:
    """What was moved on since stays where it is."""
    for action_id, status, successor in pair.duplicate.replaced:
        action = session.get_one(ActionItem, action_id)
        if action.status is S.SUPERSEDED and action.superseded_by == successor:
            _put(
                session, principal, action, ActionStatus(status), None, now, "the postmortems were separated again"
            )


def _put(
    session: Session,
    principal: Principal,
    action: ActionItem,
    status: ActionStatus,
    successor: ActionItem | None,
    now: datetime,
    why: str,
) -> None:
    before = session.get(ActionItem, action.superseded_by) if action.superseded_by else None
    old = (action.status, action.closed_at, before.key if before else None)
    action.status, action.closed_at = status, now if successor else None
    action.superseded_by = successor.id if successor else None
    action.on_documents_word = False
    action.version += 1
    action.updated_at = now
    session.add(action)
    session.flush()
    new = (status, action.closed_at, successor.key if successor else None)
    for field, a, b in zip(("status", "closed_at", "superseded_by"), old, new, strict=True):
        if a != b:
            record(session, action, field, a, b, actor=principal.name, now=now, why=why)


def _actions(session: Session, post: Postmortem) -> list[ActionItem]:
    of_it = select(ActionItem).where(
        ActionItem.postmortem_id == post.id, col(ActionItem.removed_in_revision).is_(None)
    )
    return list(session.exec(of_it.order_by(col(ActionItem.position), col(ActionItem.number))).all())
