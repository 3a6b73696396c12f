"""Settings: as documented, and refused with one sentence that names them."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.config import Settings, load_settings
from app.domain.errors import CannotStart

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TABLE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"


def documented() -> dict[str, str]:
    """Setting -> default, as the table has them."""
    rows = re.findall(r"^\| `(\w+)` \| (?:`([^`]*)`)? ?\| \S", TABLE.read_text(), re.MULTILINE)
    return dict(rows)


def written(value: object) -> str:
    """A value as one writes it into the environment."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
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


def test_proxies_are_addresses_and_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_PROXY_PEERS", "10.0.0.2, 192.168.7.9/24 ,::1")
    assert load_settings().proxy_peers == ["10.0.0.2/32", "192.168.7.0/24", "::1/128"]


def test_a_token_is_not_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_TOKEN", "aft_secret")
    settings = load_settings()
    assert settings.token.get_secret_value() == "aft_secret"
    assert "aft_secret" not in f"{settings!r} {settings} {settings.model_dump()}"


def test_a_webhook_needs_a_secret_that_can_sign_and_neither_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_WEBHOOK_URL", "https://hooks.example.org/aftercare")
    for secret in ("", "whsec_", "c3dhbi00MQ==", "whsec_" + "A" * 31, "whsec_" + "A" * 88, "whsec_" + "A" * 200):
        monkeypatch.setenv("AFTERCARE_WEBHOOK_SECRET", secret)
        with pytest.raises(CannotStart, match=r"^AFTERCARE_WEBHOOK_SECRET must be whsec_"):
            load_settings()
    monkeypatch.setenv("AFTERCARE_WEBHOOK_SECRET", SECRET)
    assert SECRET not in f"{load_settings()!r} {load_settings().outlets!r}"


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
        ("AFTERCARE_PUBLIC_URL", "aftercare.example.org"),
        ("AFTERCARE_PUBLIC_URL", "https://aftercare.example.org/wiki"),
        ("AFTERCARE_PROXY_PEERS", "proxy.example.org"),
        ("AFTERCARE_PROXY_USER_HEADER", "X Forwarded User"),
        ("AFTERCARE_DUE_DAYS", "28,28,56"),
        ("AFTERCARE_ESCALATE_AFTER", "0"),
        ("AFTERCARE_QUIET_DAYS", "caturday"),
        ("AFTERCARE_REMIND_AT", "24:00"),
        ("AFTERCARE_WEBHOOK_URL", "ftp://hooks.example.org"),
        ("AFTERCARE_WEBHOOK_URL", "https://user:password@hooks.example.org/"),
        ("AFTERCARE_SMTP_HOST", "mail.example.org"),
        ("AFTERCARE_SMTP_SECURITY", "perhaps"),
        ("AFTERCARE_MAIL_FROM", "aftercare"),
        ("AFTERCARE_MAIL_FROM", "a@b.example\nBcc: c@d.example"),
        ("AFTERCARE_DUE_DAYS", "28,0,56,90"),
        ("AFTERCARE_DUE_DAYS", "soon"),
        ("AFTERCARE_PROXY_USER_HEADER", "X-Forwarded-User"),
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
