"""`extract`: what would be read out of files, stored nowhere."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.plain import as_json, one_line
from app.domain.errors import AftercareError, TooLarge
from app.ingest.bounds import DOCUMENT_BYTES
from app.ingest.clock.zones import settle
from app.ingest.decoding import decode
from app.ingest.parser import parse_document

ZonesOption = Annotated[
    str,
    typer.Option(
        "--zones",
        envvar="AFTERCARE_ZONES",
        help="What ambiguous zones mean: IST=Asia/Kolkata,CST=-06:00.",
        show_default=False,
    ),
]


def extract(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="Markdown, HTML or plain text.", show_default=False)
    ],
    zones: ZonesOption = "",
) -> None:
    """Print one JSON array: an object for each post found in the files, in order.

    A file that cannot be read is named on standard error and the exit status is 1; the rest is still printed.

    \b
    Example:
      python -m app extract postmortems/2021-log4shell.md
    """
    settle_zones(zones)
    posts: list[dict[str, Any]] = []
    failed = False
    for name in files:
        try:
            posts += [post.as_dict() for post in parse_document(text_of(name), name)]
        except (AftercareError, OSError) as exc:
            failed = True
            typer.echo(one_line(f"{name}: {reason_of(exc)}"), err=True)
    typer.echo(as_json(posts))
    if failed:
        raise typer.Exit(1)


def settle_zones(choices: str) -> None:
    """Ends the command with status 2 where the choices cannot be read."""
    try:
        settle(choices)
    except ValueError as exc:
        typer.echo(one_line(f"aftercare: AFTERCARE_ZONES: {exc}"), err=True)
        raise typer.Exit(2) from exc


def text_of(name: str) -> str:
    """The text of a file. Raises TooLarge, OSError, and UnreadableDocument for what is not text."""
    with Path(name).open("rb") as file:
        data = file.read(DOCUMENT_BYTES + 1)
    if len(data) > DOCUMENT_BYTES:
        raise TooLarge(f"over {DOCUMENT_BYTES // 1024:,} KiB")
    return decode(data)[0]


def reason_of(exc: Exception) -> str:
    """Why a file could not be read, without its name."""
    return (exc.strerror or str(exc)) if isinstance(exc, OSError) else str(exc)
