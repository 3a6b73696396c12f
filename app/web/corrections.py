"""Forms by which people put right what was read of a document, take it back, and settle conflicts."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel
from sqlmodel import Session

from app.domain.capabilities import Capability
from app.domain.errors import AftercareError, Forbidden, Gone, NotFound, PreconditionFailed
from app.domain.lines import split_lines
from app.domain.principal import Principal
from app.domain.vocabulary import FactKind
from app.http.dependencies import PrincipalDep, SessionDep, WorkspaceDep, allowed
from app.http.errors import status_of
from app.store import facts
from app.store.engine import reading
from app.store.postmortems import find_postmortem, names_of
from app.store.tables import Postmortem
from app.usecases.correctable import FIELDS, GIVEN, plain
from app.usecases.corrections import correct, keep, undo
from app.web.corrected import FIELD_WORDS, Fix, fix_of
from app.web.flash import Flash, go
from app.web.forms import FormState, filled, state_after, typed, validated
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)
_NAMES = {
    FactKind.TIMELINE_EVENT: "a timeline event",
    FactKind.CAUSE: "a cause",
    FactKind.POSTMORTEM: "what was read of it",
}
_PLACES = {FactKind.TIMELINE_EVENT: "event", FactKind.CAUSE: "cause"}
Rivals = list[tuple[str, str, str]]


class CorrectionFields(BaseModel):
    """Every field that any fact has, as it is typed; services with commas between them.

    `fields` names those that the form had: what is left empty is not told apart from what was not sent.
    """

    at: str = ""
    end_at: str = ""
    kind: str = ""
    text: str = ""
    role: str = ""
    category: str = ""
    title: str = ""
    severity: str = ""
    started_at: str = ""
    detected_at: str = ""
    mitigated_at: str = ""
    resolved_at: str = ""
    services: str = ""
    reason: str = ""
    version: str = ""
    fields: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the form: its words, and the values where it offers a choice."""

    name: str
    words: str
    choices: list[Any]
    optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectPage(Page):
    """`source` is the line that the fact was read from, `how` by which rule, `doubts` what was not sure."""

    template: ClassVar[str] = "pages/correct.html"
    post: Postmortem
    action: str
    back: str
    form: FormState
    asked: list[Asked]
    line: int | None
    source: str
    how: str
    doubts: list[str]
    fixes: list[Fix]
    rivals: Rivals


@router.get("/postmortems/{slug}/correct/{what}/{fact_id}", dependencies=[allowed(Capability.WRITE)])
def correct_form(
    request: Request, slug: str, what: FactKind, fact_id: int, session: SessionDep, principal: PrincipalDep
) -> Response:
    post = find_postmortem(session, principal, slug)
    values = _stored(session, post, what, fact_id)
    return render(request, _page(session, post, what, fact_id, FormState(values)))


@router.post("/postmortems/{slug}/correct/{what}/{fact_id}")
def correct_it(
    request: Request,
    slug: str,
    what: FactKind,
    fact_id: int,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    given: Annotated[CorrectionFields, Form()],
) -> Response:
    """Fields that were not on the form stay. Where it is refused the form comes back with what was typed."""
    values = typed(given) | {"text": given.text.replace("\r\n", "\n")}
    sent = [name for name in FIELDS[what] if name in given.fields.split() or name in given.model_fields_set]
    try:
        wanted: dict[str, Any] = dict(filled(values, [*sent, "reason"]))
        if "services" in wanted:
            wanted["services"] = [n.strip() for n in given.services.split(",") if n.strip()]
        expected = int(given.version) if given.version.isdigit() else None
        post = correct(ws, principal, slug, what, fact_id, validated(GIVEN[what], wanted), expected=expected)
    except (NotFound, Gone, Forbidden):
        raise
    except AftercareError as error:
        page = _refused(ws, principal, slug, what, fact_id, error, values)
        return render(request, page, status_of(error))
    return go(_back(post, what, fact_id), Flash("Corrected; the document itself is not changed"))


@router.post("/postmortems/{slug}/corrections/{correction_id}/undo")
def undo_it(
    slug: str,
    correction_id: int,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    version: Annotated[int, Form(ge=1)],
) -> Response:
    post = undo(ws, principal, slug, correction_id, expected=version)
    return go(f"/postmortems/{post.slug}", Flash("What the document says stands again"))


@router.post("/postmortems/{slug}/corrections/{correction_id}/keep")
def keep_it(
    slug: str,
    correction_id: int,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    version: Annotated[int, Form(ge=1)],
    fact: Annotated[str, Form(pattern="^[0-9]{0,9}$")] = "",
) -> Response:
    post = keep(ws, principal, slug, correction_id, fact_id=int(fact) if fact else None, expected=version)
    return go(f"/postmortems/{post.slug}", Flash("The correction stays"))


def _refused(
    ws: WorkspaceDep,
    principal: Principal,
    slug: str,
    what: FactKind,
    fact_id: int,
    error: AftercareError,
    values: dict[str, str],
) -> CorrectPage:
    """After a faster writer the form carries the new version: what was stored has been seen beside it."""
    with reading(ws.engine) as session:
        post = find_postmortem(session, principal, slug)
        rivals: Rivals = []
        if isinstance(error, PreconditionFailed):
            stored = _stored(session, post, what, fact_id)
            rivals = [(_label(n), stored[n], values[n]) for n in FIELDS[what] if stored[n] != values[n].strip()]
            values = values | {"version": stored["version"]}
        return _page(session, post, what, fact_id, state_after(error, values), rivals)


def _stored(session: Session, post: Postmortem, what: FactKind, fact_id: int) -> dict[str, str]:
    """The fields as they stand now, as the form shows them."""
    fact = facts.find_fact(session, post, what, fact_id)
    found = {name: str(plain(getattr(fact, name)) or "") for name in FIELDS[what] if name != "services"}
    if what is FactKind.POSTMORTEM:
        found["services"] = ", ".join(names_of(session, post.id or 0)[0])
    return typed(CorrectionFields()) | found | {"version": str(post.version)}


def _page(
    session: Session,
    post: Postmortem,
    what: FactKind,
    fact_id: int,
    form: FormState,
    rivals: Rivals | None = None,
) -> CorrectPage:
    fact: Any = facts.find_fact(session, post, what, fact_id)
    head = facts.shown_revision(session, post)
    own = what is not FactKind.POSTMORTEM
    line = fact.line if own and fact.removed_in_revision is None else None
    lines = split_lines(facts.text_of(head)) if line else []
    report = [d for part in head.report for d in part["diagnostics"] if line and d["line"] == line]
    made = [c for c in facts.corrections(session, post.id or 0) if c.what == what and c.fact_id == fact_id]
    return CorrectPage(
        title=f"Correct {_NAMES[what]}",
        section="Postmortems",
        post=post,
        action=f"/postmortems/{post.slug}/correct/{what}/{fact_id}",
        back=_back(post, what, fact_id),
        form=form,
        asked=[_asked(what, name) for name in FIELDS[what]],
        line=line,
        source=lines[line - 1].strip()[:2000] if line and line <= len(lines) else "",
        how=f"{fact.rule}, {round(fact.confidence * 100)} % sure" if own and fact.rule else "",
        doubts=[str(d["message"]) for d in report],
        fixes=[fix_of(c) for c in made],
        rivals=rivals or [],
    )


def _asked(what: FactKind, name: str) -> Asked:
    kind = FIELDS[what][name]
    choices = [] if kind in (str, list) else list(kind)
    return Asked(name, _label(name), choices, name.endswith("at") or name in ("severity", "services"))


def _label(name: str) -> str:
    return FIELD_WORDS.get(name, name).capitalize()


def _back(post: Postmortem, what: FactKind, fact_id: int) -> str:
    place = f"#{_PLACES[what]}-{fact_id}" if what in _PLACES else ""
    return f"/postmortems/{post.slug}{place}"
