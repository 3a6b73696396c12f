"""How often one may try: failed sign-ins by address and account, requests by token. Counted in this process."""

import time
from ipaddress import IPv6Address, ip_address

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


class Throttle:
    """What was tried is forgotten when the process ends. `token`: how often each token may ask."""

    def __init__(self, token: RateLimitItem = TOKEN) -> None:
        self._token = token
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def before_sign_in(self, name: str, address: str) -> None:
        """Raises Throttled where too many attempts failed, whether the account exists or not."""
        for item, keys in _sign_in(name, address):
            if not self._limiter.test(item, *keys):
                raise self._refusal(item, keys, "too many attempts to sign in failed")

    def failed_sign_in(self, name: str, address: str) -> None:
        for item, keys in _sign_in(name, address):
            self._limiter.hit(item, *keys)

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
    account, where = fold(name), _network(address)
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
