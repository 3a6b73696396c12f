"""The grammar of times: each form is one small expression, tried at the places where a time can begin.

Nothing here nests a quantifier in a quantifier, and every repeat is bounded: the work is linear in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.ingest.clock.clocks import Read, read_clock, zone_after
from app.ingest.clock.days import read_day
from app.ingest.clock.relative import elapsed, find_later
from app.ingest.clock.stamp import Day, Stamp, Time

_BEGIN = (
    r"(?:(?=\d)|(?=[Mm](?i:on|ar|ay|id(?:night|day))|[Tt](?i:ue|hu|omorrow|hat same"
    r"|he (?:next|following|same|day b|prev|(?:night|evening) b))|T ?[+-] ?\d|T0|[Ss](?i:at|un|ep)"
    r"|[Aa](?i:pr|ug)|[Ww](?i:ed)|[Ff](?i:ri|eb)|[Jj](?i:an|un|ul)|[Oo](?i:ct)"
    r"|[Nn](?i:ov|oon|ext (?:day|morn))|[Dd](?i:ec)|[Ll](?i:ater that)|[Yy](?i:esterday)))"
)
_FIRST = re.compile(_BEGIN)
#: The place after a character that may stand before a time: tried there alone, not at each character of a text.
_NEXT = re.compile(r"[^\w.:/@#&=%$€£+\\-]" + _BEGIN)
_VAGUE = re.compile(r"([01]?\d|2[0-3]):(?:\?\?|xx|XX|--)")
_SPACES = r"\s{0,8}+"
_JOIN = re.compile(
    rf"{_SPACES}(?:,|T|@|~|[-–—:]|(?:at|around|about|from|between)\b|approx\.?|ca\.?(?=\s)|(?<=\s)|(?=[(\[])){_SPACES}"
    rf"(?:(?:at|around|about|approximately|from|between|the hours of|ca\.|approx\.) ?|[~±≈(\[]){{0,3}}"
)
_AFTER = re.compile(rf"{_SPACES}(?:[,(]{_SPACES})?(?:on\s{{1,4}})?(?:the\s{{1,4}})?", re.IGNORECASE)
_DASHED_DAY = re.compile(r" [-–—] (?=\d{1,2}(?:st|nd|rd|th)? [A-Z]|[A-Z][a-z]{2,8}\.? \d|\d{4}-\d\d-\d\d)")
_RANGE = re.compile(
    rf"{_SPACES}(?:-|–|—|to|until|till|through|and|&|->|→){_SPACES}(?:approximately |around |about |~)?"
)
_APPROX = re.compile(
    r"(?:~|≈|\bca\.?|\bcirca|\baround|\babout|\bapprox\.?|\bapproximately|\broughly)\s{0,4}$", re.IGNORECASE
)
_JOINS_TWO = re.compile(r"\s{0,8}(?:and|&)")
_BETWEEN = re.compile(r"\bbetween\b", re.IGNORECASE)
#: The year that `date` and `git log` write behind the clock time.
_YEAR_BEHIND = re.compile(r" (?P<y>(?:19|20)\d\d)(?![\w:.-]|/)")


def find_stamps(text: str) -> Iterator[Stamp]:
    """Every time in the text, in order. A day alone is yielded too; the caller judges whether it dates anything."""
    later = find_later(text) if " later" in text else []
    place = _FIRST.match(text) or _NEXT.search(text)
    while place is not None:
        at = place.end()
        stamp = read_stamp(text, at)
        if stamp is not None:
            while later and later[0].start < stamp.start:
                yield later.pop(0)
            yield stamp
            at = max(stamp.end - 1, at)
        place = _NEXT.search(text, at)
    yield from later


def read_stamp(text: str, at: int) -> Stamp | None:
    """The time that begins exactly at this place."""
    if text[at : at + 1] in ("T", "+") and (counted := elapsed(text, at)) is not None:
        return counted
    day = read_day(text, at)
    if day is not None:
        return _day_first(text, at, *day)
    return _clock_first(text, at)


def _day_first(text: str, at: int, day: Day, end: int) -> Stamp | None:
    join = _JOIN.match(text, end)
    if join is not None and join.end() > end:
        vague = _VAGUE.match(text, join.end())
        if vague is not None:
            return Stamp(text[at : vague.end()], at, vague.end(), day=day, vague=True)
        clock = read_clock(text, join.end(), dated=True)
        if clock is not None:
            return _ranged(text, at, *_with_year(text, day, clock))
    return Stamp(text[at:end], at, end, day=day, approx=_is_approx(text, at))


def _with_year(text: str, day: Day, clock: Read) -> tuple[Day, Read]:
    """`Thu Feb 20 21:17:03 UTC 2020`, `Sun Nov 7 18:51:38 2021 +0200`: year, then offset, behind the seconds."""
    match = _YEAR_BEHIND.match(text, clock.end) if clock.seconds and day.year is None and day.month else None
    if match is None:
        return day, clock
    zone, end = zone_after(text, match.end(), seconds=True)
    dated = replace(day, year=int(match["y"]))
    return dated, Read(clock.time, clock.zone or zone, end if clock.zone is None else match.end(), True)


def _clock_first(text: str, at: int) -> Stamp | None:
    clock = read_clock(text, at, dated=False)
    if clock is None:
        return None
    stamp = _ranged(text, at, None, clock)
    dashed = _DASHED_DAY.match(text, stamp.end)
    after = dashed or _AFTER.match(text, stamp.end)
    day = read_day(text, after.end()) if after is not None and after.end() > stamp.end else None
    if day is not None and (dashed is None or day[0].year):
        return replace(stamp, day=day[0], end=day[1], raw=text[at : day[1]])
    return stamp


def _ranged(text: str, at: int, day: Day | None, clock: Read) -> Stamp:
    """The stamp, with the other end of its range where one follows."""
    time, zone, end, _ = clock
    approx = _is_approx(text, at)
    gap = _RANGE.match(text, end)
    if gap is not None and (not _JOINS_TWO.match(gap[0]) or _BETWEEN.search(text, max(0, at - 40), end)):
        other_day = read_day(text, gap.end())
        start = gap.end()
        if other_day is not None:
            join = _JOIN.match(text, other_day[1])
            start = join.end() if join else other_day[1]
        other = read_clock(text, start, dated=True)
        if other is not None and (zone is None or other.zone is None or zone == other.zone):
            until_day = other_day[0] if other_day else None
            start_time = _same_half(time, other.time)
            raw = text[at : other.end]
            return Stamp(raw, at, other.end, day, start_time, zone or other.zone, other.time, until_day, approx)
    return Stamp(text[at:end], at, end, day, time, zone, approx=approx)


def _same_half(time: Time, until: Time) -> Time:
    """ "8:10 to 8:13 PM": the first takes the half of the day from the second."""
    if until.half and not time.half and until.hour >= 12 and time.hour + 12 <= until.hour:
        return replace(time, hour=time.hour + 12)
    return time


def _is_approx(text: str, at: int) -> bool:
    return at > 0 and _APPROX.search(text, max(0, at - 16), at) is not None
