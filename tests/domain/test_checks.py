"""What an answer says of a target, and which checks can be."""

import json

import pytest

from app.domain.checks import SILENT_MAX, Check, Reach, demand, judged, place, unanswered
from app.domain.errors import InvalidInput
from app.domain.vocabulary import TargetState

URL = "https://identity.example/health"
REACH = Reach(frozenset({"identity.example", "build.example:8443"}))
BODY = json.dumps({"db": {"host": "vip", "port": 5432, "tls": True, "a/b": 1, "m~n": None}, "all": ["x", {"y": 2}]})
P, F = TargetState.PASSED, TargetState.FAILED


@pytest.mark.parametrize(
    ("pointer", "value", "state", "note"),
    [
        (None, None, P, "answered 200"),
        ("/db/host", "vip", P, '/db/host is "vip"'),
        ("/db/host", '"vip"', P, '/db/host is "vip"'),
        ("/db/host", "standby", F, '/db/host is "vip", expected "standby"'),
        ("/db/port", "5432", P, "/db/port is 5432"),
        ("/db/port", '"5432"', F, '/db/port is 5432, expected "5432"'),
        ("/db/tls", "true", P, "/db/tls is true"),
        ("/db/tls", "1", F, "/db/tls is true, expected 1"),
        ("/db/a~1b", "1", P, "/db/a~1b is 1"),
        ("/db/m~0n", "null", P, "/db/m~0n is null"),
        ("/all/0", "x", P, '/all/0 is "x"'),
        ("/all/1/y", "2", P, "/all/1/y is 2"),
        ("/all/1", '{ "y": 2 }', P, '/all/1 is {"y": 2}'),
        ("/all/01", "x", F, "/all/01 is not in the answer"),
        ("/all/7", "x", F, "/all/7 is not in the answer"),
        ("/all/-", "x", F, "/all/- is not in the answer"),
        ("/nothing", "null", F, "/nothing is not in the answer"),
        ("/db/host/deeper", "x", F, "/db/host/deeper is not in the answer"),
    ],
)
def test_an_answer_is_judged(pointer: str | None, value: str | None, state: TargetState, note: str) -> None:
    result = judged(Check(URL, 200, pointer, value), 200, BODY.encode())
    assert (result.state, result.note, result.evidence_url) == (state, note, URL)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (r"\ud800", r"\ud800"),  # half a surrogate pair: no database keeps it
        (r"\u202egpj", r"\u202egpj"),  # would turn what follows around
        (r"\u007f\u009b", r"\x7f\x9b"),
        (r"\u2028", r"\u2028"),
        (r"Z\u00fcrich", "Zürich"),
        ("x" * 500, "x" * 79 + "…"),
    ],
)
def test_what_was_seen_is_told_in_text_that_can_be_kept_and_read(value: str, shown: str) -> None:
    note = judged(Check(URL, 200, "", "1"), 200, f'"{value}"'.encode()).note
    assert note == f'the answer is "{shown}' + ('"' if len(value) < 80 else "") + ", expected 1"


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b"[" * 100_000, b"9" * 60_000, BODY[:-4].encode()])
def test_what_is_no_json_fails(body: bytes) -> None:
    assert judged(Check(URL, 200, "/db", "1"), 200, body).state is F


def test_another_status_fails_whatever_it_holds() -> None:
    result = judged(Check(URL, 204, "", "1"), 302, b"1")
    assert (result.state, result.note) == (F, "answered 302, expected 204")
    assert judged(Check(URL, 200, "", "ok"), 200, b'"ok"').note == 'the answer is "ok"'


def test_silence_is_no_finding_until_it_lasts() -> None:
    check = Check(URL)
    assert [unanswered(check, "it is away", n) for n in range(1, SILENT_MAX)] == [None] * (SILENT_MAX - 1)
    told = unanswered(check, "it is away", SILENT_MAX)
    assert told
    assert (told.state, told.note) == (F, "no answer in 3 tries: it is away")


@pytest.mark.parametrize(
    ("check", "field"),
    [
        (Check("https://elsewhere.example/"), "url"),
        (Check("https://identity.example:8443/"), "url"),
        (Check("https://build.example/"), "url"),
        (Check("https://identity.example:99999/"), "url"),
        (Check("https:///"), "url"),
        (Check("https://ann:secret@identity.example/"), "url"),
        (Check("https://ann@identity.example?x"), "url"),
        (Check(URL, 42), "status"),
        (Check(URL, 200, None, "x"), "pointer"),
        (Check(URL, 200, "db", "x"), "pointer"),
        (Check(URL, 200, "/a~2b", "x"), "pointer"),
        (Check(URL, 200, "/db", None), "value"),
    ],
)
def test_a_check_that_cannot_be_is_refused_with_its_field(check: Check, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        demand(check, REACH)
    assert [fault.field for fault in refused.value.faults] == [field]


@pytest.mark.parametrize(
    "url",
    [
        URL,
        f"{URL}?of=https://ann@b",
        "HTTPS://Identity.Example:443/x",
        "http://identity.example./",
        "https://build.example:8443/",
    ],
)
def test_a_listed_host_may_be_asked(url: str) -> None:
    demand(Check(url), REACH)


def test_without_hosts_checks_are_off() -> None:
    with pytest.raises(InvalidInput, match="checks are off"):
        demand(Check(URL), Reach())


def test_a_place_names_a_port_where_it_is_not_the_usual_one() -> None:
    told = [place("https", "A.Example.", 443), place("http", "a.example", 443), place("http", "::1", 8000)]
    assert told == ["a.example", "a.example:443", "[::1]:8000"]
