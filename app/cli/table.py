"""Every command: its name, where it lives, its help. A new one is one line here.

Only the command that is asked for is imported, so that `extract` starts without the database and the server.
A target is a function, or a Typer of its own for a command with subcommands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from inspect import getdoc
from typing import Any

import typer


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    target: str  # "module:attribute"
    help: str


COMMANDS: tuple[Command, ...] = (
    Command("serve", "app.cli.serve:serve", "Serve the browser pages and the REST API."),
    Command("new", "app.cli.new:new", "Print a template for a postmortem to write."),
    Command("extract", "app.cli.extract:extract", "Print what is read out of postmortem files, as JSON."),
    Command("lint", "app.cli.lint:lint", "Say what a reviewer of postmortem files would."),
    Command("import", "app.cli.import_paths:import_paths", "Take files and folders of postmortems in."),
    Command("duplicates", "app.cli.duplicates:duplicates", "Postmortems that look like one: merge or tell apart."),
    Command("gaps", "app.cli.gaps:gaps", "List causes that no action answers."),
    Command("preventable", "app.cli.preventable:preventable", "Say what might have spared an incident."),
    Command("search", "app.cli.search:search", "Find postmortems."),
    Command("actions", "app.cli.actions:actions", "List, show and move action items."),
    Command("export", "app.cli.export:export", "Write postmortems or action items out."),
    Command("remind", "app.cli.remind:remind", "Tell people of action items that are due."),
    Command("audit-log", "app.cli.audit_log:audit_log", "Prove that the history of action items is what it was."),
    Command("users", "app.cli.users:users", "Add, list and change accounts."),
    Command("check-links", "app.cli.check_links:check_links_command", "Visit the sources that postmortems name."),
    Command("reindex", "app.cli.reindex:reindex", "Make the search index anew from the database."),
    Command("doctor", "app.cli.doctor:doctor", "Say what is wrong and how to mend it."),
)


def build(arguments: Sequence[str]) -> typer.Typer:
    """The application, with the command that these arguments name loaded and the others listed."""
    app = typer.Typer(
        name="aftercare",
        help="Aftercare: incident postmortems, and every action item until it is really closed.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_several)
    wanted = next((a for a in arguments if not a.startswith("-")), None)
    for command in COMMANDS:
        target = _load(command) if command.name == wanted else _listed
        if isinstance(target, typer.Typer):
            app.add_typer(target, name=command.name, short_help=command.help)
        else:
            app.command(command.name, help=_flowing(target), short_help=command.help)(target)
    return app


def _load(command: Command) -> Callable[..., Any] | typer.Typer:
    module, attribute = command.target.split(":")
    target: Callable[..., Any] | typer.Typer = getattr(import_module(module), attribute)
    return target


def _flowing(target: Callable[..., Any]) -> str:
    """The docstring with each paragraph in one line, for the terminal to break; those after \\b stay so."""
    paragraphs = (getdoc(target) or "").split("\n\n")
    return "\n\n".join(p if p.startswith("\b") else p.replace("\n", " ") for p in paragraphs)


def _several() -> None:
    """Without a callback Typer runs a lone command without its name."""


def _listed() -> None:
    """Stands in the list of commands for one that was not asked for."""
