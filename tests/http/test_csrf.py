"""Every route that changes something, under everything that a browser may say of where a request comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
MATRIX = list(product(SITES, ORIGINS, TOKENS, CARRIED))
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

    def send(
        self, method: str, path: str, site: str | None, origin: str | None, token: str | None, carried: str
    ) -> Response:
        """As an administrator, with whatever else a browser adds."""
        headers = self.bearer if carried != "cookie" else {}
        given = ""
        if carried != "bearer":
            cookie, right = self.session()
            headers = headers | cookie
            other = self.session()[1] if token == "another session's" else ""
            given = {"right": right, "wrong": "0" * len(right), None: ""}.get(token, other)
        elif token:
            given = "0" * 64
        headers = headers | {name: v for name, v in (("Sec-Fetch-Site", site), ("Origin", origin)) if v is not None}
        return self.request(method, path, headers, given)

    def session(self) -> tuple[dict[str, str], str]:
        self.stage.who = self.admin
        return self.stage.session()

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


@pytest.mark.parametrize("route", UNSAFE)
def test_a_write_that_no_page_of_ours_sent_is_refused(sender: Sender, route: str) -> None:
    method, path = route.split(" ")
    opened = ROUTES[route][0][0] is OPEN
    wrong = []
    for case in MATRIX:
        answer = sender.send(method, path, *case)
        if refused(answer) == let_through(*case, opened=opened) or answer.status_code >= 500:
            wrong.append((*case, answer.status_code))
    assert wrong == []
