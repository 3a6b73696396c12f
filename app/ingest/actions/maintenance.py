"""Planned work: it is due on its day, and done once an update says so."""

from app.domain.vocabulary import EventKind
from app.ingest.actions.dues import date_of
from app.ingest.clock.grammar import find_stamps
from app.ingest.reading import Reading


def close(reading: Reading) -> None:
    """Announced work takes the day its sentence names, and the end that an update reports."""
    over = any(e.kind is EventKind.RESOLVED and e.rule == "timeline-update" for e in reading.post.timeline)
    for action in reading.post.actions:
        if action.rule != "action-prose":
            continue
        if over and action.status == "open" and action.key is None:
            action.status = "done"
        if action.due_raw is None:
            day = next((s.day for s in find_stamps(action.text) if s.day is not None and s.day.numeric), None)
            action.due = date_of(day, reading.clock) if day is not None else None
            action.due_raw = action.due
