"""The ways in which a corrected event, cause or field of the head can be written: in the place of what it says."""

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from app.domain.moment import Moment
from app.ingest.edits.action_ways import Lines, Way
from app.ingest.edits.edit import Edit
from app.ingest.edits.escaping import escaped
from app.ingest.edits.source import Source
from app.ingest.facts import ParsedEvent, ParsedPost

_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)")
_DATE = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
_NUMBER = re.compile(r"[0-5](?!\d)")
_FIELD = re.compile(r"^([\"']?[A-Za-z_][\w -]{0,60}[\"']?[ \t]{0,9}[:=][ \t]{0,9})(.*)$")
_PLAIN_YAML = re.compile(r"[A-Za-z][\w /.-]{0,200}")
#: Keys of the front matter under which a field stands.
_KEYS = {
    "title": ("title", "incident_title", "name", "subject", "headline"),
    "severity": ("severity", "sev", "max_severity", "incident_severity", "priority"),
    "kind": ("kind", "type"),
    "services": ("services", "service", "affected_services"),
    "started_at": ("started_at", "start", "start_time", "started", "began", "date"),
    "detected_at": ("detected_at", "detected", "time_detected"),
    "mitigated_at": ("mitigated_at", "mitigated"),
    "resolved_at": ("resolved_at", "resolved", "end", "end_time", "ended", "recovered"),
}
_OWN_LINES = 60  # of a post's begin, where its head may stand in words


def fact_ways(source: Source, edit: Edit, fact: Any) -> Iterator[Way]:
    """One field after the other: an edit of several is taken apart where they do not fit one way."""
    if len(edit.values) != 1:
        return
    [(name, value)] = edit.values.items()
    if isinstance(fact, ParsedPost):
        yield from _head_ways(source, name, getattr(fact, name), value, fact)
    elif name == "text":
        yield partial(_replace, fact.line - 1, fact.text, escaped(str(value), source))
    elif isinstance(fact, ParsedEvent) and name in ("at", "end") and fact.raw and value:
        for new in _times(fact.raw, Moment.parse(value), second=name == "end" and fact.end is not None):
            yield partial(_replace, fact.line - 1, fact.raw, new)


def _replace(at: int, old: str, new: str | None, lines: Lines) -> dict[int, str] | None:
    """The first place of the old words; None where they do not stand in the line."""
    if not new or not old or not 0 <= at < len(lines) or old not in lines[at]:
        return None
    return {at: lines[at].replace(old, new, 1)}


def _times(raw: str, moment: Moment, second: bool = False) -> Iterator[str]:
    """The time in the form in which the other one was written, then in ever plainer ones."""
    clock = f"{moment.hour:02d}:{moment.minute:02d}" if moment.hour is not None else ""
    day = moment.local.split("T")[0]
    clocks = list(_CLOCK.finditer(raw))
    if clock and clocks:
        place = clocks[-1 if second else 0]
        shaped = raw[: place.start()] + clock + raw[place.end() :]
        yield shaped
        yield _DATE.sub(day, shaped, count=1)
    elif not clock and day and _DATE.search(raw):
        yield _DATE.sub(day, raw, count=1)
    if not second:
        zone = str(moment)[len(moment.local) :].replace("Z", " UTC")
        yield f"{day} {clock}{zone}".strip()
        yield str(moment)


def _head_ways(source: Source, name: str, old: Any, value: Any, post: ParsedPost) -> Iterator[Way]:
    if value is None:
        return
    if post.line == 1:
        for key in _KEYS.get(name, ()):
            if key in source.head.lines:
                for new in _head_values(source, key, name, value):
                    yield partial(_assign, source.head.lines[key] - 1, new)
    if name == "title":
        words = escaped(str(value), source)
        for at in range(post.line - 1, min(post.line - 1 + _OWN_LINES, post.end_line)):
            yield partial(_replace, at, str(old), words)
    elif name == "severity" and post.severity_raw:
        raw = post.severity_raw
        new = _NUMBER.sub(str(value)[-1], raw, count=1) if _NUMBER.search(raw) else str(value).upper()
        for at in range(post.line - 1, min(post.line - 1 + _OWN_LINES, post.end_line)):
            if re.search(r"severity|sev\b|priority|impact level", source.bodies[at], re.IGNORECASE):
                yield partial(_replace, at, raw, new)


def _head_values(source: Source, key: str, name: str, value: Any) -> Iterator[str]:
    """The value as YAML or TOML writes it, first in the form in which the other one stood."""
    toml = source.bodies[0].startswith("+++")
    if isinstance(value, list):
        yield json.dumps(value, ensure_ascii=False) if toml else f"[{', '.join(map(_scalar, value))}]"
        return
    stood = source.head.text(key) or ""
    if name.endswith("_at"):
        for time in _times(stood, Moment.parse(value)):
            yield json.dumps(time) if toml else time
            if not toml:
                yield json.dumps(time)
        return
    words = str(value)
    if name == "severity":
        words = _NUMBER.sub(words[-1], stood, count=1) if _NUMBER.search(stood) else words
    yield json.dumps(words, ensure_ascii=False) if toml else _scalar(words)


def _scalar(words: str) -> str:
    plain = _PLAIN_YAML.fullmatch(words) and words.lower() not in ("null", "true", "false", "yes", "no")
    return words if plain else json.dumps(words, ensure_ascii=False)


def _assign(at: int, new: str, lines: Lines) -> dict[int, str] | None:
    """The line `key: value` with another value, where the whole value stands in it."""
    match = _FIELD.match(lines[at])
    if match is None or not match[2].strip() or match[2].lstrip()[:1] in "|>{&*":
        return None
    return {at: match[1] + new}
