"""Letters to a real mail server: what arrives, what is refused, and what never leaves."""

import socket
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support.ports import unused_port
from support.smtp import CERTIFICATE, PASSWORD, SENDER, Inbox, smtp_server

from app.domain.errors import InvalidInput, Unavailable
from app.domain.outlets import MailServer
from app.outbound.mail import Letter, send

NOW = datetime(2030, 1, 31, 7, 0, tzinfo=UTC)
LETTER = Letter(
    "20300131.1", "Ann Lee", "ann@example.org", "1 action item: 1 overdue", "text ü\n", "<p>text ü</p>\n"
)


def test_a_letter_arrives_as_text_and_html_for_its_one_receiver(inbox: Inbox) -> None:
    send(inbox.server(), LETTER, NOW)
    [message], [receivers] = inbox.letters, inbox.receivers
    assert receivers == ["ann@example.org"]
    assert (message["From"], message["To"]) == (f"Aftercare <{SENDER}>", "Ann Lee <ann@example.org>")
    assert (message["Subject"], message["Message-ID"]) == (LETTER.subject, "<20300131.1@example.org>")
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    parts = [(part.get_content_type(), part.get_content().replace("\r\n", "\n")) for part in message.iter_parts()]
    assert parts == [("text/plain", "text ü\n"), ("text/html", "<p>text ü</p>\n")]


@pytest.mark.parametrize(
    "hostile",
    [
        {"name": "Ann\r\nBcc: eve@example.org"},
        {"address": "ann@example.org\nBcc: eve@example.org"},
        {"address": "ann@example.org>, eve@example.org"},
        {"address": "a,eve@example.org"},
        {"address": "ann"},
        {"address": ""},
        {"subject": "x\r\nBcc: eve@example.org"},
    ],
)
def test_nothing_in_a_name_address_or_subject_becomes_a_header(inbox: Inbox, hostile: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="no letter can be addressed so"):
        send(inbox.server(), replace(LETTER, **hostile), NOW)
    assert inbox.letters == []


def test_names_of_any_script_and_with_marks_of_headers_stay_names(inbox: Inbox) -> None:
    for name in ('Ann "A" <eve@example.org>, Bob', "安 リー", "x" * 120):
        send(inbox.server(), replace(LETTER, name=name), NOW)
        assert inbox.letters[-1]["To"].addresses[0].display_name == name
    assert {tuple(r) for r in inbox.receivers} == {("ann@example.org",)}


@pytest.mark.parametrize(("answer", "error"), [("451 later", Unavailable), ("550 nobody here", InvalidInput)])
def test_what_is_refused_for_now_is_another_thing_than_what_is_refused_for_good(
    inbox: Inbox, answer: str, error: type[Exception]
) -> None:
    inbox.refusals["ann@example.org"] = answer
    with pytest.raises(error, match=rf"127\.0\.0\.1 refuses the address \({answer[:3]}\)"):
        send(inbox.server(), LETTER, NOW)


def test_a_server_that_is_not_there_or_speaks_no_smtp_is_tried_later() -> None:
    with pytest.raises(Unavailable, match="takes no letters now"):
        send(MailServer("127.0.0.1", unused_port(), "none", SENDER), LETTER, NOW)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        listener.close()
        with pytest.raises(Unavailable):
            send(MailServer("127.0.0.1", port, "tls", SENDER), LETTER, NOW)


def test_without_encryption_neither_password_nor_letter_leaves(inbox: Inbox) -> None:
    with pytest.raises(Unavailable, match="does not offer"):
        send(inbox.server("starttls", user="me", password=PASSWORD), LETTER, NOW)
    assert (inbox.letters, inbox.users) == ([], [])


def test_a_certificate_that_nobody_vouches_for_is_not_believed() -> None:
    with smtp_server(encrypted=True) as inbox, pytest.raises(Unavailable, match="SSLCertVerificationError"):
        send(inbox.server("starttls", user="me", password=PASSWORD), LETTER, NOW)
    assert (inbox.letters, inbox.users) == ([], [])


def test_signed_in_over_an_encrypted_line_a_letter_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with smtp_server(encrypted=True) as inbox:
        send(inbox.server("starttls", user="me", password=PASSWORD), LETTER, NOW)
        assert (len(inbox.letters), inbox.users) == (1, ["me"])
        wrong = inbox.server("starttls", user="me", password="wrong-secret")
        with pytest.raises(Unavailable, match="refuses the user or password") as refused:
            send(wrong, LETTER, NOW)
    assert "wrong-secret" not in f"{refused.value!r} {wrong!r}"
