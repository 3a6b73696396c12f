"""Which addresses may be dialled. What counts is the address that a name resolves to, not how it is spelled.

The deny list goes beyond `ipaddress.is_global`, which on Python 3.11 calls several forms global that lead to
this machine or its network: IPv6 with an IPv4 address inside (NAT64, 6to4, mapped, compatible), multicast,
benchmarking and cloud metadata ranges.
"""

import ipaddress
import socket

from app.domain.errors import Forbidden, Unavailable

_DENIED = tuple(
    ipaddress.ip_network(net)
    for net in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments, cloud metadata among them
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
        "::/8",  # unspecified, loopback, IPv4-compatible and -mapped
        "64:ff9b::/32",  # NAT64
        "100::/64",
        "2001::/23",  # Teredo and other protocol assignments
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
        "fc00::/7",
        "fe80::/9",  # link-local and site-local
        "ff00::/8",
    )
)


def public(address: str) -> bool:
    """True for an address of the open internet; False for anything else, also for what is no address."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return not any(parsed in net for net in _DENIED if net.version == parsed.version)


def dialled(host: str, port: int, trusted: frozenset[str]) -> str:
    """The one address to dial for this name; every address that it resolves to must be allowed.

    `trusted` are names that may lead anywhere. Raises Forbidden, and Unavailable where the name does not resolve.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise Unavailable(f"{host} does not resolve") from exc
    addresses = [str(answer[4][0]) for answer in answers]
    if host.casefold() not in trusted and not all(public(a) for a in addresses):
        raise Forbidden(f"{host} leads into a private network (AFTERCARE_OUTBOUND_HOSTS lists names that may)")
    return addresses[0]
