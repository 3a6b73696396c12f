"""What a part of an action line between commas, bars or dashes is: who, by when, whether it is done."""

import re
from collections.abc import Container

from app.ingest.actions.dues import due_of_part
from app.ingest.actions.given_names import GIVEN
from app.ingest.actions.people import NAME, is_person, is_team
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
LABEL = re.compile(
    r"(?<![\w@/-])(?:"
    + "|".join(rf"(?P<{name}>{words})" for name, words in _NAMES.items())
    + r")\s{0,3}[:=](?=[\s@\[(#\d])\s*+",
    re.IGNORECASE,
)

_SPLIT = re.compile(r"[,;|]|(?<!\d)/|\s[–—-]{1,2}\s")
_SEMICOLON = re.compile(r"[;|]")
_HANDLE = re.compile(r"@(?!\d{4}-\d)[A-Za-z0-9][\w.-]{0,60}|[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
PRIORITY = re.compile(
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

#: "by 3 May": a date that is due, and not when it was done.
SAYS_DUE = re.compile(r"\W{0,4}(?:due|by|before|until|eta|deadline|target|end|planned|expected)\b", re.IGNORECASE)
#: "done 2024-05-01", "completed on 3 May": that it was done, and when.
_CLOSED = re.compile(
    r"(?:done|completed|fixed|merged|closed|shipped|deployed)(?: on| in)?:? (?=.{3,30}$)", re.IGNORECASE
)

_YEAR_COMMA = re.compile(r"(?<=\d),(?= 20\d\d\b)")


def fields(words: str, clock: Clock, known: Container[str]) -> list[tuple[str, str]]:
    """The parts, where each is a field and one surely tells who or when; else none."""
    if any(due_of_part(words, clock)):
        return [("due", words)]
    if "," not in words and _WORDED.match(words):
        return [part(words, clock, known)]
    splitter = _SEMICOLON if ";" in words else _SPLIT
    parts = [p for p in splitter.split(_YEAR_COMMA.sub("", words)) if p.strip()]
    found = [part(words, clock, known) for words in parts]
    sure = {"owner", "due", "priority", "closed"} & {name for name, _ in found}
    return found if sure and all(name for name, _ in found) else []


def part(text: str, clock: Clock, known: Container[str]) -> tuple[str, str]:
    """(name of the field, its words); "name" for what may be a person, "" for anything else."""
    words = text.strip(" *`.")
    label = LABEL.match(words)
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
    for name, pattern in (("priority", PRIORITY), ("status", _STATUS), ("ref", _REF)):
        if pattern.fullmatch(words):
            return name, words
    if any(due_of_part(words, clock)):
        return "due", words
    return ("name", words) if _PERSON.fullmatch(words) and len(words.split()) <= _PERSON_WORDS else ("", "")
