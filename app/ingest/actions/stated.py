"""What an action states of itself: under a label ("Owner: Ann"), or between commas ("(@ann, 1 May)")."""

import re
from collections.abc import Container
from dataclasses import dataclass

from app.ingest.actions.dues import NO_DUE, Due, due_of_cell, due_of_part
from app.ingest.actions.owners import owner_cell
from app.ingest.actions.parts import LABEL, PRIORITY, SAYS_DUE, fields, part
from app.ingest.actions.states import state_of_words
from app.ingest.clock.resolver import Clock

#: A stop that ends a sentence (and no initial), a bar, a bracket, or a word that another field begins with.
_END = re.compile(
    r"\n|[;|)\]]|(?-i:(?<![^A-Za-z][A-Z]))\.(?=\s|$)|,(?= (?:due|by|eta|priority|status)\b)|\s[–—-]\s",
    re.IGNORECASE,
)
_BEFORE = " \t\n([,;|*•–—-"
_AFTER = re.compile(r"[\s.]*[)\]]{0,2}[.,;|]?")
_GROUP = re.compile(r"[(\[]([^()\[\]]{2,120})[)\]][\s.]*$|^\s*[(\[]([^()\[\]]{2,120})[)\]]:?(?=[\s\[(])")
_BARRED = re.compile(r"\s\|\s")
_DASHED = re.compile(r"\s[–—-]{1,2}\s|(?<=\w):\s")
#: "OPS-12 [ann] …": an identifier before the bracket at the front.
_ID = re.compile(r"[A-Z][A-Z0-9]{0,9}-\d{1,7}[:.]? (?=[(\[])")
#: "…, Ann, 2024-05-01": commas alone part who and when from the words.
_TAIL = re.compile(r"(?:, | / )([^,/\n]{2,40}(?:, | / )[^/\n]{3,30})$")
_MOST_DASHES = 4
#: Labels that count anywhere; the others only where a line, a sentence or a part of it begins.
_STRONG = frozenset(
    {
        "owner",
        "owners",
        "owned by",
        "assignee",
        "assignees",
        "assigned to",
        "dri",
        "due",
        "due date",
        "due by",
        "deadline",
        "eta",
    }
)
_OPENS = re.compile(r"(?:^|[\n(\[,;|.•–—-])[\s*]*$")
_OWNER_WORDS = 8


@dataclass(slots=True)
class Stated:
    """`text` is the action without them; None (or no words) where a field is not stated.

    `bare`: the due date is all that a bracket holds, with no word that says what it is.
    """

    text: str
    owner: str | None = None
    due: Due = NO_DUE
    status: str | None = None
    priority: str | None = None
    team: str | None = None
    kind: str | None = None
    bare: bool = False


def read_stated(text: str, clock: Clock, known: Container[str]) -> Stated:
    """The fields that the text states, and the rest of it; `known` are names in lower case."""
    out = Stated(text)
    _group(out, clock, known)
    if ":" in out.text or "=" in out.text:
        _labels(out, clock)
    if " | " in out.text:
        _bars(out, clock, known)
    _group(out, clock, known)
    if _DASHED.search(out.text):
        _dashes(out, clock, known)
    if out.text.count(", ") > 1 or " / " in out.text:
        _tail(out, clock, known)
    return out


def is_stated(text: str) -> bool:
    """True where the text is nothing but labels with their values."""
    match = LABEL.match(text.lstrip(" *-"))
    return match is not None


def _labels(out: Stated, clock: Clock) -> None:
    text, kept, at = out.text, [], 0
    marks = list(LABEL.finditer(text))
    for n, mark in enumerate(marks):
        stop = marks[n + 1].start() if n + 1 < len(marks) else len(text)
        end = _END.search(text, mark.end(), stop)
        until = end.start() if end else stop
        name = mark.lastgroup or ""
        label = mark[name].lower()
        behind = mark.start() <= at and n > 0
        if label not in _STRONG and not behind and not _OPENS.search(text, max(at, mark.start() - 6), mark.start()):
            continue
        if not _take(out, name, text[mark.end() : until], clock):
            continue
        kept.append(text[at : mark.start()].rstrip(_BEFORE))
        after = _AFTER.match(text, until)
        at = max(after.end() if after and after.end() <= stop else until, at)
    if kept:
        kept.append(text[at:])
        out.text = " ".join(part.strip() for part in kept if part.strip(" .,;")).strip(" .,;–—-")


def _take(out: Stated, name: str, value: str, clock: Clock) -> bool:
    """Whether the value is one of this field; the first counts."""
    words = " ".join(value.split()).strip(" ,;*`[](–—-")
    if not words:
        return False
    if name == "due":
        out.due = out.due if any(out.due) else due_of_cell(words, clock)
        return len(words.split()) <= _OWNER_WORDS
    if name == "status":
        out.status = out.status or state_of_words(words)
        return out.status is not None
    if name == "link":
        return False
    if name in ("owner", "team", "priority", "kind") and len(words.split()) <= _OWNER_WORDS:
        setattr(out, name, getattr(out, name) or owner_cell(words))
        return True
    return False


def _bars(out: Stated, clock: Clock, known: Container[str]) -> None:
    """ "Fix the job | Ann | 2024-05-01 | open": the first part is the action."""
    parts = _BARRED.split(out.text)
    found = [part(words, clock, known) for words in parts[1:]]
    if all(name for name, _ in found) and any(name not in ("name", "ref") for name, _ in found):
        out.text = parts[0]
        _fill(out, found, clock)


def _group(out: Stated, clock: Clock, known: Container[str]) -> None:
    """ "(@ann, due 1 May)" at either end: taken where each of its parts is a field, and one surely is."""
    lead = _ID.match(out.text)
    text = out.text[lead.end() :] if lead is not None else out.text
    ends = text.lstrip()[:1] in "([" or text.rstrip(" .")[-1:] in (")", "]")
    match = _GROUP.search(text) if ends else None
    if match is None:
        return
    found = fields(match[1] or match[2], clock, known)
    rest = (text[: match.start()] + text[match.end() :]).strip(" ,;–—-")
    if found and any(c.isalnum() for c in rest):
        out.text = (lead[0] if lead is not None else "") + rest
        out.bare = [words for name, words in found if name == "due"] == [match[1]] and not SAYS_DUE.match(match[1])
        _fill(out, found, clock)


def _dashes(out: Stated, clock: Clock, known: Container[str]) -> None:
    """ "Fix the job - @ann - 1 May": what stands behind the last dashes, as far as it is fields."""
    for dash in list(_DASHED.finditer(out.text))[:-_MOST_DASHES:-1]:
        found = fields(out.text[dash.end() :], clock, known)
        if not found and any(out.due) and dash[0] != ": ":
            found = [one for one in (part(out.text[dash.end() :], clock, known),) if one[0] == "name"]
        if not found:
            return
        out.text = out.text[: dash.start()]
        _fill(out, found, clock)


def _tail(out: Stated, clock: Clock, known: Container[str]) -> None:
    match = _TAIL.search(out.text)
    found = fields(match[1], clock, known) if match is not None else []
    if match is not None and {name for name, _ in found} >= {"owner", "due"}:
        out.text = out.text[: match.start()]
        _fill(out, found, clock)


def _fill(out: Stated, found: list[tuple[str, str]], clock: Clock) -> None:
    for name, words in found:
        if name == "due" and not any(out.due):
            found_due = due_of_part(words, clock)
            out.due = found_due if any(found_due) else due_of_cell(words, clock)
        elif name in ("status", "closed"):
            out.status = out.status or state_of_words(words)
        elif name in ("owner", "name"):
            out.owner = out.owner or owner_cell(words)
        elif name == "priority":
            match = PRIORITY.fullmatch(words)
            out.priority = out.priority or (match[1] if match else None)
