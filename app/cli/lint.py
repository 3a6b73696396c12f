"""`lint`: what a reviewer would say, before one has to."""

from enum import StrEnum
from typing import Annotated

import typer

from app.cli.extract import ZonesOption, reason_of, settle_zones, text_of
from app.cli.plain import as_json, one_line
from app.domain.errors import AftercareError
from app.ingest.lint import Finding
from app.ingest.lint import lint as findings_of


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def lint(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="Markdown, HTML or plain text.", show_default=False)
    ],
    format_: Annotated[
        Format, typer.Option("--format", help="github: annotations for a pull request.")
    ] = Format.TEXT,
    zones: ZonesOption = "",
) -> None:
    """Say what a reviewer would: what is missing, cannot be checked, blames, or must not be published.

    The rules and their reasons are in docs/lint.md. The exit status is 1 where anything was found, 2 where a file
    could not be read.

    \b
    Example:
      python -m app lint --format github postmortems/*.md
    """
    settle_zones(zones)
    found: list[tuple[str, Finding]] = []
    unread = False
    for name in files:
        try:
            found += [(name, finding) for finding in findings_of(text_of(name), name)]
        except (AftercareError, OSError) as exc:
            unread = True
            typer.echo(one_line(f"{name}: {reason_of(exc)}"), err=True)
    if format_ is Format.JSON:
        typer.echo(as_json([_as_dict(name, finding) for name, finding in found]))
    else:
        for name, finding in found:
            typer.echo(_annotation(name, finding) if format_ is Format.GITHUB else _line(name, finding))
    if unread or found:
        raise typer.Exit(2 if unread else 1)


def _as_dict(name: str, finding: Finding) -> dict[str, object]:
    return {
        "source": name,
        "line": finding.line,
        "rule": finding.rule,
        "level": finding.level.value,
        "message": finding.message,
    }


def _line(name: str, finding: Finding) -> str:
    return one_line(f"{name}:{finding.line}: {finding.level}: {finding.message} [{finding.rule}]")


def _annotation(name: str, finding: Finding) -> str:
    """GitHub's workflow command; what would end or part it is escaped (actions/toolkit, `command.ts`)."""
    place = _escaped(name).replace(":", "%3A").replace(",", "%2C")
    message = _escaped(one_line(finding.message))
    return f"::{finding.level} file={place},line={finding.line},title={finding.rule}::{message}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
