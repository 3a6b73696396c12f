"""The fields of the query language: one table for the parser, its errors and the help."""

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from app.domain.names import fold
from app.domain.vocabulary import PostmortemKind, PostmortemStatus, Severity
from app.search.query_spans import span

STATES = ("open", "unfinished", "overdue")
PARTS = ("timeline", "causes", "actions", "start", "end")
ACTION_PARTS = ("owner", "due")


@dataclass(frozen=True, slots=True)
class FieldRule:
    """`values` is the closed list that the value must come from, empty where any name will do.

    `measure`: the value is a range of days or of lengths (`query_spans`).
    """

    meaning: str
    example: str
    values: tuple[str, ...] = ()
    measure: str = ""


FIELDS: Mapping[str, FieldRule] = {
    "service": FieldRule("a service that the postmortem names", "service:checkout"),
    "team": FieldRule("a team that owes one of its action items", 'team:"Site Reliability"'),
    "severity": FieldRule("its severity", "severity:sev1", tuple(Severity)),
    "tag": FieldRule("one of its tags", "tag:dns"),
    "status": FieldRule("how far the postmortem is", "status:published", tuple(PostmortemStatus)),
    "kind": FieldRule("what kind of post it is", "kind:incident", tuple(PostmortemKind)),
    "year": FieldRule("the year in which it started", "year:2024"),
    "owner": FieldRule("a person who owes one of its action items", "owner:anna"),
    "is": FieldRule(
        "an action item of it is open (accepted, not done), unfinished (proposed ones too) or overdue",
        "is:overdue",
        STATES,
    ),
    "has": FieldRule("it has a timeline, causes, action items, a start or an end", "has:timeline", PARTS),
    "missing": FieldRule(
        "it lacks one of those, or an unfinished action item of it lacks an owner or a due date",
        "missing:owner",
        (*PARTS, *ACTION_PARTS),
    ),
    "started": FieldRule(
        "when it began: a day, a month, a year, or from one to another", "started:2024-01..2024-06", measure="day"
    ),
    "duration": FieldRule("how long it lasted, in d, h and m", "duration:>1h", measure="length"),
    "due": FieldRule("when an unfinished action item of it is due", "due:<2026-01-01", measure="day"),
}


def meant(name: str) -> str | None:
    """The field that a mistyped name was surely meant for, else None: then it is a word before a colon.

    One slip away, or its first three letters or more. Exchanging a letter in a short name makes other words
    (bind: for kind:), so there only a missing, doubled or swapped letter counts.
    """
    for field in FIELDS:
        if len(name) >= 3 and field.startswith(name):
            return field
        slip = len(name) >= 4 and OSA.distance(name, field) == 1
        if slip and (len(field) >= 6 or len(name) != len(field) or sorted(name) == sorted(field)):
            return field
    return None


def fault_in(field: str, value: str) -> str | None:
    """Why this value cannot stand in this field, with the mend; None where it can."""
    rule = FIELDS[field]
    if not fold(value):
        return f"{field}: needs a value, for example {rule.example}"
    if rule.values and fold(value) not in rule.values:
        return f"{field}: knows {', '.join(rule.values)}; {value} is none of them"
    if rule.measure and span(rule.measure, value) is None:
        takes = "a day, month or year" if rule.measure == "day" else "a length such as 90m, 1h30m or 2d"
        return f"{field}: takes {takes}, with <, >, <= or >= before it or .. between two: {rule.example}"
    if field == "year" and not (len(value) == 4 and value.isascii() and value.isdigit()):
        return f"year: takes a year of four digits, for example {rule.example}"
    return None
