"""Messages to other programs, signed after standardwebhooks.com so that they can tell where one comes from."""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from app.domain.errors import Forbidden, InvalidInput, Unavailable
from app.domain.outlets import Webhook, secret_of
from app.outbound.fetching import post


def signature(secret: bytes, key: str, at: datetime, body: bytes) -> str:
    """What `webhook-signature` holds: HMAC-SHA256 over id, seconds and body."""
    signed = f"{key}.{int(at.timestamp())}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def push(hook: Webhook, key: str, message: dict[str, Any], at: datetime) -> None:
    """POST it once. Raises Unavailable where a later try may succeed, InvalidInput where none will.

    Any answer but 2xx is a failure; 410 says that the receiver wants no more (Standard Webhooks).
    """
    body = json.dumps(message, ensure_ascii=False).encode()
    headers = {
        "content-type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature(secret_of(hook.secret), key, at, body),
    }
    try:
        answer = post(hook.url, body, headers, hook.trusted)
    except Forbidden as exc:
        raise InvalidInput(str(exc)) from exc
    if answer.status == 410:
        raise InvalidInput(f"{hook.host} wants no more of them (410)")
    if not 200 <= answer.status < 300:
        raise Unavailable(f"{hook.host} answers {answer.status}")
