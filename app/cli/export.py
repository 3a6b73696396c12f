"""`export`: postmortems and action items as files."""

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from app.cli.opening import acting, opened
from app.cli.plain import as_json, lines, one_line
from app.domain.capabilities import Capability
from app.domain.errors import Unavailable
from app.domain.principal import Principal
from app.domain.vocabulary import PostmortemKind
from app.store.action_items import ActionFilter
from app.store.engine import reading
from app.store.paging import LIMIT_MAX
from app.store.postmortems import PostmortemFilter, find_postmortem, list_postmortems
from app.store.tables import Postmortem
from app.usecases.exporting import actions_csv, every_action
from app.usecases.folders import suffix_of
from app.usecases.left_out import LeftOut
from app.usecases.records_out import postmortem_record
from app.usecases.written_back import export_document, export_post


class Format(StrEnum):
    MARKDOWN = "markdown"
    JSON = "json"
    CSV = "csv"


def export(
    slug: Annotated[
        str | None, typer.Argument(metavar="SLUG", help="One postmortem, by its address; all without it.")
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help="markdown and json: postmortems; csv: their action items.")
    ] = Format.MARKDOWN,
    output: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="A file; for the Markdown of all a folder. Without it: standard output."),
    ] = None,
    document: Annotated[
        bool, typer.Option("--document", help="With SLUG: the whole file that it stands in, other posts too.")
    ] = False,
) -> None:
    """Write postmortems out: as documents, the whole record as JSON, or the action items as CSV.

    A document goes out byte for byte as it came in, but for the lines of what was changed here: states, owners
    and due dates of its action items, and corrections, are written into them. Importing it again changes nothing.
    What has no place in the text is named on standard error.

    In CSV a cell that a spreadsheet would take for a formula starts with an apostrophe.

    \b
    Examples:
      python -m app export --output backup
      python -m app export orders-fail-for-an-hour --document --output orders.md
      python -m app export --format csv --output actions.csv
      python -m app export orders-fail-for-an-hour --format json
    """
    if format_ is Format.MARKDOWN and slug is None and output is None:
        raise typer.BadParameter("name a folder for the Markdown of all postmortems", param_hint="--output")
    if document and (slug is None or format_ is not Format.MARKDOWN):
        raise typer.BadParameter("name one postmortem, as Markdown", param_hint="--document")
    with opened() as runtime, reading(runtime.engine) as session:
        who = acting(runtime, Capability.READ)
        if format_ is Format.MARKDOWN and slug is None and output is not None:
            _write_folder(session, who, output)
        elif format_ is Format.MARKDOWN and slug is not None:
            found = find_postmortem(session, who, slug)
            exported = (export_document if document else export_post)(session, who, found)
            _write(exported.data, output, exported.encoding)
            _tell_left_out(exported.left)
        else:
            _write(_text(session, who, slug, format_, runtime.now().date()).encode(), output)


def _text(session: Session, who: Principal, slug: str | None, format_: Format, today: date) -> str:
    found = find_postmortem(session, who, slug) if slug else None
    if format_ is Format.CSV:
        where = ActionFilter(postmortem=(found.slug,) if found else ())
        return actions_csv(every_action(session, who, where))
    wanted = [found] if found else _all(session, who)
    records = [postmortem_record(session, who, p, today) for p in wanted]
    return as_json(records[0] if found else records) + "\n"


def _all(session: Session, who: Principal) -> Iterator[Postmortem]:
    """Every listed postmortem, notices too, the newest first."""
    everything, cursor = PostmortemFilter(kind=tuple(PostmortemKind)), None
    while True:
        page = list_postmortems(session, who, everything, cursor=cursor, limit=LIMIT_MAX)
        yield from (row.postmortem for row in page.items)
        cursor = page.next
        if cursor is None:
            return


def _write_folder(session: Session, who: Principal, folder: Path) -> None:
    """A file for each postmortem, named by its address, with the ending that says how it is read."""
    written, left = 0, list[LeftOut]()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for postmortem in _all(session, who):
            exported = export_post(session, who, postmortem)
            (folder / (postmortem.slug + suffix_of(exported.path))).write_bytes(exported.data)
            left += exported.left
            written += 1
    except OSError as exc:
        raise Unavailable(f"{exc.filename}: {exc.strerror}") from exc
    typer.echo(f"{written} files in {folder}", err=True)
    _tell_left_out(left)


def _tell_left_out(left: Sequence[LeftOut]) -> None:
    """What was decided here and stands in no document, on standard error."""
    for one in left:
        typer.echo(one_line(f"{one.postmortem}: {one}"), err=True)


def _write(data: bytes, output: Path | None, encoding: str = "utf-8") -> None:
    """To the file byte for byte; on a terminal without what the terminal would obey."""
    if output is None:
        typer.echo(lines(data.decode(encoding)) if sys.stdout.isatty() else data, nl=False)
        return
    try:
        output.write_bytes(data)
    except OSError as exc:
        raise Unavailable(f"{exc.filename}: {exc.strerror}") from exc
