"""Tasks as iCalendar (RFC 5545): one component, written and never read, with text that holds anything."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

#: What a value of type TEXT cannot hold (RFC 5545, 3.3.11): control characters but the line feed that is escaped.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\t": " "}
_OCTETS = 75  # of a line without its end, 3.1


@dataclass(frozen=True, slots=True)
class Todo:
    """`status` and `priority` (1 to 9, 0 for none) in the words of the standard; `due` is a day without a time."""

    uid: str
    summary: str
    description: str
    url: str
    status: str
    priority: int
    created: datetime
    changed: datetime
    sequence: int
    due: date | None = None
    completed: datetime | None = None
    categories: tuple[str, ...] = ()


def calendar(name: str, todos: Iterable[Todo]) -> bytes:
    """A whole calendar. The same tasks always give the same bytes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Aftercare//Action items//EN", f"NAME:{_text(name)}"]
    lines += [f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]
    for todo in todos:
        lines += _lines(todo)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _lines(todo: Todo) -> Iterator[str]:
    yield "BEGIN:VTODO"
    yield f"UID:{_text(todo.uid)}"
    yield f"DTSTAMP:{_utc(todo.changed)}"
    yield f"CREATED:{_utc(todo.created)}"
    yield f"LAST-MODIFIED:{_utc(todo.changed)}"
    yield f"SEQUENCE:{todo.sequence}"
    yield f"SUMMARY:{_text(todo.summary)}"
    if todo.description:
        yield f"DESCRIPTION:{_text(todo.description)}"
    yield f"URL:{_CONTROLS.sub('', todo.url)}"
    yield f"STATUS:{todo.status}"
    if todo.priority:
        yield f"PRIORITY:{todo.priority}"
    if todo.due:
        yield f"DUE;VALUE=DATE:{todo.due:%Y%m%d}"
    if todo.completed:
        yield f"COMPLETED:{_utc(todo.completed)}"
    if todo.categories:
        yield f"CATEGORIES:{','.join(map(_text, todo.categories))}"
    yield "END:VTODO"


def _text(value: str) -> str:
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_ESCAPED.get(c, c) for c in _CONTROLS.sub("", plain))


def _utc(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _folded(line: str) -> bytes:
    """The line and its end; what is too long goes on in the next, behind a space, never within a character."""
    out, width = bytearray(), 0
    for character in line:
        octets = character.encode("utf-8", "replace")
        if width + len(octets) > _OCTETS:
            out += b"\r\n "
            width = 1
        out += octets
        width += len(octets)
    return bytes(out) + b"\r\n"
