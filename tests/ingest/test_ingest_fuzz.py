"""Documents put together at random: each is read, or refused in one sentence. bench/fuzz.py tries many more."""

from hypothesis import HealthCheck, given, settings
from support.invariants import outcome
from support.pieces import documents


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents)
def test_whatever_is_put_together_is_read_or_refused(document: tuple[bytes, str]) -> None:
    said = outcome(*document)
    assert said
