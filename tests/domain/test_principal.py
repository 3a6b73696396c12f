"""Who acts, and what they may see."""

import pytest

from app.domain.principal import LOCAL_OWNER, SYSTEM, Principal
from app.domain.vocabulary import Visibility


@pytest.mark.parametrize("principal", [LOCAL_OWNER, SYSTEM])
def test_without_accounts_everything_is_seen(principal: Principal) -> None:
    assert principal.sees == set(Visibility)


def test_history_tells_a_person_from_unattended_work() -> None:
    assert LOCAL_OWNER.name != SYSTEM.name
