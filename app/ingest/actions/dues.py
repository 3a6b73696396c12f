"""When an action is due: a date where the words give a whole one, else the words."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from app.ingest.actions.due_words import due_words, is_span
from app.ingest.actions.verbs import begins_with_order
from app.ingest.clock.grammar import find_stamps
from app.ingest.clock.resolver import Clock, as_date
from app.ingest.clock.stamp import Day, Stamp

#: (ISO date or None, the words or None).
Due = tuple[str | None, str | None]
NO_DUE: Due = (None, None)

_LABEL = re.compile(
    r"\b(?:due(?: date| by| on)?|deadline|target(?:ed|ing)?(?: date| for)?|eta|complete(?:d)? by|completion date|"
    r"by|before|no later than|not later than|until|till|scheduled (?:for|on)|planned (?:for|on)|expected (?:by|on))"
    r"\b[:\s]*(?:the |end of |eod |cob )?$|📅\s*$",
    re.IGNORECASE,
)
#: "from before 2024", "created by 3 May": a date of the past.
_PAST = re.compile(
    r"\b(?:from|older than|created|dated|data|made|was|were|introduced) (?:before|by|until)\b[:\s]*$"
)
_ON = re.compile(r"\b(?:on|for)\s+(?:the )?$|[–—-]\s*$|[(\[@]\s*$|\w: $", re.IGNORECASE)
_HEAD = re.compile(r"(?<!\s)\s*+[(\[]([^()\[\]]{3,60})[)\]]\s*:?\s*$")
_HEAD_LED = re.compile(
    r"\s{0,4}(?:due|eta|deadline|target)\b[:\s]{0,4}(?P<due>.{3,60})"
    r"|\s{0,4}(?:(?:must|required|needed|needs|to be done|to do|blocking|blockers|actions?|tasks?|things|work)\b"
    r"[^:]{0,40}? )?(?P<until>(?:before|prior to|by|ahead of)\b.{3,60})",
    re.IGNORECASE,
)
_FOR_HEADS = re.compile(
    r"^(?:target(?: date)?|due(?: date)?|by|eta|deadline|before|prior to)\b[:\s]*", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_NOTHING = frozenset(
    {"n/a", "na", "tbd", "tba", "tbc", "none", "ongoing", "unknown", "todo", "not set", "unscheduled"}
)
_FILLERS = frozenset({"the", "on", "by", "of", "at", "or", "sooner", "latest", "approx.", "~", "due", "end", "eod"})
_AFTER_LEAD = re.compile(r"[\])*_]{0,4}\s{0,2}[:–—-]?\s{1,2}")
_LEAD_CHARS, _LINE_CHARS = 5, 120
_WORDS, _BEFORE, _LATE_DAYS, _LEAP_YEARS = 8, 32, 30, 9


def due_of(text: str, clock: Clock, likely: bool = True) -> Due:
    """Of an action's own words. `likely`: a date that lies ahead counts behind "on", in brackets, in front of
    an order.
    """
    due = _dated(text, clock, likely) if _DIGIT.search(text) else NO_DUE
    return due if any(due) else (None, due_words(text))


def _dated(text: str, clock: Clock, likely: bool = False) -> Due:
    for stamp in _dates(text):
        before = text[max(0, stamp.start - _BEFORE) : stamp.start]
        labelled = _LABEL.search(before) and not _PAST.search(before)
        if labelled or (likely and _ON.search(before) and _lies_ahead(stamp, text, clock)):
            return date_of(stamp.day, clock), stamp.raw.strip()
        if likely and stamp.start < _LEAD_CHARS and _opens(stamp, text) and _lies_ahead(stamp, "", clock):
            return date_of(stamp.day, clock), stamp.raw.strip()
    return NO_DUE


def due_of_cell(text: str, clock: Clock) -> Due:
    """Of a table's due column or a due label: the whole cell."""
    words = " ".join(text.split())
    if not any(c.isalnum() for c in words) or words.lower().strip("()*. ") in _NOTHING:
        return NO_DUE
    day = next((s.day for s in _dates(words)), None)
    return (date_of(day, clock) if day is not None else None), " ".join(words.split()[:_WORDS])


_heading_words = lru_cache(maxsize=256)(due_words)


def due_of_heading(heading: str, clock: Clock) -> Due:
    """ "Long-term (Q4 2025 - Q1 2026)": the bracket at a heading's end; "Before the next release": all of it."""
    match = _HEAD.search(heading)
    if match is not None:
        return _whole(_FOR_HEADS.sub("", match[1]), clock)
    led = _HEAD_LED.match(heading)
    if led is not None and led["due"]:
        return due_of_cell(_FOR_HEADS.sub("", led["due"]), clock)
    words = _heading_words(heading)
    if words is not None and len(words.split()) * 2 >= len(heading.split()):
        return None, words
    dated = _dated(heading, clock)
    if led is not None and not dated[0]:
        return None, " ".join(led["until"].split()[:_WORDS]).rstrip(" :")
    return dated


def due_above(line: str, clock: Clock) -> Due:
    """Of a line that heads a list: "This week:", "In the next two weeks we will:"."""
    head = line.strip(" *_")
    if len(head) > _LINE_CHARS or not head.endswith((":", ")")):
        return NO_DUE
    due = due_of_heading(head.rstrip(": "), clock)
    return due if any(due) else (None, due_words(head))


def due_of_part(text: str, clock: Clock) -> Due:
    """Of a part between commas, bars or dashes that holds nothing but when it is due; else none."""
    words = _FOR_HEADS.sub("", text.strip())
    due = _whole(words, clock)
    rest = words.replace(due[1], "", 1) if due[1] else words
    return due if _FILLERS.issuperset(rest.lower().replace(",", " ").split()) else NO_DUE


def _whole(words: str, clock: Clock) -> Due:
    stamp = next(_dates(words), None)
    if stamp is not None and stamp.time is None:
        return date_of(stamp.day, clock), stamp.raw
    if is_span(words):
        return None, words.strip()
    found = due_words(words) or (due_words(f"by {words}") or "").removeprefix("by ")
    return None, found or None


def date_of(day: Day | None, clock: Clock) -> str | None:
    """ISO date of a full day; the order of two numbers only where the document settles it.

    A day without its year is the one that comes after the document's own date.
    """
    if day is None:
        return None
    if day.open and clock.day_first is not None:
        first, second = (day.second, day.first) if clock.day_first else (day.first, day.second)
        day = replace(day, month=first, day=second, first=None, second=None)
    known = as_date(day) or _next(day, clock)
    return known.isoformat() if known else None


def _next(day: Day, clock: Clock) -> date | None:
    """The first such day from a month before the document's date on."""
    base = as_date(clock.anchor)
    if base is None or day.year is not None or day.month is None or day.day is None:
        return None
    years = (as_date(replace(day, year=base.year + n)) for n in range(_LEAP_YEARS) if base.year + n < date.max.year)
    return next((d for d in years if d is not None and (d - base).days >= -_LATE_DAYS), None)


def _dates(text: str) -> Iterator[Stamp]:
    return (s for s in find_stamps(text) if s.day is not None and s.day.numeric and (s.day.day or s.day.open))


def _opens(stamp: Stamp, text: str) -> bool:
    """ "2024-05-15: Add an alert": the date leads an order."""
    gap = _AFTER_LEAD.match(text, stamp.end)
    return gap is not None and begins_with_order(text[gap.end() :])


def _lies_ahead(stamp: Stamp, text: str, clock: Clock) -> bool:
    """True where the date is later than the document's, and the words do not go on with what happened then."""
    due, base = date_of(stamp.day, clock), as_date(clock.anchor)
    return due is not None and base is not None and due > base.isoformat() and len(text[stamp.end :].strip()) <= 2
