"""Messages to a real receiver: signed so that it can tell, refused where they must not go."""

import json
from datetime import UTC, datetime

import pytest
from support.receiver import SECRET, Receiver

from app.domain.errors import InvalidInput, Unavailable
from app.domain.outlets import Webhook, secret_of
from app.outbound.webhooks import push, signature

NOW = datetime(2021, 2, 25, 21, 32, 57, tzinfo=UTC)


def test_the_signature_is_the_one_of_the_standards_own_example() -> None:
    key, body = "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}'
    at = datetime.fromtimestamp(1614265330, UTC)
    assert signature(secret_of(SECRET), key, at, body) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("text", ["", "whsec_", SECRET.removeprefix("whsec_"), "whsec_****", "whsec_" + "A" * 200])
def test_a_secret_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="whsec_ and 24 to 64 bytes"):
        secret_of(text)


def test_a_message_arrives_with_what_tells_where_it_comes_from(receiver: Receiver) -> None:
    push(receiver.hook(), "key-1", {"type": "x", "data": {"name": "ü"}}, NOW)
    [(path, headers, body)] = receiver.taken
    assert (path, json.loads(body)) == ("/hook", {"type": "x", "data": {"name": "ü"}})
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("key-1", "1614288777")
    assert headers["webhook-signature"] == signature(secret_of(SECRET), "key-1", NOW, body)
    assert headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("status", "error"), [(500, Unavailable), (404, Unavailable), (302, Unavailable), (410, InvalidInput)]
)
def test_any_answer_but_success_is_a_failure_and_410_a_lasting_one(
    receiver: Receiver, status: int, error: type[Exception]
) -> None:
    receiver.status = status
    with pytest.raises(error, match=str(status)):
        push(receiver.hook(), "key-1", {}, NOW)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "file:///etc/passwd"]
)
def test_an_address_in_a_private_network_is_not_dialled(receiver: Receiver, url: str) -> None:
    with pytest.raises(InvalidInput):
        push(Webhook(url.format(port=receiver.port), SECRET), "key-1", {}, NOW)
    assert receiver.taken == []


def test_what_an_error_says_names_the_host_alone(receiver: Receiver) -> None:
    receiver.status = 500
    hook = Webhook(f"http://localhost:{receiver.port}/T0/token", SECRET, frozenset({"localhost"}))
    with pytest.raises(Unavailable) as refused:
        push(hook, "key-1", {}, NOW)
    assert "token" not in f"{refused.value!r} {hook!r}"
