"""By what letters leave the house, as the settings have it. Nothing here is shown: it holds passwords."""

import base64
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

Security = Literal["starttls", "tls", "none"]
PREFIX = "whsec_"


def secret_of(text: str) -> bytes:
    """The bytes of `whsec_` and base64. Raises ValueError where it is not 24 to 64 bytes written so."""
    try:
        secret = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except ValueError:
        secret = b""
    if not text.startswith(PREFIX) or not 24 <= len(secret) <= 64:
        raise ValueError(f"{PREFIX} and 24 to 64 bytes as base64")
    return secret


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
class Webhook:
    """Another program's address; `trusted` are the names that may lead into a private network.

    The address may hold a secret of its own: only its `host` is shown.
    """

    url: str = field(repr=False)
    secret: str = field(repr=False)
    trusted: frozenset[str] = frozenset()

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True)
class Outlets:
    """None stands for what is not set up. `public_url` is where links lead; empty: letters have none."""

    mail: MailServer | None = None
    webhook: Webhook | None = None
    public_url: str = ""

    @property
    def any(self) -> bool:
        return self.mail is not None or self.webhook is not None
