"""Settings from the environment, read when asked for, never at import."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.domain.errors import CannotStart

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _names(value: Any) -> Any:
    return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value


#: Written as `one.example,two.example`.
HostNames = Annotated[list[str], NoDecode, BeforeValidator(_names)]


class Settings(BaseSettings):
    """Every setting is described in docs/settings.md; a test compares the two."""

    model_config = SettingsConfigDict(env_prefix="AFTERCARE_", extra="ignore", frozen=True)

    data_dir: Path = Path("data")
    database_url: str = ""
    search_dir: Path = Path("search_index")
    content_dir: Path = Path("postmortems")
    search: Literal["whoosh", "memory"] = "whoosh"
    watch: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535, validation_alias=AliasChoices("AFTERCARE_PORT", "PORT"))
    allowed_hosts: HostNames = list(_LOOPBACK)
    outbound_hosts: HostNames = []
    container: bool = False
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _only_loopback(self) -> Self:
        if self.host not in _LOOPBACK and not (self.container and self.host == "0.0.0.0"):
            raise ValueError(
                f"AFTERCARE_HOST={self.host} is refused: without accounts the server listens on loopback only"
            )
        return self

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
