"""A real server, a real browser, real documents."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from live_site import Site, serving
from playwright.sync_api import Page

CONTENT = Path(__file__).resolve().parents[2] / "postmortems"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With the shipped postmortems. Tests that use it only read."""
    with serving(tmp_path_factory.mktemp("site"), CONTENT) as opened:
        yield opened


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    """Without a document; whatever a test does to it ends with the test."""
    with serving(tmp_path, None) as opened:
        yield opened


@pytest.fixture
def quiet(page: Page) -> Iterator[Page]:
    """A page that may not complain: console errors and uncaught exceptions fail the test."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
