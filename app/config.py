"""Settings from the environment, read when asked for, never at import."""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.domain.checks import Reach
from app.domain.due_dates import DAYS_MAX, DueDays
from app.domain.errors import CannotStart
from app.domain.outlets import MailServer, Outlets, Security, Webhook, secret_of
from app.domain.owed import Rules

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _names(value: Any) -> Any:
    return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value


#: Written as `one.example,two.example`.
HostNames = Annotated[list[str], NoDecode, BeforeValidator(_names)]


def _network(value: str) -> str:
    return str(ip_network(value, strict=False))


#: Addresses and networks, written as `10.0.0.2,192.168.0.0/24`.
Networks = Annotated[list[Annotated[str, AfterValidator(_network)]], NoDecode, BeforeValidator(_names)]


def _due_days(value: str) -> str:
    DueDays.parse(value)
    return value


def _quiet_days(value: str) -> str:
    Rules.parse(1, value)
    return value


class Settings(BaseSettings):
    """Every setting is described in docs/settings.md; a test compares the two."""

    model_config = SettingsConfigDict(env_prefix="AFTERCARE_", extra="ignore", frozen=True)

    data_dir: Path = Path("data")
    database_url: str = ""
    search_dir: Path = Path("search_index")
    content_dir: Path = Path("postmortems")
    search: Literal["whoosh", "tantivy", "memory"] = "whoosh"
    watch: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535, validation_alias=AliasChoices("AFTERCARE_PORT", "PORT"))
    allowed_hosts: HostNames = list(LOOPBACK)
    outbound_hosts: HostNames = []
    check_hosts: HostNames = []
    container: bool = False
    public_url: str = Field(default="", pattern=r"^(https?://[^/\s]+)?$")
    proxy_peers: Networks = []
    proxy_user_header: str = Field(default="", pattern=r"^([A-Za-z0-9-]+)?$")
    token: SecretStr = SecretStr("")
    zones: str = ""
    synonyms: str = ""
    due_days: Annotated[str, AfterValidator(_due_days)] = "28,28,56,90"
    escalate_after: int = Field(default=14, ge=1, le=DAYS_MAX)
    quiet_days: Annotated[str, AfterValidator(_quiet_days)] = ""
    remind_at: str = Field(default="07:00", pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Security = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    webhook_url: str = Field(default="", pattern=r"^(https?://[^/\s@]+(/\S*)?)?$")
    webhook_secret: SecretStr = SecretStr("")
    mail_from: str = Field(default="", pattern=r"^([!-?A-~]+@[!-?A-~]+)?$")
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _header_of_somebody(self) -> Self:
        if self.proxy_user_header and not self.proxy_peers:
            raise ValueError("AFTERCARE_PROXY_USER_HEADER is believed from nobody: list AFTERCARE_PROXY_PEERS")
        return self

    @model_validator(mode="after")
    def _mail_that_can_be_sent(self) -> Self:
        if self.smtp_host and not self.mail_from:
            raise ValueError("AFTERCARE_SMTP_HOST sends nothing without a sender: set AFTERCARE_MAIL_FROM")
        if self.smtp_user and self.smtp_security == "none" and self.smtp_host not in LOOPBACK:
            raise ValueError("AFTERCARE_SMTP_SECURITY=none would send the password in the open")
        return self

    @model_validator(mode="after")
    def _webhook_that_can_be_signed(self) -> Self:
        if self.webhook_url:
            try:
                secret_of(self.webhook_secret.get_secret_value())
            except ValueError as exc:
                raise ValueError(f"AFTERCARE_WEBHOOK_SECRET must be {exc}") from None
        return self

    @property
    def remind_after_midnight(self) -> timedelta:
        hours, minutes = map(int, self.remind_at.split(":"))
        return timedelta(hours=hours, minutes=minutes)

    @property
    def outlets(self) -> Outlets:
        password = self.smtp_password.get_secret_value()
        mail = MailServer(
            self.smtp_host, self.smtp_port, self.smtp_security, self.mail_from, self.smtp_user, password
        )
        trusted = frozenset(h.casefold() for h in self.outbound_hosts)
        hook = Webhook(self.webhook_url, self.webhook_secret.get_secret_value(), trusted)
        return Outlets(mail if self.smtp_host else None, hook if self.webhook_url else None, self.public_url)

    @property
    def reach(self) -> Reach:
        folded = (frozenset(h.casefold() for h in hosts) for hosts in (self.check_hosts, self.outbound_hosts))
        return Reach(*folded)

    @property
    def due(self) -> DueDays:
        return DueDays.parse(self.due_days)

    @property
    def reminders(self) -> Rules:
        return Rules.parse(self.escalate_after, self.quiet_days)

    @property
    def database(self) -> str:
        """The database's address: as set, else a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'aftercare.db'}"


def load_settings() -> Settings:
    """Raises CannotStart with one sentence that names the setting and what is wrong with it."""
    try:
        return Settings()
    except ValidationError as exc:
        fault = exc.errors()[0]
        name = "AFTERCARE_" + "_".join(str(p) for p in fault["loc"]).upper().removeprefix("AFTERCARE_")
        message = str(fault["msg"]).removeprefix("Value error, ")
        raise CannotStart(message if message.startswith("AFTERCARE_") else f"{name}: {message}") from exc
