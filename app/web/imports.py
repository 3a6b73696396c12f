"""A document comes in by the browser: pasted or uploaded, shown as it was understood, then saved."""

import base64
import binascii
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from app.domain.capabilities import Capability
from app.domain.errors import AftercareError, FieldFault, InvalidInput, UnreadableDocument
from app.domain.models import TITLE_MAX
from app.domain.names import slugify
from app.http.dependencies import PrincipalDep, TodayDep, WorkspaceDep, allowed
from app.http.errors import status_of
from app.http.guard import FIELD_MAX
from app.ingest.decoding import decode
from app.ingest.facts import ParsedPost
from app.ingest.template import new_postmortem
from app.usecases.importing import Imported, Incoming, import_document
from app.usecases.previewing import Preview, preview
from app.usecases.reading import read_document
from app.usecases.workspace import Workspace
from app.web.flash import Flash, go
from app.web.forms import FormState, state_after
from app.web.rendering import Page, render
from app.web.source.rendering import Rendered
from app.web.source.rendering import render as render_source
from app.web.words import plural

router = APIRouter(include_in_schema=False, form_limits={"max_part_size": FIELD_MAX})
ORIGIN = "browser"
_PATH_MAX = 200
_READ_MAX = 2 * 1024 * 1024  # more than any document may have; the reader then says which limit was passed


@dataclass(frozen=True, slots=True)
class Given:
    """What was sent. `data` are the bytes of an upload; a pasted text has none but its own."""

    name: str
    text: str
    data: bytes
    uploaded: bool

    def values(self) -> dict[str, str]:
        packed = base64.b64encode(self.data).decode() if self.uploaded else ""
        return {"name": self.name, "text": "" if self.uploaded else self.text, "data": packed, "file": ""}


@dataclass(frozen=True, slots=True)
class Understood:
    """One document as it would be saved."""

    preview: Preview
    source: Rendered
    size: int
    uploaded: bool
    posts: list[ParsedPost]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage(Page):
    template: ClassVar[str] = "pages/import.html"
    form: FormState
    understood: Understood | None
    writing: bool


@router.get("/import", dependencies=[allowed(Capability.WRITE)])
def import_form(request: Request) -> Response:
    return render(request, _page(FormState(Given("", "", b"", uploaded=False).values())))


@router.get("/write", dependencies=[allowed(Capability.WRITE)])
def write_form(request: Request, today: TodayDep, title: str = "") -> Response:
    text = new_postmortem(title[:TITLE_MAX], today)
    return render(request, _page(FormState(Given("", text, b"", uploaded=False).values()), writing=True))


@router.post("/import", dependencies=[allowed(Capability.WRITE)])
def take_in(
    request: Request,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    today: TodayDep,
    name: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    data: Annotated[str, Form()] = "",
    step: Annotated[str, Form()] = "preview",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Shows what would be understood; with `step=save` it is stored."""
    given = _given(name, text, data, file)
    try:
        if step == "save":
            return _saved(import_document(ws, principal, _incoming(given, today)))
        return understood_page(request, ws, given, today)
    except AftercareError as error:
        return refused_page(request, given, error, "file" if given.uploaded else "text")


def understood_page(request: Request, ws: Workspace, given: Given, today: date) -> Response:
    """What saving one document would do. Raises InvalidInput, UnreadableDocument and TooLarge."""
    incoming = _incoming(given, today)
    return render(request, _preview_page(given, preview(ws, incoming), incoming))


def refused_page(request: Request, given: Given, error: AftercareError, field: str) -> Response:
    """The form again, with what was typed. `field` is what a document that cannot be read came by."""
    form = state_after(error, given.values())
    if isinstance(error, UnreadableDocument) or (field == "file" and not form.faults):
        form = FormState(given.values(), {field: str(error)})
    return render(request, _page(form), status_of(error))


def _given(name: str, text: str, data: str, file: UploadFile | None) -> Given:
    if file is not None and file.filename:
        return Given(name.strip() or file.filename, "", file.file.read(_READ_MAX), uploaded=True)
    if data:
        try:
            return Given(name.strip(), "", base64.b64decode(data, validate=True), uploaded=True)
        except binascii.Error as exc:
            raise InvalidInput("the uploaded file did not come back whole: upload it again") from exc
    return pasted(name, text)


def pasted(name: str, text: str) -> Given:
    plain = text.replace("\r\n", "\n")  # forms send every line end as CR LF
    return Given(name.strip(), plain, plain.encode("utf-8", "surrogatepass"), uploaded=False)


def _incoming(given: Given, today: date) -> Incoming:
    """The document under its name; one without a name is called after its title."""
    if not given.data.strip():
        raise InvalidInput("nothing was given", [FieldFault("text", "paste a text here, or choose a file")])
    name = "".join(c for c in given.name if c.isprintable()).strip()[:_PATH_MAX]
    if not name:
        posts = read_document(given.data, "").posts
        name = f"{slugify(posts[0].title) if posts else 'postmortem'}-{today:%Y}.md"
    return Incoming(ORIGIN, name, given.data, "upload" if given.uploaded else "browser")


def _saved(imported: Imported) -> Response:
    posts = imported.postmortems
    if imported.outcome == "unchanged":
        said = f"{imported.document.path} was known already; nothing changed"
    else:
        verb = {"new": "was added", "changed": "was saved as a new revision"}.get(imported.outcome, "was kept")
        said = f"{imported.document.path} {verb}" + (
            f" with {plural(len(posts), 'post')}" if len(posts) > 1 else ""
        )
    return go(f"/postmortems/{posts[0].slug}" if posts else "/postmortems", Flash(said))


def _preview_page(given: Given, found: Preview, incoming: Incoming) -> ImportPage:
    text, _ = decode(incoming.data)
    source = render_source(text, incoming.path, 1)
    understood = Understood(found, source, len(incoming.data), given.uploaded, found.posts)
    return _page(FormState({**given.values(), "name": incoming.path}), understood)


def _page(form: FormState, understood: Understood | None = None, *, writing: bool = False) -> ImportPage:
    title = "Write a postmortem" if writing else "Import a postmortem"
    return ImportPage(
        title="What was understood" if understood else title,
        section="" if writing else "Import",
        form=form,
        understood=understood,
        writing=writing,
    )
