"""The rail, the phases and the strip."""

from dataclasses import dataclass

import pytest

from app.domain.vocabulary import EventKind
from app.store.tables import TimelineEvent
from app.web.charts import spark
from app.web.phases import WIDTH, strip_of
from app.web.timeline import RailRow, lay_out


@dataclass
class Times:
    started_at: str | None = None
    detected_at: str | None = None
    mitigated_at: str | None = None
    resolved_at: str | None = None


def event(at: str | None, kind: EventKind = EventKind.NOTE, end: str | None = None) -> TimelineEvent:
    return TimelineEvent(id=1, postmortem_id=1, at=at, end_at=end, text="something", kind=kind, position=0)


def rows(*events: TimelineEvent, times: Times | None = None) -> list[RailRow]:
    return lay_out(events, times or Times()).rows


FULL = Times("2024-05-01T10:00Z", "2024-05-01T10:30Z", "2024-05-01T11:00Z", "2024-05-01T12:00Z")


def test_the_strip_shows_each_phase_in_proportion() -> None:
    strip = strip_of(FULL)
    assert strip is not None
    assert [(s.phase, s.label, s.length, s.width) for s in strip.segments] == [
        ("undetected", "started → detected", "30 min", 250),
        ("responding", "detected → mitigated", "30 min", 250),
        ("recovering", "mitigated → resolved", "1 h", 500),
    ]
    assert strip.measures == [("to detect", "30 min"), ("to mitigate", "1 h"), ("to resolve", "2 h")]


def test_a_short_phase_stays_visible() -> None:
    strip = strip_of(Times("2024-05-01T00:00Z", "2024-05-01T00:01Z", None, "2024-05-03T00:00Z"))
    assert strip is not None
    assert [s.width for s in strip.segments] == [24, 976]
    assert sum(s.width for s in strip.segments) == WIDTH


@pytest.mark.parametrize(
    "times",
    [
        Times(),
        Times("2024-05-01T10:00Z"),
        Times("2024-05-01", None, None, "2024-05-02"),
        Times("2024-05-01T12:00Z", None, None, "2024-05-01T10:00Z"),
        Times("2024-05-01T12:00Z", None, None, "2024-05-01T12:00Z"),
        Times("2024-05-01T10:00Z", None, None, "2024-05-01T12:00"),
    ],
)
def test_there_is_no_strip_where_the_lengths_are_not_known(times: Times) -> None:
    assert strip_of(times) is None


def test_without_a_detection_what_follows_the_start_is_under_way() -> None:
    strip = strip_of(Times("2024-05-01T10:00Z", None, None, "2024-05-01T12:00Z"))
    assert strip is not None
    assert [s.phase for s in strip.segments] == ["ongoing"]


def test_events_stand_in_the_phase_of_their_time() -> None:
    laid = rows(
        event("2024-05-01T09:00Z"),
        event("2024-05-01T10:00Z"),
        event("2024-05-01T10:30Z"),
        event(None),
        event("2024-05-01T11:00Z"),
        event("2024-05-01T12:00Z"),
        event("2024-05-01T12:01Z"),
        times=FULL,
    )
    phases = [row.phase for row in laid if row.event]
    assert phases == ["", "undetected", "responding", "responding", "recovering", "recovering", "after"]
    assert [row.text for row in laid if row.type == "phase"] == [
        "Undetected",
        "Detected, not yet mitigated",
        "Mitigated, not yet resolved",
        "After it was resolved",
    ]


def test_where_no_times_are_stated_the_events_say_the_phase() -> None:
    laid = rows(event("T10:00", EventKind.TRIGGER), event("T10:05", EventKind.DETECTED), event("T10:10"))
    assert [row.phase for row in laid if row.event] == ["ongoing", "responding", "responding"]


def test_a_long_gap_is_folded_with_its_length() -> None:
    laid = rows(
        event("2024-05-01T10:00"), event("2024-05-01T10:05"), event("2024-05-01T23:05"), event("2024-05-01T23:10")
    )
    assert [row.text for row in laid if row.type == "gap"] == ["13 h later"]


def test_a_day_is_said_when_it_changes() -> None:
    laid = rows(event("2024-05-01T10:00Z"), event("2024-05-01T10:05Z"), event("2024-05-02T10:00Z"), event(None))
    assert [row.text for row in laid if row.type == "day"] == ["1 May 2024", "2 May 2024"]


def test_one_zone_is_said_once_and_several_at_each_time() -> None:
    one = lay_out([event("2024-05-01T10:00-07:00"), event("2024-05-01T10:05-07:00")], Times())
    assert one.zone == "UTC−07:00"
    assert [r.utc for r in one.rows if r.event] == ["17:00 UTC", "17:05 UTC"]
    two = lay_out([event("2024-05-01T10:00-07:00"), event("2024-05-01T17:05Z")], Times())
    assert two.zone == ""
    assert [r.utc for r in two.rows if r.event] == ["UTC−07:00 = 17:00 UTC", "UTC"]


def test_a_missing_zone_is_noticed() -> None:
    assert not lay_out([event("2024-05-01T10:00"), event("2024-05-01T10:05Z")], Times()).stated
    assert lay_out([event("2024-05-01")], Times()).stated


def test_an_event_with_an_end_shows_both() -> None:
    laid = rows(event("2024-05-01T10:00Z", end="2024-05-01T10:20Z"))
    assert [r.time for r in laid if r.event] == ["10:00–10:20"]


def test_a_sparkline_spans_its_box() -> None:
    drawn = spark([0, 2, 4])
    assert drawn.line == "M0 25L56 14L112 3"
    assert (drawn.x, drawn.y) == (112, 3)
    assert spark([0, 0]).line == "M0 25L112 25"
    assert spark([5]).values == [5]
