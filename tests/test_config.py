"""Settings: as documented, and refused with one sentence that names them."""

import re
from pathlib import Path

import pytest

from app.config import Settings, load_settings
from app.domain.errors import CannotStart

TABLE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"


def documented() -> dict[str, str]:
    """Setting -> default, as the table has them."""
    rows = re.findall(r"^\| `(\w+)` \| (?:`([^`]*)`)? ?\| \S", TABLE.read_text(), re.MULTILINE)
    return dict(rows)


def written(value: object) -> str:
    """A value as one writes it into the environment."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list) else str(value)


def test_every_setting_is_documented_with_its_default() -> None:
    defaults = {f"AFTERCARE_{name.upper()}": written(value) for name, value in Settings().model_dump().items()}
    assert documented() == defaults


def test_every_default_written_out_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    unset = Settings()
    for name, value in documented().items():
        monkeypatch.setenv(name, value)
    assert Settings() == unset


def test_host_names_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_ALLOWED_HOSTS", " one.example, two.example ,")
    assert load_settings().allowed_hosts == ["one.example", "two.example"]


def test_port_has_a_short_name_and_the_long_one_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9001")
    assert load_settings().port == 9001
    monkeypatch.setenv("AFTERCARE_PORT", "9002")
    assert load_settings().port == 9002


def test_the_database_is_a_file_in_the_data_folder_unless_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_DATA_DIR", "elsewhere")
    assert load_settings().database == "sqlite:///elsewhere/aftercare.db"
    monkeypatch.setenv("AFTERCARE_DATABASE_URL", "postgresql://db/x")
    assert load_settings().database == "postgresql://db/x"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AFTERCARE_PORT", "65536"),
        ("AFTERCARE_PORT", "-1"),
        ("AFTERCARE_PORT", "http"),
        ("PORT", "http"),
        ("AFTERCARE_SEARCH", "lucene"),
        ("AFTERCARE_WATCH", "perhaps"),
        ("AFTERCARE_LOG_LEVEL", "loud"),
        ("AFTERCARE_HOST", "0.0.0.0"),
        ("AFTERCARE_HOST", "192.0.2.1"),
    ],
)
def test_a_value_that_cannot_work_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(CannotStart, match=r"^AFTERCARE_") as refused:
        load_settings()
    assert name.removeprefix("AFTERCARE_") in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_container_may_listen_on_all_of_its_own_addresses_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_CONTAINER", "1")
    monkeypatch.setenv("AFTERCARE_HOST", "0.0.0.0")
    assert load_settings().host == "0.0.0.0"
    monkeypatch.setenv("AFTERCARE_HOST", "192.0.2.1")
    with pytest.raises(CannotStart):
        load_settings()
