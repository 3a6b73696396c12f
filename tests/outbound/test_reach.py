"""However an address is spelled and whatever its name resolves to, nothing inside is reached that nobody listed."""

import socket

import pytest
from support.receiver import Receiver

from app.domain.checks import place
from app.domain.errors import Forbidden, Unavailable
from app.outbound.fetching import fetch

PUBLIC, HERE = "93.184.216.34", "127.0.0.1"
#: Where a name is not left to the resolver: what it is answered, question by question.
Answers = list[list[str]]

#: The address without its port, what a resolver that is not to be had would answer, and how it must end.
TABLE: list[tuple[str, Answers | None, type[Exception], str]] = [
    ("http://127.0.0.1", None, Forbidden, "private network"),
    ("http://localhost", None, Forbidden, "private network"),
    ("http://LOCALHOST", None, Forbidden, "private network"),
    ("http://127.1", None, Forbidden, "private network"),
    ("http://2130706433", None, Forbidden, "private network"),
    ("http://0x7f000001", None, Forbidden, "private network"),
    ("http://017700000001", None, Forbidden, "private network"),
    ("http://0x7f.0.0.1", None, Forbidden, "private network"),
    ("http://0", None, Forbidden, "private network"),
    ("http://0177.0.0.1", None, Forbidden, "not a web address"),
    ("http://\u246027.0.0.1", None, Forbidden, "not a web address"),
    ("http://127.0.0.1.", None, Unavailable, "does not resolve"),
    ("http://[::1]", None, Forbidden, "private network"),
    ("http://[::ffff:127.0.0.1]", None, Forbidden, "private network"),
    ("http://[::ffff:7f00:1]", None, Forbidden, "private network"),
    ("http://[::127.0.0.1]", None, Forbidden, "private network"),
    ("http://[64:ff9b::7f00:1]", None, Forbidden, "private network"),
    ("http://[2002:7f00:1::]", None, Forbidden, "private network"),
    ("http://[fe80::1]", None, Forbidden, "private network"),
    ("http://224.0.0.1", None, Forbidden, "private network"),
    ("http://169.254.169.254", None, Forbidden, "private network"),
    ("http://inside.example", [[HERE]], Forbidden, "private network"),
    ("http://inside.example.", [[HERE]], Forbidden, "private network"),
    ("http://inside.example", [["10.0.0.7"]], Forbidden, "private network"),
    ("http://inside.example", [["::ffff:127.0.0.1"]], Forbidden, "private network"),
    ("http://inside.example", [["64:ff9b::7f00:1"]], Forbidden, "private network"),
    ("http://inside.example", [["2002:7f00:1::"]], Forbidden, "private network"),
    ("http://both.example", [[PUBLIC, HERE]], Forbidden, "private network"),
    ("http://both.example", [[HERE, PUBLIC]], Forbidden, "private network"),
    # The name leads elsewhere when it is asked for a second time: what was judged is what is dialled.
    ("http://rebound.example", [[PUBLIC], [HERE]], Unavailable, "does not answer"),
    ("http://rebound.example.", [[PUBLIC], [HERE]], Unavailable, "does not answer"),
    ("http://ann@localhost", None, Forbidden, "without a password"),
    ("ftp://localhost", None, Forbidden, "only http"),
    ("file://localhost", None, Forbidden, "only http"),
]


@pytest.mark.parametrize(
    ("start", "answers", "error", "message"), TABLE, ids=[f"{r[0]} {r[1] or ''}" for r in TABLE]
)
def test_what_nobody_listed_is_not_reached(
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    start: str,
    answers: Answers | None,
    error: type[Exception],
    message: str,
) -> None:
    """The place is among those that may be asked, so that the address alone decides."""
    left = list(answers or [])
    name = start.split("//")[1].rpartition("@")[2].strip("[]")
    if answers is not None:
        resolve = socket.getaddrinfo

        def answer(asked: str, port: int, *more: object, **named: object) -> object:
            """Of the name; an address is its own."""
            return told(left.pop(0), port) if asked.startswith(name) else resolve(asked, port, *more, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "getaddrinfo", answer)
    with pytest.raises(error, match=message):
        fetch(f"{start}:{receiver.port}/", among=frozenset({place("http", name, receiver.port)}))
    assert receiver.taken == []


def told(addresses: list[str], port: int) -> list[object]:
    family = {True: socket.AF_INET6, False: socket.AF_INET}
    return [(family[":" in a], socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]


@pytest.mark.parametrize(
    ("host", "listed"),
    [
        ("localhost", "localhost"),  # another port than the usual one must be listed with the host
        ("localhost", "example.org:{port}"),
        ("127.0.0.1", "localhost:{port}"),
        ("localhost.evil.example", "localhost:{port}"),
        ("evil.example#localhost", "localhost:{port}"),
        ("evil.example\\@localhost", "localhost:{port}"),
    ],
)
def test_a_host_that_may_not_be_asked_is_not_asked(receiver: Receiver, host: str, listed: str) -> None:
    with pytest.raises(Forbidden):
        fetch(
            f"http://{host}:{receiver.port}/",
            trusted=frozenset({"localhost", "127.0.0.1"}),
            among=frozenset({listed.format(port=receiver.port)}),
        )
    assert receiver.taken == []


def test_a_listed_host_that_may_lead_inside_is_reached(receiver: Receiver) -> None:
    receiver.status, receiver.body = 200, b"fine"
    listed = frozenset({f"localhost:{receiver.port}"})
    assert fetch(f"http://LocalHost:{receiver.port}/x", frozenset({"localhost"}), listed).body == b"fine"
    assert receiver.taken[0][1]["host"] == f"localhost:{receiver.port}"
