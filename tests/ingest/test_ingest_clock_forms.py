"""Forms of times beyond the plain ones: what programs write, what people tell, and zones that are settled here."""

import pytest

from app.ingest.clock.grammar import find_stamps
from app.ingest.clock.resolver import Carry, Clock
from app.ingest.clock.stamp import Day
from app.ingest.clock.zones import settled
from app.ingest.parser import parse_document

TUESDAY = Day(2012, 5, 8)


def read(
    text: str, anchor: Day | None = TUESDAY, told: bool = False, **clock: object
) -> tuple[list[str], list[str]]:
    """(each time as printed, ranges with a slash, "none" where there is none; the codes of the diagnostics)."""
    codes: list[str] = []
    resolver = Clock(lambda _line, code, _message: codes.append(code), anchor, **clock)  # type: ignore[arg-type]
    carry, out = Carry(told=told), []
    for stamp in find_stamps(text):
        start, end = resolver.resolve(stamp, carry, 1)
        out.append(f"{start or 'none'}" + (f"/{end}" if end is not None else ""))
    return out, codes


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Thu Feb 20 21:17:03 UTC 2020", "2020-02-20T21:17Z"),
        ("Date:   Sun Nov 7 18:51:38 2021 +0200", "2021-11-07T18:51+02:00"),
        ("Thu, 20 Feb 2020 21:17:03 -0800", "2020-02-20T21:17-08:00"),
        ("2024-05-01 05:40:12-07:00", "2024-05-01T05:40-07:00"),
        ("2024-05-01 05:40:12 -0700", "2024-05-01T05:40-07:00"),
        ("at 10 UTC we switched", "2012-05-08T10:00Z"),
        ("15:00 hrs UTC", "2012-05-08T15:00Z"),
        ("1500 hours UTC", "2012-05-08T15:00Z"),
        ("15:00h, then", "2012-05-08T15:00"),
        ("2–2:30 PM PT", "2012-05-08T14:00-07:00/2012-05-08T14:30-07:00"),
        ("9-10am", "2012-05-08T09:00/2012-05-08T10:00"),
        ("11-1:30pm", "2012-05-08T11:00/2012-05-08T13:30"),
        ("2024-05-01 24:00 UTC", "2024-05-02T00:00Z"),
        ("2024-05-01 23:00-24:00", "2024-05-01T23:00/2024-05-02T00:00"),
        ("10:05 UTC - May 5, 2020", "2020-05-05T10:05Z"),
        ("May 5, 2020 - 10:05 UTC", "2020-05-05T10:05Z"),
        ("19. April, 11:00", "2012-04-19T11:00"),
        ("19. April 2018", "2018-04-19"),
        ("10:00 MESZ", "2012-05-08T10:00+02:00"),
        ("the day before at 22:00", "2012-05-07T22:00"),
        ("the following Monday at 10:00", "2012-05-14T10:00"),
        ("last Friday at 10:00", "2012-05-04T10:00"),
    ],
)
def test_forms_in_use_are_read(text: str, want: str) -> None:
    assert read(text)[0] == [want]


@pytest.mark.parametrize("text", ["3. May be slow", "24:30", "5 ET calls", "at 25 UTC", "99. March on"])
def test_what_only_looks_like_such_a_form_is_left_alone(text: str) -> None:
    assert [t for t in read(text)[0] if "T" in t] == []


def test_a_distance_is_counted_from_the_entry_before() -> None:
    assert read("at 22:10 UTC it began; two hours later it was over, and half an hour later the page said so") == (
        ["2012-05-08T22:10Z", "2012-05-09T00:10Z", "2012-05-09T00:40Z"],
        ["time-counted", "time-counted"],
    )
    assert read("10:00, an hour and a half of work, 1 hour and 30 minutes later")[0] == [
        "2012-05-08T10:00",
        "2012-05-08T11:30",
    ]
    assert read("at 10:00, and 20 minutes later", None)[0] == ["T10:00", "T10:20"]


@pytest.mark.parametrize(
    "words", ["about 15 minutes later", "a few minutes later", "minutes later", "~5 minutes later"]
)
def test_a_distance_that_is_not_exact_is_no_time(words: str) -> None:
    assert read(f"10:00 it began, {words} it ended")[0] == ["2012-05-08T10:00"]


def test_a_distance_without_an_entry_before_it_is_no_time() -> None:
    assert read("two hours later it was over")[0] == ["none"]
    assert read("at 23:00, and two hours later", None)[0] == ["T23:00", "none"]


def test_a_clock_time_says_better_what_a_distance_says() -> None:
    assert read("At 16:00 they had the token, and 12 hours later, at 04:11 the next morning, used it")[0] == [
        "2012-05-08T16:00",
        "2012-05-09T04:11",
    ]


def test_elapsed_times_keep_the_zone_of_the_first() -> None:
    assert read("2012-05-08 23:30 UTC then T+45m, T + 1h30m and T-10 min")[0] == [
        "2012-05-08T23:30Z",
        "2012-05-09T00:15Z",
        "2012-05-09T01:00Z",
        "2012-05-08T23:20Z",
    ]


def test_a_look_back_does_not_carry_on() -> None:
    assert read("10:00 alarm. The evening before at 19:00 a release. 10:20 over")[0] == [
        "2012-05-08T10:00",
        "2012-05-07T19:00",
        "2012-05-08T10:20",
    ]


def test_a_weekday_in_a_list_lies_ahead_and_in_a_story_nearby() -> None:
    assert read("2012-05-08 10:00, then Monday 09:00")[0] == ["2012-05-08T10:00", "2012-05-14T09:00"]
    assert read("2012-05-08 10:00, then Monday 09:00", told=True)[0] == ["2012-05-08T10:00", "2012-05-07T09:00"]
    assert read("Monday 22:00") == (["2012-05-07T22:00"], ["weekday-resolved"])
    assert read("Thursday 22:00")[0] == ["2012-05-10T22:00"]
    assert read("Thursday 22:00", published=True)[0] == ["2012-05-03T22:00"]


def test_yesterday_is_the_day_before_the_document_was_written() -> None:
    assert read("yesterday at 10:00", published=True)[0] == ["2012-05-07T10:00"]
    assert read("yesterday at 10:00", None)[0] == ["T10:00"]


def test_settled_abbreviations_are_read_as_settled() -> None:
    choices = settled({"IST": "Asia/Kolkata", "bst": "Europe/London", "CST": "-06:00"})
    assert read("10:00 IST, 11:00 BST, 12:00 CST, 13:00 AST", settled=choices) == (
        ["2012-05-08T10:00+05:30", "2012-05-08T11:00+01:00", "2012-05-08T12:00-06:00", "2012-05-08T13:00"],
        ["ambiguous-zone"],
    )


def test_a_settled_abbreviation_out_of_its_season_is_not_applied() -> None:
    choices = settled({"BST": "Europe/London"})
    assert read("2022-01-05 10:00 BST", settled=choices) == (["2022-01-05T10:00"], ["zone-against-season"])


@pytest.mark.parametrize(
    ("name", "meaning"), [("UTC", "+01:00"), ("IST", "India"), ("IST", "Asia/Nowhere"), ("IST", "+25")]
)
def test_what_settles_nothing_is_refused(name: str, meaning: str) -> None:
    with pytest.raises(ValueError, match=name):
        settled({name: meaning})


def test_a_document_is_read_with_the_zones_that_are_settled() -> None:
    text = "# Mail down on 2024-06-03\n\n## Timeline\n\n- 10:00 BST - no mail is sent\n- 10:30 BST - it is again\n"
    assert [e.at for e in parse_document(text, "a.md")[0].timeline] == ["2024-06-03T10:00", "2024-06-03T10:30"]
    posts = parse_document(text, "a.md", settled({"BST": "Europe/London"}))
    assert [e.at for e in posts[0].timeline] == ["2024-06-03T10:00+01:00", "2024-06-03T10:30+01:00"]
