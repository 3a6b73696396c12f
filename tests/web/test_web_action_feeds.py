"""Action items as Atom and as iCalendar: what the board shows, to whomever may follow it."""

import re
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from support.accounts import ADDRESS, add, client_for, principal
from support.documents import DISK, bring

from app.domain.lifecycle import Evidence, Move
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import ActionStatus, TokenKind
from app.runtime import Runtime
from app.usecases.actions import NewAction, create_action, move_action
from app.usecases.tokens import NewToken, make_token
from app.web.icalendar import Todo, calendar

ATOM = {"a": "http://www.w3.org/2005/Atom"}
NASTY = "Mend; the, back\\slash\nand “quotes” \x07\x1b " + "ä" * 200


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """One database: what is read of it is read as the board does, which is tested on both."""
    return str(request.param)


@pytest.fixture
def runtime_with_actions(runtime: Runtime) -> Runtime:
    bring(runtime, DISK)
    new = NewAction(text=NASTY, owner="Zoe", due=date(2024, 6, 1), priority="high")  # type: ignore[arg-type]
    create_action(runtime, LOCAL_OWNER, new)
    return runtime


def components(body: bytes) -> list[dict[str, str]]:
    """The tasks of a calendar, read as strictly as the standard is written."""
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    lines = re.sub(rb"\r\n[ \t]", b"", body).decode("utf-8", "strict").split("\r\n")[:-1]
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Aftercare//Action items//EN"]
    found: list[dict[str, str]] = []
    for line in lines[1:-1]:
        name, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;VALUE=[A-Z]+)?", name), line
        if line == "BEGIN:VTODO":
            found.append({})
        elif found and line != "END:VTODO":
            assert name not in found[-1]
            found[-1][name] = value
    return found


def test_tasks_have_days_and_states_and_hold_any_text(runtime_with_actions: Runtime) -> None:
    answer = client_for(runtime_with_actions, None).get("/feeds/actions.ics?owner=Zoe")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    (task,) = components(answer.content)
    assert (task["DUE;VALUE=DATE"], task["STATUS"], task["PRIORITY"]) == ("20240601", "NEEDS-ACTION", "3")
    assert task["SUMMARY"].startswith("ACT-4: Mend\\; the\\, back\\\\slash\\nand “quotes”  ää")
    assert task["UID"] == task["URL"] == f"{ADDRESS}/actions/ACT-4"
    assert datetime.strptime(task["DTSTAMP"], "%Y%m%dT%H%M%SZ")  # noqa: DTZ007


def test_what_is_finished_is_completed_and_what_is_declined_cancelled(runtime_with_actions: Runtime) -> None:
    move_action(runtime_with_actions, LOCAL_OWNER, "ACT-4", Move(ActionStatus.DONE, evidence=(Evidence("seen"),)))
    client = client_for(runtime_with_actions, None)
    (done,) = components(client.get("/feeds/actions.ics?status=done&owner=Zoe").content)
    assert done["STATUS"] == "COMPLETED"
    assert done["COMPLETED"] == f"{runtime_with_actions.now():%Y%m%dT%H%M%SZ}"
    move_action(runtime_with_actions, LOCAL_OWNER, "ACT-4", Move(ActionStatus.OPEN, "not seen after all"))
    move_action(runtime_with_actions, LOCAL_OWNER, "ACT-4", Move(ActionStatus.WONT_DO, "no money"))
    (declined,) = components(client.get("/feeds/actions.ics?owner=Zoe").content)
    assert (declined["STATUS"], "COMPLETED" in declined) == ("CANCELLED", False)


def test_the_feed_tells_what_was_changed_last_under_its_filters(runtime_with_actions: Runtime) -> None:
    client = client_for(runtime_with_actions, None)
    answer = client.get("/feeds/actions.atom?owner=Zoe&due=7days")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ElementTree.fromstring(answer.content)
    assert feed.findtext("a:id", namespaces=ATOM) == f"{ADDRESS}/feeds/actions.atom?owner=Zoe&due=7days"
    assert "Owner: Zoe" in (feed.findtext("a:title", namespaces=ATOM) or "")
    whole = ElementTree.fromstring(client.get("/feeds/actions.atom").content)
    assert len(whole.findall("a:entry", ATOM)) == 4
    titles = [e.findtext("a:title", namespaces=ATOM) or "" for e in whole.findall("a:entry", ATOM)]
    assert any(title.startswith("ACT-4 (open): Mend; the, back") for title in titles)
    assert client.get("/feeds/actions.atom?status=nonsense").status_code == 422


def test_who_has_it_is_told_so(runtime_with_actions: Runtime) -> None:
    client = client_for(runtime_with_actions, None)
    for path in ("/feeds/actions.ics", "/feeds/actions.atom", "/feeds/postmortems.atom"):
        tag = client.get(path).headers["etag"]
        again = client.get(path, headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content) == (304, b"")
    tag = client.get("/feeds/actions.ics").headers["etag"]
    move_action(runtime_with_actions, LOCAL_OWNER, "ACT-4", Move(ActionStatus.IN_PROGRESS))
    assert client.get("/feeds/actions.ics", headers={"If-None-Match": tag}).status_code == 200


def test_a_feed_token_stands_in_the_address_and_never_in_the_answer(runtime_with_actions: Runtime) -> None:
    add(runtime_with_actions, "ann")
    new = NewToken(name="reader", kind=TokenKind.FEED)
    secret = make_token(runtime_with_actions, principal(runtime_with_actions, "ann"), new).secret
    client = client_for(runtime_with_actions, None)
    for path in ("/feeds/actions.ics", "/feeds/actions.atom"):
        assert client.get(path).status_code == 401
        answer = client.get(f"{path}?token={secret}&owner=Zoe")
        assert answer.status_code == 200
        assert secret not in answer.text
        assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_board_links_to_feeds_of_what_it_shows(runtime_with_actions: Runtime) -> None:
    page = client_for(runtime_with_actions, None).get("/actions?owner=Zoe").text
    found = re.search(r'href="(/feeds/actions.ics[^"]*)"', page)
    assert found
    assert found[1].startswith("/feeds/actions.ics?owner=Zoe&amp;status=proposed&amp;status=open")


def test_a_calendar_without_tasks_is_one() -> None:
    assert components(calendar("none", [])) == []


def test_a_line_is_never_folded_within_a_character() -> None:
    then = datetime(2024, 5, 1, tzinfo=UTC)
    for length in range(60, 90):
        todo = Todo("u", "x" * length + "€🎈\ud800", "", "https://a.example/", "NEEDS-ACTION", 0, then, then, 1)
        assert components(calendar("n", [todo]))[0]["SUMMARY"] == "x" * length + "€🎈?"
