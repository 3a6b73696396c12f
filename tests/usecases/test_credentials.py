"""Secrets: their forms, their checksums, and that nothing but a hash of them is kept."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.vocabulary import TokenKind
from app.usecases.credentials import (
    form_token,
    hashed,
    is_form_token,
    is_secret,
    is_token,
    new_secret,
    new_token,
)

DIGITS = string.digits + string.ascii_letters


@pytest.mark.parametrize("kind", list(TokenKind))
def test_a_token_has_its_kinds_prefix_and_190_random_bits(kind: TokenKind) -> None:
    tokens = {new_token(kind) for _ in range(200)}
    assert len(tokens) == 200
    prefix = "aftf" if kind is TokenKind.FEED else "aft"
    assert all(re.fullmatch(rf"{prefix}_[0-9A-Za-z]{{38}}", token) for token in tokens)
    assert {c for token in tokens for c in token.partition("_")[2]} == set(DIGITS)


@pytest.mark.parametrize("kind", list(TokenKind))
def test_a_token_is_recognised_as_what_it_is(kind: TokenKind) -> None:
    token, feed = new_token(kind), kind is TokenKind.FEED
    assert is_token(token, feed=feed)
    assert not is_token(token, feed=not feed)


@given(st.integers(0, 41), st.sampled_from(DIGITS))
def test_one_mistyped_character_is_noticed(place: int, other: str) -> None:
    token = new_token(TokenKind.PERSONAL)
    mistyped = token[:place] + other + token[place + 1 :]
    assert is_token(mistyped) == (mistyped == token)


@given(st.text(max_size=60))
def test_what_was_not_made_here_is_no_token(text: str) -> None:
    assert not is_token(text)
    assert not is_token(f"aft_{text}")
    assert not is_token(new_token(TokenKind.PERSONAL) + text) or not text


def test_a_secret_has_256_bits_and_fits_cookies_and_addresses() -> None:
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert all(is_secret(secret) and re.fullmatch(r"[\w-]{43}", secret) for secret in secrets)
    for wrong in ("", "x" * 42, "x" * 44, "x" * 42 + "/", "x" * 43 + "\n"):
        assert not is_secret(wrong)


def test_a_form_token_belongs_to_one_session_and_does_not_give_it_away() -> None:
    one, other = new_secret(), new_secret()
    assert is_form_token(form_token(one), one)
    assert not is_form_token(form_token(one), other)
    assert not is_form_token("", one)
    assert not is_form_token("half \ud800 a pair", one)
    assert one not in form_token(one)
    assert form_token(one) != hashed(one)
