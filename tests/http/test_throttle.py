"""How often one may fail to sign in, and how often a token may ask."""

import pytest

from app.domain.errors import Throttled
from app.http.throttle import ACCOUNT, ADDRESS, PAIR, TOKEN, Throttle


def fail(throttle: Throttle, name: str, address: str) -> None:
    throttle.before_sign_in(name, address)
    throttle.failed_sign_in(name, address)


def test_an_account_is_closed_to_an_address_that_keeps_failing_and_open_to_others() -> None:
    throttle = Throttle()
    for _ in range(PAIR.amount):
        fail(throttle, "ann", "192.0.2.1")
    with pytest.raises(Throttled, match=r"try again in \d+ (seconds|minutes)") as refused:
        throttle.before_sign_in("ann", "192.0.2.1")
    assert 0 < refused.value.retry_after <= PAIR.get_expiry() + 1
    throttle.before_sign_in("ann", "192.0.2.2")
    throttle.before_sign_in("bob", "192.0.2.1")


def test_spellings_of_a_name_are_one_account() -> None:
    throttle = Throttle()
    for spelling in ("ann", "Ann", " ANN ", "@ann", "änn"):
        fail(throttle, spelling, "192.0.2.1")
    with pytest.raises(Throttled):
        throttle.before_sign_in("aNN", "192.0.2.1")


def test_an_address_that_tries_many_names_is_closed() -> None:
    throttle = Throttle()
    for n in range(ADDRESS.amount):
        fail(throttle, f"name {n}", "192.0.2.1")
    with pytest.raises(Throttled):
        throttle.before_sign_in("another", "192.0.2.1")


def test_an_account_tried_from_many_addresses_is_closed() -> None:
    throttle = Throttle()
    for n in range(ACCOUNT.amount):
        fail(throttle, "ann", f"192.0.2.{n}")
    with pytest.raises(Throttled):
        throttle.before_sign_in("ann", "198.51.100.1")


def test_who_may_have_many_addresses_of_ipv6_has_one() -> None:
    throttle = Throttle()
    for n in range(PAIR.amount):
        fail(throttle, "ann", f"2001:db8::{n:x}")
    with pytest.raises(Throttled):
        throttle.before_sign_in("ann", "2001:db8::ffff")
    throttle.before_sign_in("ann", "2001:db8:0:1::1")


def test_looking_whether_one_may_counts_nothing() -> None:
    throttle = Throttle()
    for _ in range(PAIR.amount * 3):
        throttle.before_sign_in("ann", "192.0.2.1")


def test_a_token_has_its_own_count() -> None:
    throttle = Throttle()
    for _ in range(TOKEN.amount):
        throttle.token(1)
    with pytest.raises(Throttled, match=f"{TOKEN.amount} times a minute"):
        throttle.token(1)
    throttle.token(2)
