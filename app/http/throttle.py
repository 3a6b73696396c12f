"""How often one may try: failed sign-ins by address and account, requests by token. Counted in this process."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from threading import Lock

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.domain.errors import Throttled
from app.domain.names import fold

#: Failed sign-ins: of one account from one address, of one account from anywhere, and from one address.
PAIR = RateLimitItemPerMinute(5, 5)
ACCOUNT = RateLimitItemPerMinute(30, 15)
ADDRESS = RateLimitItemPerMinute(20, 15)
TOKEN = RateLimitItemPerMinute(600)


@dataclass(slots=True)
class Attempt:
    """One try at signing in; whoever makes it says that it failed."""

    failed: bool = False


class Throttle:
    """What was tried is forgotten when the process ends. `token`: how often each token may ask."""

    def __init__(self, token: RateLimitItem = TOKEN) -> None:
        self._token = token
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._lock = Lock()
        self._under_way: Counter[tuple[str, ...]] = Counter()

    @contextmanager
    def attempt(self, name: str, address: str) -> Iterator[Attempt]:
        """Around one try to sign in. Raises Throttled after too many failures, whether the account exists or not.

        Tries that are still under way count as failures meanwhile: many at once get no further than one by one.
        """
        limits = _sign_in(name, address)
        with self._lock:
            for item, keys in limits:
                if self._limiter.get_window_stats(item, *keys).remaining <= self._under_way[keys]:
                    raise self._refusal(item, keys, "too many attempts to sign in failed")
            self._under_way.update(keys for _, keys in limits)
        tried = Attempt()
        try:
            yield tried
        finally:
            with self._lock:
                for item, keys in limits:
                    if tried.failed:
                        self._limiter.hit(item, *keys)
                    self._under_way[keys] -= 1
                    if not self._under_way[keys]:
                        del self._under_way[keys]

    def token(self, token_id: int) -> None:
        """Raises Throttled where the token was used too often."""
        keys = ("token", str(token_id))
        if not self._limiter.hit(self._token, *keys):
            raise self._refusal(self._token, keys, f"a token may ask {self._token.amount} times a minute")

    def _refusal(self, item: RateLimitItem, keys: tuple[str, ...], what: str) -> Throttled:
        after = max(1, round(self._limiter.get_window_stats(item, *keys).reset_time - time.time()) + 1)
        wait = f"{after} seconds" if after < 120 else f"{round(after / 60)} minutes"
        return Throttled(f"{what}: try again in {wait}", after)


def _sign_in(name: str, address: str) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
    account, where = sha256(fold(name[:1000]).encode()).hexdigest(), _network(address)  # a key stays small
    return [
        (ADDRESS, ("address", where)),
        (PAIR, ("pair", account, where)),
        (ACCOUNT, ("account", account)),
    ]


def _network(address: str) -> str:
    """An address as those see it who may have many: of IPv6 one has a whole /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Address(int(parsed) >> 64 << 64)) if isinstance(parsed, IPv6Address) else address
