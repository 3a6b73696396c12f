"""Lists on the terminal: a table for people, tab-separated lines for programs."""

from collections.abc import Sequence

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.cli.plain import one_line


def print_rows(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """On a terminal a table that fits it; elsewhere a line a row, nothing cut, the heads first."""
    console = Console(highlight=False)
    if not console.is_terminal:
        for row in [heads, *rows]:
            typer.echo("\t".join(one_line(cell) for cell in row))
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        table.add_column(head)
    for row in rows:
        table.add_row(*(Text(one_line(cell)) for cell in row))
    console.print(table)
