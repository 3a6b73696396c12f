"""The grammar of clock times: 24 and 12 hours, dotted, `17h00`, `0305 UTC`, "noon", and the zone behind each."""

import re
from typing import NamedTuple

from app.ingest.clock.stamp import Time
from app.ingest.clock.zones import ZONE, Zone, read_zone

_CLOCK = re.compile(
    r"(?P<h>24(?=[:h.]?00)|2[0-3]|[01]?\d)(?:(?P<sep>[:h])(?P<m>[0-5]\d)(?:[:.](?P<s>[0-5]\d)(?:[.,]\d{1,9})?)?"
    r"|\.(?P<dm>[0-5]\d)(?![.\d%])|(?P<mm>[0-5]\d)(?!\d))?",
)
_HALF = re.compile(r"\s?([ap])\.?\s?m\b\.?|([ap])\b(?=\s*[-–:]|\s+\w|$)", re.IGNORECASE)
_WORD = re.compile(r"(?:(?P<noon>noon|midday)|midnight)\b", re.IGNORECASE)
_HOURS = re.compile(r"\s?(?:hrs?|[Uu]hr|h)\b|\s?hours\b(?=\s?[(\[]?(?:UTC|GMT|[A-Z]{3,4}\b))")
#: "at 1130 hours": behind any other word those may be hours of work.
_MILITARY = re.compile(r"\s?h(?:ou)?rs\b")
_AT = re.compile(r"\b(?:at|by|until|till|from|since|around|approximately|about) $", re.IGNORECASE)
_AT_CHARS = 16
#: "2–2:30 PM", "9-10am": the first of the two has no half of the day of its own, and no minutes.
_BEFORE_HALF = re.compile(r"\s?[-–—]\s?(?=(?:0?[1-9]|1[0-2])(?:[:.][0-5]\d)?\s?[ap]\.?m\b)", re.IGNORECASE)
_ZONE_GAP = re.compile(r"\s?[(\[]?\s?")
_OFFSET = re.compile(r"\s?[-−](?:0\d|1[0-4]):?(?:00|15|30|45)(?![\d:.])")
#: "16:05:57-58": a range of seconds.
_SECONDS_ON = re.compile(r"[-–][0-5]\d(?![\d:.])")
#: "16:00/17:00", "23:00-ish": the first, about.
_OR = re.compile(r"/(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:/])|-?ish\b")
_TAIL = re.compile(r"[\w%°/]|[.,:]\d|-(?!\d{1,2}[:.h]\d\d)\d")
_BARE_ZONES = frozenset({"UTC", "GMT", "CET", "CEST", "PST", "PDT", "EST", "EDT", "CDT", "MST", "MDT"})


class Read(NamedTuple):
    """A clock time as read, up to `end`; `seconds`: they were written."""

    time: Time
    zone: Zone | None
    end: int
    seconds: bool = False


def read_clock(text: str, at: int, dated: bool) -> Read | None:
    """A clock time with its zone. `dated`: beside a date (or a range's start) looser forms count as times."""
    match = _CLOCK.match(text, at)
    if match is None:
        return _worded(text, at)
    half = _HALF.match(text, match.end())
    if half is not None and half[2] and match["m"] is None:
        half = None
    end = half.end() if half else match.end()
    if match["s"] and (more := _SECONDS_ON.match(text, end)):
        end = more.end()
    elif match["m"] and (other := _OR.match(text, end)):
        end = other.end()
    hours = _HOURS.match(text, end) if half is None and (match["sep"] or match["mm"]) else None
    military = _military(text, at, match)
    end = military or (hours.end() if hours else end)
    zone, zone_end = zone_after(text, end, iso=at > 0 and text[at - 1] == "T", seconds=match["s"] is not None)
    span = _BEFORE_HALF.match(text, end) if half is None and 0 < int(match["h"]) <= 12 else None
    if span is None and not military and not _is_clock(match, half is not None, zone, dated, text):
        return None
    if zone is None and half is None and span is None and _TAIL.match(text, end):
        return None
    return Read(_time(match, half), zone, zone_end, match["s"] is not None)


def _military(text: str, at: int, match: re.Match[str]) -> int | None:
    """The end of the hours behind four digits that a word makes a time."""
    hours = _MILITARY.match(text, match.end()) if match["mm"] and len(match[0]) == 4 else None
    if hours is None or _AT.search(text, max(0, at - _AT_CHARS), at) is None:
        return None
    return hours.end()


def _worded(text: str, at: int) -> Read | None:
    word = _WORD.match(text, at)
    if word is None:
        return None
    return Read(Time(12 if word["noon"] else 0, 0), *zone_after(text, word.end()))


def _is_clock(match: re.Match[str], half: bool, zone: Zone | None, dated: bool, text: str) -> bool:
    if match["m"]:
        return match["sep"] == ":" or half or len(match["h"]) == 2 or dated or match.end() >= len(text)
    if match["dm"]:
        return half or dated or zone is not None
    if match["mm"]:
        return (zone is not None or (dated and len(match[0]) == 4)) and not half
    if half:
        return 1 <= int(match["h"]) <= 12
    return zone is not None and zone.raw in _BARE_ZONES


def _time(match: re.Match[str], half: re.Match[str] | None) -> Time:
    hour, minute = int(match["h"]), int(match["m"] or match["dm"] or match["mm"] or 0)
    if half is not None and hour <= 12:
        afternoon = (half[1] or half[2]).lower() == "p"
        hour = hour % 12 + (12 if afternoon else 0)
    return Time(hour % 24, minute, half is not None, hour == 24)


def zone_after(text: str, at: int, iso: bool = False, seconds: bool = False) -> tuple[Zone | None, int]:
    """The zone that stands here, and the place behind it. A minus is an offset's only in an exact time."""
    if seconds and (offset := _OFFSET.match(text, at)) is not None:
        found = ZONE.match(text, offset.end() - len(offset[0].lstrip()))
        return (read_zone(found), offset.end()) if found is not None else (None, at)
    gap = _ZONE_GAP.match(text, at)
    start = gap.end() if gap else at
    match = ZONE.match(text, start)
    if match is None or (match["offset"] and (start > at + 1 or (match[0][0] != "+" and not iso))):
        return None, at
    end = match.end()
    if text[at:start].strip() and text[end : end + 1] in (")", "]"):
        end += 1
    return read_zone(match), end
