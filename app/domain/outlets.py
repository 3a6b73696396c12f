"""By what letters leave the house, as the settings have it. Nothing here is shown: it holds passwords."""

from dataclasses import dataclass, field
from typing import Literal

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class MailServer:
    """`security`: encrypted after a greeting in the open (starttls), from the first byte (tls), or not at all."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Outlets:
    """None stands for what is not set up. `public_url` is where links lead; empty: letters have none."""

    mail: MailServer | None = None
    public_url: str = ""

    @property
    def any(self) -> bool:
        return self.mail is not None
