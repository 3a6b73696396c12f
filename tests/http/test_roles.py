"""Every route, asked by everybody: who is nobody, who has each role, and programs with their tokens."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response
from roles_reference import page
from support.accounts import ADDRESS
from support.route_table import IN_PERSON, OPEN, OWN, ROUTES, SIGNED_IN, Needs
from support.stage import NOBODY, Ask, Stage, Visitor, open_stage, visitors

from app.domain.capabilities import Capability
from app.main import create_app

_PART = re.compile(r"{(\w+)}")
_KIND = re.compile(r":\w+}")  # what FastAPI is told of a part of the path
_SAFE = ("GET", "HEAD")


@dataclass(slots=True)
class Walk:
    app: FastAPI
    client: TestClient
    stage: Stage
    visitors: list[Visitor]

    def ask(self, method: str, path: str, ask: Ask) -> Response:
        """What they get who stand on the stage; cookies and tokens are theirs."""
        made = ask.made(self.stage)
        address = _PART.sub(lambda part: quote(str(made.path[part[1]]), safe=""), path)
        headers, form_token = self._credentials()
        if made.version is not None:
            headers["If-Match"] = f'"v{made.version}"'
        content, kind = None, None
        form = dict(made.form or {})
        if made.json is not None:
            content, kind = json.dumps(made.json), "application/json"
        elif made.text is not None:
            content, kind = made.text, "text/markdown"
        if path.startswith("/api/"):
            headers |= {"X-Form-Token": form_token} if form_token else {}
        elif form_token:
            form["form_token"] = form_token
        headers |= {"Content-Type": kind} if kind else {}
        self.client.cookies.clear()
        return self.client.request(
            method, address, params=made.query, content=content, data=form or None, headers=headers,
            files=made.files, follow_redirects=False,
        )  # fmt: skip

    def _credentials(self) -> tuple[dict[str, str], str]:
        who = self.stage.who
        if who.bearer:
            return dict(who.bearer), ""
        return self.stage.session() if who.account else ({}, "")


@pytest.fixture(scope="module")
def walk(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """On SQLite alone: who may do what is found out before the database is asked for anything else."""
    stage = open_stage(migrated_file, tmp_path_factory.mktemp("roles"))
    app = create_app(stage.ws)
    with TestClient(app, base_url=ADDRESS, raise_server_exceptions=False) as client:
        yield Walk(app, client, stage, visitors(stage.ws))
    stage.ws.close()


def routes_of(app: FastAPI) -> set[str]:
    found = [(route.path, method) for route in iter_route_contexts(app.routes) for method in route.methods or ()]
    return {f"{method} {_KIND.sub('}', str(path))}" for path, method in found}


def may(who: Visitor, method: str, path: str, needs: Needs, *, own: bool) -> bool:
    """What the table of capabilities says. Reads take the right to read besides, feeds that to follow them."""
    if needs is OPEN or who is NOBODY:
        return needs is OPEN
    if method in _SAFE and not path.startswith("/feeds/") and Capability.READ not in who.may:
        return False
    if needs is SIGNED_IN:
        return True
    if needs is IN_PERSON:
        return who.in_person
    if needs is OWN:
        return (Capability.MOVE_OWN if own else Capability.MOVE) in who.may
    return needs in who.may


def test_every_route_stands_in_the_table_and_nothing_else(walk: Walk) -> None:
    assert routes_of(walk.app) == set(ROUTES)


@pytest.mark.no_cover  # tests of each route cover the same lines; tracing doubles the time of thousands of requests
@pytest.mark.parametrize("route", ROUTES)
def test_a_route_lets_in_who_may_and_nobody_else(walk: Walk, route: str) -> None:
    method, path = route.split(" ")
    wrong = []
    for needs, ask in ROUTES[route]:
        for who in walk.visitors:
            for own in {needs is OWN and who.owner is not None, False}:
                walk.stage.who, walk.stage.own = who, own
                status = walk.ask(method, path, ask).status_code
                if may(who, method, path, needs, own=own):
                    right = status < 400
                else:
                    right = status == (401 if who is NOBODY else 403)
                if not right:
                    wrong.append(f"{who.name}{' (own)' if own else ''}, {needs}: {status}")
    assert wrong == []


def test_the_documentation_says_the_same() -> None:
    written = (Path(__file__).parents[2] / "docs" / "roles.md").read_text()
    assert written == page(), "python scripts/roles_reference.py > docs/roles.md"
