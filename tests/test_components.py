"""The real components that the tests start, the look for what is missing, and the coverage gates."""

import dataclasses
import socket
from pathlib import Path

import components
import coverage_gate
import psycopg
import pytest
from playwright.sync_api import Error, Page
from support.postgres import PostgresServer


def connect(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True)


@pytest.mark.postgres
def test_every_test_gets_an_empty_database_of_its_own(postgres_server: PostgresServer) -> None:
    first, second = (postgres_server.url(postgres_server.create()) for _ in range(2))
    with connect(first) as connection:
        connection.execute("CREATE TABLE note (text text)")
    with connect(second) as connection:
        assert connection.execute("SELECT to_regclass('note')").fetchone() == (None,)


@pytest.mark.postgres
def test_a_template_is_prepared_once_and_copied(postgres_server: PostgresServer) -> None:
    calls: list[str] = []

    def prepare(url: str) -> None:
        calls.append(url)
        with connect(url) as connection:
            connection.execute("CREATE TABLE prepared (n int)")

    names = [postgres_server.template("template_of_this_test", prepare) for _ in range(2)]
    with connect(postgres_server.url(postgres_server.create(template=names[0]))) as connection:
        assert connection.execute("SELECT count(*) FROM prepared").fetchone() == (0,)
    assert len(calls) == 1


@pytest.mark.postgres
def test_the_server_listens_on_loopback_and_never_runs_as_root(postgres_url: str) -> None:
    with connect(postgres_url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        folder = connection.execute("SHOW data_directory").fetchone()
    assert folder is not None
    assert Path(str(folder[0])).stat().st_uid != 0


@pytest.mark.browser
def test_chromium_renders_and_finds_no_host_but_this_one(page: Page) -> None:
    page.set_content("<h1>Here</h1>")
    assert page.get_by_role("heading").inner_text() == "Here"
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://aftercare.example/")


def test_a_connection_beyond_this_machine_is_refused() -> None:
    with socket.socket() as outward, pytest.raises(PermissionError, match="loopback"):
        outward.connect(("192.0.2.1", 80))


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SKIP", raising=False)
    monkeypatch.delenv("CI", raising=False)
    absent = tuple(dataclasses.replace(c, find=lambda: None) for c in components.COMPONENTS)
    monkeypatch.setattr(components, "COMPONENTS", absent)


@pytest.mark.usefixtures("nothing_installed")
def test_what_is_missing_is_named_with_its_packages() -> None:
    assert components.what_to_install(components.missing()) == (
        "PostgreSQL, Chromium, libatomic, curl missing: "
        "install with `apt-get install postgresql chromium libatomic1 curl`"
        ", or leave those tests out with SKIP=postgres,browser"
    )
    assert [c.title for c in components.missing(frozenset({"browser"}))] == ["Chromium", "libatomic", "curl"]


@pytest.mark.usefixtures("nothing_installed")
def test_without_apt_the_run_ends_with_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("SKIP", "browser")
    with pytest.raises(SystemExit, match=r"^PostgreSQL missing: install with"):
        components.main()


@pytest.mark.parametrize(
    ("skip", "ci", "sentence"),
    [("browser", "true", "SKIP is refused with CI=true"), ("chrome", "", "SKIP=chrome: only postgres and browser")],
)
def test_skip_is_refused_in_ci_and_for_unknown_names(
    skip: str, ci: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKIP", skip)
    monkeypatch.setenv("CI", ci)
    with pytest.raises(components.Refused, match=sentence):
        components.skipped()


def counts(statements: int, covered: int) -> dict[str, int]:
    return {"num_statements": statements, "covered_lines": covered, "num_branches": 0, "covered_branches": 0}


def test_a_part_below_its_gate_fails_though_the_whole_stands() -> None:
    measured = {
        "app/domain/errors.py": counts(100, 94),
        "app/ingest/clock.py": counts(100, 100),
        "app/search/query.py": counts(100, 95),
        "app/web/home.py": counts(100, 100),
    }
    lines, passed = coverage_gate.judge(measured)
    assert not passed
    assert [line.split()[0] for line in lines] == ["LOW", "ok", "ok", "ok"]
    assert coverage_gate.judge(measured | {"app/domain/errors.py": counts(100, 95)})[1]


def test_a_part_that_was_not_measured_has_failed_its_gate() -> None:
    lines, passed = coverage_gate.judge({"app/domain/errors.py": counts(1, 1)})
    assert not passed
    assert "nothing measured" in lines[1]
