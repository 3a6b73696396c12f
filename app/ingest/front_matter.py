"""The fenced head of a document: YAML between `---` lines or TOML between `+++` lines.

YAML is read from libyaml's event stream, so that anchors, aliases and tags are refused before anything is built,
and every scalar stays the text it was (`10:02` is no number, `no` is no boolean: events carry no types). Values
are strings, lists and mappings of such.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from app.domain.errors import UnreadableDocument
from app.ingest.bounds import FRONT_MATTER_BYTES, FRONT_MATTER_DEPTH, FRONT_MATTER_KEYS

Value: TypeAlias = "str | list[Value] | dict[str, Value]"

_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_TOP_KEY = re.compile(r"([A-Za-z_][\w -]{0,60}?)[ \t]*:(?:[ \t]+(.*))?$")
_NO_TEXT = re.compile("[\\0\ud800-\udfff]")
#: Ends of lines to YAML 1.1, which libyaml reads, and to nobody else.
_OLD_BREAKS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))
_TOML_LINE = re.compile(r"line (\d+)")


@dataclass(slots=True)
class FrontMatter:
    """`values` by lower-case key, `lines` where each top-level key stands, `faults` what was mended (line, why)."""

    values: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)
    end_line: int = 0

    def text(self, *keys: str) -> str | None:
        """The first of these keys that holds a non-empty string."""
        for key in keys:
            value = self.values.get(key)
            if isinstance(value, str) and value.strip():
                return value.strip()
        return None

    def texts(self, *keys: str) -> list[str]:
        """Strings under these keys: a list's, or a scalar split at commas."""
        out: list[str] = []
        for key in keys:
            value = self.values.get(key)
            if isinstance(value, str):
                out += [part.strip() for part in value.split(",")]
            elif isinstance(value, list):
                out += [v.strip() if isinstance(v, str) else _name_of(v) for v in value]
        return list(dict.fromkeys(v for v in out if v))

    @property
    def is_issue(self) -> bool:
        """A status page's issue, as its generators write them: `section: issue`, `resolvedWhen: …`."""
        return self.text("section") == "issue" or self.text("resolvedwhen", "resolved_on") is not None

    def line(self, *keys: str) -> int:
        return next((self.lines[k] for k in keys if k in self.lines), 1)


def read_front_matter(lines: list[str]) -> FrontMatter:
    """The head of the document; empty (end_line 0) where there is none.

    Raises UnreadableDocument (with the line) over a bound, on anchors, aliases and tags, and where it cannot be
    read at all.
    """
    fence = lines[0].rstrip() if lines else ""
    if fence not in _FENCES:
        return FrontMatter()
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in _FENCES[fence]), 0)
    body = "\n".join(lines[1:end])
    if not end or (fence == "---" and not _TOP_KEY_ANYWHERE.search(body)):
        return FrontMatter()
    if len(body.encode("utf-8", "surrogatepass")) > FRONT_MATTER_BYTES:
        raise UnreadableDocument(end, f"the front matter is over {FRONT_MATTER_BYTES // 1024} KiB")
    matter = _toml(body) if fence == "+++" else _yaml(body)
    matter.end_line = end + 1
    return matter


_TOP_KEY_ANYWHERE = re.compile(r"^[\"']?[A-Za-z_][^\n:]{0,60}:(?:\s|$)", re.MULTILINE)


def _name_of(value: Value) -> str:
    if isinstance(value, dict):
        found = value.get("name") or value.get("title") or ""
        return found if isinstance(found, str) else ""
    return ""


def _yaml(body: str) -> FrontMatter:
    matter = FrontMatter()
    try:
        _Builder(matter, yaml.parse(body.translate(_OLD_BREAKS), Loader=yaml.CBaseLoader)).document()
    except UnreadableDocument:
        raise
    except (yaml.YAMLError, ValueError, RecursionError) as exc:
        return _lenient(body, min(_yaml_line(exc), body.count("\n") + 2))
    return matter


def _yaml_line(exc: Exception) -> int:
    mark = getattr(exc, "problem_mark", None) or getattr(exc, "context_mark", None)
    return int(mark.line) + 2 if mark is not None else 1


def _lenient(body: str, line: int) -> FrontMatter:
    """Top-level `key: value` lines alone, for heads that are not valid YAML (`authors: @name` is common)."""
    matter = FrontMatter(faults=[(line, "not valid YAML: only its plain `key: value` lines were read")])
    for number, text in enumerate(body.split("\n"), 2):
        match = _TOP_KEY.match(text)
        if match and len(matter.values) < FRONT_MATTER_KEYS:
            key = match[1].strip().lower()
            matter.values[key] = (match[2] or "").strip().strip("\"'")
            matter.lines[key] = number
    if not matter.values:
        raise UnreadableDocument(line, "the front matter cannot be read as YAML")
    return matter


class _Builder:
    """Plain values from YAML events, within the bounds."""

    def __init__(self, matter: FrontMatter, events: Iterator[Event]) -> None:
        self.matter, self.events, self.keys = matter, events, 0

    def document(self) -> None:
        for event in self.events:
            if isinstance(event, MappingStartEvent):
                self.matter.values = self._mapping(event, 1)
                return
            if isinstance(event, (ScalarEvent, SequenceStartEvent, AliasEvent)):
                raise UnreadableDocument(_line(event), "the front matter is not a mapping of keys to values")

    def _mapping(self, start: Event, depth: int) -> dict[str, Value]:
        self._check(start, depth)
        out: dict[str, Value] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            self.keys += 1
            key = str(event.value).strip().lower() if isinstance(event, ScalarEvent) else ""
            self._value(event, depth) if not key else self._check(event, depth)
            line, value = _line(event), self._value(next(self.events), depth)
            if key:
                out[key] = value
                if depth == 1:
                    self.matter.lines[key] = line
        return out

    def _sequence(self, start: Event, depth: int) -> list[Value]:
        self._check(start, depth)
        out: list[Value] = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            self.keys += 1
            out.append(self._value(event, depth))
        return out

    def _value(self, event: Event, depth: int) -> Value:
        self._check(event, depth)
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, depth + 1)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(event, depth + 1)
        value = _text(event.value) if isinstance(event, ScalarEvent) else ""
        return "" if isinstance(event, ScalarEvent) and not event.style and value in ("~", "null") else value

    def _check(self, event: Event, depth: int) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise UnreadableDocument(_line(event), "anchors and aliases are not read in front matter")
        if getattr(event, "tag", None) is not None:
            raise UnreadableDocument(_line(event), "tags are not read in front matter")
        if depth > FRONT_MATTER_DEPTH:
            raise UnreadableDocument(_line(event), f"the front matter is nested over {FRONT_MATTER_DEPTH} deep")
        if self.keys > FRONT_MATTER_KEYS:
            raise UnreadableDocument(_line(event), f"the front matter has over {FRONT_MATTER_KEYS} entries")


def _text(value: Any) -> str:
    """Escapes can spell what no text holds (NUL, half a surrogate pair): shown as a replacement character."""
    return _NO_TEXT.sub("\ufffd", str(value))


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 2


def _toml(body: str) -> FrontMatter:
    try:
        raw = tomllib.loads(body)
    except (tomllib.TOMLDecodeError, ValueError) as exc:
        match = _TOML_LINE.search(str(exc))
        raise UnreadableDocument(int(match[1]) + 1 if match else 1, "the front matter is not valid TOML") from exc
    except RecursionError as exc:
        raise UnreadableDocument(1, f"the front matter is nested over {FRONT_MATTER_DEPTH} deep") from exc
    matter = FrontMatter()
    count = [0]
    matter.values = {str(k).lower(): _plain(v, 1, count) for k, v in raw.items()}
    for number, line in enumerate(body.split("\n"), 2):
        key = line.split("=", 1)[0].strip(" []\"'\t").lower()
        if key in matter.values:
            matter.lines.setdefault(key, number)
    return matter


def _plain(value: Any, depth: int, count: list[int]) -> Value:
    count[0] += 1
    if depth > FRONT_MATTER_DEPTH or count[0] > FRONT_MATTER_KEYS:
        raise UnreadableDocument(
            1, f"the front matter is over {FRONT_MATTER_KEYS} entries or {FRONT_MATTER_DEPTH} deep"
        )
    if isinstance(value, dict):
        return {str(k).lower(): _plain(v, depth + 1, count) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v, depth + 1, count) for v in value]
    return str(value).lower() if isinstance(value, bool) else _text(value)
