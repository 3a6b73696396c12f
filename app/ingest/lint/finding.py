"""What a reviewer would say, and the rules that say it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """`line` is a 1-based line of the file; `message` quotes no secret."""

    line: int
    rule: str
    level: Level
    message: str


def warning(line: int, rule: str, message: str) -> Finding:
    return Finding(line, rule, Level.WARNING, message)


def shown(text: str, most: int = 60) -> str:
    """A piece of the document, short enough to be recognised and no longer."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
