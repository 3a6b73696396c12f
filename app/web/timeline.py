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

_ORDER = ("", "undetected", "ongoing", "responding", "recovering", "after")
_OPENS = {EventKind.TRIGGER: "ongoing", EventKind.DETECTED: "responding", EventKind.MITIGATED: "recovering"}
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


@dataclass(frozen=True, slots=True)
class Rail:
    """`zone` is the one zone of all clock times (then the rows do not repeat it), "" for several or none known."""

    rows: list[RailRow]
    zone: str
    stated: bool


def lay_out(events: Sequence[TimelineEvent], times: Times) -> Rail:
    """Rows in the document's order. An event without a time hangs between its neighbours."""
    opened = boundaries(times)
    long = _long_gap(events)
    clocks = [m for e in events if (m := moment(e.at)) and m.hour is not None]
    zones = {zone(m) for m in clocks}
    rows: list[RailRow] = []
    phase, shown_day, last = "", "", None
    for event in events:
        at = moment(event.at)
        entered = _phase(event, at, phase, opened)
        gap = between(last, at)
        if gap is not None and gap >= long:
            rows.append(RailRow("gap", phase, f"{duration(gap)} later"))
        if at and (today := moment_day(at, short=True)) and today != shown_day:
            rows.append(RailRow("day", entered, today))
            shown_day = today
        if entered != phase:
            rows.append(RailRow("phase", entered, LABELS[entered]))
        phase = entered
        rows.append(_event_row(event, at, phase, len(zones) > 1))
        last = moment(event.end_at) or at or last
    return Rail(rows, zones.pop() if len(zones) == 1 else "", not clocks or "" not in {zone(m) for m in clocks})


def _event_row(event: TimelineEvent, at: Moment | None, phase: str, name_zone: bool) -> RailRow:
    end = moment(event.end_at)
    time = clock(at) if at else ""
    if end and clock(end):
        time = f"{time}–{clock(end)}"
    named = zone(at) if at and name_zone else ""
    beside = " = ".join(p for p in (named, utc(event.at)) if p)
    return RailRow("event", phase, event.text, time, beside, event)


def _phase(event: TimelineEvent, at: Moment | None, now: str, opened: list[tuple[Moment, str, str]]) -> str:
    """By the stated times where event and time can be compared, else by what the event says it is.

    What happens at the very minute of the resolution still belongs to the incident.
    """
    passed = [p for start, p, _ in opened if at and _reached(at, start, beyond=p == "after")]
    if not passed and not any(p == _OPENS.get(event.kind) for _, p, _ in opened):
        passed = [_OPENS.get(event.kind, "")]
    return max([*passed, now], key=_ORDER.index)


def _reached(at: Moment, start: Moment, *, beyond: bool) -> bool:
    if at.hour is None or start.hour is None:
        return False
    here, there = (at.utc, start.utc) if at.utc and start.utc else (at.wall, start.wall)
    return bool(here and there and (here > there if beyond else here >= there))


def _long_gap(events: Sequence[TimelineEvent]) -> timedelta:
    walls: list[datetime] = [m.wall for e in events if (m := moment(e.at)) and m.hour is not None and m.wall]
    gaps = sorted(b - a for a, b in itertools.pairwise(walls) if b > a)
    usual = gaps[len(gaps) // 2] if gaps else timedelta()
    return max(_GAP, min(usual * _UNUSUAL, timedelta(hours=12)))
