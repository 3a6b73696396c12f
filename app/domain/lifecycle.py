"""The action item's state machine and closing rules: pure functions, `now` passed in.

    proposed → open → in_progress ⇄ blocked → done → verified        wont_do   superseded

Proposed is not committed: accepting it needs one owner and a due date. `done` needs evidence, `verified`
another person than the owner and a grade (the NTSB's: acceptable, acceptable alternate, unacceptable; the
last sends it back). `wont_do` needs a reason; as a risk acceptance it names who accepts and until when.
An action that has targets (`app.domain.targets`) is neither done nor verified until each of them is settled.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain.errors import FieldFault, IllegalMove, InvalidInput
from app.domain.vocabulary import UNFINISHED, ActionStatus, Grade

S = ActionStatus

#: The whole table: from each status, the statuses it may move to.
MOVES: dict[ActionStatus, tuple[ActionStatus, ...]] = {
    S.PROPOSED: (S.OPEN, S.WONT_DO, S.SUPERSEDED),
    S.OPEN: (S.IN_PROGRESS, S.BLOCKED, S.DONE, S.WONT_DO, S.SUPERSEDED),
    S.IN_PROGRESS: (S.OPEN, S.BLOCKED, S.DONE, S.WONT_DO, S.SUPERSEDED),
    S.BLOCKED: (S.OPEN, S.IN_PROGRESS, S.DONE, S.WONT_DO, S.SUPERSEDED),
    S.DONE: (S.VERIFIED, S.OPEN, S.IN_PROGRESS),
    S.VERIFIED: (S.OPEN,),
    S.WONT_DO: (S.OPEN,),
    S.SUPERSEDED: (S.OPEN,),
}

#: A move into one of these sets `closed_at`; only leaving all closed statuses clears it.
CLOSING = frozenset({S.DONE, S.WONT_DO, S.SUPERSEDED})

#: So many targets that are in the way are named; the others are counted.
NAMED_MAX = 10


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that the work is done: a sentence or an address."""

    text: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What is asked for. `superseded_by` is the key of another action, `until` the end of a risk acceptance."""

    to: ActionStatus
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()
    grade: Grade | None = None
    accepted_by: str | None = None
    until: date | None = None
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class ActionState:
    """What of an action the lifecycle looks at and changes. `owner` is any stable name of the person."""

    key: str
    status: ActionStatus
    owner: str | None = None
    due: date | None = None
    closed_at: datetime | None = None
    accepted_at: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    on_documents_word: bool = False
    grade: Grade | None = None
    self_verified: bool = False
    accepted_by: str | None = None
    accepted_until: date | None = None
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What is true around the move: the time, and whether the actor is the owner or the only active person.

    `unsettled` are the names of the action's targets that are not settled at that time.
    """

    now: datetime
    actor_is_owner: bool = False
    single_person: bool = False
    unsettled: tuple[str, ...] = ()


def legal_moves(status: ActionStatus) -> tuple[ActionStatus, ...]:
    return MOVES[status]


def is_reopening(old: ActionStatus, new: ActionStatus) -> bool:
    return old not in UNFINISHED and new in UNFINISHED


def is_slip(status: ActionStatus, old: date | None, new: date | None) -> bool:
    """Whether a promised due date is moved or taken back, which needs a reason. Proposed promises nothing."""
    return status is not S.PROPOSED and old is not None and old != new


def move(state: ActionState, ask: Move, setting: Setting) -> ActionState:
    """The state after the move.

    Raises IllegalMove (with the legal ones) where the table forbids it, or where the owner verifies his own
    work, and InvalidInput with a fault for each field that the move needs and does not have.
    """
    if ask.to not in MOVES[state.status]:
        legal = [s.value for s in MOVES[state.status]]
        raise IllegalMove(
            f"{state.key} is {state.status.value} and cannot move to {ask.to.value}; "
            f"legal from here: {', '.join(legal)}",
            legal,
        )
    faults = _faults(state, ask, setting)
    if faults:
        raise InvalidInput(
            f"{state.key} cannot move to {ask.to.value}: " + "; ".join(f.message for f in faults), faults
        )
    state = replace(state, evidence=state.evidence + ask.evidence, on_documents_word=False)
    if ask.to is S.VERIFIED:
        return _verify(state, ask, setting)
    if is_reopening(state.status, ask.to):
        return _reopen(state, ask, ask.to)
    return _proceed(state, ask, setting)


def _verify(state: ActionState, ask: Move, setting: Setting) -> ActionState:
    if setting.actor_is_owner and not setting.single_person:
        others = [s.value for s in MOVES[state.status] if s is not S.VERIFIED]
        raise IllegalMove(f"{state.key} must be verified by somebody other than its owner", others)
    if ask.grade is Grade.UNACCEPTABLE:
        return replace(_reopen(state, ask, S.IN_PROGRESS), grade=ask.grade)
    return replace(
        state,
        status=S.VERIFIED,
        grade=ask.grade,
        self_verified=setting.actor_is_owner or setting.single_person,
    )


def _reopen(state: ActionState, ask: Move, to: ActionStatus) -> ActionState:
    """What showed that it was done did not hold: closing it again needs new evidence. The history keeps the old."""
    return replace(
        state,
        status=to,
        evidence=ask.evidence,
        closed_at=None,
        grade=None,
        self_verified=False,
        accepted_by=None,
        accepted_until=None,
        superseded_by=None,
    )


def _proceed(state: ActionState, ask: Move, setting: Setting) -> ActionState:
    new = replace(state, status=ask.to)
    if state.status is S.PROPOSED and ask.to is S.OPEN:
        new = replace(new, accepted_at=setting.now)
    if ask.to in CLOSING:
        new = replace(new, closed_at=setting.now)
    if ask.to is S.WONT_DO:
        new = replace(new, accepted_by=ask.accepted_by, accepted_until=ask.until)
    if ask.to is S.SUPERSEDED:
        new = replace(new, superseded_by=ask.superseded_by)
    return new


def _faults(state: ActionState, ask: Move, setting: Setting) -> list[FieldFault]:
    faults: list[FieldFault] = []

    def need(ok: object, name: str, message: str) -> None:
        if not ok:
            faults.append(FieldFault(name, message))

    reason = bool(ask.reason and ask.reason.strip())
    if state.status is S.PROPOSED and ask.to is S.OPEN:
        need(state.owner, "owner", "accepting it needs one owner")
        need(state.due, "due", "accepting it needs a due date")
    if is_reopening(state.status, ask.to):
        need(reason, "reason", "reopening needs a reason")
    if ask.to is S.BLOCKED:
        need(reason, "reason", "say what blocks it")
    if ask.to is S.WONT_DO:
        need(reason, "reason", "declining needs a reason")
        need((ask.accepted_by is None) == (ask.until is None), "accepted_by", _RISK)
        need(ask.until is None or ask.until > setting.now.date(), "until", "a risk is accepted until a later day")
    if ask.to is S.SUPERSEDED:
        need(ask.superseded_by, "superseded_by", "name the action that replaces it")
        need((ask.superseded_by or "").upper() != state.key, "superseded_by", "an action cannot replace itself")
    if ask.to is S.DONE:
        need(ask.evidence or state.evidence, "evidence", "done needs evidence: a sentence or an address")
    if ask.to is S.VERIFIED:
        need(ask.grade, "grade", "verifying needs a grade")
        need(ask.grade is not Grade.UNACCEPTABLE or reason, "reason", "say what is not acceptable")
    if ask.to is S.DONE or (ask.to is S.VERIFIED and ask.grade is not Grade.UNACCEPTABLE):
        need(not setting.unsettled, "targets", _unsettled(setting.unsettled))
    for item in ask.evidence:
        need(bool(item.text) != bool(item.url), "evidence", "each piece of evidence is either a text or a url")
    return faults


def _unsettled(names: tuple[str, ...]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:NAMED_MAX])
    more = f" and {len(names) - NAMED_MAX} more" if len(names) > NAMED_MAX else ""
    return f"every target must be settled first, and these are not: {shown}{more}"


_RISK = "a risk acceptance names both who accepts it and until when"
