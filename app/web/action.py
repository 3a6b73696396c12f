"""One action item: its facts, what can be done with it, and everything that was."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from app.domain.capabilities import Capability
from app.domain.due_dates import DueDays
from app.domain.errors import AftercareError, InvalidInput, NotFound, PreconditionFailed
from app.domain.lifecycle import Evidence, Move
from app.domain.principal import Principal
from app.domain.strength import Judgement, strength_of
from app.domain.targets import TARGET_NAME_MAX
from app.domain.vocabulary import ActionStatus, Grade
from app.http.dependencies import DueBy, DueByDep, DueDaysDep, PrincipalDep, SessionDep, TodayDep, WorkspaceDep
from app.http.errors import status_of
from app.store import facts
from app.store.action_items import ActionRow, find_action, history, one_row
from app.store.catalogue import names_in_use
from app.store.engine import reading
from app.store.tables import ActionItem, Cause
from app.usecases.action_state import is_owner
from app.usecases.actions import ActionEdit, link_cause, move_action
from app.usecases.preventable_ledger import Entry, entries_of
from app.usecases.workspace import Workspace
from app.web.coverage import Targets, targets_shown
from app.web.flash import Flash, Undo, go
from app.web.forms import FormState, filled, state_after, typed, validated
from app.web.history import Step, steps_of
from app.web.moves import MoveForm, move_forms, undoable
from app.web.rendering import Page, render
from app.web.words import words

router = APIRouter(include_in_schema=False)


class MoveFields(BaseModel):
    """The form of a move as it is typed. `version` is the one that the page showed."""

    to: str = ""
    version: str = ""
    reason: str = ""
    evidence: str = ""
    grade: str = ""
    accepted_by: str = ""
    until: str = ""
    superseded_by: str = ""
    owner: str = ""
    due: str = ""


class _Dates(BaseModel):
    until: date | None = None
    grade: Grade | None = None
    to: ActionStatus
    version: int | None = Field(default=None, ge=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPage(Page):
    """`describes`: whether the one who looks may change its wording and say what it answers.

    `judged` is how strong its wording says that it is.
    """

    template: ClassVar[str] = "pages/action.html"
    row: ActionRow
    moves: list[MoveForm]
    steps: list[Step]
    answers: list[Cause]
    unanswered: list[Cause]
    targets: Targets
    people: list[str]
    describes: bool
    message: str
    judged: Judgement
    spared: list[Entry]


@router.get("/actions/{key}")
def action(
    request: Request,
    key: str,
    session: SessionDep,
    principal: PrincipalDep,
    due_by: DueByDep,
    today: TodayDep,
    target: str = "",
    check: str = "",
    targets: str = "",
) -> Response:
    picked, asked, whole = target[:TARGET_NAME_MAX], check[:TARGET_NAME_MAX], targets == "all"
    page = page_of(session, principal, key, due_by, today, picked=picked, asked=asked, whole=whole)
    return render(request, page)


@router.post("/actions/{key}/move")
def move(
    request: Request,
    key: str,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    due_by: DueByDep,
    due_days: DueDaysDep,
    given: Annotated[MoveFields, Form()],
) -> Response:
    """Where the move is refused the page comes back with the form as it was typed."""
    with reading(ws.engine) as session:
        before = find_action(session, principal, key).status
    try:
        moved = _move(ws, principal, key, given, due_days)
    except NotFound:
        raise
    except AftercareError as error:
        form = state_after(error, typed(given), f"{given.to}-")
        with reading(ws.engine) as session:
            if isinstance(error, PreconditionFailed):
                form = replace(form, message=_both(session, principal, key, given.to))
            page = page_of(session, principal, key, due_by, ws.now().date(), given.to, form)
        return render(request, page, status_of(error))
    undo = Undo(
        f"/actions/{moved.key}/move", {"to": before.value, "reason": "undone", "version": str(moved.version)}
    )
    said = f"{moved.key} moved to {words(moved.status)}"
    return go(f"/actions/{moved.key}", Flash(said, undo if undoable(before, moved.status) else None))


@router.post("/actions/{key}/cause")
def answer_cause(
    key: str, ws: WorkspaceDep, principal: PrincipalDep, cause: Annotated[int, Form(ge=1)]
) -> Response:
    changed = link_cause(ws, principal, key, cause)
    return go(f"/actions/{changed.key}", Flash(f"{changed.key} now answers that cause"))


def _both(session: Session, principal: Principal, key: str, wanted: str) -> str:
    """What was asked for, and what somebody else did meanwhile."""
    found = find_action(session, principal, key)
    last = history(session, found.id or 0)[-1]
    now = f"it is {words(found.status)} now, {last.actor} changed its {words(last.field)} last"
    return f"{found.key} was changed by somebody else meanwhile: not moved to {words(wanted)}; {now}"


def _move(ws: Workspace, principal: Principal, key: str, given: MoveFields, due_days: DueDays) -> ActionItem:
    asked = validated(_Dates, filled(typed(given), ("until", "grade", "to", "version")))
    wanted = {name: value for name, value in filled(typed(given), ("owner", "due")).items() if value}
    filling = validated(ActionEdit, wanted) if asked.to is ActionStatus.OPEN and wanted else None
    proof = given.evidence.strip()
    is_address = proof.startswith(("https://", "http://")) and " " not in proof
    ask = Move(
        to=asked.to,
        reason=given.reason.strip() or None,
        evidence=(Evidence(url=proof) if is_address else Evidence(text=proof),) if proof else (),
        grade=asked.grade,
        accepted_by=given.accepted_by.strip() or None,
        until=asked.until,
        superseded_by=given.superseded_by.strip().upper() or None,
    )
    try:
        # A form without a date is asked for one; with the date that it offered it is known as the default.
        default = due_days if filling and filling.due else None
        return move_action(ws, principal, key, ask, expected=asked.version, filling=filling, due_days=default)
    except NotFound as error:
        if not ask.superseded_by:
            raise
        raise InvalidInput(str(error)) from error


def page_of(
    session: Session,
    principal: Principal,
    key: str,
    due_by: DueBy,
    today: date,
    tried: str = "",
    form: FormState | None = None,
    *,
    targets: tuple[str, FormState] | None = None,
    picked: str = "",
    asked: str = "",
    whole: bool = False,
) -> ActionPage:
    """`tried` and `form`: a move that was refused; `targets`: a form of its targets that was.

    `picked` is the target to report on first, `asked` the one whose check is to be changed; `whole`: all targets,
    however many there are.
    """
    found = find_action(session, principal, key)
    row = one_row(session, found)
    answers, unanswered = _causes(session, row)
    own = is_owner(session, principal, found)
    forms = move_forms(row, principal, tried, form, own=own, due=due_by(found.priority))
    homeless = form is not None and not any(f.open for f in forms)
    return ActionPage(
        title=f"{found.key} {found.text[:80]}",
        section="Actions",
        row=row,
        moves=forms,
        steps=steps_of(history(session, found.id or 0)),
        answers=answers,
        unanswered=unanswered,
        targets=targets_shown(
            session,
            principal,
            row,
            today,
            tried=targets[0] if targets else "",
            form=targets[1] if targets else None,
            picked=picked,
            asked=asked,
            whole=whole,
        ),
        people=names_in_use(session, "person"),
        describes=principal.can(Capability.MOVE_OWN if own else Capability.MOVE),
        message=(form.message or "; ".join(form.faults.values())) if form and homeless else "",
        judged=strength_of(found.text),
        spared=entries_of(session, principal, found.id),
    )


def _causes(session: Session, row: ActionRow) -> tuple[list[Cause], list[Cause]]:
    """The causes of its postmortem that the action answers, and the others."""
    post_id = row.action.postmortem_id
    if post_id is None:
        return [], []
    linked = {link.cause_id for link in facts.cause_links(session, post_id) if link.action_id == row.action.id}
    found = [c for c in facts.causes(session, post_id) if c.removed_in_revision is None]
    return [c for c in found if c.id in linked], [c for c in found if c.id not in linked]
