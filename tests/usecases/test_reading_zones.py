"""Zones that are settled for all documents read here."""

from collections.abc import Iterator

import pytest

from app.domain.errors import CannotStart
from app.usecases.reading import read_document, settle_zones

TEXT = b"# Outage\n\n## Timeline\n\n- 2024-05-01 10:00 IST down\n- 2024-05-01 11:00 IST up\n"


@pytest.fixture(autouse=True)
def nothing_settled_after() -> Iterator[None]:
    yield
    settle_zones("")


def test_documents_are_read_in_the_zones_settled_here() -> None:
    settle_zones("IST=+05:30, CST=America/Chicago")
    assert read_document(TEXT, "one.md").posts[0].started_at == "2024-05-01T10:00+05:30"
    settle_zones("")
    assert read_document(TEXT, "one.md").posts[0].started_at == "2024-05-01T10:00"


@pytest.mark.parametrize("choices", ["UTC=+01:00", "IST=India", "IST"])
def test_what_is_no_choice_is_refused_at_the_start(choices: str) -> None:
    with pytest.raises(CannotStart, match="AFTERCARE_ZONES"):
        settle_zones(choices)
