"""The grammar of times: each form is one small expression, tried at the places where a time can begin.

Nothing here nests a quantifier in a quantifier, and every repeat is bounded: the work is linear in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.ingest.clock.days import read_day
from app.ingest.clock.stamp import Day, Stamp, Time
from app.ingest.clock.zones import ZONE, Zone, read_zone

_BEGIN = (
    r"(?:(?=\d)|(?=[Mm](?i:on|ar|ay|id(?:night|day))|[Tt](?i:ue|hu|he (?:next|following|same)|omorrow|hat same)"
    r"|T[+-]?\d|[Ss](?i:at|un|ep)|[Aa](?i:pr|ug)|[Ww](?i:ed)|[Ff](?i:ri|eb)|[Jj](?i:an|un|ul)|[Oo](?i:ct)"
    r"|[Nn](?i:ov|oon|ext (?:day|morn))|[Dd](?i:ec)|l(?i:ater that)|y(?i:esterday)))"
)
_FIRST = re.compile(_BEGIN)
#: The place after a character that may stand before a time: tried there alone, not at each character of a text.
_NEXT = re.compile(r"[^\w.:/@#&=%$€£+\\-]" + _BEGIN)
_CLOCK = re.compile(
    r"(?P<h>2[0-4]|[01]?\d)(?:(?P<sep>[:h])(?P<m>[0-5]\d)(?:[:.](?P<s>[0-5]\d)(?:[.,]\d{1,9})?)?"
    r"|\.(?P<dm>[0-5]\d)(?![.\d%])|(?P<mm>[0-5]\d)(?!\d))?",
)
_HALF = re.compile(r"\s?([ap])\.?\s?m\b\.?|([ap])\b(?=\s*[-–:]|\s+\w|$)", re.IGNORECASE)
_WORD = re.compile(r"(?:(?P<noon>noon|midday)|midnight)\b", re.IGNORECASE)
_VAGUE = re.compile(r"([01]?\d|2[0-3]):(?:\?\?|xx|XX|--)")
_JOIN = re.compile(
    r"\s*(?:,|T|@|~|[-–—:]|(?:at|around|about|from|between)\b|approx\.?|ca\.?(?=\s)| )\s*"
    r"(?:(?:at|around|about|approximately|from|between|the hours of|ca\.|approx\.) ?|[~(\[]){0,3}"
)
_AFTER = re.compile(r"\s*[,(]?\s*(?:on\s+)?(?:the\s+)?", re.IGNORECASE)
_ZONE_GAP = re.compile(r"\s?[(\[]?\s?")
_RANGE = re.compile(r"\s*(?:-|–|—|to|until|till|through|and|&|->|→)\s*(?:approximately |around |about |~)?")
_APPROX = re.compile(
    r"(?:~|≈|\bca\.?|\bcirca|\baround|\babout|\bapprox\.?|\bapproximately|\broughly)\s*$", re.IGNORECASE
)
_ELAPSED = re.compile(
    r"T(?P<sign>[+-])(?P<n>\d{1,4})\s?(?P<unit>h|hr|hrs|hours?|m|min|mins|minutes?|s|sec|seconds?)?(?::(?P<mm>[0-5]\d))?\b|T0\b"
)
_TAIL = re.compile(r"[\w%°/]|[.,:]\d|-(?!\d{1,2}[:.h]\d\d)\d")
_JOINS_TWO = re.compile(r"\s*(?:and|&)")
_BETWEEN = re.compile(r"\bbetween\b", re.IGNORECASE)


def find_stamps(text: str) -> Iterator[Stamp]:
    """Every time in the text, in order. A day alone is yielded too; the caller judges whether it dates anything."""
    place = _FIRST.match(text) or _NEXT.search(text)
    while place is not None:
        at = place.end()
        stamp = read_stamp(text, at)
        if stamp is not None:
            yield stamp
            at = max(stamp.end - 1, at)
        place = _NEXT.search(text, at)


def read_stamp(text: str, at: int) -> Stamp | None:
    """The time that begins exactly at this place."""
    elapsed = _ELAPSED.match(text, at) if text[at : at + 1] == "T" else None
    if elapsed is not None:
        return _elapsed(elapsed)
    day = read_day(text, at)
    if day is not None:
        return _day_first(text, at, *day)
    return _clock_first(text, at)


def _elapsed(match: re.Match[str]) -> Stamp:
    minutes = 0
    if match["n"]:
        unit = (match["unit"] or "m")[0].lower()
        number = int(match["n"])
        minutes = number * 60 if unit == "h" or match["mm"] else number if unit == "m" else number // 60
        minutes = (minutes + int(match["mm"] or 0)) * (-1 if match["sign"] == "-" else 1)
    return Stamp(match[0], match.start(), match.end(), elapsed=minutes)


def _day_first(text: str, at: int, day: Day, end: int) -> Stamp | None:
    join = _JOIN.match(text, end)
    if join is not None and join.end() > end:
        vague = _VAGUE.match(text, join.end())
        if vague is not None:
            return Stamp(text[at : vague.end()], at, vague.end(), day=day, vague=True)
        clock = _read_clock(text, join.end(), dated=True)
        if clock is not None:
            return _ranged(text, at, day, *clock)
    return Stamp(text[at:end], at, end, day=day, approx=_is_approx(text, at))


def _clock_first(text: str, at: int) -> Stamp | None:
    clock = _read_clock(text, at, dated=False)
    if clock is None:
        return None
    stamp = _ranged(text, at, None, *clock)
    after = _AFTER.match(text, stamp.end)
    day = read_day(text, after.end()) if after is not None and after.end() > stamp.end else None
    if day is not None:
        return replace(stamp, day=day[0], end=day[1], raw=text[at : day[1]])
    return stamp


def _ranged(text: str, at: int, day: Day | None, time: Time, zone: Zone | None, end: int) -> Stamp:
    """The stamp, with the other end of its range where one follows."""
    approx = _is_approx(text, at)
    gap = _RANGE.match(text, end)
    if gap is not None and (not _JOINS_TWO.match(gap[0]) or _BETWEEN.search(text, max(0, at - 40), end)):
        other_day = read_day(text, gap.end())
        start = gap.end()
        if other_day is not None:
            join = _JOIN.match(text, other_day[1])
            start = join.end() if join else other_day[1]
        other = _read_clock(text, start, dated=True)
        if other is not None and (zone is None or other[1] is None or zone == other[1]):
            zone = zone or other[1]
            until_day = other_day[0] if other_day else None
            start_time = _same_half(time, other[0])
            return Stamp(text[at : other[2]], at, other[2], day, start_time, zone, other[0], until_day, approx)
    return Stamp(text[at:end], at, end, day, time, zone, approx=approx)


def _same_half(time: Time, until: Time) -> Time:
    """ "8:10 to 8:13 PM": the first takes the half of the day from the second."""
    if until.half and not time.half and until.hour >= 12 and time.hour + 12 <= until.hour:
        return replace(time, hour=time.hour + 12)
    return time


def _is_approx(text: str, at: int) -> bool:
    return at > 0 and _APPROX.search(text, max(0, at - 16), at) is not None


def _read_clock(text: str, at: int, dated: bool) -> tuple[Time, Zone | None, int] | None:
    """A clock time with its zone. `dated`: beside a date (or a range's start) looser forms count as times."""
    match = _CLOCK.match(text, at)
    if match is None:
        word = _WORD.match(text, at)
        if word is None:
            return None
        zone, end = _zone_after(text, word.end())
        return Time(12 if word["noon"] else 0, 0), zone, end
    half = _HALF.match(text, match.end())
    if half is not None and half[2] and match["m"] is None:
        half = None
    end = half.end() if half else match.end()
    zone, zone_end = _zone_after(text, end, iso=at > 0 and text[at - 1] == "T")
    if not _is_clock(match, half is not None, zone, dated, text):
        return None
    if zone is None and half is None and _TAIL.match(text, end):
        return None
    return _time(match, half), zone, zone_end


def _is_clock(match: re.Match[str], half: bool, zone: Zone | None, dated: bool, text: str) -> bool:
    if match["m"]:
        return match["sep"] == ":" or half or len(match["h"]) == 2 or dated or match.end() >= len(text)
    if match["dm"]:
        return half or dated or zone is not None
    if match["mm"]:
        return (zone is not None or (dated and len(match[0]) == 4)) and not half
    return half and 1 <= int(match["h"]) <= 12


def _time(match: re.Match[str], half: re.Match[str] | None) -> Time:
    hour, minute = int(match["h"]), int(match["m"] or match["dm"] or match["mm"] or 0)
    if half is not None and hour <= 12:
        afternoon = (half[1] or half[2]).lower() == "p"
        hour = hour % 12 + (12 if afternoon else 0)
    return Time(hour % 24, minute, half is not None)


def _zone_after(text: str, at: int, iso: bool = False) -> tuple[Zone | None, int]:
    gap = _ZONE_GAP.match(text, at)
    start = gap.end() if gap else at
    match = ZONE.match(text, start)
    if match is None or (match["offset"] and (start > at + 1 or (match[0][0] != "+" and not iso))):
        return None, at
    end = match.end()
    if text[at:start].strip() and text[end : end + 1] in (")", "]"):
        end += 1
    return read_zone(match), end
