"""Every route that changes something, under everything that a browser may say of where a request comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from support.accounts import ADDRESS, bearer
from support.route_table import OPEN, ROUTES
from support.stage import Stage, Visitor, open_stage, visitors

from app.domain.vocabulary import TokenScope
from app.main import create_app

UNSAFE = [route for route in ROUTES if route.split(" ")[0] not in ("GET", "HEAD")]
SITES = ("same-origin", "same-site", "cross-site", "none", None)
ORIGINS = (ADDRESS, "https://elsewhere.example", "null", None)
TOKENS = ("right", "wrong", "another session's", None)
CARRIED = ("cookie", "bearer", "both")
Case = tuple[str | None, str | None, str | None, str]
#: Without a session no token is right: one that is given is as wrong as any.
MATRIX: list[Case] = [
    case for case in product(SITES, ORIGINS, TOKENS, CARRIED) if case[3] != "bearer" or case[2] in ("wrong", None)
]
#: One guard stands before all routes: each is asked every so-many-th case, its neighbours the ones between.
APART = 4
#: What stands in no database: a request that is let through changes nothing.
NOWHERE = {"slug": "none", "key": "ACT-999999", "record_id": "999999", "token_id": "999999", "name": "none"}
REFUSED = ("a write must come from this site", "the page that this came from is not from this session")


def let_through(site: str | None, origin: str | None, token: str | None, carried: str, *, opened: bool) -> bool:
    """From our own pages or no page at all; where the cookie alone says who asks, with the token of its forms."""
    ours = site in ("same-origin", "none", None) and origin in (ADDRESS, None)
    unsaid = site == "same-origin" and origin == "null"  # a page that tells nobody its address
    return (ours or unsaid) and (opened or carried != "cookie" or token == "right")


@dataclass(slots=True)
class Sender:
    client: TestClient
    stage: Stage
    admin: Visitor
    bearer: dict[str, str]
    sessions: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)

    def send(
        self, method: str, path: str, site: str | None, origin: str | None, token: str | None, carried: str
    ) -> Response:
        """As an administrator, with whatever else a browser adds."""
        headers = self.bearer if carried != "cookie" else {}
        given = ""
        if carried != "bearer":
            cookie, right = self.session("this")
            headers = headers | cookie
            other = self.session("another")[1]
            given = {"right": right, "wrong": "0" * len(right), None: ""}.get(token, other)
        elif token:
            given = "0" * 64
        headers = headers | {name: v for name, v in (("Sec-Fetch-Site", site), ("Origin", origin)) if v is not None}
        return self.request(method, path, headers, given)

    def session(self, which: str) -> tuple[dict[str, str], str]:
        """Its cookie and what its forms carry, the same for many requests: one may be ended by what is asked."""
        if which not in self.sessions:
            self.stage.who = self.admin
            self.sessions[which] = self.stage.session()
        return self.sessions[which]

    def request(self, method: str, path: str, headers: dict[str, str], form_token: str) -> Response:
        address = re.sub(r"{(\w+)}", lambda part: NOWHERE.get(part[1], "none"), path)
        self.client.cookies.clear()
        if path.startswith("/api/"):
            headers = headers | ({"X-Form-Token": form_token} if form_token else {})
            return self.client.request(method, address, headers=headers, json={})
        form = {"form_token": form_token} if form_token else {"nothing": "else"}
        return self.client.request(method, address, headers=headers, data=form, follow_redirects=False)


@pytest.fixture(scope="module")
def sender(migrated_file: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sender]:
    stage = open_stage(migrated_file, tmp_path_factory.mktemp("csrf"))
    admin = next(v for v in visitors(stage.ws) if v.name == "admin")
    with TestClient(create_app(stage.ws), base_url=ADDRESS, raise_server_exceptions=False) as client:
        yield Sender(client, stage, admin, bearer(stage.ws, "admin", list(TokenScope)))
    stage.ws.close()


def refused(answer: Response) -> bool:
    return answer.status_code == 403 and any(reason in answer.text for reason in REFUSED)


@pytest.mark.no_cover  # tracing would double the time of thousands of requests that go one way
@pytest.mark.parametrize("route", UNSAFE)
def test_a_write_that_no_page_of_ours_sent_is_refused(sender: Sender, route: str) -> None:
    method, path = route.split(" ")
    opened = ROUTES[route][0][0] is OPEN

    def fault(case: Case) -> int | None:
        answer = sender.send(method, path, *case)
        wrong = refused(answer) == let_through(*case, opened=opened) or answer.status_code >= 500
        return answer.status_code if wrong else None

    wrong = []
    for case in MATRIX[UNSAFE.index(route) % APART :: APART]:
        if fault(case):
            sender.sessions.clear()  # the request before it may have ended them
            if status := fault(case):
                wrong.append((*case, status))
    assert wrong == []
