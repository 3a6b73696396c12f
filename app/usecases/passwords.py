"""Passwords: what is refused, how they are kept and compared.

At least 12 characters, none of the 3,000 commonest nor two of them put together, and no rule about what kinds of
characters (NIST SP 800-63B, 5.1.1.2). Kept as argon2id with 19 MiB, two passes, one lane (OWASP's first choice).
"""

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from app.domain.errors import FieldFault, InvalidInput, Unavailable

LEAST, MOST = 12, 256
#: How many are hashed at a time: each takes 19 MiB and some 30 ms of a processor.
AT_ONCE = 2
#: How many wait for one of them, and for how many seconds. Each waits on a thread that other requests need, too.
WAITING, _PATIENCE = 8, 2.0

_COMMON = frozenset(FREQUENCY_LISTS["passwords"][:3000])
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_places, _queue = BoundedSemaphore(AT_ONCE), BoundedSemaphore(AT_ONCE + WAITING)


def check_password(password: str) -> None:
    """Raises InvalidInput where it is too short, too long or too common."""
    if not LEAST <= len(password) <= MOST:
        raise _refused(f"a password has at least {LEAST} characters and at most {MOST}")
    if is_common(password):
        raise _refused("this password is among those tried first: choose one that nobody would guess")


def is_common(password: str) -> bool:
    """One of the commonest, or two of them in a row (`passwordpassword`, `dragon123456`)."""
    text = password.casefold()
    halves = ((text[:cut], text[cut:]) for cut in range(1, len(text)))
    return text in _COMMON or any(a in _COMMON and b in _COMMON for a, b in halves)


def _refused(message: str) -> InvalidInput:
    return InvalidInput(message, [FieldFault("password", message)])


def hash_password(password: str) -> str:
    """Raises InvalidInput as check_password does, and Unavailable while too many are hashed."""
    check_password(password)
    with _Place():
        return _hasher.hash(_plain(password))


def is_password(password: str, kept: str | None) -> bool:
    """True where `kept` was made from it. Without `kept` it takes as long and is False. Raises Unavailable."""
    with _Place():
        try:
            return _hasher.verify(kept or _NOBODYS, _plain(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """True where it was made with other costs than those in force."""
    return _hasher.check_needs_rehash(kept)


def _plain(password: str) -> bytes:
    """One spelling of characters that keyboards compose differently; too long a one is cut, as none is kept."""
    return unicodedata.normalize("NFKC", password[: MOST + 1]).encode("utf-8", "surrogatepass")


class _Place:
    def __enter__(self) -> None:
        if not _queue.acquire(blocking=False):
            raise Unavailable(_BUSY)
        if not _places.acquire(timeout=_PATIENCE):
            _queue.release()
            raise Unavailable(_BUSY)

    def __exit__(self, *_exc: object) -> None:
        _places.release()
        _queue.release()


_BUSY = "too many people sign in at this moment: try again in a few seconds"
#: Compared with where no account or no password is there, so that the answer takes as long.
_NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IG9mIG91cnM$3B1q0n5Zr9U4cWq8oYw1n9o5sQF0Qx0pZ9q1rX0mZkA"
