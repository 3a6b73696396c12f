"""Several files at once in the browser, archives and feeds: what they would do is shown, then they are taken in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, ClassVar

from fastapi import APIRouter, Request, Response

from app.domain.capabilities import Capability
from app.domain.errors import AftercareError, FieldFault, Gone, InvalidInput, Unavailable
from app.http.dependencies import PrincipalDep, TodayDep, WorkspaceDep, allowed
from app.http.errors import status_of
from app.http.uploads import SentForm, SentFormDep, Uploads, UploadsDep, clean_name
from app.store.report_facts import Doubtful
from app.store.tables import Postmortem
from app.usecases.importing import Failed
from app.usecases.rehearsal import Difference, Foretold, PostForetold
from app.usecases.uploads import (
    Door,
    Result,
    Upload,
    UploadKind,
    import_uploads,
    imported_of,
    outcome_word,
    rehearse_uploads,
    whole_refusal,
)
from app.web.forms import FormState
from app.web.imports import ORIGIN, Given, pasted, refused_page, understood_page
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)
PATH = "/import/files"
_DOOR = Door(ORIGIN, "upload")
#: Documents of an outcome that are shown one by one, and lines of the report for each.
_SHOWN = 200
_LINES = 12
#: Outcomes in the order of the page: their words, and what they mean where that does not go without saying.
_OUTCOMES = {
    "failed": ("refused", "Nothing of these comes in; the others are not held up."),
    "conflict": (
        "in conflict",
        "Edited here and changed in the file: both stay until somebody chooses.",
    ),
    "changed": ("changed", ""),
    "moved": ("moved", ""),
    "new": ("new", ""),
    "unchanged": ("known already", "Letter for letter: nothing changes."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what reading a document reported."""

    line: int
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """What becomes of one document; `why` it is refused. `more`: lines of its report beyond those of `lines`."""

    path: str
    why: str
    moved_from: str
    posts: list[Postmortem]
    counted: list[PostForetold]
    differences: list[Difference]
    lines: list[Line]
    more: int


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of one outcome; `count` of them, the first ones in `told`."""

    outcome: str
    words: str
    hint: str
    count: int
    told: list[Told]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesPage(Page):
    """`held` is where the files lie until they are taken in, empty when they are; `archive` the name of the one."""

    template: ClassVar[str] = "pages/import_files.html"
    held: str
    files: list[str]
    size: int
    archive: bool
    form: FormState
    groups: list[Group]
    report: str


@router.post(PATH, dependencies=[allowed(Capability.WRITE)])
def take_files(
    request: Request,
    ws: WorkspaceDep,
    principal: PrincipalDep,
    today: TodayDep,
    uploads: UploadsDep,
    sent: SentFormDep,
) -> Response:
    """Shows what would happen; with `step=save` and what `held` names it is done, to the very same bytes."""
    if key := sent.fields.get("held"):
        return _go_on(request, ws, principal, uploads, key, sent)
    given = pasted(sent.fields.get("name", ""), sent.fields.get("text", ""))
    try:
        files = _renamed(sent.files, given.name)
        if files and given.text.strip():
            raise InvalidInput("both were given", [FieldFault("file", "give files or a text, one after the other")])
        if not files or (len(files) == 1 and files[0].kind is UploadKind.DOCUMENT):
            if files:
                given = Given(files[0].name, "", files[0].data, uploaded=True)
            return understood_page(request, ws, given, today)
        return _preview(request, ws, principal, uploads, files)
    except AftercareError as error:
        typed = pasted(sent.fields.get("name", ""), sent.fields.get("text", ""))
        return refused_page(request, typed, error, "file" if sent.files else "text")


def _go_on(
    request: Request, ws: WorkspaceDep, principal: PrincipalDep, uploads: Uploads, key: str, sent: SentForm
) -> Response:
    """Another name is another rehearsal; what is taken in is what was shown."""
    try:
        files = uploads.find(principal, key)
    except Gone as error:
        return refused_page(request, pasted("", ""), error, "file")
    if sent.fields.get("step") != "save":
        uploads.drop(key)
        return _preview(request, ws, principal, uploads, _renamed(files, sent.fields.get("name", "")))
    try:
        with uploads.work():
            results = import_uploads(ws, principal, files, _DOOR)
    except Unavailable as error:
        return _unfinished(request, key, files, error)
    uploads.drop(key)
    return render(request, _page("What was imported", "", files, results))


def _preview(
    request: Request, ws: WorkspaceDep, principal: PrincipalDep, uploads: Uploads, files: Sequence[Upload]
) -> Response:
    """Where others are at it just now the files are kept, and one may try again. Raises why all is refused."""
    key = uploads.keep(principal, files)
    try:
        with uploads.work():
            results = rehearse_uploads(ws, principal, files, _DOOR)
    except Unavailable as error:
        return _unfinished(request, key, files, error)
    if refusal := whole_refusal(files, results):
        uploads.drop(key)
        raise refusal
    return render(request, _page("What would be imported", key, files, results))


def _unfinished(request: Request, key: str, files: Sequence[Upload], error: AftercareError) -> Response:
    page = replace(_page("Not yet", key, files, []), form=FormState(_values(files), message=str(error)))
    return render(request, page, status_of(error))


def _renamed(files: Sequence[Upload], name: str) -> list[Upload]:
    """What one file is known by can be chosen; how it is read is said by the name that it came with."""
    chosen = clean_name(name)
    if len(files) == 1 and chosen and files[0].kind is not UploadKind.FEED:
        return [replace(files[0], name=chosen)]
    return list(files)


def _values(files: Sequence[Upload]) -> dict[str, str]:
    return {"name": files[0].name if len(files) == 1 else ""}


def _page(title: str, held: str, files: Sequence[Upload], results: Sequence[Result]) -> FilesPage:
    archive = len(files) == 1 and files[0].kind is UploadKind.ARCHIVE
    return FilesPage(
        title=title,
        section="Import",
        held=held,
        files=[f.name for f in files],
        size=sum(len(f.data) for f in files),
        archive=archive,
        form=FormState(_values(files)),
        groups=_groups(results),
        report=f"{files[0].name}/" if archive else "",
    )


def _groups(results: Sequence[Result]) -> list[Group]:
    counts = Counter(map(outcome_word, results))
    return [
        Group(name, *_OUTCOMES[name], counts[name], [_told(r) for r in results if outcome_word(r) == name][:_SHOWN])
        for name in _OUTCOMES
        if counts[name]
    ]


def _told(result: Result) -> Told:
    if isinstance(result, Failed):
        return Told(result.path, str(result.error), "", [], [], [], [], 0)
    imported, foretold = imported_of(result), result if isinstance(result, Foretold) else None
    lines = _lines(imported.report, foretold.doubtful if foretold else [])
    return Told(
        imported.document.path,
        "",
        imported.moved_from or "",
        imported.postmortems,
        foretold.posts if foretold else [],
        foretold.differences if foretold else [],
        lines[:_LINES],
        max(0, len(lines) - _LINES),
    )


def _lines(report: Sequence[dict[str, Any]], doubtful: Sequence[Doubtful]) -> list[Line]:
    """As `import --report` prints them."""
    diagnostics = (Line(d["line"], d["code"], d["message"]) for part in report for d in part["diagnostics"])
    unplaced = (Line(u["line"], "unplaced", u["text"][:160]) for part in report for u in part["unplaced"])
    unsure = (Line(d.line, "doubtful", f"{d.fact.kind} “{d.text[:160]}”") for d in doubtful)
    return sorted(chain(diagnostics, unplaced, unsure), key=lambda found: found.line)
