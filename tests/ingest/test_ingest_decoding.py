"""Bytes become text, or one sentence that says on which line they do not."""

import pytest

from app.domain.errors import TooLarge, UnreadableDocument
from app.ingest.bounds import DOCUMENT_BYTES
from app.ingest.decoding import decode, newlines


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"", "", "utf-8"),
        ("Tür".encode(), "Tür", "utf-8"),
        (b"\xef\xbb\xbfa", "a", "utf-8-sig"),
        ("Tür".encode("utf-16"), "Tür", "utf-16"),
        ("\ufeffTür".encode("utf-16-be"), "Tür", "utf-16"),
        ("“Tür”".encode("windows-1252"), "“Tür”", "windows-1252"),
        (b"a long enough line with one odd byte \x81 in it, told by nobody", None, "latin-1"),
    ],
)
def test_the_usual_encodings_are_read(data: bytes, text: str | None, encoding: str) -> None:
    read, name = decode(data)
    assert name == encoding
    assert text is None or read == text


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"a\nb\0", 2),
        (b"\x89PNG\r\n\x1a\n\x01\x02\x03\x04", 2),
        (b"\xff\xfea", 1),
        (b"one\n\x01\x02\x03\x04\x05", 2),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data: bytes, line: int) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        decode(data)
    assert refused.value.line == line


def test_over_a_mebibyte_is_too_large() -> None:
    assert decode(b"a" * DOCUMENT_BYTES)[0]
    with pytest.raises(TooLarge):
        decode(b"a" * (DOCUMENT_BYTES + 1))


def test_every_kind_of_line_end_is_one_newline() -> None:
    assert newlines("a\r\nb\rc\nd") == "a\nb\nc\nd"
