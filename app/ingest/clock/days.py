"""The grammar of days: ISO, months by name, numbers in either order, weekdays, "the next morning"."""

import re
from collections.abc import Callable
from dataclasses import replace

from app.ingest.clock.stamp import Day

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?-i:(?=[A-Z]))(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = re.compile(
    r"(?-i:(?=[A-Z]))(?P<long>mon|tues|wednes|thurs|fri|satur|sun)day(?:\s(?:morning|afternoon|evening|night))?\b"
    r"|(?-i:(?=[A-Z]))(?P<short>mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)\b\.?(?=,?\s+(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?P<y>\d{4,5})(?P<s>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>[0-2]?\d|3[01])(?=T?\d\d:|T\d\d|(?![\w/-]))"
)
_DAY_MONTH = re.compile(
    r"(?P<d>[0-2]?\d|3[01])(?:st|nd|rd|th)?[ -](?:of )?" + _MONTH + r"(?:(?:,? |-)(?P<y>(?:19|20)\d\d)(?![\d:]))?",
    re.IGNORECASE,
)
#: "19. April": behind a numbered item's mark a month is only a word, so the date must go on or be all there is.
_DOTTED_DAY_MONTH = re.compile(
    r"(?P<d>[0-2]?\d|3[01])\. " + _MONTH + r"(?:(?: |, )(?P<y>(?:19|20)\d\d)(?![\d:])|(?=,? \d|,?\W{0,4}$))",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    _MONTH
    + r"[ -](?P<d>[0-2]?\d|3[01])(?:(?:st|nd|rd|th)\b|(?!\d|st\b|nd\b|rd\b|th\b|[:.]\d|\s?[ap]\.?m\b))"
    + r"(?:,? ?(?P<y>(?:19|20)\d\d)(?![\d:]))?",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(_MONTH + r",? (?P<y>(?:19|20)\d\d)(?![\d:])", re.IGNORECASE)
_NUMBERS = re.compile(r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>(?:19|20)\d\d|\d\d)(?![\w/-]|[.:]\d)")
_SHORT_NUMBERS = re.compile(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\w/%-]|[.]\d)")
_RELATIVE = re.compile(
    r"(?:(?P<next>(?:the )?(?:next|following) (?:day|morning|afternoon|evening|night))|(?P<tomorrow>tomorrow)"
    r"|(?P<same>(?:later )?(?:the |that )?same (?:day|evening|night|afternoon|morning)|"
    r"later that (?:day|evening|night|afternoon|morning))"
    r"|(?P<before>(?:the )?(?:previous (?:day|evening|night|afternoon|morning)|(?:day|night|evening) before))"
    r"|(?P<yesterday>yesterday))\b",
    re.IGNORECASE,
)
#: "the next Monday", "last Friday": which way from the day at hand the weekday is.
_WAY = re.compile(r"\b(?:(next|following|coming)|last|previous|preceding) $", re.IGNORECASE)
#: What every date that begins with a number goes on with: no clock time does.
_DATED = re.compile(r"\d{1,5}[-/. snrt]", re.IGNORECASE)
_GAP = re.compile(r"\s{0,8}+\(|,? (?:the )?|,")


def read_day(text: str, at: int) -> tuple[Day, int] | None:
    """The day that begins at this place, and where it ends. A month alone needs its year."""
    if at >= len(text):
        return None
    if text[at].isdigit():
        return _first(text, at, _NUMERIC) if _DATED.match(text, at) else None
    weekday = _WEEKDAY.match(text, at)
    if weekday is None:
        return _first(text, at, _WORDED)
    number = _WEEKDAYS.index((weekday["long"] or weekday["short"])[:3].lower())
    way = _WAY.search(text, max(0, at - 11), at)
    gap = _GAP.match(text, weekday.end())
    found = None
    if gap is not None:
        found = _first(text, gap.end(), _NUMERIC if text[gap.end() : gap.end() + 1].isdigit() else _NAMED)
    if found is None:
        return Day(weekday=number, shift=way and (1 if way[1] else -1)), weekday.end()
    return _with_weekday(found[0], number), found[1]


def _with_weekday(day: Day, number: int) -> Day:
    return replace(day, weekday=number)


_Form = Callable[[str, int], tuple[Day, int] | None]


def _first(text: str, at: int, forms: tuple[_Form, ...]) -> tuple[Day, int] | None:
    for form in forms:
        found = form(text, at)
        if found is not None:
            return found
    return None


def _iso(text: str, at: int) -> tuple[Day, int] | None:
    match = _ISO.match(text, at)
    if match is None:
        return None
    years = (int(match["y"][:4]), int(match["y"][-4:]))  # of five digits, either end may be the slip
    year = next((y for y in years if 1970 <= y <= 2100), None)
    if year is None:
        return None
    return Day(year, int(match["m"]), int(match["d"]), slip=len(match["y"]) == 5), match.end()


def _named(pattern: re.Pattern[str]) -> _Form:
    def form(text: str, at: int) -> tuple[Day, int] | None:
        match = pattern.match(text, at)
        if match is None:
            return None
        parts = match.groupdict()
        year = int(parts["y"]) if parts["y"] else None
        day = int(parts["d"]) if parts.get("d") else None
        return _checked(Day(year, _MONTHS.index(match["mon"][:3].lower()) + 1, day), match.end())

    return form


def _numbers(text: str, at: int) -> tuple[Day, int] | None:
    match = _NUMBERS.match(text, at)
    if match is None:
        return None
    year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
    return _ordered(int(match["a"]), int(match["b"]), year, match.end())


def _short_numbers(text: str, at: int) -> tuple[Day, int] | None:
    match = _SHORT_NUMBERS.match(text, at)
    return None if match is None else _ordered(int(match["a"]), int(match["b"]), None, match.end())


def _ordered(a: int, b: int, year: int | None, end: int) -> tuple[Day, int] | None:
    """Day and month of two numbers where only one order is a date; else both kept open."""
    if not (1 <= a <= 31 and 1 <= b <= 31) or (a > 12 and b > 12):
        return None
    if a > 12:
        return _checked(Day(year, b, a), end)
    if b > 12:
        return _checked(Day(year, a, b), end)
    if a == b:
        return Day(year, a, b), end
    return Day(year, first=a, second=b), end


def _relative(text: str, at: int) -> tuple[Day, int] | None:
    match = _RELATIVE.match(text, at)
    if match is None:
        return None
    if match["tomorrow"] or match["yesterday"]:
        gap = _GAP.match(text, match.end())
        exact = _first(text, gap.end(), _NUMERIC + _NAMED) if gap else None
        return exact or (Day(before_writing=match["yesterday"] is not None), match.end())
    return Day(shift=1 if match["next"] else -1 if match["before"] else 0), match.end()


_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _checked(day: Day, end: int) -> tuple[Day, int] | None:
    if day.day is None or day.month is None:
        return day, end
    leap = day.year is None or (day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0))
    longest = 28 if day.month == 2 and not leap else _LENGTHS[day.month - 1]
    return (day, end) if 1 <= day.day <= longest else None


_NAMED: tuple[_Form, ...] = (_named(_MONTH_DAY), _named(_MONTH_YEAR))
_NUMERIC: tuple[_Form, ...] = (_iso, _named(_DAY_MONTH), _named(_DOTTED_DAY_MONTH), _numbers, _short_numbers)
_WORDED: tuple[_Form, ...] = (*_NAMED, _relative)
