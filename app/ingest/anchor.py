"""The document's own date and zone, which its times are completed with."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from app.ingest.blocks import BlockKind
from app.ingest.clock.grammar import find_stamps
from app.ingest.clock.resolver import as_date
from app.ingest.clock.stamp import Day, Stamp
from app.ingest.clock.zones import ZONE, Zone, read_zone
from app.ingest.reading import Reading
from app.ingest.sections import Section

_HINT = re.compile(r"\b(?:time(?:s|stamps?|line|zone| zone)?|dates?|hours|zone)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_HINT_REACH = 45
_IN_BRACKET = re.compile(r"\s{0,2}(?:time )?[(\[]\s?")
#: A sentence that goes on in the next line.
_WRAPPED = re.compile(r"(?<=\b(?:in|is)) ?\n|(?<=\bare) ?\n")
_HINT_STOP = re.compile(r"[.;|\n]")
#: Whose times these are, where they are not the document's.
_PICTURED = re.compile(r"\b(?:screen ?shots?|graphs?|charts?|images?|pictures?|logs?|dashboards?)\b", re.IGNORECASE)
_INCIDENT_KEYS = ("incident_date", "incident-date", "date_of_incident", "start_time", "started_at", "start")
_DATE_KEYS = (*_INCIDENT_KEYS, "date", "publishdate")
_LABEL_DATE = re.compile(
    r"\s{0,8}(?:incident |outage )?(?:date|when|day|date of incident)\s{0,4}:\s{0,8}", re.IGNORECASE
)
_NUMBERS = re.compile(r"(\d(?<![\d./-].)\d?)([/.-])(\d{1,2})\2(?:\d{4}|\d\d)(?![\d./-])")
#: The order as a form states it beside its field: "(DD/MM/YYYY)".
_STATED_ORDER = re.compile(r"\b(?:(?P<day>DD[/.-]MM)|MM[/.-]DD)[/.-]YY", re.IGNORECASE)
#: A page's path as its title ("Incidents/2021-07-14 …"): elsewhere a slash before a date is an address's.
_PATH_DATE = re.compile(r"[/_](?=\d{4}-\d\d-\d\d)")
_TIMED_ZONE = re.compile(
    r"(?:\d|[ap]\.?m\.?) ?\(?([A-Z]{1,4}T|UTC|GMT|Z|Pacific|Eastern|Central|Mountain)\b", re.IGNORECASE
)
_US_ZONE = re.compile(r"(?:P|M|C|E|AK|H)[SD]?T|Pacific|Eastern|Central|Mountain", re.IGNORECASE)
#: When the text was written, which is not when it happened.
WRITTEN = re.compile(
    r"\W{0,4}(?:(?:first |originally )?(?:posted|published|written)|(?:last )?(?:updated|modified|edited)|"
    r"(?:publication|publishing|report) date|date (?:published|written))(?: (?:on|at|by)\b|\s{0,4}:)",
    re.IGNORECASE,
)
_DIFFERS_DAYS, _HEAD_BLOCKS, _HEAD_CHARS = 1, 12, 120


def set_clock(reading: Reading) -> None:
    """Give the post's clock its zone, order of numeric dates, and date."""
    reading.clock.zone = _zone(reading)
    if reading.clock.zone is not None:
        reading.post.timezone = reading.clock.zone.raw
    reading.clock.day_first = _order(reading)
    reading.clock.anchor = _anchor(reading)
    dated = as_date(reading.clock.anchor)
    reading.post.dated = dated.isoformat() if dated else None


def _zone(reading: Reading) -> Zone | None:
    """The zone that a sentence, a heading or a table's head gives for all times."""
    for text in _announcements(reading):
        for hint in _HINT.finditer(text):
            if _PICTURED.search(text, max(0, hint.start() - _HINT_REACH), hint.start()):
                continue
            stop = _HINT_STOP.search(text, hint.end())
            reach = min(hint.end() + _HINT_REACH, stop.start() if stop else len(text))
            match = ZONE.search(text, hint.end(), reach)
            if match is not None and not match["offset"] and not text[match.start() - 1].isalnum():
                return _exact(text, match)
    return None


def _exact(text: str, match: re.Match[str]) -> Zone:
    """The zone, by the offset in a bracket behind its name where one stands there: "PST (UTC-7)"."""
    behind = _IN_BRACKET.match(text, match.end())
    offset = ZONE.match(text, behind.end()) if behind is not None else None
    return read_zone(offset if offset is not None and (offset["utc"] or offset["offset"]) else match)


def _announcements(reading: Reading) -> Iterator[str]:
    stated = reading.head.text("timezone", "time_zone", "time-zone", "tz")
    if stated:
        yield f"time zone: {stated}"
    for section in reading.outline.sections:
        if section.has("timeline"):
            yield section.heading
            for text in (b.text[:200] for b in section.blocks[:8]):
                yield _WRAPPED.sub(" ", text) if "\n" in text else text
    for block in reading.blocks:
        if block.header or (
            block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) and "time" in block.text[:200].lower()
        ):
            yield block.text[:300]


def _order(reading: Reading) -> bool | None:
    """True: day first, where some numeric date of the post can only be read so; None: no evidence, or both."""
    seen, undecided = set(), False
    text = "\n".join(_dated_texts(reading))
    stated = _STATED_ORDER.search(text) if "YY" in text.upper() else None
    if stated is not None:
        return stated["day"] is not None
    for match in _NUMBERS.finditer(text):
        first, second = int(match[1]), int(match[3])
        undecided = undecided or first <= 12 >= second != first
        if first > 12 >= second:
            seen.add(True)
        if second > 12 >= first:
            seen.add(False)
    if undecided and not seen and _is_american(reading):
        return False
    return seen.pop() if len(seen) == 1 else None


def _is_american(reading: Reading) -> bool:
    """Every zone beside a time of the post is one of the United States, where the month comes first."""
    zones = {m[1] for text in _dated_texts(reading) for m in _TIMED_ZONE.finditer(text)}
    return bool(zones) and all(_US_ZONE.fullmatch(zone) for zone in zones)


def _dated_texts(reading: Reading) -> Iterator[str]:
    yield reading.post.title
    yield from (b.text[:2000] for b in reading.blocks if b.kind is not BlockKind.CODE)


def _anchor(reading: Reading) -> Day | None:
    """The first full date of title, label, body, front matter; a title's day takes its year from the others."""
    titled = _first_day(_PATH_DATE.sub(" ", reading.post.title))
    if titled is None:
        return _untitled(reading)
    later = chain(_body_days(reading), _head_days(reading))
    if titled.open:
        known = list(later)
        return _same_day(titled, known) or next((d for d in known if as_date(d)), None)
    if titled.year is not None:
        _compare(reading, titled, next((d for d in _body_days(reading) if as_date(d)), None))
        return titled
    return _same_day(titled, later) or titled


def _untitled(reading: Reading) -> Day | None:
    """The first day of the body, else of the head; that is when it was written, unless it says otherwise."""
    body = _body_days(reading)
    first = next((d for d in body if not d.open), None)
    if first is not None:
        return _completed(chain([first], body, _head_days(reading)))
    reading.clock.published = not (reading.head.is_issue or reading.head.text(*_INCIDENT_KEYS))
    return _completed(_head_days(reading))


def _completed(days: Iterator[Day]) -> Day | None:
    """The first day told, with the year of the first full date after it where it has none."""
    first = next((d for d in days if not d.open), None)
    if first is None or first.year is not None:
        return first
    full = next((d for d in map(as_date, days) if d is not None), None)
    years = [full.year - 1, full.year, full.year + 1] if full else []
    dates = [d for y in years if (d := as_date(replace(first, year=y)))]
    if full is None or not dates:
        return first
    return replace(first, year=min(dates, key=lambda d: abs(d - full)).year)


def _compare(reading: Reading, titled: Day, body: Day | None) -> None:
    stated, other = as_date(titled), as_date(body)
    if stated is not None and other is not None and abs((stated - other).days) > _DIFFERS_DAYS:
        line = reading.title.line if reading.title else reading.post.line
        message = f"the title says {stated.isoformat()}, the text {other.isoformat()}"
        reading.note(line, "title-date-differs", message)


def _same_day(titled: Day, later: Iterable[Day]) -> Day | None:
    """The later date of the same day and month; for an undecided order, of either."""
    ways = {(titled.month, titled.day), (titled.first, titled.second), (titled.second, titled.first)}
    same = [d for d in later if d.day is not None and (d.month, d.day) in ways]
    return next((d for d in same if d.year is not None), None)


def _body_days(reading: Reading) -> Iterator[Day]:
    for block in reading.blocks:
        match = _LABEL_DATE.match(block.text)
        if match and (day := _first_day(block.text[match.end() : match.end() + 60])) is not None:
            yield day
    for section in _story_first(reading):
        for block in section.blocks[:12]:
            if block.kind is BlockKind.CODE or WRITTEN.match(block.text):
                continue
            if (day := _first_day(block.text[:1500])) is not None:
                yield day
        if (
            section.head is not None
            and section.parent is not None
            and (day := _first_day(section.heading)) is not None
        ):
            yield day


def _head_days(reading: Reading) -> Iterator[Day]:
    published = [k for k in reading.head.values if "publish" in k or "date" in k or k.startswith("created")]
    for key in (*_DATE_KEYS, *(k for k in published if "update" not in k)):
        value = reading.head.text(key)
        if value and (day := _first_day(value[:40])) is not None:
            yield day
    for block in reading.blocks[:_HEAD_BLOCKS]:
        if WRITTEN.match(block.text) and (day := _first_day(block.text[:_HEAD_CHARS])) is not None:
            yield day


def _story_first(reading: Reading) -> list[Section]:
    told = ("summary", "timeline", "background", "response", "detection", "trigger")
    sections = [s for s in reading.outline.sections if s.has(*told) or not s.names]
    return [s for s in sections if not s.has("action_items", "supporting")]


def _first_day(text: str) -> Day | None:
    if _DIGIT.search(text) is None:
        return None
    return next((s.day for s in find_stamps(text) if _is_date(s)), None)


def _is_date(stamp: Stamp) -> bool:
    return stamp.day is not None and (stamp.day.day is not None or stamp.day.open)
