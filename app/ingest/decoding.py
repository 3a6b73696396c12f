"""Bytes to text. Old documents come as UTF-8, UTF-16 with a mark, or a Windows code page."""

import codecs

from app.domain.errors import TooLarge, UnreadableDocument
from app.ingest.bounds import DOCUMENT_BYTES

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Control characters that text files do hold: tab, newline, form feed, carriage return, escape.
_ALLOWED = frozenset("\t\n\f\r\x1b\x0b")
_CONTROL_SHARE = 0.02


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding.

    Raises TooLarge over 1 MiB, UnreadableDocument where the bytes are no text (it names the line).
    """
    if len(data) > DOCUMENT_BYTES:
        raise TooLarge(f"the document has {len(data):,} bytes; at most {DOCUMENT_BYTES:,} are read")
    text, encoding = _marked(data) or _unmarked(data)
    _demand_text(text)
    return text, encoding


def encode(text: str, like: bytes, encoding: str) -> bytes:
    """The text as bytes of this encoding, with the mark and the order of bytes that these begin with.

    What `decode` made of a document becomes that document again. Raises UnicodeEncodeError.
    """
    for mark, name in _MARKS:
        if name == encoding and like.startswith(mark):
            plain = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}.get(mark, "utf-8")
            return mark + text.encode(plain)
    return text.encode(encoding)


def newlines(text: str) -> str:
    """The text with every kind of line end as one newline, so that lines count as an editor counts them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _marked(data: bytes) -> tuple[str, str] | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as exc:
                line = data[: exc.start].count(b"\n") + 1
                raise UnreadableDocument(line, f"the file says it is {encoding} but is not") from exc
    return None


def _unmarked(data: bytes) -> tuple[str, str]:
    if b"\0" in data:
        raise UnreadableDocument(data[: data.index(b"\0")].count(b"\n") + 1, "a NUL byte: this is not text")
    for encoding in ("utf-8", "windows-1252"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"


def _demand_text(text: str) -> None:
    strange = [i for i, c in enumerate(text) if (c < " " or "\x7f" <= c <= "\x9f") and c not in _ALLOWED]
    if strange and ("\0" in text or len(strange) > 1 + len(text) * _CONTROL_SHARE):
        line = text.count("\n", 0, strange[0]) + 1
        raise UnreadableDocument(line, "control characters: this is not text")
