"""Secrets as they are made, recognised and kept: only their SHA-256 is stored.

A token is `aft_` (one that only reads feeds `aftf_`), 32 characters of 62, which are 190 random bits, and six that
are the CRC-32 of what stands before: a mistyped or invented one is refused without asking the database, and
scanners for leaked secrets recognise it (the form that GitHub's tokens have).
"""

import hashlib
import hmac
import re
import secrets
import string
import zlib

from app.domain.vocabulary import TokenKind

_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BODY, _CHECK = 32, 6
_PREFIX = {TokenKind.PERSONAL: "aft_", TokenKind.SERVICE: "aft_", TokenKind.FEED: "aftf_"}
_TOKEN = re.compile(r"(?:aft|aftf)_[0-9A-Za-z]{38}")
_SESSION = re.compile(r"[0-9A-Za-z_-]{43}")


def new_token(kind: TokenKind) -> str:
    body = _PREFIX[kind] + "".join(secrets.choice(_DIGITS) for _ in range(_BODY))
    return body + _checksum(body)


def is_token(text: str, *, feed: bool = False) -> bool:
    """True for what was made by `new_token`, as far as its form and checksum tell."""
    if not _TOKEN.fullmatch(text) or text.startswith("aftf_") != feed:
        return False
    return hmac.compare_digest(text[-_CHECK:], _checksum(text[:-_CHECK]))


def _checksum(body: str) -> str:
    number, out = zlib.crc32(body.encode()), ""
    for _ in range(_CHECK):
        number, digit = divmod(number, len(_DIGITS))
        out = _DIGITS[digit] + out
    return out


def new_secret() -> str:
    """256 random bits for a session or a one-time link, fit for cookies and addresses."""
    return secrets.token_urlsafe(32)


def is_secret(text: str) -> bool:
    return _SESSION.fullmatch(text) is not None


def hashed(secret: str) -> str:
    """What is stored of it. No salt: it is random itself, and too long to be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(secret: str) -> str:
    """What the forms of a browser carry whose cookie holds `secret`; it does not give the secret away."""
    return hmac.new(secret.encode(), b"aftercare form", hashlib.sha256).hexdigest()


def is_form_token(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), form_token(secret).encode())
