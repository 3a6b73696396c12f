"""The moves that an action's page offers: one small form each, with only the fields that the move needs."""

from dataclasses import dataclass
from datetime import date

from app.domain.capabilities import needed_to_move
from app.domain.lifecycle import is_reopening, legal_moves
from app.domain.principal import Principal
from app.domain.vocabulary import ActionStatus
from app.store.action_items import ActionRow
from app.web.forms import FormState

S = ActionStatus
FIELDS = ("reason", "evidence", "grade", "accepted_by", "until", "superseded_by", "owner", "due")
_LABELS = {
    S.IN_PROGRESS: "Start work",
    S.BLOCKED: "Mark as blocked",
    S.DONE: "Mark as done",
    S.VERIFIED: "Verify",
    S.WONT_DO: "Decline",
    S.SUPERSEDED: "Replace by another",
}
_NEEDS = {
    S.BLOCKED: ("reason",),
    S.DONE: ("evidence",),
    S.VERIFIED: ("grade", "reason"),
    S.WONT_DO: ("reason", "accepted_by", "until"),
    S.SUPERSEDED: ("superseded_by",),
}


@dataclass(frozen=True, slots=True)
class MoveForm:
    """`fields` are asked for; a move that needs none is one button. `open` shows the form unfolded."""

    to: ActionStatus
    label: str
    fields: tuple[str, ...]
    form: FormState
    open: bool = False


def move_forms(
    row: ActionRow, principal: Principal, tried: str = "", form: FormState | None = None, *, own: bool, due: date
) -> list[MoveForm]:
    """The legal moves from here that the principal may make; `own`: the action is his.

    `tried` is the one whose form comes back with its faults. `due` is proposed to who accepts it.
    """
    forms = []
    for to in legal_moves(row.action.status):
        if not principal.can(needed_to_move(row.action.status, to, own=own)):
            continue
        again = (
            form
            if to == tried and form
            else FormState({**dict.fromkeys(FIELDS, ""), "due": str(due)}, prefix=f"{to}-")
        )
        forms.append(MoveForm(to, _label(row, to), _needs(row, to), again, open=again is form))
    return forms


def undoable(old: ActionStatus, new: ActionStatus) -> bool:
    """True where the way back needs no more than a reason, which "undone" is."""
    return old in legal_moves(new) and old not in (S.DONE, S.VERIFIED)


def _needs(row: ActionRow, to: ActionStatus) -> tuple[str, ...]:
    if row.action.status is S.PROPOSED and to is S.OPEN:
        return tuple(n for n, there in (("owner", row.owner), ("due", row.action.due)) if not there)
    if is_reopening(row.action.status, to):
        return ("reason",)
    if to is S.DONE and row.action.evidence:
        return ()
    return _NEEDS.get(to, ())


def _label(row: ActionRow, to: ActionStatus) -> str:
    if to is S.OPEN:
        if row.action.status is S.PROPOSED:
            return "Accept"
        return "Reopen" if is_reopening(row.action.status, to) else "Back to open"
    if to is S.IN_PROGRESS and row.action.status is S.DONE:
        return "Send back to work"
    return _LABELS[to]
