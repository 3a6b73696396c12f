"""When an action is due: a date where the words give a whole one, else the words."""

import re

from app.ingest.clock.grammar import find_stamps
from app.ingest.clock.resolver import Clock, as_date
from app.ingest.clock.stamp import Day

_SPAN = (
    r"(?:week|month|quarter|year|sprint|day|fortnight|Q[1-4](?: 20\d\d)?|H[12](?: 20\d\d)?|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December)(?: 20\d\d)?|20\d\d)"
)
_WORDS = re.compile(
    r"\b(?:by |before |at )?(?:the )?(?:end of|early|late|mid)[ -](?:the |this |next )?" + _SPAN + r"\b"
    r"|\blater this " + _SPAN + r"\b"
    r"|\b(?:next|this coming) (?:week|month|quarter|year|sprint)\b|\bthis (?:week|month|quarter|sprint)\b"
    r"|\bQ[1-4](?: ?/ ?| )20\d\d(?:\s*[-–]\s*Q[1-4](?: ?/ ?| )20\d\d)?|\b(?:in|by|during|for|target:?) Q[1-4]\b"
    r"|\bwithin (?:the next )?(?:\d{1,3}|one|two|three|a few|a) (?:business |working )?(?:day|week|month|year)s?\b"
    r"|\bin the (?:next|coming) (?:few |\d{1,2} |couple of )?(?:days|weeks|months|week|month|quarter)\b"
    r"|\bby (?:next )?(?:Monday|Tuesday|Wednesday|Thursday|Friday|tomorrow)\b"
)
_LABEL = re.compile(
    r"\b(?:due(?: date| by| on)?|deadline|target(?: date)?|eta|complete by|completion date|"
    r"by|before|no later than|until)\b[:\s]*(?:the )?$",
    re.IGNORECASE,
)
_HEAD = re.compile(r"[(\[]([^()\[\]]{3,60})[)\]]\s*$")


def due_of(text: str, clock: Clock) -> tuple[str | None, str | None]:
    """(ISO date or None, the words or None)."""
    for stamp in find_stamps(text):
        if (
            stamp.day is not None
            and stamp.day.numeric
            and _LABEL.search(text[max(0, stamp.start - 24) : stamp.start])
        ):
            return date_of(stamp.day, clock), stamp.raw.strip()
    match = _WORDS.search(text)
    return (None, match[0].strip()) if match else (None, None)


def due_of_cell(text: str, clock: Clock) -> tuple[str | None, str | None]:
    """Of a table's due column or a due label: the whole cell."""
    words = " ".join(text.split())
    if not any(c.isalnum() for c in words) or words.lower() in ("n/a", "tbd", "none", "na", "tba"):
        return None, None
    stamp = next(find_stamps(words), None)
    day = stamp.day if stamp is not None else None
    return (date_of(day, clock) if day is not None else None), " ".join(words.split()[:8])


def due_of_heading(heading: str, clock: Clock) -> tuple[str | None, str | None]:
    """ "Long-term (Q4 2025 - Q1 2026)": the bracket at a heading's end."""
    match = _HEAD.search(heading)
    if match is None:
        return None, None
    words = re.sub(r"^(?:target|due|by|eta|deadline)\b[:\s]*", "", match[1], flags=re.IGNORECASE)
    found = _WORDS.search(words)
    if found:
        return None, found[0]
    stamp = next(find_stamps(words), None)
    if stamp is not None and stamp.day is not None and stamp.day.numeric and stamp.time is None:
        return date_of(stamp.day, clock), stamp.raw
    return None, None


def date_of(day: Day, clock: Clock) -> str | None:
    """ISO date of a full day; the order of two numbers only where the document settles it."""
    if day.open and clock.day_first is not None:
        day = Day(day.year, day.second, day.first) if clock.day_first else Day(day.year, day.first, day.second)
    known = as_date(day)
    return known.isoformat() if known else None
