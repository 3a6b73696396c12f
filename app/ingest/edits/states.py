"""Where a line says already how far the work is: a tick, a word, a struck line. There it is said anew."""

import re
from collections.abc import Callable, Iterator

Change = Callable[[str], str | None]

_BOX = re.compile(r"^([\s>]*(?:(?:[*+•·▪◦‣-]|\d{1,9}[.)])\s+)+)\[([ xX])\](?=\s|$)")
_WORD = re.compile(
    r"(?<=[(\[])(?P<inner>done|completed?|fixed|merged|in progress|ongoing|todo|wip|won't do|wontfix)(?=[)\]])"
    r"|\b(?P<word>DONE|FIXED|COMPLETED?|MERGED|CLOSED|TODO|TBD|OPEN|WIP|IN PROGRESS|ONGOING|WONTFIX|WON'T DO)\b",
    re.IGNORECASE,
)
_TICK = re.compile(r"(?:[✅☑✔🟢❌✖]\ufe0f?|:(?:white_check_mark|heavy_check_mark|ballot_box_with_check|check):)\s*")
_STRUCK = re.compile(r"~~(?=\S)([^~]{1,4000})~~")
_STRUCK_HTML = re.compile(r"</?(?:s|del)>", re.IGNORECASE)

#: What a word in capitals becomes; and one in brackets, or in a table's cell.
_WORDS = {"done": "DONE", "open": "TODO", "in_progress": "WIP", "wont_do": "WONTFIX"}
_INNER = {"done": "done", "open": "todo", "in_progress": "in progress", "wont_do": "won't do"}
CELLS = {"done": "done", "open": "open", "in_progress": "in progress", "blocked": "blocked", "wont_do": "won't do"}
#: The nearest that a mark can say of a status that only the suffix knows.
NEAREST = {"verified": "done", "proposed": "open", "superseded": "wont_do"}


def marks(status: str) -> Iterator[tuple[Change, bool]]:
    """Changes of a line to this status, the plainest first; True beside one that says it whole."""
    near = NEAREST.get(status, status)
    yield (lambda line: ticked(line, near == "done")), status in ("done", "open")
    if near in _WORDS:
        yield (lambda line: _reworded(line, near)), near == status
    if near != "done":
        yield _unmarked, status == "open"


def ticked(line: str, done: bool) -> str | None:
    """The line with its box ticked or empty; None where it has no box, or has it so already."""
    match = _BOX.match(line)
    if match is None or (match[2] != " ") == done:
        return None
    return f"{match[1]}[{'x' if done else ' '}]{line[match.end() :]}"


def has_box(line: str) -> bool:
    return _BOX.match(line) is not None


def cell_word(old: str, status: str) -> str:
    """What a status column says, in the case of the word that stood there."""
    return _like(old, CELLS[NEAREST.get(status, status)])


def _like(old: str, word: str) -> str:
    """In the case of the old word; with a capital where that had no letters."""
    letters = [c for c in old if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return word.upper()
    return word if letters and letters[0].islower() else word.capitalize()


def _reworded(line: str, status: str) -> str | None:
    for match in _WORD.finditer(line):
        if match["inner"]:
            new = _INNER[status]
            new = _like(match["inner"], new)
        elif match["word"].isupper():
            new = _WORDS[status]
        else:
            continue
        return line[: match.start()] + new + line[match.end() :]
    return None


def _unmarked(line: str) -> str | None:
    """Without ticks, crosses and strokes."""
    new = _STRUCK_HTML.sub("", _STRUCK.sub(r"\1", _TICK.sub("", line)))
    return new if new != line else None
