"""The record as plain data: what `extract` prints."""

from dataclasses import asdict, fields

from app.domain.vocabulary import (
    ActionKind,
    CauseCategory,
    CauseRole,
    EventKind,
    LessonKind,
    PostmortemKind,
    Priority,
)
from app.ingest.facts import (
    Diagnostic,
    ParsedAction,
    ParsedCause,
    ParsedEvent,
    ParsedLesson,
    ParsedLink,
    ParsedPost,
    ParsedSection,
    Unplaced,
)

_HIDDEN = {"key", "end_line", "id", "dated"}
_WINDOW = {"window_start", "window_end"}


def post(kind: PostmortemKind) -> ParsedPost:
    """A post with a fact of every sort."""
    action = ParsedAction(
        "fix it", "@ann", "db", "2024-05-01", "1 May", "open", ActionKind.REPAIR, Priority.HIGH,
        "https://t.example/1", ["https://t.example/1"], "ACT-1", [0], 9, "action-list", 0.9,
    )  # fmt: skip
    return ParsedPost(
        "a.md", "1", 1, 20, kind, "A", services=["web", "db"], tags=["disk"],
        timeline=[
            ParsedEvent("2024-05-01T10:00Z", None, "10:00", "down", EventKind.TRIGGER, 5, "timeline-list", 1.0)
        ],
        causes=[ParsedCause(CauseRole.TRIGGER, CauseCategory.DATA, "bad data", 7, "cause-list", 0.85)],
        lessons=[ParsedLesson(LessonKind.LUCKY, "it was night", 8)],
        actions=[action], links=[ParsedLink("related", "b.md", "b", 10)],
        sections=[ParsedSection("timeline", "Timeline", 2, 4, 6)],
        diagnostics=[Diagnostic(5, "year-unknown", "no year")], unplaced=[Unplaced(11, 12, "rest")],
    )  # fmt: skip


def test_a_record_prints_all_that_its_dataclasses_hold_but_what_is_kept_inside() -> None:
    for kind in PostmortemKind:
        hidden = _HIDDEN if kind is PostmortemKind.MAINTENANCE else _HIDDEN | _WINDOW
        whole = asdict(post(kind))
        assert all(whole[f.name] for f in fields(ParsedPost) if "app.ingest.facts" in str(f.type))
        printed = post(kind).as_dict()
        assert printed == {key: value for key, value in whole.items() if key not in hidden}
        assert list(printed) == [key for key in whole if key not in hidden]


def test_what_is_printed_is_no_part_of_the_record() -> None:
    record = post(PostmortemKind.INCIDENT)
    printed = record.as_dict()
    printed["services"].append("x")
    printed["actions"][0]["links"].clear()
    printed["timeline"].clear()
    assert record == post(PostmortemKind.INCIDENT)
