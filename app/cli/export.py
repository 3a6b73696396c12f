"""`export`: postmortems and action items as files."""

import sys
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from app.cli.opening import acting, opened
from app.cli.plain import as_json, lines
from app.domain.capabilities import Capability
from app.domain.errors import Unavailable
from app.domain.principal import Principal
from app.domain.vocabulary import PostmortemKind
from app.store.action_items import ActionFilter
from app.store.engine import reading
from app.store.facts import head_text, own_lines
from app.store.paging import LIMIT_MAX
from app.store.postmortems import PostmortemFilter, document_of, find_postmortem, list_postmortems
from app.store.tables import Postmortem
from app.usecases.exporting import actions_csv, every_action
from app.usecases.folders import suffix_of
from app.usecases.records_out import postmortem_record


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
) -> None:
    """Write postmortems out: the text as it stands, the whole record as JSON, or the action items as CSV.

    In CSV a cell that a spreadsheet would take for a formula starts with an apostrophe.

    \b
    Examples:
      python -m app export --output backup
      python -m app export --format csv --output actions.csv
      python -m app export orders-fail-for-an-hour --format json
    """
    if format_ is Format.MARKDOWN and slug is None and output is None:
        raise typer.BadParameter("name a folder for the Markdown of all postmortems", param_hint="--output")
    with opened() as runtime, reading(runtime.engine) as session:
        who = acting(runtime, Capability.READ)
        if format_ is Format.MARKDOWN and slug is None and output is not None:
            _write_folder(session, who, output)
        else:
            _write(_text(session, who, slug, format_, runtime.now().date()), output)


def _text(session: Session, who: Principal, slug: str | None, format_: Format, today: date) -> str:
    found = find_postmortem(session, who, slug) if slug else None
    if format_ is Format.CSV:
        where = ActionFilter(postmortem=(found.slug,) if found else ())
        return actions_csv(every_action(session, who, where))
    if format_ is Format.JSON:
        wanted = [found] if found else _all(session, who)
        records = [postmortem_record(session, who, p, today) for p in wanted]
        return as_json(records[0] if found else records) + "\n"
    return _own(session, found) if found else ""


def _all(session: Session, who: Principal) -> Iterator[Postmortem]:
    """Every listed postmortem, notices too, the newest first."""
    everything, cursor = PostmortemFilter(kind=tuple(PostmortemKind)), None
    while True:
        page = list_postmortems(session, who, everything, cursor=cursor, limit=LIMIT_MAX)
        yield from (row.postmortem for row in page.items)
        cursor = page.next
        if cursor is None:
            return


def _own(session: Session, postmortem: Postmortem) -> str:
    return own_lines(head_text(session, postmortem), postmortem)


def _write_folder(session: Session, who: Principal, folder: Path) -> None:
    """A file for each postmortem, named by its address, with the ending that says how it is read."""
    written = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for postmortem in _all(session, who):
            name = postmortem.slug + suffix_of(document_of(session, postmortem).path)
            (folder / name).write_bytes(_own(session, postmortem).encode())
            written += 1
    except OSError as exc:
        raise Unavailable(f"{exc.filename}: {exc.strerror}") from exc
    typer.echo(f"{written} files in {folder}", err=True)


def _write(text: str, output: Path | None) -> None:
    """To the file byte for byte; on a terminal without what the terminal would obey."""
    if output is None:
        if sys.stdout.isatty():
            typer.echo(lines(text), nl=False)
        else:
            typer.echo(text.encode(), nl=False)
        return
    try:
        output.write_bytes(text.encode())
    except OSError as exc:
        raise Unavailable(f"{exc.filename}: {exc.strerror}") from exc
