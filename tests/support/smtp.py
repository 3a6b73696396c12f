"""A real SMTP server on loopback that keeps what it is handed."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from support.ports import unused_port

from app.domain.outlets import MailServer, Security

#: For 127.0.0.1 and localhost, signed by itself and trusted by nobody else.
CERTIFICATE = Path(__file__).resolve().parents[1] / "fixtures" / "smtp" / "certificate.pem"
SENDER = "aftercare@example.org"
PASSWORD = "swan-41-lantern"


@dataclass
class Inbox:
    """`refusals`: what is answered to who is written to, by address, instead of taking the letter."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    receivers: list[list[str]] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)

    def server(self, security: Security = "none", **other: Any) -> MailServer:
        return MailServer("127.0.0.1", self.port, security, SENDER, **other)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address not in self.refusals:
            envelope.rcpt_tos.append(address)
        return self.refusals.get(address, "250 OK")

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        self.receivers.append(envelope.rcpt_tos)
        return "250 OK"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        self.users.append(given.login.decode())
        return AuthResult(success=given.password.decode() == PASSWORD, handled=False)


Starting = Callable[..., AbstractContextManager[Inbox]]


@contextmanager
def smtp_server(*, encrypted: bool = False) -> Iterator[Inbox]:
    """With `encrypted` it offers STARTTLS and lets people sign in."""
    inbox = Inbox(unused_port())
    options: dict[str, Any] = {}
    if encrypted:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_name("key.pem"))
        options = {"tls_context": context, "authenticator": inbox.authenticate, "auth_require_tls": True}
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port, **options)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with smtp_server() as running:
        yield running
