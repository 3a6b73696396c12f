"""A postmortem's text changed in the browser; withdrawn and brought back."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session

from app.domain.capabilities import Capability
from app.domain.errors import AftercareError, Gone, NotFound, PreconditionFailed
from app.domain.principal import Principal
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep, allowed
from app.http.errors import status_of
from app.http.guard import FIELD_MAX
from app.store.engine import reading
from app.store.facts import head_text, own_lines
from app.store.postmortems import find_postmortem
from app.store.tables import Postmortem
from app.usecases.documents import replace_text, restore, withdraw
from app.web.diff import DiffLine, diff
from app.web.flash import Flash, Undo, go
from app.web.forms import FormState, state_after
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False, form_limits={"max_part_size": FIELD_MAX})


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPage(Page):
    """`rivals` is how the stored text differs from the typed one, where somebody else was faster."""

    template: ClassVar[str] = "pages/edit.html"
    post: Postmortem
    form: FormState
    rivals: list[DiffLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPage(Page):
    template: ClassVar[str] = "pages/withdraw.html"
    post: Postmortem


@router.get("/postmortems/{slug}/edit", dependencies=[allowed(Capability.WRITE)])
def edit_form(
    request: Request, slug: str, session: SessionDep, principal: PrincipalDep, settle: str = ""
) -> Response:
    post = find_postmortem(session, principal, slug)
    text = own_lines(head_text(session, post), post)
    form = FormState({"text": text, "version": str(post.version), "settle": "1" if settle else ""})
    return render(request, _edit_page(post, form))


@router.post("/postmortems/{slug}/edit")
def save_text(
    request: Request,
    slug: str,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    version: Annotated[int, Form(ge=1)],
    text: Annotated[str, Form()] = "",
    settle: Annotated[str, Form()] = "",
) -> Response:
    """Where it is refused the form comes back with what was typed."""
    text = text.replace("\r\n", "\n")  # forms send every line end as CR LF
    try:
        with reading(ws.engine) as session:
            stored = _own_text(session, principal, slug)
        written = text.replace("\n", "\r\n") if "\r\n" in stored else text
        post, _ = replace_text(ws, principal, slug, written, door="browser", expected=version, settle=bool(settle))
    except (NotFound, Gone):
        raise
    except AftercareError as error:
        page = _refused(ws, principal, slug, error, {"text": text, "version": str(version), "settle": settle})
        return render(request, page, status_of(error))
    return go(f"/postmortems/{post.slug}", Flash("Saved as a new revision"))


@router.get("/postmortems/{slug}/withdraw", dependencies=[allowed(Capability.WRITE)])
def withdraw_form(request: Request, slug: str, session: SessionDep, principal: PrincipalDep) -> Response:
    post = find_postmortem(session, principal, slug)
    return render(request, WithdrawPage(title=f"Withdraw {post.title}", section="Postmortems", post=post))


@router.post("/postmortems/{slug}/withdraw")
def withdraw_it(
    slug: str, ws: WorkspaceDep, principal: PrincipalDep, version: Annotated[int, Form(ge=1)]
) -> Response:
    post = withdraw(ws, principal, slug, expected=version)
    return go("/postmortems", Flash(f"“{post.title}” was withdrawn", Undo(f"/postmortems/{post.slug}/restore")))


@router.post("/postmortems/{slug}/restore")
def restore_it(slug: str, ws: WorkspaceDep, principal: PrincipalDep) -> Response:
    post = restore(ws, principal, slug)
    return go(f"/postmortems/{post.slug}", Flash("It is back in lists and search"))


def _own_text(session: Session, principal: Principal, slug: str) -> str:
    post = find_postmortem(session, principal, slug)
    return own_lines(head_text(session, post), post)


def _refused(
    ws: WorkspaceDep, principal: Principal, slug: str, error: AftercareError, values: dict[str, str]
) -> EditPage:
    """After a faster writer the form carries the new version: what was stored has been seen beside it."""
    with reading(ws.engine) as session:
        post = find_postmortem(session, principal, slug)
        rivals: list[DiffLine] = []
        if isinstance(error, PreconditionFailed):
            rivals = diff(own_lines(head_text(session, post), post).replace("\r\n", "\n"), values["text"])
            values = {**values, "version": str(post.version)}
        return _edit_page(post, state_after(error, values), rivals)


def _edit_page(post: Postmortem, form: FormState, rivals: list[DiffLine] | None = None) -> EditPage:
    return EditPage(title=f"Edit {post.title}", section="Postmortems", post=post, form=form, rivals=rivals or [])
