"""What handlers ask for: the version that a caller saw, and a session of one state."""

import pytest

from app.domain.errors import PreconditionFailed, PreconditionMissing
from app.http.dependencies import etag, matched_version


@pytest.mark.parametrize("version", [1, 7, 999_999_999_999])
def test_an_etag_that_was_read_names_its_version(version: int) -> None:
    assert matched_version(etag(version)) == version
    assert matched_version(f" {etag(version)} ") == version


def test_a_change_without_if_match_is_told_to_send_it() -> None:
    with pytest.raises(PreconditionMissing, match="If-Match"):
        matched_version(None)


@pytest.mark.parametrize(
    "sent", ["", "*", "v3", '"3"', 'W/"v3"', '"v3", "v4"', '"v-1"', '"v1234567890123"', '"v٣"', '"v3" x']
)
def test_anything_else_matches_no_version(sent: str) -> None:
    with pytest.raises(PreconditionFailed):
        matched_version(sent)
