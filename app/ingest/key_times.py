"""When it began, was noticed, held and was over: as stated, else as told, else by the entries of the timeline."""

import re
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise

from app.domain.moment import Moment, between
from app.domain.vocabulary import EventKind, PostmortemKind
from app.ingest.clock.dates import as_date
from app.ingest.clock.grammar import find_stamps
from app.ingest.facts import ParsedEvent, ParsedPost
from app.ingest.lengths import Lengths, lengths
from app.ingest.phrases import each, phrases, spaced
from app.ingest.reading import Reading
from app.ingest.timeline.kinds import phase_of
from app.ingest.told_times import Told, names_day, told

_BEGAN = phrases(
    r"(?<!then )(?<!when )(?:outage|incident|problem|issue|degradation|disruption|downtime|impact)s? "
    r"(?:begins?|began|starts?|started)",
    r"hard down\b",
    r"went (?:down(?! to)|offline)",
    r"goes down\b",
    r"unavailable\b",
    r"destroyed\b",
    r"drops? to zero\b",
    r"start of (?:the )?(?:outage|incident|impact)",
    *each(
        "release released version deployed published build",
        r" .{0,40}\bwith .{0,30}\b(?:bug|corruption|regression|defect|fault|vulnerability|issue)\b",
    ),
)
#: Only where the document uses the word: a fix that was applied may not have held.
_HELD = phrases(r"(?:mitigated|repaired)\b")
#: What a last entry tells where none says that it was over: the cure went out.
_SHIPPED = phrases(r"(?:was|were|is|are|got) (?:released|deployed|shipped|rolled out|published|merged)\b")
_PAGED = phrases(*each("alert alarm paged pages", ""))
_LABELS = (
    ("detected_at", re.compile(r"\W{0,8}(?:first )?(?:detected|noticed|identified|reported)\b", re.IGNORECASE)),
    ("mitigated_at", re.compile(r"\W{0,8}(?:repaired|mitigated)\b", re.IGNORECASE)),
    ("resolved_at", re.compile(r"\W{0,8}(?:resolved|recovered|incident resolved)\b", re.IGNORECASE)),
    ("started_at", re.compile(r"\W{0,8}(?:start(?:ed)?|began|incident start(?:ed)?)\b", re.IGNORECASE)),
)
_PHASES = {
    EventKind.TRIGGER: "started_at",
    EventKind.DETECTED: "detected_at",
    EventKind.MITIGATED: "mitigated_at",
    EventKind.RESOLVED: "resolved_at",
}
_LABEL_WORDS = 4
_HEAD_CHARS = 240
_LISTED = ("timeline-list", "timeline-table", "timeline-heading", "timeline-line")
_DAY = timedelta(days=1)


def read(reading: Reading) -> None:
    post = reading.post
    if post.timezone is None and reading.clock.zones:
        post.timezone = max(reading.clock.zones, key=lambda z: reading.clock.zones[z])
    events = _forward([e for e in post.timeline if e.at and not e.at.startswith("T")])
    if post.kind is PostmortemKind.NOTICE:
        return
    if not events:
        _told_alone(post, told(reading))
        return
    if post.kind is PostmortemKind.MAINTENANCE:
        _maintenance(post, events)
        return
    _labelled(post, events)
    _date_resolution(post)
    _joined(reading, events, told(reading), lengths(reading))


def _told_alone(post: ParsedPost, said: Told) -> None:
    """What sentences and labels say, where there is no entry to compare it with."""
    if post.kind is PostmortemKind.INCIDENT:
        post.started_at = post.started_at or said.started
        post.detected_at = post.detected_at or said.detected
        post.resolved_at = post.resolved_at or said.resolved


def _forward(events: list[ParsedEvent]) -> list[ParsedEvent]:
    """Oldest first, where most steps of the list run backward, as a status page's do."""
    told = [e.at[: 16 if e.at[0] != "-" else 13] for e in events if e.at and "T" in e.at]
    steps = [(a, b) for a, b in pairwise(told) if a[:2] == b[:2] or "--" not in (a[:2], b[:2])]
    return events[::-1] if sum(a > b for a, b in steps) * 2 > len(steps) else events


def _labelled(post: ParsedPost, events: list[ParsedEvent]) -> None:
    """Entries that are no more than a label ("Resolved 2020-09-07 15:56"), or have one beside their words."""
    for event in events:
        attribute = _PHASES.get(phase_of(event.text) or EventKind.NOTE)
        if attribute is not None and getattr(post, attribute) is None:
            setattr(post, attribute, event.at)
        if len(event.text.split()) > _LABEL_WORDS:
            continue
        for attribute, pattern in _LABELS:
            if pattern.match(event.text) and getattr(post, attribute) is None:
                setattr(post, attribute, event.at)


def _joined(reading: Reading, events: list[ParsedEvent], said: Told, length: Lengths) -> None:
    """What is not stated: as told in sentences, by the entries' words, or by a length that ends on an entry."""
    post = reading.post
    began = post.started_at or _near(said.started, events) or _first_that(events, _BEGAN)
    ended = post.resolved_at or _over(events, said)
    over = _last(events, EventKind.RESOLVED)
    whole = events[0].end if events[0].rule not in _LISTED or len(events) == 1 else None
    held = whole or _last(events, EventKind.MITIGATED)
    post.started_at = began or _titled(reading, events) or _first_told(said, events)
    post.resolved_at = ended or over or held or _shipped(events)
    if length.whole and not (began or post.resolved_at):
        post.started_at, post.resolved_at = _apart(events, length.whole) or (post.started_at, None)
    elif length.whole and not began and (at := _at(events, post.resolved_at, -length.whole)):
        post.started_at = post.started_at if post.detected_at and _is_later(at, post.detected_at) else at
    elif length.whole and not ended and (at := _at(events, post.started_at, length.whole)):
        post.resolved_at = max(at, over or at, key=lambda t: _moment(t).local)
    if post.resolved_at and post.started_at and _is_later(post.started_at, post.resolved_at):
        post.resolved_at = over if over and not _is_later(post.started_at, over) else None
    if post.detected_at is None:
        noticed = _at(events, post.started_at, length.to_notice) if length.to_notice else None
        told_first = said.detected if events[0].rule not in _LISTED else None
        post.detected_at = noticed or told_first or _first_noticed(events) or _near(said.detected, events)
    if post.mitigated_at is None:
        cured = over is None and events[-1].rule in _LISTED and events[-1].kind is EventKind.MITIGATED
        post.mitigated_at = _first_that(events, _HELD) or (events[-1].at if cured else None)


def _over(events: list[ParsedEvent], said: Told) -> str | None:
    """As told; where a stretch of time is all that is told, a listed entry that says it was over knows better."""
    over = _last(events, EventKind.RESOLVED)
    if said.over_rank == 1 and events[0].rule in _LISTED and over:
        return said.resolved if _agrees(_moment(said.resolved), _moment(over)) else None
    return _near(said.resolved, events)


def _first_that(events: list[ParsedEvent], words: re.Pattern[str]) -> str | None:
    return next((e.at for e in events if words.search(spaced(e.text[:_HEAD_CHARS]))), None)


def _near(at: str | None, events: list[ParsedEvent]) -> str | None:
    """The told time, where it lies within a day of a listed timeline's: a slip in a date is no key time."""
    wall = _moment(at).wall
    if wall is None:
        return at
    listed = [w for e in events if e.rule in _LISTED and (w := _moment(e.at).wall) is not None]
    if len(listed) < 2:
        return at
    same = {
        e.at for e in events if e.rule in _LISTED and e.at and (m := _moment(e.at).wall) and m.time() == wall.time()
    }
    if len(same) == 1 and at not in same and not _agrees(_moment(at), _moment(next(iter(same)))):
        return same.pop()  # told without its day
    return at if min(listed) - _DAY <= wall <= max(listed) + _DAY else None


def _agrees(told: Moment, listed: Moment) -> bool:
    """The same wall clock time, of which only what is told says the zone."""
    return told.wall == listed.wall and listed.offset is None


def _first_told(said: Told, events: list[ParsedEvent]) -> str | None:
    """The first entry's time; a time told before it that is the earliest of all, of that day, comes first."""
    first, earliest = _moment(events[0].at), _moment(said.first)
    ahead = between(earliest, first)
    if ahead is None or events[0].rule not in _LISTED or not timedelta(0) < ahead < _DAY:
        return events[0].at
    return (
        said.first if all(between(earliest, _moment(e.at)) for e in events if "T" in (e.at or "")) else events[0].at
    )


def _titled(reading: Reading, events: list[ParsedEvent]) -> str | None:
    """The day that title and story name, where the first entry is of a later one: its date is a slip."""
    first = _moment(events[0].at).wall
    day = next((as_date(s.day) for s in find_stamps(reading.post.title) if s.day is not None), None)
    if first is None or day is None or first.date() - day <= _DAY or not names_day(reading, day):
        return None
    return day.isoformat()


def _is_later(at: str, than: str) -> bool:
    ahead = between(_moment(than), _moment(at))
    return ahead is not None and ahead > timedelta(0)


def _apart(events: list[ParsedEvent], minutes: int) -> tuple[str | None, str | None] | None:
    """The two entries that lie so far apart, where no other two do."""
    pairs = [(e.at, at) for e in events if (at := _at(events, e.at, minutes))]
    return pairs[0] if len(pairs) == 1 else None


def _at(events: list[ParsedEvent], at: str | None, minutes: int) -> str | None:
    """The entry that lies so many minutes from this time, if there is one."""
    moment = _moment(at)
    if moment.wall is None or moment.hour is None:
        return None
    wanted = moment.wall + timedelta(minutes=minutes)
    return next((e.at for e in events if (m := _moment(e.at)).hour is not None and m.wall == wanted), None)


@lru_cache(maxsize=512)  # the same few entries are asked again and again
def _moment(at: str | None) -> Moment:
    return Moment.parse(at) if at else Moment()


def _shipped(events: list[ParsedEvent]) -> str | None:
    last = events[-1]
    return last.at if last.rule in _LISTED and len(events) > 2 and _SHIPPED.search(spaced(last.text)) else None


def _date_resolution(post: ParsedPost) -> None:
    """A closing update without a time is of the time that the document's head states for the end."""
    last = post.timeline[-1]
    if post.resolved_at and last.at is None and last.rule == "timeline-update" and last.kind is EventKind.RESOLVED:
        last.at = post.resolved_at


def _maintenance(post: ParsedPost, events: list[ParsedEvent]) -> None:
    window = next((e for e in events if e.end), None)
    if window is not None:
        post.window_start = post.window_start or window.at
        post.window_end = post.window_end or window.end
    post.resolved_at = post.resolved_at or _last(events, EventKind.RESOLVED)
    post.window_start = post.window_start or next((e.at for e in events if e.rule == "timeline-prose"), None)
    post.started_at = post.started_at or post.window_start


def _first_noticed(events: list[ParsedEvent]) -> str | None:
    """The first entry that tells of it being noticed; that somebody was paged is one."""
    return next(
        (e.at for e in events if e.kind is EventKind.DETECTED or (e.kind is EventKind.ESCALATED and _paged(e))),
        None,
    )


def _paged(event: ParsedEvent) -> bool:
    return _PAGED.search(spaced(event.text[:_HEAD_CHARS])) is not None


def _last(events: list[ParsedEvent], kind: EventKind) -> str | None:
    return next((e.end or e.at for e in reversed(events) if e.kind is kind), None)
