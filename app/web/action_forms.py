"""The forms of an action: a new one that stands in no document, and what of a known one can be changed."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel
from sqlmodel import Session

from app.domain.capabilities import ASSIGNING, Capability, needed_to_edit
from app.domain.errors import AftercareError, Forbidden, NotFound, PreconditionFailed
from app.domain.principal import Principal, require
from app.domain.vocabulary import ActionKind, Priority, Strength
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep, allowed
from app.http.errors import status_of
from app.store.action_items import ActionRow, find_action, one_row
from app.store.catalogue import names_in_use
from app.store.engine import reading
from app.usecases.action_state import is_owner
from app.usecases.actions import ActionEdit, NewAction, create_action, edit_action
from app.web.flash import Flash, go
from app.web.forms import FormState, filled, state_after, typed, validated
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)
Rivals = list[tuple[str, str, str]]
_EDITED = ("text", "kind", "priority", "owner", "team", "due", "tracker_url", "strength")


class ActionFields(BaseModel):
    """The form as it is typed."""

    text: str = ""
    kind: str = "other"
    priority: str = ""
    owner: str = ""
    team: str = ""
    due: str = ""
    tracker_url: str = ""
    strength: str = ""
    postmortem: str = ""
    reason: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFormPage(Page):
    """`row` is the action that is edited, None for a new one; `rivals` what somebody else stored meanwhile."""

    template: ClassVar[str] = "pages/action_form.html"
    form: FormState
    row: ActionRow | None
    rivals: Rivals
    kinds: list[ActionKind]
    priorities: list[Priority]
    strengths: list[Strength]
    people: list[str]
    teams: list[str]


@router.get("/actions/new", dependencies=[allowed(Capability.PROPOSE)])
def new_action(request: Request, session: SessionDep, postmortem: str = "") -> Response:
    form = FormState(typed(ActionFields(postmortem=postmortem[:200])))
    return render(request, _form_page(session, form))


@router.post("/actions/new")
def add_action(
    request: Request, ws: WorkspaceDep, principal: PrincipalDep, given: Annotated[ActionFields, Form()]
) -> Response:
    values = typed(given)
    try:
        fields = {k: v for k, v in filled(values, (*_EDITED, "postmortem")).items() if v is not None}
        made = create_action(ws, principal, validated(NewAction, fields))
    except Forbidden:
        raise
    except AftercareError as error:
        with reading(ws.engine) as session:
            return render(request, _form_page(session, state_after(error, values)), status_of(error))
    return go(f"/actions/{made.key}", Flash(f"{made.key} was added"))


@router.get("/actions/{key}/edit")
def edit_form(request: Request, key: str, session: SessionDep, principal: PrincipalDep) -> Response:
    found = find_action(session, principal, key)
    require(principal, needed_to_edit("text", own=is_owner(session, principal, found)))
    row = one_row(session, found)
    return render(request, _form_page(session, FormState(_values(row)), row))


@router.post("/actions/{key}/edit")
def save_action(
    request: Request, key: str, ws: WorkspaceDep, principal: PrincipalDep, given: Annotated[ActionFields, Form()]
) -> Response:
    values = typed(given)
    try:
        edit = validated(ActionEdit, filled(values, (*_shown(principal, values), "reason")))
        expected = int(given.version) if given.version.isdigit() else None
        changed = edit_action(ws, principal, key, edit, expected=expected)
    except (NotFound, Forbidden):
        raise
    except AftercareError as error:
        with reading(ws.engine) as session:
            row = one_row(session, find_action(session, principal, key))
            rivals = _rivals(row, values) if isinstance(error, PreconditionFailed) else []
            # What was typed can be saved over what is there now: that has been seen on this page.
            form = state_after(error, {**values, "version": str(row.action.version)})
            return render(request, _form_page(session, form, row, rivals), status_of(error))
    return go(f"/actions/{changed.key}", Flash(f"{changed.key} was changed"))


def _shown(principal: Principal, values: dict[str, str]) -> list[str]:
    """The fields that the form had: empty ones clear what is stored, but not where they were not shown."""
    return [n for n in _EDITED if n not in ASSIGNING or principal.can(Capability.ASSIGN) or values[n].strip()]


def _values(row: ActionRow) -> dict[str, str]:
    action = row.action
    stored: dict[str, Any] = {
        "text": action.text,
        "kind": action.kind.value,
        "priority": action.priority,
        "owner": row.owner,
        "team": row.team,
        "due": action.due,
        "tracker_url": action.tracker_url,
        "strength": action.strength if action.strength_corrected else None,
        "version": action.version,
    }
    return typed(ActionFields()) | {name: str(value or "") for name, value in stored.items()}


def _rivals(row: ActionRow, values: dict[str, str]) -> Rivals:
    """Field, stored now, typed here: where the two differ."""
    stored = _values(row)
    return [(n, stored[n], values[n]) for n in _EDITED if stored[n].strip() != values[n].strip()]


def _form_page(
    session: Session,
    form: FormState,
    row: ActionRow | None = None,
    rivals: Rivals | None = None,
) -> ActionFormPage:
    return ActionFormPage(
        title=f"Edit {row.action.key}" if row else "New action item",
        section="Actions",
        form=form,
        row=row,
        rivals=rivals or [],
        kinds=list(ActionKind),
        priorities=list(Priority),
        strengths=list(Strength),
        people=names_in_use(session, "person"),
        teams=names_in_use(session, "team"),
    )
