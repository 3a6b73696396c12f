"""users: the first administrator begins on the terminal, by a link that works once and soon runs out."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from support.accounts import PASSWORD, client_for
from support.commands import Answer, call

from app.api.account_models import AccountRead
from app.config import load_settings
from app.runtime import Runtime, open_runtime, utc_now

LINK = re.compile(r"http://127\.0\.0\.1:8000/welcome/([\w-]{43})\n")


@contextmanager
def opened(later: timedelta = timedelta()) -> Iterator[Runtime]:
    """What a server of these settings would run on, so much later."""
    runtime = open_runtime(load_settings(), lambda: utc_now() + later)
    try:
        yield runtime
    finally:
        runtime.close()


def secret_of(answer: Answer) -> str:
    assert answer.status == 0, answer.err
    found = LINK.fullmatch(answer.out)
    assert found, answer.out
    return found[1]


def welcomed(secret: str, later: timedelta = timedelta()) -> int:
    """What the link's page answers."""
    with opened(later) as runtime:
        return client_for(runtime, None).get(f"/welcome/{secret}").status_code


def listed() -> dict[str, dict[str, object]]:
    return {row["name"]: row for row in json.loads(call("users", "list", "--json").out)}


def test_the_first_is_an_administrator_whose_link_holds_for_a_quarter_of_an_hour() -> None:
    answer = call("users", "add", "ann", "--person", "Ann Lee", "--email", "ann@example.org")
    secret = secret_of(answer)
    assert "ann (admin)" in answer.err
    assert "once, for 15 minutes" in answer.err
    assert welcomed(secret, timedelta(minutes=14)) == 200
    assert welcomed(secret, timedelta(minutes=15)) == 410
    with opened() as runtime:
        browser = client_for(runtime, None)
        posted = browser.post(f"/welcome/{secret}", data={"password": PASSWORD}, follow_redirects=False)
        assert posted.status_code == 303
        assert browser.get("/api/v1/me").json()["role"] == "admin"
    assert welcomed(secret) == 410
    assert listed()["ann"] == listed()["ann"] | {
        "person": "Ann Lee", "email": "ann@example.org", "role": "admin", "pending": False, "sessions": 1,
        "created_by": "command line",
    }  # fmt: skip


def test_the_first_can_be_nothing_else() -> None:
    answer = call("users", "add", "ann", "--role", "author")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("aftercare: the first account must be an administrator")
    assert listed() == {}


def test_others_are_authors_unless_said_otherwise_and_have_a_day() -> None:
    call("users", "add", "ann")
    answer = call("users", "add", "bob")
    assert "for 24 hours" in answer.err
    assert welcomed(secret_of(answer), timedelta(hours=23, minutes=59)) == 200
    assert welcomed(secret_of(answer), timedelta(hours=24)) == 410
    call("users", "add", "mia", "--role", "manager")
    assert {name: row["role"] for name, row in listed().items()} == {
        "ann": "admin",
        "bob": "author",
        "mia": "manager",
    }
    again = call("users", "add", "BOB")
    assert (again.status, again.err) == (1, "aftercare: there is an account “BOB” already\n")


def test_an_account_is_disabled_enabled_and_given_another_role() -> None:
    call("users", "add", "ann")
    call("users", "add", "bob")
    assert call("users", "disable", "Bob").out.startswith("bob is disabled")
    assert listed()["bob"]["active"] is False
    assert call("users", "reset", "bob").err == "aftercare: “bob” is disabled: enable it first\n"
    assert call("users", "enable", "bob").out == "bob is enabled\n"
    assert call("users", "role", "bob", "manager").out == "bob has the role manager now\n"
    assert (listed()["bob"]["active"], listed()["bob"]["role"]) == (True, "manager")
    rows = [line.split("\t") for line in call("users", "list").out.splitlines()]
    assert rows[1:] == [
        ["ann", "ann", "admin", "no password yet", "", "0", "0"],
        ["bob", "bob", "manager", "no password yet", "", "0", "0"],
    ]


def test_a_new_link_ends_the_one_before() -> None:
    first = secret_of(call("users", "add", "ann"))
    answer = call("users", "reset", "ann")
    assert "for 24 hours" in answer.err
    assert welcomed(secret_of(answer)) == 200
    assert welcomed(first) == 410


REFUSED: list[tuple[Callable[[], Answer], str]] = [
    (lambda: call("users", "disable", "ann"), "“ann” is the only administrator"),
    (lambda: call("users", "role", "ann", "author"), "“ann” is the only administrator"),
    (lambda: call("users", "reset", "eve"), "there is no account “eve”"),
    (lambda: call("users", "add", "@"), "a name needs letters or digits"),
]


@pytest.mark.parametrize(("asked", "told"), REFUSED)
def test_what_cannot_be_is_one_sentence(asked: Callable[[], Answer], told: str) -> None:
    call("users", "add", "ann")
    answer = asked()
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert answer.err.startswith(f"aftercare: {told}")


@pytest.mark.parametrize(
    "arguments",
    [("add", ""), ("add", "\udcff"), ("add", "x\x00"), ("add", "x" * 121), ("add", "x", "--email", "nowhere"),
     ("add", "x", "--role", "owner"), ("disable", "\udcff"), ("role", "ann", "owner")],
)  # fmt: skip
def test_what_is_no_name_address_or_role_is_a_wrong_command_line(arguments: tuple[str, ...]) -> None:
    assert call("users", *arguments).status == 2
    assert listed() == {}


def test_links_start_where_people_reach_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for settings, start in (
        ({"PORT": "9000"}, "http://127.0.0.1:9000/welcome/"),
        ({"AFTERCARE_HOST": "::1"}, "http://[::1]:8000/welcome/"),
        ({"AFTERCARE_HOST": "0.0.0.0"}, "http://127.0.0.1:8000/welcome/"),
        ({"AFTERCARE_PUBLIC_URL": "https://aftercare.example.org"}, "https://aftercare.example.org/welcome/"),
    ):
        with monkeypatch.context() as here:
            for name, value in settings.items():
                here.setenv(name, value)
            command = "reset" if listed() else "add"
            assert call("users", command, "ann").out.startswith(start)


def test_the_json_has_the_fields_of_the_rest_api() -> None:
    call("users", "add", "ann")
    assert listed()["ann"].keys() == AccountRead.model_fields.keys() - {"etag"}


@pytest.mark.postgres
def test_it_all_holds_on_postgresql(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_DATABASE_URL", postgres_url)
    secret = secret_of(call("users", "add", "ann"))
    assert (welcomed(secret), listed()["ann"]["pending"]) == (200, True)
    assert call("users", "role", "ann", "reader").status == 1
