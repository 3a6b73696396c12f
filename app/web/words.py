"""How values read: the words for enums, times as stated, spans of time, days that are near."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from app.domain.moment import Moment
from app.domain.vocabulary import TimePrecision

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
#: Values whose words are not simply the value with spaces.
_WORDS = {
    "wont_do": "won’t do",
    "sev1": "SEV1",
    "sev2": "SEV2",
    "sev3": "SEV3",
    "sev4": "SEV4",
    "sev5": "SEV5",
    "acceptable_alternate": "acceptable, done another way",
    "went_well": "went well",
    "went_wrong": "went wrong",
    "lucky": "where we were lucky",
    "learned": "learned",
}
#: Marks in a User-Agent, those that others imitate last.
_BROWSERS = (
    *(("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari")),
    ("curl/", "curl"),
)
_SYSTEMS = (
    *(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS")),
    *(("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)
_NEAR = 14


def words(value: StrEnum | str) -> str:
    """`in_progress` reads "in progress"."""
    return _WORDS.get(str(value), str(value).replace("_", " "))


def browser_words(agent: str) -> str:
    """What a User-Agent says of itself: `Firefox on Linux`; empty where it says nothing known."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " on ".join(part for part in (browser, system) if part)


def plural(count: int, one: str, many: str = "") -> str:
    """`1 action`, `2 actions`; thousands are set apart."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def duration(span: timedelta | None) -> str:
    """The two largest units: `2 h 5 min`, `3 d 4 h`, `0 min`; empty for None."""
    if span is None:
        return ""
    minutes = int(span.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (rest, "min")) if n]
    return " ".join(parts[:2]) or "0 min"


def day(value: date | None) -> str:
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if value else ""


def due(value: date, today: date) -> str:
    """`today`, `in 3 days`, `12 days overdue`, `3 years overdue`; further off than two weeks the day itself."""
    away = (value - today).days
    if away < 0:
        return f"{_long(-away)} overdue"
    if away > _NEAR:
        return day(value)
    return {0: "today", 1: "tomorrow"}.get(away, f"in {away} days")


def _long(days: int) -> str:
    if days < 100:
        return plural(days, "day")
    return plural(days // 30, "month") if days < 730 else plural(days // 365, "year")


def due_class(value: date, today: date) -> str:
    away = (value - today).days
    return "overdue" if away < 0 else "soon" if away <= 7 else ""


def ago(value: datetime, today: date) -> str:
    """`today`, `yesterday`, `5 days ago`; longer ago the day."""
    back = (today - value.astimezone(UTC).date()).days
    if back > _NEAR:
        return day(value.date())
    return {0: "today", 1: "yesterday"}.get(max(back, 0), f"{back} days ago")


def stamp(value: datetime) -> str:
    """`7 May 2012, 21:00 UTC`."""
    there = value.astimezone(UTC)
    return f"{day(there.date())}, {there:%H:%M} UTC"


def moment(text: str | None) -> Moment | None:
    """The moment behind its text form; None for none, and for what is no time (a record is never lost to one)."""
    try:
        return Moment.parse(text) if text else None
    except ValueError:
        return None


def moment_day(value: Moment, *, short: bool = False) -> str:
    """The day or month as far as it is stated: `7 May 2012`, `October 2023`, `25 October`; short: `25 Oct`."""
    month = _MONTHS[value.month - 1] if value.month else ""
    month = month[:3] if short else month
    return " ".join(str(p) for p in (value.day, month, value.year) if p)


def clock(value: Moment) -> str:
    return f"{value.hour:02d}:{value.minute:02d}" if value.hour is not None else ""


def zone(value: Moment) -> str:
    """`UTC`, `UTC−08:00`, or nothing where none is stated."""
    if value.hour is None or value.offset is None:
        return ""
    if not value.offset:
        return "UTC"
    hours, minutes = divmod(abs(value.offset), 60)
    return f"UTC{'−' if value.offset < 0 else '+'}{hours:02d}:{minutes:02d}"


def when(text: str | None) -> str:
    """A time as stated: `7 May 2012, 21:00 UTC−08:00`."""
    value = moment(text)
    if value is None:
        return ""
    return " ".join(p for p in (", ".join(p for p in (moment_day(value), clock(value)) if p), zone(value)) if p)


def utc(text: str | None) -> str:
    """The same instant in UTC where that is another clock time: `8 May, 05:00 UTC`."""
    value = moment(text)
    if value is None or value.utc is None or not value.offset:
        return ""
    there = value.utc
    shown = f"{there:%H:%M} UTC"
    return shown if there.day == value.day else f"{there.day} {_MONTHS[there.month - 1]}, {shown}"


def when_range(start: str | None, end: str | None) -> str:
    """`7 May 2012, 21:00 – 9 May 2012, 05:10 (zone not stated)`; the day is said once where it is one day."""
    first, last = moment(start), moment(end)
    if first is None or last is None:
        return when(start) or when(end)
    same_day = first.day is not None and (first.year, first.month, first.day) == (last.year, last.month, last.day)
    if start == end or (same_day and last.hour is None):
        return when(start)
    begun = ", ".join(p for p in (moment_day(first), clock(first)) if p)
    ended = ", ".join(p for p in ("" if same_day else moment_day(last), clock(last)) if p)
    return f"{begun} – {ended}{_zone_note(first, last)}"


def _zone_note(first: Moment, last: Moment) -> str:
    if TimePrecision.MINUTE not in (first.precision, last.precision):
        return ""
    named = zone(last) or zone(first)
    return f" {named}" if named else " (zone not stated)"
