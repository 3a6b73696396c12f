"""The ways in which an action's new values can be written, those that look best first.

A way takes the lines as they are now and gives the new ones, by index, or None where it does not apply.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from app.ingest.actions.notation import Notation, behind_notation, cut_notation, spelled, written
from app.ingest.edits.cells import with_cell
from app.ingest.edits.edit import Edit
from app.ingest.edits.escaping import escaped
from app.ingest.edits.places import Row, row_of, words_of
from app.ingest.edits.rewording import reworded
from app.ingest.edits.source import Source
from app.ingest.edits.states import Change, cell_word, has_box, marks, ticked
from app.ingest.facts import ParsedAction

Lines = Sequence[str]
Way = Callable[[Lines], dict[int, str] | None]
_ADDRESS_CHARS = frozenset("-._~:/?#@!$&'+,;=%")


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is written where it stands already, field by field; everything else goes behind the text."""

    mark: Change | None
    whole: bool  # the mark says the status, no suffix need
    in_place: frozenset[str]
    behind: tuple[int, int]


def action_ways(source: Source, edit: Edit, action: ParsedAction) -> Iterator[Way]:
    row = row_of(source, action)
    if row is not None:
        for fields in _subsets(edit):
            yield partial(_write_row, source, edit, action, row, fields)
        return
    words = words_of(source, action)
    found: list[tuple[Change | None, bool]] = [(None, False)]
    if "status" in edit.values:
        found = [*marks(edit.values["status"]), (None, False)]
    for behind, fields, (mark, whole) in product(words.behind, _subsets(edit), found):
        yield partial(_write_words, source, edit, action, words.at, _Plan(mark, whole, fields, behind))


def _subsets(edit: Edit) -> list[frozenset[str]]:
    """Which fields may stand where they stood: all, none, or one of the two that are so most often."""
    known = frozenset(edit.values)
    tried = [known, known - {"owner"}, known - {"due"}, known & {"text", "priority", "kind", "team"}]
    return list(dict.fromkeys(tried))


def _write_words(
    source: Source, edit: Edit, action: ParsedAction, at: int, plan: _Plan, lines: Lines
) -> dict[int, str] | None:
    first = plan.mark(lines[at]) if plan.mark else lines[at]
    if first is None:
        return None
    rest = dict(edit.values)
    if plan.mark and plan.whole and not cut_notation(_head(lines, plan.behind)).status:
        del rest["status"]
    elif plan.mark is None and "status" in rest and has_box(first):
        first = ticked(first, rest["status"] in ("done", "verified")) or first
    changed = {at: first}
    for name in plan.in_place & {"owner", "due", "text", "tracker_url"}:
        new = _replaced(source, changed[at], name, action, rest[name]) if name in rest else None
        if new is not None:
            changed[at] = new
            del rest[name]
    if rest:
        line, to = plan.behind
        body = changed.get(line, lines[line])
        end = len(body) if to < 0 else to + len(body) - len(lines[line])
        end = behind_notation(body, end)
        head = _noted(source, edit, body[:end], rest)
        if head is None:
            return None
        changed[line] = head + body[end:]
    return changed


def _head(lines: Lines, behind: tuple[int, int]) -> str:
    line, to = behind
    return lines[line] if to < 0 else lines[line][:to]


def _replaced(source: Source, line: str, name: str, action: ParsedAction, value: object) -> str | None:
    """The line with the value in the place of the one that it states once, word for word."""
    if name == "text":
        return reworded(source, line, action.text, str(value))
    old = action.due_raw if name == "due" else getattr(action, name)
    new = _in_words(name, value)
    if not old or not new or line.count(old) != 1:
        return None
    if name == "owner":
        old, new = old.removeprefix("@"), new.removeprefix("@") if old.startswith("@") else new
    return line.replace(old, new)


def _in_words(name: str, value: object) -> str | None:
    if name == "owner":
        return next((n for v in value if (n := spelled(v))), None) if isinstance(value, tuple) else None
    return _address(value) if name == "tracker_url" else str(value) if value else None


def _address(value: object) -> str | None:
    """An address that needs no escape in any format."""
    text = str(value or "")
    return text if text.isascii() and all(c.isalnum() or c in _ADDRESS_CHARS for c in text) else None


def _noted(source: Source, edit: Edit, head: str, rest: dict[str, object]) -> str | None:
    """The words up to the place, with our own notation behind them; None for what it has no form for."""
    note = cut_notation(head)
    space = head[len(head.rstrip()) :]
    fields: dict[str, str | None] = {"key": edit.key}
    text = note.text
    for name, value in rest.items():
        if name == "owner":
            fields["owner"] = _in_words(name, value)
            if value and not fields["owner"]:
                return None
        elif name == "tracker_url" and (address := _address(value)):
            text += f' (<a href="{address}">ticket</a>)' if source.html else f" ([ticket]({address}))"
        elif name == "key":
            continue  # it is written beside every change
        elif name in ("status", "due"):
            fields[name] = str(value) if value else None
        elif value is not None or name == "tracker_url":
            return None
    new = replace(note, **fields)  # type: ignore[arg-type]
    return text + _safe(written(new), source) + new.stop + space


def _safe(note: str, source: Source) -> str:
    """Names may hold what a format takes for mark-up: an underscore at a word's edge."""
    return note if source.html or source.plain else note.replace(" (@_", " (@\\_").replace("_)", "\\_)")


def _write_row(
    source: Source, edit: Edit, action: ParsedAction, row: Row, fields: frozenset[str], lines: Lines
) -> dict[int, str] | None:
    line, rest = lines[row.at], dict(edit.values)
    for name in [n for n in edit.values if n in fields and n != "text"]:
        span = row.span(line, "link" if name == "tracker_url" else name)
        if span is None:
            continue
        old = line[slice(*span)].strip()
        content = _cell(source, name, edit.values[name], old)
        if content is not None:
            line = with_cell(line, span, content)
            if name != "status" or _whole(edit, row, line):
                del rest[name]
    span = row.span(line, "text")
    if not rest:
        return {row.at: line}
    if span is None:
        return None
    content = line[slice(*span)].strip()
    if "text" in rest:
        words = reworded(source, content, action.text, str(rest.pop("text")))
        if words is None:
            return None
        content = words
    noted = _noted(source, edit, content, rest)
    return None if noted is None else {row.at: with_cell(line, span, noted)}


def _whole(edit: Edit, row: Row, line: str) -> bool:
    """True where the status cell says it all, and no suffix says otherwise."""
    span = row.span(line, "text")
    noted = cut_notation(line[slice(*span)].strip()) if span else Notation("")
    return noted.status is None and edit.values["status"] in ("done", "open", "in_progress", "blocked", "wont_do")


def _cell(source: Source, name: str, value: object, old: str) -> str | None:
    """A cell's new content; None for what cannot stand in one."""
    if name == "status":
        return cell_word(old, str(value))
    if name == "owner":
        if not isinstance(value, tuple):
            return None
        words = value[0] if value else ""
        words = f"@{words}" if old.startswith("@") and spelled(words) == f"@{words}" else words
    else:
        words = str(value) if value else ""
    return escaped(words, source) if words else ""
