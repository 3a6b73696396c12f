"""A file of synonyms is read at the start, or the program does not start."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import CannotStart
from app.search import synonyms
from app.usecases.searching import settle_synonyms


@pytest.fixture(autouse=True)
def nothing_settled_after() -> Iterator[None]:
    yield
    settle_synonyms("")


def test_a_file_adds_to_the_table(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.txt"
    file.write_text("# ours\nk8s = gke\n\nbb = big box # a machine\n", encoding="utf-8")
    settle_synonyms(str(file))
    assert set(synonyms.others(("k8s",))) == {("kubernet",), ("gke",)}
    assert synonyms.others(("bb",)) == (("big", "box"),)


@pytest.mark.parametrize("text", [b"k8s kubernetes", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_told_at_the_start(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "synonyms.txt"
    file.write_bytes(text)
    with pytest.raises(CannotStart, match="AFTERCARE_SYNONYMS"):
        settle_synonyms(str(file))
    with pytest.raises(CannotStart, match="AFTERCARE_SYNONYMS"):
        settle_synonyms(str(tmp_path / "missing.txt"))
