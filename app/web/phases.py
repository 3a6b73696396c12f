"""The phases of an incident: from its start to detection, to mitigation, to the end."""

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from app.domain.moment import Moment, between
from app.web.words import duration, moment

LABELS = {
    "undetected": "Undetected",
    "ongoing": "Under way",
    "responding": "Detected, not yet mitigated",
    "recovering": "Mitigated, not yet resolved",
    "after": "After it was resolved",
}
WIDTH = 1000
_NARROWEST = 24


class Times(Protocol):
    """The four times of a postmortem, as `Moment` texts."""

    @property
    def started_at(self) -> str | None: ...
    @property
    def detected_at(self) -> str | None: ...
    @property
    def mitigated_at(self) -> str | None: ...
    @property
    def resolved_at(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of the strip; `x` and `width` in thousandths of it."""

    phase: str
    label: str
    length: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Strip:
    """`measures` are the times to detect, to mitigate and to resolve, each from the start."""

    segments: list[Segment]
    measures: list[tuple[str, str]]


def boundaries(times: Times) -> list[tuple[Moment, str, str]]:
    """The known times in order: the moment, the phase it opens, and its word.

    Where nobody says when it was detected, what follows the start is under way rather than undetected.
    """
    stated = (
        (times.started_at, "undetected" if moment(times.detected_at) else "ongoing", "started"),
        (times.detected_at, "responding", "detected"),
        (times.mitigated_at, "recovering", "mitigated"),
        (times.resolved_at, "after", "resolved"),
    )
    return [(m, phase, word) for text, phase, word in stated if (m := moment(text))]


def strip_of(times: Times) -> Strip | None:
    """None where fewer than two of the times have a clock, or they contradict each other."""
    known = [b for b in boundaries(times) if b[0].hour is not None]
    spans: list[tuple[str, str, timedelta]] = []
    for (start, phase, word), (end, _, until) in itertools.pairwise(known):
        span = between(start, end)
        if span is None:
            return None
        spans.append((phase, f"{word} → {until}", span))
    if not spans or not any(span for *_, span in spans):
        return None
    return Strip(_segments(spans), _measures(times))


def _segments(spans: list[tuple[str, str, timedelta]]) -> list[Segment]:
    total = sum((span for *_, span in spans), timedelta())
    widths = [max(_NARROWEST, round(WIDTH * (span / total))) for *_, span in spans]
    widths[widths.index(max(widths))] -= sum(widths) - WIDTH
    out, x = [], 0
    for (phase, label, span), width in zip(spans, widths, strict=True):
        out.append(Segment(phase, label, duration(span), x, width))
        x += width
    return out


def _measures(times: Times) -> list[tuple[str, str]]:
    start = moment(times.started_at)
    ends = {"to detect": times.detected_at, "to mitigate": times.mitigated_at, "to resolve": times.resolved_at}
    spans = ((label, between(start, moment(end))) for label, end in ends.items())
    return [(label, duration(span)) for label, span in spans if span is not None]
