"""The program as it is wired to run: its guard, its readiness, and hostile addresses on both databases."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from support.documents import DISK, bring

from app.config import Settings
from app.domain.errors import CannotStart
from app.domain.principal import LOCAL_OWNER
from app.runtime import Runtime, open_runtime
from app.usecases.searching import search


def test_it_is_there_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "database": "ok", "search": "ok"}


def test_it_answers_under_its_own_names_only_and_seals_what_it_answers(client: TestClient) -> None:
    assert client.get("/healthz", headers={"host": "rebound.example"}).status_code == 421
    assert "default-src 'none'" in client.get("/nowhere").headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/postmortems/%00",
        "/postmortems?tag=%00",
        "/actions?owner=%00",
        "/search?q=%00",
        "/postmortems/%ff%fe",
        "/postmortems/..%2f..%2fetc%2fpasswd",
        "/postmortems/" + "a" * 5000,
        "/actions/ACT-99999999999999999999",
        "/postmortems?cursor=%00",
        "/api/v1/postmortems/%00",
        "/api/v1/action-items?q=%00",
        "/static/..%2f..%2fpyproject.toml",
        "/static/%00",
    ],
)
def test_a_hostile_address_is_refused_and_never_an_accident(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code < 500
    assert "aftercare" not in answer.text or answer.headers["content-type"].startswith(
        ("text/html", "application/")
    )


def test_what_came_in_is_found_by_search_after_a_restart(settings: Settings, runtime: Runtime) -> None:
    bring(runtime, DISK)
    assert search(runtime, LOCAL_OWNER, "rotation").total == 1
    runtime.close()
    again = open_runtime(settings)
    assert search(again, LOCAL_OWNER, "rotation").total == 1
    assert again.now().utcoffset() is not None
    again.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_database_that_forgets_everything_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="must name a file"):
        open_runtime(Settings(database_url=url, search_dir=tmp_path))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotStart, match=r"the data folder .* cannot be made"):
        open_runtime(Settings(data_dir=tmp_path / "file" / "data"))


def test_a_new_data_folder_is_made_and_filled(tmp_path: Path) -> None:
    runtime = open_runtime(Settings(data_dir=tmp_path / "a" / "b", search_dir=tmp_path / "s", search="memory"))
    assert (tmp_path / "a" / "b" / "aftercare.db").is_file()
    runtime.close()
