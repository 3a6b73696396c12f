"""The time that leads a line, or closes it behind a label, and the words that are left."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.ingest.clock.grammar import find_stamps, read_stamp
from app.ingest.clock.relative import find_later
from app.ingest.clock.stamp import Stamp, Time

_WORDED = re.compile(r"\b(?:at|on|around|about|from|between|by|until|since)\b", re.IGNORECASE)
_DURATION = re.compile(r"\b(?:duration|delay|total|took|lasted|time to|downtime)\b", re.IGNORECASE)
#: Labels of the document's own dates, and of the incident's, that are no entry.
_ABOUT = re.compile(
    r"(?:(?:incident|outage|report|event) )?(?:date|day|time|when)(?: (?:and|/|&) time)?"
    r"(?: of (?:the )?(?:incident|outage|event|report))?"
    r"|(?:(?:first|originally|last) )?(?:posted|published|written|modified|edited)(?: on| at)?"
    r"|last updated(?: on| at)?",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"[\s*_\[(~≈•–—>|-]{0,8}(?:(?:at|on|around|about|approximately|approx\.?|ca\.?|circa|from|between|by|until|since)\s+"
    r"|update\s*[-:(\[]?\s*){0,3}[(\[~]?",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"[\s\])*_:,;|>–—-]*(?:\bapprox(?:\.|imately)?\b[)\s:,–—-]*)?")
_BETWEEN_TWO = re.compile(r" ?[/|=(\[,:]{0,2} ?")
_CAN_BEGIN = re.compile(
    r"\d|T[+-]?\d|(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|"
    r"nov|dec|noon|mid|the |next|"
    r"tomor|yester|later|that|follow|same)",
    re.IGNORECASE,
)
_SHORTCODE = re.compile(r"\{\{[<%]?\s*\w+\s*\"([^\"\n]{0,60})\"\s*[>%]?\}\}")
#: What may stand behind the time that closes a line: "(time to be confirmed)".
_REMARK = re.compile(r"[ .)\]*|]{0,8}(?:\([^()\d]{1,40}\)[ .*|]{0,8})?")
_DIGIT = re.compile(r"\d")
#: Words of the label and of a date before the first digit of a time that closes a line, at the most.
_WORDS_BEFORE = 11
#: What a time that leads a line has near the line's beginning: most lines are told apart by it alone.
_NUMBER = re.compile(r"\d|[Nn]oon|[Mm]id(?:night|day)")
_NEAR_CHARS, _LATER_CHARS = 64, 40
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "nex", "fol", "the")
_NOTHING_MORE = re.compile(
    r"[\s.:()*_]{0,8}|[\s(*_]{0,4}(?:all )?times (?:are )?(?:in )?[\w/+ -]{1,24}[).*_:]{0,5}", re.IGNORECASE
)
_WEEKDAY_CHARS = 24
_LOOSE = re.compile(
    r"[\s*_(\[~]{0,6}(?P<raw>(?P<h>[01]?\d|2[0-3])(?:\.|(?<=\d\d))(?P<m>[0-5]\d))(?!\d)[)\]*_]{0,4}"
    r"\s{0,2}(?:[:–—-]|h\b|hrs\b)[*_]{0,2}\s"
)
_LABEL_WORDS, _LINE_CHARS = 7, 140
_PLACEHOLDER = re.compile(r"\s{0,8}+(?:[THhXx?m]{1,2}:[THhXx?m]{2}\b|<)")


@dataclass(frozen=True, slots=True)
class Led:
    """`rest`: the text without the time, from `at`; `worded`: a preposition leads the time, as in prose."""

    stamp: Stamp
    rest: str
    at: int
    worded: bool = False


@lru_cache(maxsize=256)  # the forms of timelines ask it of the same blocks, one after the other
def leading(text: str) -> Led | None:
    """The time that the text begins with, where it has a clock time or names a day."""
    if " later" in text[:_LATER_CHARS] and (later := _led_later(text)) is not None:
        return later
    if _NUMBER.search(text, 0, _NEAR_CHARS) is None:
        return None
    opening = _OPENING.match(text)
    at = opening.end() if opening else 0
    if _CAN_BEGIN.match(text, at) is None:
        return None
    stamp = read_stamp(text, at)
    if stamp is None or not _dates(stamp) or _PLACEHOLDER.match(text, stamp.end):
        return None
    stamp, end = _told_twice(text, stamp)
    worded = opening is not None and _WORDED.search(opening[0]) is not None
    return Led(stamp, text[end:].strip(), end, worded)


def _led_later(text: str) -> Led | None:
    """ "Two hours later: text", counted from the entry before."""
    stamp = next(iter(find_later(text[:_NEAR_CHARS])), None)
    if stamp is None or text[: stamp.start].strip(" *_~[(-–—"):
        return None
    end = _closed(text, stamp.end)
    return Led(stamp, text[end:].strip(), end)


def _told_twice(text: str, stamp: Stamp) -> tuple[Stamp, int]:
    """The time, and the place behind it and behind the same time in other words: `T0 (10:02 UTC)`,
    `14:05 UTC / 16:05 CEST`."""
    end = _closed(text, stamp.end)
    if stamp.time is not None and stamp.zone is None:
        return stamp, end
    between = _BETWEEN_TWO.match(text, stamp.end)
    second = read_stamp(text, between.end()) if between is not None else None
    if second is None or second.time is None:
        return stamp, end
    if stamp.elapsed is not None:
        return second, _closed(text, second.end)
    if stamp.time is not None and second.zone is not None and second.day is None:
        return stamp, _closed(text, second.end)
    return stamp, end


def _closed(text: str, at: int) -> int:
    closing = _CLOSING.match(text, at)
    return closing.end() if closing else at


def leading_loosely(text: str) -> Led | None:
    """`8.20: text`, `0830 - text`: numbers that are times only among others that are."""
    match = _LOOSE.match(text)
    if match is None:
        return None
    stamp = Stamp(match["raw"], match.start("raw"), match.end("raw"), time=Time(int(match["h"]), int(match["m"])))
    return Led(stamp, text[match.end() :].strip(), match.end())


def trailing(text: str) -> Led | None:
    """`Resolved: 2020-09-07 15:56`: a few words, then a time that ends the line."""
    digit = _DIGIT.search(text) if len(text) <= _LINE_CHARS else None
    if digit is None or text.count(" ", 0, digit.start()) > _WORDS_BEFORE:
        return None
    for stamp in find_stamps(text):
        if stamp.time is None and stamp.vague is False and (stamp.day is None or stamp.day.year is None):
            return None
        label = text[: stamp.start].strip(" :–—-([*@~")
        closed = _REMARK.fullmatch(text, stamp.end) is not None
        named = _DURATION.search(label) or _ABOUT.fullmatch(label)
        if closed and not named and 0 < len(label.split()) <= _LABEL_WORDS:
            return Led(stamp, label, 0)
        return None
    return None


def shortcode(text: str) -> tuple[Stamp | None, str]:
    """A time in a site generator's shortcode (`{{< track "2020-11-15 10:15:00" >}}`), and the text without it."""
    match = _SHORTCODE.search(text)
    if match is None:
        return None, text
    stamp = next(find_stamps(match[1]), None)
    return stamp, (text[: match.start()] + text[match.end() :]).strip()


def _dates(stamp: Stamp) -> bool:
    if stamp.time is not None or stamp.vague or stamp.elapsed is not None:
        return True
    return stamp.day is not None and (stamp.day.day is not None or stamp.day.open or stamp.day.year is not None)


def day_alone(text: str) -> Stamp | None:
    """The day that is all the text says ("**July 6**", "Friday 30-07-2017:", "Monday"), else None.

    What it says of the zone or that times are meant ("2015-10-21 (all times UTC)") makes it no event.
    """
    led = leading(text)
    if led is None:
        short = len(text) <= _WEEKDAY_CHARS and text[:3].lower() in _DAYS
        stamp = read_stamp(text, 0) if short else None
        alone = stamp is not None and stamp.day is not None and not text[stamp.end :].strip(" .:()")
        return stamp if alone else None
    if led.stamp.time is not None or led.stamp.day is None or not _NOTHING_MORE.fullmatch(led.rest):
        return None
    return led.stamp
