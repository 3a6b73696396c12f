"""Zip archives: what is in them, and everything for which they are refused."""

import os
import stat
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput, TooLarge
from app.ingest import archive
from app.ingest.archive import Entry, unpack


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in entries:
            made.writestr(name, data)
            made.NameToInfo.clear()  # it would warn of names that it knows
    return out.getvalue()


def named(name: str, mode: int = 0) -> zipfile.ZipInfo:
    """An entry under a name that zipfile itself would put right."""
    info = zipfile.ZipInfo("x")
    info.filename, info.external_attr = name, mode << 16
    return info


def test_files_come_out_in_their_order_and_folders_are_none() -> None:
    data = zipped(("b/", b""), ("b/two.md", b"two"), ("./a//one.md", b"one"), ("café.md", b""))
    assert unpack(data) == [Entry("b/two.md", b"two"), Entry("a/one.md", b"one"), Entry("café.md", b"")]
    assert unpack(zipped()) == []
    assert unpack(b"#!/bin/sh\n" + zipped(("a.md", b"a"))) == [Entry("a.md", b"a")]


HOSTILE = [
    (named("/etc/passwd.md"), "“/etc/passwd.md” is an absolute path"),
    (named("a/../../x.md"), "“a/../../x.md” leads out of the archive"),
    (named(".."), "“..” leads out of the archive"),
    (named("C:x.md"), "“C:x.md” is an absolute path"),
    (named("c:/x.md"), "“c:/x.md” is an absolute path"),
    (named("a\\x.md"), "“a\\x.md” has a backslash in its name"),
    (named("\\\\host\\share\\x.md"), "has a backslash in its name"),
    (named("a.md\0.png"), "has a NUL character in its name"),
    (named("link.md", stat.S_IFLNK | 0o777), "“link.md” is a link"),
    (named("pipe.md", stat.S_IFIFO | 0o644), "“pipe.md” is neither a file nor a folder"),
    (named("device.md", stat.S_IFBLK | 0o644), "“device.md” is neither a file nor a folder"),
    (named("./"), "“./” has no name"),
]


@pytest.mark.parametrize(("entry", "said"), HOSTILE, ids=[said for _, said in HOSTILE])
def test_one_bad_entry_refuses_the_archive(entry: zipfile.ZipInfo, said: str) -> None:
    data = zipped(("good.md", b"# Good\n"), (entry, b"target"))
    with pytest.raises(InvalidInput) as refused:
        unpack(data)
    assert said in str(refused.value)


def patched(change: Callable[[zipfile.ZipInfo], None]) -> bytes:
    """An archive whose directory lies about its entry, while the entry itself stays as it is."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.md", b"some text\n" * 40)
        change(made.infolist()[0])
    return out.getvalue()


def encrypted(info: zipfile.ZipInfo) -> None:
    info.flag_bits |= 1


def smaller(info: zipfile.ZipInfo) -> None:
    info.file_size = 10


def another_sum(info: zipfile.ZipInfo) -> None:
    info.CRC ^= 1


def elsewhere(info: zipfile.ZipInfo) -> None:
    info.header_offset = 7


@pytest.mark.parametrize(
    ("change", "said"),
    [(encrypted, "“a.md” is encrypted"), (smaller, "damaged"), (another_sum, "damaged"), (elsewhere, "damaged")],
)
def test_a_directory_that_lies_refuses_the_archive(change: Callable[[zipfile.ZipInfo], None], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        unpack(patched(change))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_stored_and_deflated_entries_are_read(method: int) -> None:
    with pytest.raises(InvalidInput, match="packed in a way that is not read here"):
        unpack(zipped(("a.md", b"text"), method=method))


@pytest.mark.parametrize("second", ["a.md", "./a.md", "a.md/"])
def test_an_entry_that_stands_twice_refuses_the_archive(second: str) -> None:
    with pytest.raises(InvalidInput, match=r"“a\.md” stands in the archive more than once"):
        unpack(zipped(("a.md", b"one"), (named(second), b"two")))


@pytest.mark.parametrize(
    "data",
    [b"", b"# No archive\n", zipped(("a.md", b"text" * 99))[:-40], b"PK\5\6" + b"\0" * 9],
    ids=["empty", "text", "cut off", "an end alone"],  # an archive has the time of its making in it
)
def test_what_is_no_whole_archive_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput, match="no zip archive, or a damaged one"):
        unpack(data)


def test_a_thousand_entries_are_read_and_no_more() -> None:
    entries: list[tuple[str | zipfile.ZipInfo, bytes]] = [(f"{i}.md", b"x") for i in range(1001)]
    assert len(unpack(zipped(*entries[:1000]))) == 1000
    with pytest.raises(TooLarge, match="holds 1,001 entries; at most 1,000"):
        unpack(zipped(*entries))
    with pytest.raises(TooLarge, match="over 1,000 entries"):
        unpack(b"PK\1\2" * 20_001)


def test_what_unpacks_to_a_hundred_times_its_size_is_refused() -> None:
    with pytest.raises(TooLarge, match=r"“bomb\.md” unpacks to over 100 times its size"):
        unpack(zipped(("good.md", b"good"), ("bomb.md", b"0" * 1_000_000)))
    assert len(unpack(zipped(("dense.md", os.urandom(500) * 20)))) == 1


def overstated(bombs: int, claimed: int) -> bytes:
    """Entries that claim to be packed into more bytes than they are, all into the same bytes behind them."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.comment = b"x" * 20_000
        for i in range(bombs):
            made.writestr(f"{i}.md", b"0" * 1_000_000)
        for info in made.infolist():
            info.compress_size = claimed
    return out.getvalue()


def test_sizes_that_the_directory_overstates_hide_no_bomb() -> None:
    assert len(unpack(overstated(1, claimed=15_000))) == 1
    with pytest.raises(TooLarge, match=r"unpacks to over 100 times its size at “2\.md”"):
        unpack(overstated(3, claimed=15_000))
    with pytest.raises(InvalidInput, match="damaged one: it ends too early"):
        unpack(overstated(1, claimed=1_000_000))


def test_the_bytes_that_come_out_are_counted_over_all_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "UNPACKED_BYTES", 2 * 1024 * 1024)
    text = os.urandom(40_000) * 30
    assert len(unpack(zipped(("a.md", text)))) == 1
    with pytest.raises(TooLarge, match=r"unpacks to over 2 MiB at “b\.png”"):
        unpack(zipped(("a.md", text), ("b.png", text)))


def test_a_file_longer_than_all_that_may_come_out_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ARCHIVE_BYTES", 1024 * 1024)
    with pytest.raises(TooLarge, match="the archive is over 1 MiB"):
        unpack(b"PK" * 1024 * 1024)


@given(st.binary(max_size=40), st.integers(0, 400))
def test_damage_anywhere_is_refused_or_harmless(noise: bytes, at: int) -> None:
    data = zipped(("a.md", b"some text\n" * 9), ("b/c.md", b"more\n"), method=zipfile.ZIP_STORED)
    try:
        entries = unpack(data[:at] + noise + data[at + len(noise) :])
    except (InvalidInput, TooLarge):
        return
    assert all(not e.name.startswith("/") and ".." not in e.name.split("/") for e in entries)
