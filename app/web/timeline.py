"""A timeline laid out as a rail: days, phases, events, and long gaps folded to one line."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.domain.moment import Moment, between
from app.domain.vocabulary import EventKind
from app.store.tables import TimelineEvent
from app.web.phases import LABELS, Times, boundaries
from app.web.words import clock, duration, moment, moment_day, utc, zone

_ORDER = ("", "undetected", "responding", "recovering", "after")
_OPENS = {
    EventKind.TRIGGER: "undetected",
    EventKind.DETECTED: "responding",
    EventKind.MITIGATED: "recovering",
    EventKind.RESOLVED: "after",
}
#: A gap is folded from this length on where it is also this many times the usual one.
_GAP, _UNUSUAL = timedelta(hours=1), 4


@dataclass(frozen=True, slots=True)
class RailRow:
    """`phase` colours the band; `day`, `time` and `utc` are words; `event` is there for events alone."""

    type: Literal["day", "phase", "gap", "event"]
    phase: str
    text: str = ""
    time: str = ""
    utc: str = ""
    event: TimelineEvent | None = None


def lay_out(events: Sequence[TimelineEvent], times: Times) -> list[RailRow]:
    """Rows in the document's order. An event without a time hangs between its neighbours."""
    opened = boundaries(times)
    long = _long_gap(events)
    rows: list[RailRow] = []
    phase, shown_day, last = "", "", None
    for event in events:
        at = moment(event.at)
        entered = _phase(event, at, phase, opened)
        gap = between(last, at)
        if gap is not None and gap >= long:
            rows.append(RailRow("gap", phase, f"{duration(gap)} later"))
        if entered != phase:
            rows.append(RailRow("phase", entered, LABELS[entered]))
        phase = entered
        if at and (today := moment_day(at)) and today != shown_day:
            rows.append(RailRow("day", phase, today))
            shown_day = today
        rows.append(_event_row(event, at, phase))
        last = moment(event.end_at) or at or last
    return rows


def _event_row(event: TimelineEvent, at: Moment | None, phase: str) -> RailRow:
    end = moment(event.end_at)
    time = clock(at) if at else ""
    if end and clock(end):
        time = f"{time}–{clock(end)}"
    named = zone(at) if at and at.offset == 0 else ""
    return RailRow("event", phase, event.text, time, named or utc(event.at), event)


def _phase(event: TimelineEvent, at: Moment | None, now: str, opened: list[tuple[Moment, str, str]]) -> str:
    """By the stated times where event and time can be compared, else by what the event says it is."""
    passed = [
        phase for start, phase, _ in opened if at and (order := _at_or_after(at, start)) is not None and order
    ]
    if passed:
        return max([*passed, now], key=_ORDER.index)
    return max(now, _OPENS.get(event.kind, ""), key=_ORDER.index)


def _at_or_after(at: Moment, start: Moment) -> bool:
    if at.hour is None or start.hour is None:
        return False
    if at.utc and start.utc:
        return at.utc >= start.utc
    wall, other = at.wall, start.wall
    return bool(wall and other and wall >= other)


def _long_gap(events: Sequence[TimelineEvent]) -> timedelta:
    walls: list[datetime] = [m.wall for e in events if (m := moment(e.at)) and m.hour is not None and m.wall]
    gaps = sorted(b - a for a, b in itertools.pairwise(walls) if b > a)
    usual = gaps[len(gaps) // 2] if gaps else timedelta()
    return max(_GAP, min(usual * _UNUSUAL, timedelta(hours=12)))
