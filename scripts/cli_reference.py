"""Print docs/cli.md: what `--help` says of every command. `python scripts/cli_reference.py > docs/cli.md`"""

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
for name in ("FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS"):  # Typer reads these when it is imported
    os.environ.pop(name, None)
os.environ.update(TERMINAL_WIDTH="100", NO_COLOR="1", TERM="dumb")

from typer import Typer  # noqa: E402
from typer.models import TyperInfo  # noqa: E402

from app.cli.table import COMMANDS, build  # noqa: E402

HEAD = """\
# The command line

Made by `python scripts/cli_reference.py > docs/cli.md` from what `--help` prints; a test compares the two.

`make install` puts Python into `.venv`: write `.venv/bin/python -m app …` where the virtual environment is not
activated. Settings come from the environment ([settings.md](settings.md)).

- Results go to standard output, everything said about them to standard error. Lists are tables on a terminal and
  tab-separated lines elsewhere; `--json` has them with the field names of the [REST API](api.md).
- Exit status: 0 done; 1 something asked for could not be done; 2 the command line, a setting or the database is at
  fault.
- What documents say is printed without the control characters in it, so that no document speaks to your terminal.
"""


def helps(*words: str) -> str:
    """What `--help` prints for a command, without spaces at the ends of its lines."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        build([*words, "--help"])([*words, "--help"], prog_name="python -m app")
    return "\n".join(line.rstrip() for line in out.getvalue().strip("\n").splitlines()).strip("\n")


def chapters() -> Iterator[str]:
    yield HEAD
    for command in COMMANDS:
        yield f"## {command.name}\n\n```text\n{helps(command.name)}\n```\n"
        for name in subcommands(command.name):
            yield f"### {command.name} {name}\n\n```text\n{helps(command.name, name)}\n```\n"
        for group in groups(command.name):
            yield f"### {command.name} {group.name}\n\n```text\n{helps(command.name, str(group.name))}\n```\n"
            for name in names(group.typer_instance):
                words = (command.name, str(group.name), "KEY", name)
                yield f"#### {' '.join(words)}\n\n```text\n{helps(*words)}\n```\n"


def subcommands(name: str) -> list[str]:
    return names(_typer(name))


def groups(name: str) -> list[TyperInfo]:
    """Subcommands that have subcommands of their own, behind what they are about."""
    found = _typer(name)
    return found.registered_groups if found else []


def names(inner: Typer | None) -> list[str]:
    return [str(c.name or getattr(c.callback, "__name__", "")) for c in inner.registered_commands] if inner else []


def _typer(name: str) -> Typer | None:
    return next((g.typer_instance for g in build([name]).registered_groups if g.name == name), None)


if __name__ == "__main__":
    sys.stdout.write("\n".join(chapters()))
