"""Commands run as a person runs them: in this process, or in one of their own."""

import logging
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import structlog
from typer.testing import CliRunner

from app.cli.table import build

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str


def call(*arguments: str) -> Answer:
    """The command in this process; what it raises against its promise is raised here."""
    root, level = logging.getLogger(), logging.getLogger().level
    handlers = list(root.handlers)
    signals = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        result = CliRunner().invoke(build(arguments), list(arguments), prog_name="python -m app")
    finally:
        for number, handler in signals.items():
            signal.signal(number, handler)
        # The command's logs went to its own standard error, which is closed now.
        structlog.reset_defaults()
        root.handlers[:] = handlers
        root.setLevel(level)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Answer(result.exit_code, result.stdout, result.stderr)


def run(*arguments: str | bytes, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m app …` in a process of its own, with these settings besides those of this one."""
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
