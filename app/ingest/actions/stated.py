"""What an action states of itself: under a label ("Owner: Ann"), or between commas ("(@ann, 1 May)")."""

import re
from collections.abc import Container
from dataclasses import dataclass

from app.ingest.actions.dues import NO_DUE, Due, due_of_cell, due_of_part
from app.ingest.actions.given_names import GIVEN
from app.ingest.actions.owners import owner_cell
from app.ingest.actions.people import NAME, is_person, is_team
from app.ingest.actions.states import state_of_words
from app.ingest.clock.resolver import Clock

_NAMES: dict[str, str] = {
    "owner": r"owners?|owned by|assignees?|assigned(?: to)?|responsible(?: (?:person|party|team))?|responsibility|"
    r"dri|who|leads?|champion|driver|point of contact|poc|contact|person",
    "due": r"due(?: date| by| on)?|deadline|eta|target(?: (?:date|completion(?: date)?))?|by when|when|timeline|"
    r"timeframe|complet(?:e|ion)(?: (?:by|date|target))?|planned(?: for)?|"
    r"(?:estimated|expected)(?: (?:by|completion|date|completion date))?|scheduled(?: for)?|date",
    "status": r"status|state|progress",
    "priority": r"priority|prio",
    "team": r"teams?|squad|department",
    "kind": r"type|kind|category",
    "link": r"tickets?|tracking(?: (?:issue|ticket))?|tracked (?:in|at|by)|tracker|jira|issues?|bugs?|prs?|"
    r"pull requests?|cards?|links?|references?|refs?",
}
_LABEL = re.compile(
    r"(?<![\w@/-])(?:"
    + "|".join(rf"(?P<{name}>{words})" for name, words in _NAMES.items())
    + r")\s{0,3}[:=](?=[\s@\[(#\d])\s*+",
    re.IGNORECASE,
)
#: A stop that ends a sentence (and no initial), a bar, a bracket, or a word that another field begins with.
_END = re.compile(
    r"\n|[;|)\]]|(?-i:(?<![^A-Za-z][A-Z]))\.(?=\s|$)|,(?= (?:due|by|eta|priority|status)\b)|\s[–—-]\s",
    re.IGNORECASE,
)
_BEFORE = " \t\n([,;|*•–—-"
_AFTER = re.compile(r"[\s.]*[)\]]{0,2}[.,;|]?")
_GROUP = re.compile(r"[(\[]([^()\[\]]{2,120})[)\]][\s.]*$|^\s*[(\[]([^()\[\]]{2,120})[)\]]:?(?=[\s\[(])")
_SPLIT = re.compile(r"[,;|]|(?<!\d)/|\s[–—-]{1,2}\s")
_SEMICOLON = re.compile(r"[;|]")
_HANDLE = re.compile(r"@(?!\d{4}-\d)[A-Za-z0-9][\w.-]{0,60}|[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_PRIORITY = re.compile(
    r"(?:prio(?:rity)?:? )?(P[0-4]|critical|urgent|highest|high|medium|low)(?: prio(?:rity)?)?", re.IGNORECASE
)
_REF = re.compile(r"[A-Z][A-Z0-9]{1,9}-\d{1,7}|[\w/.-]{0,60}#\d{1,7}|issue|pr|ticket|link", re.IGNORECASE)
_STATUS = re.compile(
    r"done|complete[d]?|fixed|merged|closed|resolved|shipped|deployed|open|todo|to do|in[ -]progress|ongoing|wip|"
    r"blocked|on hold|planned|pending|not started|won['’]?t (?:do|fix)|cancell?ed|in review",
    re.IGNORECASE,
)
_PERSON = re.compile(rf"{NAME}(?: (?:&|and) {NAME})?")
_PERSON_WORDS = 5
#: "owner Ann", "owned by the storage team", without a colon.
_WORDED = re.compile(
    r"(?:owner|owned by|assigned to|assignee|dri)\s{1,3}(?:[–—-] )?(?:the )?"
    r"(?=[\w@-]{2,30}(?: [\w.-]{1,30}){0,3}$)",
    re.IGNORECASE,
)
_BARRED = re.compile(r"\s\|\s")
_DASHED = re.compile(r"\s[–—-]{1,2}\s|(?<=\w):\s")
#: "done 2024-05-01", "completed on 3 May": that it was done, and when.
_SAYS_DUE = re.compile(r"\W*(?:due|by|before|until|eta|deadline|target|end|planned|expected)\b", re.IGNORECASE)
_CLOSED = re.compile(
    r"(?:done|completed|fixed|merged|closed|shipped|deployed)(?: on| in)?:? (?=.{3,30}$)", re.IGNORECASE
)
#: "OPS-12 [ann] …": an identifier before the bracket at the front.
_ID = re.compile(r"[A-Z][A-Z0-9]{0,9}-\d{1,7}[:.]? (?=[(\[])")
#: "…, Ann, 2024-05-01": commas alone part who and when from the words.
_TAIL = re.compile(r"(?:, | / )([^,/\n]{2,40}(?:, | / )[^/\n]{3,30})$")
_YEAR_COMMA = re.compile(r"(?<=\d),(?= 20\d\d\b)")
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
    match = _LABEL.match(text.lstrip(" *-"))
    return match is not None


def _labels(out: Stated, clock: Clock) -> None:
    text, kept, at = out.text, [], 0
    marks = list(_LABEL.finditer(text))
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
    found = [_part(part, clock, known) for part in parts[1:]]
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
    found = _fields(match[1] or match[2], clock, known)
    rest = (text[: match.start()] + text[match.end() :]).strip(" ,;–—-")
    if found and any(c.isalnum() for c in rest):
        out.text = (lead[0] if lead is not None else "") + rest
        out.bare = [words for name, words in found if name == "due"] == [match[1]] and not _SAYS_DUE.match(match[1])
        _fill(out, found, clock)


def _dashes(out: Stated, clock: Clock, known: Container[str]) -> None:
    """ "Fix the job - @ann - 1 May": what stands behind the last dashes, as far as it is fields."""
    for dash in list(_DASHED.finditer(out.text))[:-_MOST_DASHES:-1]:
        found = _fields(out.text[dash.end() :], clock, known)
        if not found and any(out.due) and dash[0] != ": ":
            found = [part for part in (_part(out.text[dash.end() :], clock, known),) if part[0] == "name"]
        if not found:
            return
        out.text = out.text[: dash.start()]
        _fill(out, found, clock)


def _fields(words: str, clock: Clock, known: Container[str]) -> list[tuple[str, str]]:
    """The parts, where each is a field and one surely tells who or when; else none."""
    if any(due_of_part(words, clock)):
        return [("due", words)]
    if "," not in words and _WORDED.match(words):
        return [_part(words, clock, known)]
    splitter = _SEMICOLON if ";" in words else _SPLIT
    parts = [p for p in splitter.split(_YEAR_COMMA.sub("", words)) if p.strip()]
    found = [_part(part, clock, known) for part in parts]
    sure = {"owner", "due", "priority", "closed"} & {name for name, _ in found}
    return found if sure and all(name for name, _ in found) else []


def _part(part: str, clock: Clock, known: Container[str]) -> tuple[str, str]:
    """(name of the field, its words); "name" for what may be a person, "" for anything else."""
    words = part.strip(" *`.")
    label = _LABEL.match(words)
    if label is not None and label.lastgroup in ("owner", "due", "status", "priority") and label.end() < len(words):
        return label.lastgroup, words[label.end() :]
    if _HANDLE.fullmatch(words) or is_team(words) or words in GIVEN:
        return "owner", words
    if _PERSON.fullmatch(words) and len(words.split()) <= _PERSON_WORDS and is_person(words, known):
        return "owner", words
    worded = _WORDED.match(words)
    if worded is not None:
        return "owner", words[worded.end() :]
    closed = _CLOSED.match(words)
    if closed is not None and any(due_of_part(words[closed.end() :], clock)):
        return "closed", words
    for name, pattern in (("priority", _PRIORITY), ("status", _STATUS), ("ref", _REF)):
        if pattern.fullmatch(words):
            return name, words
    if any(due_of_part(words, clock)):
        return "due", words
    return ("name", words) if _PERSON.fullmatch(words) and len(words.split()) <= _PERSON_WORDS else ("", "")


def _tail(out: Stated, clock: Clock, known: Container[str]) -> None:
    match = _TAIL.search(out.text)
    found = _fields(match[1], clock, known) if match is not None else []
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
            match = _PRIORITY.fullmatch(words)
            out.priority = out.priority or (match[1] if match else None)
