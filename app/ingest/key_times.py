"""When it began, was noticed, held and over: as stated, else by the entries of the timeline."""

import re

from app.domain.vocabulary import EventKind, PostmortemKind
from app.ingest.facts import ParsedEvent, ParsedPost
from app.ingest.phrases import phrases, spaced
from app.ingest.reading import Reading

_BEGAN = phrases(
    r"(?:outage|incident|problem|issue|degradation|disruption|downtime|impact)s? (?:begins?|began|starts?|started)",
    r"hard down\b",
    r"went (?:down(?! to)|offline)",
    r"goes down\b",
    r"unavailable\b",
    r"destroyed\b",
    r"drops? to zero\b",
    r"start of (?:the )?(?:outage|incident|impact)",
)
_HELD = phrases(r"(?:mitigated|repaired)\b")
_LABELS = (
    ("detected_at", re.compile(r"^\W*(?:first )?(?:detected|noticed|identified|reported)\b", re.IGNORECASE)),
    ("mitigated_at", re.compile(r"^\W*(?:repaired|mitigated)\b", re.IGNORECASE)),
    ("resolved_at", re.compile(r"^\W*(?:resolved|recovered|incident resolved)\b", re.IGNORECASE)),
    ("started_at", re.compile(r"^\W*(?:start(?:ed)?|began|incident start(?:ed)?)\b", re.IGNORECASE)),
)
_LABEL_WORDS = 4


def read(reading: Reading) -> None:
    post = reading.post
    if post.timezone is None and reading.clock.zones:
        post.timezone = max(reading.clock.zones, key=lambda z: reading.clock.zones[z])
    events = [e for e in post.timeline if e.at and not e.at.startswith("T")]
    if post.kind is PostmortemKind.NOTICE or not events:
        return
    if post.kind is PostmortemKind.MAINTENANCE:
        _maintenance(post, events)
        return
    for event in events:
        if len(event.text.split()) > _LABEL_WORDS:
            continue
        for attribute, pattern in _LABELS:
            if pattern.match(event.text) and getattr(post, attribute) is None:
                setattr(post, attribute, event.at)
    _date_resolution(post)
    over = _last(events, EventKind.RESOLVED) or events[0].end or _last(events, EventKind.MITIGATED)
    post.resolved_at = post.resolved_at or over
    post.detected_at = post.detected_at or _first(events, EventKind.DETECTED)
    post.mitigated_at = post.mitigated_at or _mitigated(events)
    if post.started_at is None:
        began = next((e for e in events if _BEGAN.search(spaced(e.text))), events[0])
        post.started_at = began.at


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


def _first(events: list[ParsedEvent], kind: EventKind) -> str | None:
    return next((e.at for e in events if e.kind is kind), None)


def _last(events: list[ParsedEvent], kind: EventKind) -> str | None:
    return next((e.end or e.at for e in reversed(events) if e.kind is kind), None)


def _mitigated(events: list[ParsedEvent]) -> str | None:
    """Only where the document uses the word: a fix that was applied may not have held."""
    return next((e.at for e in events if _HELD.search(spaced(e.text))), None)
