import pytest

from app.domain.errors import Unavailable
from app.outbound.addresses import dialled, public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.88.99.1",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001::1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "3fff::1",
        "2001:db8::1",
        "100::1",
        "nonsense",
    ],
)
def test_addresses_that_lead_to_this_machine_or_its_network_are_not_public(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "2a00:1450::8a"])
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert public(address)


def test_a_trusted_name_may_lead_to_a_private_network() -> None:
    assert dialled("LocalHost", 80, frozenset({"localhost"})) in ("127.0.0.1", "::1")


@pytest.mark.parametrize("name", ["no-such-name.invalid", "a" * 300, "bad\udc80name"])
def test_a_name_that_does_not_resolve_is_unavailable(name: str) -> None:
    with pytest.raises(Unavailable, match="does not resolve"):
        dialled(name, 80, frozenset())
