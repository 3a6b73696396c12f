"""How often one may fail to sign in, and how often a token may ask."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import pytest

from app.domain.errors import Throttled
from app.http.throttle import ACCOUNT, ADDRESS, PAIR, TOKEN, Throttle


def fail(throttle: Throttle, name: str, address: str) -> None:
    with throttle.attempt(name, address) as tried:
        tried.failed = True


def look(throttle: Throttle, name: str, address: str) -> None:
    """A try that succeeds, and counts nothing."""
    with throttle.attempt(name, address):
        pass


def test_an_account_is_closed_to_an_address_that_keeps_failing_and_open_to_others() -> None:
    throttle = Throttle()
    for _ in range(PAIR.amount):
        fail(throttle, "ann", "192.0.2.1")
    with pytest.raises(Throttled, match=r"try again in \d+ (seconds|minutes)") as refused:
        look(throttle, "ann", "192.0.2.1")
    assert 0 < refused.value.retry_after <= PAIR.get_expiry() + 1
    look(throttle, "ann", "192.0.2.2")
    look(throttle, "bob", "192.0.2.1")


def test_spellings_of_a_name_are_one_account() -> None:
    throttle = Throttle()
    for spelling in ("ann", "Ann", " ANN ", "@ann", "änn"):
        fail(throttle, spelling, "192.0.2.1")
    with pytest.raises(Throttled):
        look(throttle, "aNN", "192.0.2.1")


def test_an_address_that_tries_many_names_is_closed() -> None:
    throttle = Throttle()
    for n in range(ADDRESS.amount):
        fail(throttle, f"name {n}", "192.0.2.1")
    with pytest.raises(Throttled):
        look(throttle, "another", "192.0.2.1")


def test_an_account_tried_from_many_addresses_is_closed() -> None:
    throttle = Throttle()
    for n in range(ACCOUNT.amount):
        fail(throttle, "ann", f"192.0.2.{n}")
    with pytest.raises(Throttled):
        look(throttle, "ann", "198.51.100.1")


def test_who_may_have_many_addresses_of_ipv6_has_one() -> None:
    throttle = Throttle()
    for n in range(PAIR.amount):
        fail(throttle, "ann", f"2001:db8::{n:x}")
    with pytest.raises(Throttled):
        look(throttle, "ann", "2001:db8::ffff")
    look(throttle, "ann", "2001:db8:0:1::1")


def test_who_succeeds_is_not_counted() -> None:
    throttle = Throttle()
    for _ in range(PAIR.amount * 3):
        look(throttle, "ann", "192.0.2.1")


def test_a_token_has_its_own_count() -> None:
    throttle = Throttle()
    for _ in range(TOKEN.amount):
        throttle.token(1)
    with pytest.raises(Throttled, match=f"{TOKEN.amount} times a minute"):
        throttle.token(1)
    throttle.token(2)


def test_tries_that_are_under_way_count_as_failures_meanwhile() -> None:
    throttle = Throttle()
    with ExitStack() as under_way:
        for _ in range(PAIR.amount):
            under_way.enter_context(throttle.attempt("ann", "192.0.2.1"))
        with pytest.raises(Throttled):
            look(throttle, "ann", "192.0.2.1")
        look(throttle, "ann", "192.0.2.2")
    look(throttle, "ann", "192.0.2.1")


def test_many_at_once_get_no_further_than_one_by_one() -> None:
    throttle, tries = Throttle(), []

    def attempt(_: int) -> None:
        with suppress(Throttled), throttle.attempt("ann", "192.0.2.1") as tried:
            tried.failed = True
            tries.append(1)
            time.sleep(0.01)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(attempt, range(100)))
    assert len(tries) == PAIR.amount


def test_a_try_that_breaks_is_no_longer_under_way() -> None:
    throttle = Throttle()
    for _ in range(PAIR.amount * 2):
        with pytest.raises(ZeroDivisionError), throttle.attempt("ann", "192.0.2.1"):
            raise ZeroDivisionError
