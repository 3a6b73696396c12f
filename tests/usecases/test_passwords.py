"""Passwords: what is refused, how they are kept, and that comparing tells nothing by its time."""

import threading
import time
from statistics import median

import pytest
from argon2 import extract_parameters

from app.domain.errors import InvalidInput, Unavailable
from app.usecases import passwords
from app.usecases.passwords import (
    AT_ONCE,
    LEAST,
    MOST,
    WAITING,
    check_password,
    hash_password,
    is_outdated,
    is_password,
)

GOOD = "lake-otter-82-violin"


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "x" * (LEAST - 1),
        "x" * (MOST + 1),
        "passwordpassword",
        "Password123456",
        "DRAGON123456",
        "qwertyuiop12345",
    ],
)
def test_what_is_tried_first_or_has_the_wrong_length_is_refused(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_password(password)
    assert refused.value.faults[0].field == "password"
    with pytest.raises(InvalidInput):
        hash_password(password)


@pytest.mark.parametrize(
    "password", [GOOD, "twelve chars", "nur kleine buchstaben", "ключ от квартиры", "x" * MOST]
)
def test_no_rule_asks_for_kinds_of_characters(password: str) -> None:
    check_password(password)


def test_what_is_kept_is_argon2id_of_the_stated_costs_and_salted() -> None:
    kept = hash_password(GOOD)
    found = extract_parameters(kept)
    assert (found.type.name, found.memory_cost, found.time_cost, found.parallelism) == ("ID", 19_456, 2, 1)
    assert kept != hash_password(GOOD)
    assert GOOD not in kept
    assert not is_outdated(kept)


def test_only_the_password_itself_fits() -> None:
    kept = hash_password(GOOD)
    assert is_password(GOOD, kept)
    for wrong in (GOOD.upper(), GOOD + " ", GOOD[:-1], "", "x" * 100_000, "half \ud800 a pair"):
        assert not is_password(wrong, kept)


def test_one_word_typed_on_two_keyboards_is_one_password() -> None:
    composed, decomposed = "caf\u00e9 au lait noir", "cafe\u0301 au lait noir"
    assert is_password(decomposed, hash_password(composed))


def test_nothing_fits_where_no_password_is_kept_or_what_is_kept_is_none() -> None:
    assert not is_password(GOOD, None)
    assert not is_password(GOOD, "")
    assert not is_password(GOOD, "no hash at all")


def test_comparing_takes_as_long_where_there_is_nobody() -> None:
    kept = hash_password(GOOD)
    taken: dict[str | None, list[float]] = {kept: [], None: []}
    for _ in range(9):
        for against, times in taken.items():
            start = time.perf_counter()
            is_password("another one entirely", against)
            times.append(time.perf_counter() - start)
    somebody, nobody = median(taken[kept]), median(taken[None])
    assert 0.5 < nobody / somebody < 2


def test_no_more_are_hashed_at_a_time_than_there_are_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_PATIENCE", 0.05)
    taken = [passwords._Place() for _ in range(AT_ONCE)]
    for place in taken:
        place.__enter__()
    try:
        with pytest.raises(Unavailable, match="try again"):
            is_password(GOOD, None)
    finally:
        for place in taken:
            place.__exit__()
    assert not is_password(GOOD, None)


def test_only_so_many_wait_and_the_next_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_PATIENCE", 60)
    taken = [passwords._Place() for _ in range(AT_ONCE)]
    for place in taken:
        place.__enter__()
    waiting = [threading.Thread(target=is_password, args=(GOOD, None)) for _ in range(WAITING)]
    for thread in waiting:
        thread.start()
    try:
        while passwords._queue.acquire(blocking=False):  # until the last of them waits
            passwords._queue.release()
        with pytest.raises(Unavailable, match="try again"):
            is_password(GOOD, None)
    finally:
        for place in taken:
            place.__exit__()
        for thread in waiting:
            thread.join(timeout=30)
    assert not is_password(GOOD, None)


def test_who_waits_for_a_place_gets_it() -> None:
    kept, right = hash_password(GOOD), []
    threads = [threading.Thread(target=lambda: right.append(is_password(GOOD, kept))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert right == [True] * 8
