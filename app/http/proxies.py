"""What proxies say about a request is believed from those that are listed, and from nobody else.

Outermost of all: it puts the right scheme and client's address into the request before anything looks at them.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

Network = IPv4Network | IPv6Network
#: Where the request keeps the user that a trusted proxy named.
PROXY_USER = "aftercare.proxy_user"


class Proxies:
    """`peers` are networks of trusted proxies, `user_header` the header in which they name who signed in there."""

    def __init__(self, app: ASGIApp, peers: Sequence[str], user_header: str = "") -> None:
        self.app, self.user_header = app, user_header.lower()
        self.peers = [ip_network(peer) for peer in peers]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._trusts((scope.get("client") or ("", 0))[0]):
            scope = self._told(scope)
        await self.app(scope, receive, send)

    def _told(self, scope: Scope) -> Scope:
        headers = Headers(scope=scope)
        told = dict(scope)
        scheme = _last(headers.getlist("x-forwarded-proto"))
        if scheme in ("http", "https"):
            told["scheme"] = scheme
        if address := self._client(headers):
            told["client"] = (address, 0)
        if self.user_header:
            named = headers.getlist(self.user_header)
            told[PROXY_USER] = named[0] if len(named) == 1 else ""  # two are one too many: somebody added his own
        return told

    def _client(self, headers: Headers) -> str:
        """The address nearest to us that is no trusted proxy: those before it anybody may have written."""
        hops = ",".join(headers.getlist("x-forwarded-for")).split(",")
        for hop in reversed([h.strip() for h in hops]):
            if _address(hop) is None:
                return ""
            if not self._trusts(hop):
                return hop
        return ""

    def _trusts(self, address: str) -> bool:
        found = _address(address)
        return found is not None and any(found in peer for peer in self.peers)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _last(values: list[str]) -> str:
    return ",".join(values).rpartition(",")[2].strip().lower()
