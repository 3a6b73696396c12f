"""Letters handed to a mail server: plain text with simple HTML beside it, each to one person."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from app.domain.errors import InvalidInput, Unavailable
from app.domain.outlets import MailServer

SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Letter:
    """`key` makes its Message-ID: a server that is handed it twice can tell."""

    key: str
    name: str
    address: str
    subject: str
    text: str
    html: str


def send(server: MailServer, letter: Letter, at: datetime) -> None:
    """Raises Unavailable where a later try may succeed, InvalidInput where the letter is refused for good.

    Neither says anything of the password, whatever the server answers.
    """
    message = written(server, letter, at)
    try:
        with _connected(server) as connection:
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(message, server.sender, letter.address)
    except smtplib.SMTPRecipientsRefused as exc:
        code = min((code for code, _answer in exc.recipients.values()), default=0)
        _refused(server, code, "the address", exc)
    except smtplib.SMTPResponseException as exc:
        what = "the user or password" if isinstance(exc, smtplib.SMTPAuthenticationError) else "the letter"
        # A wrong password is mended here; what is refused then goes out with the next try.
        _refused(server, 0 if isinstance(exc, smtplib.SMTPAuthenticationError) else exc.smtp_code, what, exc)
    except smtplib.SMTPNotSupportedError as exc:
        raise Unavailable(f"{server.host} does not offer what the settings ask for: {exc}") from exc
    except (smtplib.SMTPException, OSError, UnicodeError) as exc:
        raise Unavailable(f"{server.host} takes no letters now: {type(exc).__name__}") from exc


def written(server: MailServer, letter: Letter, at: datetime) -> EmailMessage:
    """The message as it is sent. Raises InvalidInput for a name or address that would be more than that."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address("Aftercare", addr_spec=server.sender)
        message["To"] = Address(letter.name, addr_spec=letter.address)
        message["Subject"] = letter.subject
    except (ValueError, IndexError, MessageError) as exc:
        raise InvalidInput("no letter can be addressed so") from exc
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{letter.key}@{server.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: answer machines leave it alone
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    if server.security == "starttls":
        try:
            connection.starttls(context=context)  # a server that offers none gets neither password nor letter
        except BaseException:
            connection.close()
            raise
    return connection


def _refused(server: MailServer, code: int, what: str, exc: Exception) -> None:
    """RFC 5321 4.2.1: what begins with 5 stays refused."""
    said = f"{server.host} refuses {what}" + (f" ({code})" if code else "")
    if 500 <= code <= 599:
        raise InvalidInput(said) from exc
    raise Unavailable(said) from exc
